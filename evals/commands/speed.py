"""`python -m evals speed`: time ingest, search and ask, beside the stock pipeline if it is given."""

from __future__ import annotations

import argparse
from pathlib import Path

from assistant import terminal
from assistant.codec import to_json
from assistant.settings import Settings
from evals import speed
from evals.commands.base import Command, add_library, new_parser
from evals.read_cases import CASES, read_cases

STOCK = Path("../shared/tools/stock.py")


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("speed", "Time ingest, search and ask, beside the stock pipeline if it is given.")
    parser.add_argument("--cases", type=Path, default=CASES / "corpus_report.jsonl")
    parser.add_argument("--stock", type=Path, metavar="PYTHON", help="Python of the stock pipeline's own environment")
    parser.add_argument("--stock-script", type=Path, default=STOCK, help="the stock pipeline (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3)
    add_library(parser)
    return parser


def _run(arguments: argparse.Namespace) -> int:
    library = arguments.library or Settings.load().library
    stock = (arguments.stock, arguments.stock_script) if arguments.stock else None
    rows = speed.measure(library, read_cases(arguments.cases), stock, arguments.rounds)
    if arguments.json:
        terminal.say_json({"rows": to_json(tuple(rows))})
    else:
        terminal.say(speed.table(rows))
    return terminal.DONE


COMMAND = Command(_parser, _run)
