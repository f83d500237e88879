"""`python -m assistant COMMAND`: ask a library of paper abstracts; see `assistant.commands`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from assistant import terminal
from assistant.commands.base import NAME
from assistant.commands.registry import COMMANDS


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    arguments = _parser().parse_args(argv)
    return terminal.run(lambda: arguments.run(arguments))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=NAME, description="Ask a library of paper abstracts.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        own = commands.add_parser(name, help=command.help)
        command.options(own)
        own.set_defaults(run=command.run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
