"""`python -m evals run|fit|speed`: measures the assistant offline; nothing here needs a model or a network."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant import terminal
from assistant.assistant import Assistant
from assistant.fitted import FittedOn
from assistant.settings import Settings
from evals import speed
from evals.beir import load_subset
from evals.fit import fit, write
from evals.read_cases import cases_digest, read_cases
from evals.run import run_cases, scores, table

CASES = Path(__file__).with_name("cases")
STOCK = Path("../shared/tools/stock.py")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    arguments = _parser().parse_args(argv)
    return terminal.run(lambda: arguments.command(arguments))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="search and answer every case of a file, and print the scores")
    run.add_argument("--cases", type=Path, default=CASES / "corpus_report.jsonl")
    run.set_defaults(command=_run)
    fit_ = commands.add_parser("fit", help="choose the fitted numbers on the tuning cases and write them")
    fit_.add_argument("--cases", type=Path, default=CASES / "corpus_tune.jsonl")
    fit_.add_argument(
        "--also", type=Path, metavar="DIR", help="a set in BEIR's layout whose train split tunes search too"
    )
    fit_.set_defaults(command=_fit)
    speed_ = commands.add_parser("speed", help="time ingest, search and ask, beside the stock pipeline if it is given")
    speed_.add_argument("--cases", type=Path, default=CASES / "corpus_report.jsonl")
    speed_.add_argument("--stock", type=Path, metavar="PYTHON", help="Python of the stock pipeline's own environment")
    speed_.add_argument("--stock-script", type=Path, default=STOCK, help="the stock pipeline (default: %(default)s)")
    speed_.add_argument("--rounds", type=int, default=3)
    speed_.set_defaults(command=_speed)
    for command in (run, fit_, speed_):
        command.add_argument("--library", type=Path, help="the library that the cases are about")
    return parser


def _run(arguments: argparse.Namespace) -> int:
    with Assistant.open(arguments.library) as assistant:
        results = run_cases(assistant.library.snapshot(), assistant.embedding, read_cases(arguments.cases))
    terminal.say(table(scores(results)))
    return terminal.DONE


def _speed(arguments: argparse.Namespace) -> int:
    library = arguments.library or Settings.load().library
    stock = (arguments.stock, arguments.stock_script) if arguments.stock else None
    terminal.say(speed.table(speed.measure(library, read_cases(arguments.cases), stock, arguments.rounds)))
    return terminal.DONE


def _fit(arguments: argparse.Namespace) -> int:
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
    terminal.say(str(fitted))
    return terminal.DONE


if __name__ == "__main__":
    sys.exit(main())
