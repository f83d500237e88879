"""`python -m assistant search "question"`: the papers that fit best; with `--like`, the papers most like one."""

from __future__ import annotations

import argparse

from assistant import terminal
from assistant.assistant import Assistant
from assistant.codec import to_json
from assistant.commands.base import Command, add_where
from assistant.commands.shown import explained, numbered
from assistant.errors import UsageError
from assistant.questions import checked


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", nargs="?")
    parser.add_argument("-k", type=int, default=10, help="how many papers (default 10)")
    parser.add_argument("--like", metavar="ID", help="instead of a question: the papers most like this one")
    explain = "say which words and which sentence of a paper matched, and the mark of the ranker where it read"
    parser.add_argument("--explain", action="store_true", help=explain)
    add_where(parser)


def _run(arguments: argparse.Namespace) -> int:
    question, like = arguments.question, arguments.like
    if (question is None) == (like is None):
        raise UsageError("say what to search for: a question, or --like with the id of a paper")
    if question is not None:
        checked(question)
    with Assistant.open(arguments.library) as assistant:
        if like is None:
            evidence = assistant.search(question, arguments.k)
            why = assistant.explain(question, evidence) if arguments.explain else ()
        else:
            evidence = assistant.like(like, arguments.k)
            why = assistant.explain_like(like, evidence) if arguments.explain else ()
    if arguments.json:
        found = {"question": question} if like is None else {"like": like}
        found |= {"evidence": to_json(evidence)}
        terminal.say_json(found | {"explanations": to_json(why)} if arguments.explain else found)
    else:
        nothing = "The library is empty." if like is None else "The library has no other paper."
        told = explained(why, evidence, missing=like is None) if why else numbered(evidence)
        terminal.say(told or nothing)
    return terminal.DONE


COMMAND = Command("find the papers that fit a question best", _options, _run)
