"""`python -m evals fit-abstention`: choose from which probability on a model is asked, and write it."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from assistant import terminal
from assistant.assistant import Assistant
from assistant.codec import to_json
from assistant.fitted import FITTED
from evals.commands.base import Command, add_library, new_parser
from evals.fit import write, writing_on
from evals.fit_writing import Worth, fit_writing
from evals.run_setup import check_gold, chosen_cases, default_cases


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("fit-abstention", "Choose from which probability on a model is asked, and write it.")
    parser.add_argument("--cases", type=Path, nargs="+", metavar="FILE", help="(default: all on the listed papers)")
    parser.add_argument("--dry", action="store_true", help="say what would be chosen, and write nothing")
    add_library(parser)
    return parser


def _run(arguments: argparse.Namespace) -> int:
    with Assistant.open(arguments.library) as assistant:
        snapshot = assistant.library.snapshot()
        cases = chosen_cases(tuple(arguments.cases or default_cases(Path())[0]), "tune")
        check_gold(cases, snapshot.papers, arguments.library or Path())
        found = fit_writing(snapshot, assistant.embedding, cases, FITTED)
        fitted = replace(FITTED, writing=writing_on(found, cases, assistant.embedding))
    if not arguments.dry:
        write(fitted)
    terminal.say_json(to_json(found)) if arguments.json else terminal.say(_text(found))
    return terminal.DONE


def _text(found: Worth) -> str:
    return (
        f"a model is asked from probability {found.threshold} on: {found.withheld} of {found.answerable} answerable "
        f"tuning questions are withheld from it, {found.reaching} of {found.unanswerable} unanswerable ones reach it"
    )


COMMAND = Command(_parser, _run)
