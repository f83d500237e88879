"""`python -m assistant search "question"`: the papers that fit best."""

from __future__ import annotations

import argparse

from assistant import terminal
from assistant.assistant import Assistant
from assistant.codec import to_json
from assistant.commands.base import Command, add_question
from assistant.commands.shown import numbered
from assistant.questions import checked


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-k", type=int, default=10, help="how many papers (default 10)")
    add_question(parser)


def _run(arguments: argparse.Namespace) -> int:
    checked(arguments.question)
    with Assistant.open(arguments.library) as assistant:
        evidence = assistant.search(arguments.question, k=arguments.k)
    if arguments.json:
        terminal.say_json({"question": arguments.question, "evidence": to_json(evidence)})
    else:
        terminal.say(numbered(evidence) or "The library is empty.")
    return terminal.DONE


COMMAND = Command("find the papers that fit a question best", _options, _run)
