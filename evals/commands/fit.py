"""`python -m evals fit`: choose the fitted numbers on the tuning cases, and write them."""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant import terminal
from assistant.assistant import Assistant
from assistant.codec import to_json
from evals.commands.base import Command, add_library, new_parser
from evals.fit import fit, fitted_on, write
from evals.fit_groups import groups
from evals.read_cases import CASES, cases_digest, read_cases


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("fit", "Choose the fitted numbers on the tuning cases and write them.")
    parser.add_argument("--cases", type=Path, default=CASES / "corpus_tune.jsonl")
    for name in ("scifact", "check-covid"):
        told = "folder of the set in BEIR's layout; questions over its papers tune search too"
        parser.add_argument(f"--{name}", type=Path, required=True, metavar="DIR", help=told)
    add_library(parser)
    return parser


def _run(arguments: argparse.Namespace) -> int:
    command = f"python -m evals fit --cases evals/cases/{arguments.cases.name}"
    command += " --scifact DIR --check-covid DIR"
    with Assistant.open(arguments.library) as assistant, TemporaryDirectory() as folder:
        fitted = fit(
            assistant.library.snapshot(),
            assistant.embedding,
            [case for case in read_cases(arguments.cases) if case.split == "tune"],
            fitted_on(command, cases_digest(arguments.cases), assistant.embedding),
            also=list(groups(arguments.scifact, arguments.check_covid, Path(folder))),
        )
    write(fitted)
    if arguments.json:
        terminal.say_json(to_json(fitted))
    else:
        terminal.say(str(fitted))
    return terminal.DONE


COMMAND = Command(_parser, _run)
