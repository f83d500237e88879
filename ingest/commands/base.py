"""What a command is, and the options that all have: `--library` and `--json`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from assistant.library import Library, backend_for
from assistant.settings import Settings

NAME = "python -m ingest"


@dataclass(frozen=True, slots=True)
class Command:
    """How to read a command's options, and what to do with them: `run` returns the exit code."""

    parser: Callable[[], argparse.ArgumentParser]
    run: Callable[[argparse.Namespace], int]


def new_parser(name: str, description: str, *, epilog: str | None = None) -> argparse.ArgumentParser:
    """A parser with the options of every command; `name` is empty for adding."""
    parser = argparse.ArgumentParser(prog=f"{NAME} {name}".strip(), description=description, epilog=epilog)
    parser.add_argument("--library", type=Path, help="the library's folder (default: LITASSIST_LIBRARY or ./library)")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else on stdout")
    return parser


def settings_of(arguments: argparse.Namespace) -> Settings:
    """The settings, with the library that `--library` names.

    Raises:
        SettingsError: one of them has a value that cannot be used.
    """
    settings = Settings.load()
    return replace(settings, library=arguments.library) if arguments.library else settings


def library_of(arguments: argparse.Namespace) -> Library:
    """The library that is there.

    Raises:
        LibraryError: there is none, or it cannot be used.
    """
    return Library(backend_for(settings_of(arguments)))


def day(text: str) -> date:
    """A day of the command line.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2025-11-07") from None
