"""`python -m evals speed`: time ingest, search and ask, beside the stock pipeline if it is given."""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant import terminal
from assistant.codec import to_json
from assistant.errors import UsageError
from assistant.settings import Settings
from evals import speed
from evals.commands.base import Command, add_library, new_parser
from evals.growth.growing import STAGE, grown
from evals.growth.made_up import BATCH
from evals.growth.shown import as_markdown
from evals.growth.timing import WARMING
from evals.read_cases import CASES, read_cases
from ingest.progress import LABELS, shown_on_stderr

STOCK = Path("../shared/tools/stock.py")


def _parser() -> argparse.ArgumentParser:
    parser = new_parser(
        "speed", "Time ingest, search and ask, beside the stock pipeline if it is given; or as a library grows."
    )
    parser.add_argument("--cases", type=Path, default=CASES / "corpus_report.jsonl")
    parser.add_argument("--stock", type=Path, metavar="PYTHON", help="Python of the stock pipeline's own environment")
    parser.add_argument("--stock-script", type=Path, default=STOCK, help="the stock pipeline (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--sizes", type=int, nargs="+", metavar="N", help="measure a library of so many made-up papers instead"
    )
    parser.add_argument(
        "--questions",
        type=_questions,
        default=200,
        metavar="N",
        help="with --sizes: asked with each filter (default: 200)",
    )
    parser.add_argument("--folder", type=Path, metavar="DIR", help="with --sizes: keep that library here, and go on")
    add_library(parser)
    return parser


def _run(arguments: argparse.Namespace) -> int:
    if arguments.sizes:
        return _run_sizes(arguments)
    library = arguments.library or Settings.load().library
    stock = (arguments.stock, arguments.stock_script) if arguments.stock else None
    rows = speed.measure(library, read_cases(arguments.cases), stock, arguments.rounds)
    if arguments.json:
        terminal.say_json({"rows": to_json(tuple(rows))})
    else:
        terminal.say(speed.table(rows))
    return terminal.DONE


def _run_sizes(arguments: argparse.Namespace) -> int:
    if wrong := [size for size in arguments.sizes if size < BATCH or size % BATCH]:
        raise UsageError(f"--sizes {wrong[0]}: papers are made up by the {BATCH:,}; give a multiple of that")
    folder: Path | None = arguments.folder
    with TemporaryDirectory() as temporary, shown_on_stderr({**LABELS, STAGE: STAGE}) as on_progress:
        found = list(grown(folder or Path(temporary) / "library", arguments.sizes, arguments.questions, on_progress))
    if arguments.json:
        terminal.say_json({"sizes": to_json(tuple(found))})
    else:
        terminal.say(as_markdown(found))
    return terminal.DONE


def _questions(text: str) -> int:
    """A number of questions; the first are not timed."""
    number = int(text)
    if number <= WARMING:
        raise argparse.ArgumentTypeError(f"{text}: the first {WARMING} are not timed; ask more")
    return number


COMMAND = Command(_parser, _run)
