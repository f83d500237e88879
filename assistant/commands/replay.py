"""`python -m assistant replay FILE`: a saved question asked again of today's library, and what has changed since."""

from __future__ import annotations

import argparse
from pathlib import Path

from assistant import terminal
from assistant.assistant import Assistant
from assistant.bundles import Asking, Bundle, bundle_of, compare, read_bundle
from assistant.codec import to_json
from assistant.commands.base import Command, add_where
from assistant.commands.differences import told
from assistant.commands.state import library_state, replies, today
from assistant.questions import checked


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="what `ask --save` wrote")
    add_where(parser)


def _run(arguments: argparse.Namespace) -> int:
    before = read_bundle(arguments.file)
    _check(before)
    asked = Asking(before.question, before.history, before.filters)
    with Assistant.open(arguments.library) as assistant:
        made = assistant.answered(asked.question, asked.history, asked.filters)
        after = bundle_of(asked, made.answer, library_state(assistant), replies(made))
        found = compare(before, after, today(assistant, before.evidence))
    if arguments.json:
        terminal.say_json(to_json(found) | {"answer_changed": found.answer_changed, "answer": to_json(after.answer)})
    else:
        terminal.say(told(found))
    return terminal.DONE


def _check(bundle: Bundle) -> None:
    """Hold what comes from the file to the limits of any question: those before it are put in front of it."""
    checked(bundle.question)
    for turn in bundle.history:
        checked(turn.question)
        checked(turn.answer.standalone_question)


COMMAND = Command("ask a saved question again, and say what has changed", _options, _run)
