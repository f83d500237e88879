"""What a command is, and the options that several have."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

NAME = "python -m assistant"


@dataclass(frozen=True, slots=True)
class Command:
    """What a command does in a word, how to name its options, and how to run it: `run` returns the exit code."""

    help: str
    options: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def add_library(parser: argparse.ArgumentParser) -> None:
    """The option that names the library."""
    parser.add_argument("--library", type=Path, help="the library's folder (default: LITASSIST_LIBRARY or ./library)")


def add_question(parser: argparse.ArgumentParser) -> None:
    """The question, and the options of everything that answers one."""
    parser.add_argument("question")
    add_where(parser)


def add_where(parser: argparse.ArgumentParser) -> None:
    """The library that is searched, and how what is found is printed."""
    add_library(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else on stdout")
