"""`python -m evals fit`: choose the fitted numbers on the tuning cases, and write them."""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant import terminal
from assistant.assistant import Assistant
from assistant.codec import to_json
from assistant.fitted import FittedOn
from assistant.settings import Settings
from evals.beir import load_subset
from evals.commands.base import Command, add_library, new_parser
from evals.fit import fit, write
from evals.read_cases import CASES, cases_digest, read_cases


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("fit", "Choose the fitted numbers on the tuning cases and write them.")
    parser.add_argument("--cases", type=Path, default=CASES / "corpus_tune.jsonl")
    parser.add_argument(
        "--also", type=Path, metavar="DIR", help="a set in BEIR's layout whose train split tunes search too"
    )
    add_library(parser)
    return parser


def _run(arguments: argparse.Namespace) -> int:
    command = f"python -m evals fit --cases evals/cases/{arguments.cases.name}"
    if arguments.also:
        command += f" --also {arguments.also.name}"
    with Assistant.open(arguments.library) as assistant, TemporaryDirectory() as folder:
        also = [load_subset(arguments.also, "train", Path(folder) / "also", Settings.load())] if arguments.also else []
        fitted = fit(
            assistant.library.snapshot(),
            assistant.embedding,
            [case for case in read_cases(arguments.cases) if case.split == "tune"],
            FittedOn(command, cases_digest(arguments.cases), assistant.embedding.fingerprint),
            also=also,
        )
    write(fitted)
    if arguments.json:
        terminal.say_json(to_json(fitted))
    else:
        terminal.say(str(fitted))
    return terminal.DONE


COMMAND = Command(_parser, _run)
