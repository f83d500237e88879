"""`python -m assistant diff A B`: what has changed from one saved answer to another."""

from __future__ import annotations

import argparse
from pathlib import Path

from assistant import terminal
from assistant.bundles import compare, read_bundle
from assistant.codec import to_json
from assistant.commands.base import Command
from assistant.commands.differences import told


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("before", type=Path, metavar="A", help="what `ask --save` wrote")
    parser.add_argument("after", type=Path, metavar="B", help="what it wrote later")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else on stdout")


def _run(arguments: argparse.Namespace) -> int:
    found = compare(read_bundle(arguments.before), read_bundle(arguments.after))
    if arguments.json:
        terminal.say_json(to_json(found) | {"answer_changed": found.answer_changed})
    else:
        terminal.say(told(found))
    return terminal.DONE


COMMAND = Command("say what has changed from one saved answer to another", _options, _run)
