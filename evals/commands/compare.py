"""`python -m evals compare A B`: what the second run does otherwise than the first, beyond noise."""

from __future__ import annotations

import argparse
from pathlib import Path

from assistant import terminal
from assistant.codec import to_json
from evals.commands.base import Command, new_parser
from evals.compare import compare
from evals.compare_shown import as_markdown, as_text
from evals.run_folder import read_scores


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("compare", "Compare two runs of the same cases, measure by measure and case by case.")
    parser.add_argument("a", type=Path, metavar="A", help="the folder of a run, or its scores.json")
    parser.add_argument("b", type=Path, metavar="B", help="another")
    parser.add_argument("--markdown", action="store_true", help="print Markdown")
    return parser


def _run(arguments: argparse.Namespace) -> int:
    found = compare(read_scores(arguments.a), read_scores(arguments.b))
    if arguments.json:
        terminal.say_json(to_json(found))
    else:
        terminal.say(as_markdown(found) if arguments.markdown else as_text(found))
    return terminal.DONE


COMMAND = Command(_parser, _run)
