"""`python -m evals report`: make the reports of a run again from its scores."""

from __future__ import annotations

import argparse
from pathlib import Path

from assistant import terminal
from evals.commands.base import Command, new_parser
from evals.reports.write import HTML, MARKDOWN, write_reports
from evals.run_folder import SCORES, read_outcomes, read_scores


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("report", "Make the reports of a run again from its scores.")
    parser.add_argument("run", type=Path, metavar="RUN", help="the folder of a run that was scored")
    return parser


def _run(arguments: argparse.Namespace) -> int:
    folder = arguments.run
    write_reports(read_scores(folder / SCORES), read_outcomes(folder), folder)
    written = [str(folder / name) for name in (HTML, MARKDOWN)]
    if arguments.json:
        terminal.say_json({"written": written})
    else:
        terminal.say("\n".join(written))
    return terminal.DONE


COMMAND = Command(_parser, _run)
