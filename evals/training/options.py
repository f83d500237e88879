"""The words of a command that trains on questions: where the public sets lie, how long to learn, what to write."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path


def question_parser(command: str, about: str | None, rounds: int) -> ArgumentParser:
    """For `python -m evals.training.COMMAND`, which goes `rounds` times over all questions if nothing else is said."""
    parser = ArgumentParser(prog=f"python -m evals.training.{command}", description=about)
    parser.add_argument("--scifact", type=Path, required=True, help="folder of the set in BEIR's layout")
    parser.add_argument("--check-covid", type=Path, required=True, help="folder of the set in BEIR's layout")
    parser.add_argument("--libraries", type=Path, required=True, help="folder for libraries of the papers; kept")
    parser.add_argument("--rounds", type=int, default=rounds, help=f"times over all questions (default: {rounds})")
    parser.add_argument("--out", type=Path, required=True, help="the weights file to write")
    return parser
