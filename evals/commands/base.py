"""What a command is, and the options that several have: `--json` (all) and `--library`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

NAME = "python -m evals"


@dataclass(frozen=True, slots=True)
class Command:
    """How to read a command's options, and what to do with them: `run` returns the exit code.

    The first sentence of the parser's description stands in the list of commands.
    """

    parser: Callable[[], argparse.ArgumentParser]
    run: Callable[[argparse.Namespace], int]


def new_parser(name: str, description: str, *, epilog: str | None = None) -> argparse.ArgumentParser:
    """A parser with the option that every command has, `--json`."""
    parser = argparse.ArgumentParser(prog=f"{NAME} {name}", description=description, epilog=epilog)
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else on stdout")
    return parser


def add_library(
    parser: argparse.ArgumentParser, what: str = "the library that the cases are about (default: LITASSIST_LIBRARY)"
) -> None:
    """The option that names the library's folder: `arguments.library`, a path or None."""
    parser.add_argument("--library", type=Path, metavar="DIR", help=what)


def at_least_one(text: str) -> int:
    """A number of things, as an option gives it."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text}: at least one")
    return number
