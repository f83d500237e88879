"""`python -m evals COMMAND`: measures answers and their citations offline; nothing here needs a model or a network."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from assistant import terminal
from evals.commands.base import NAME, Command
from evals.commands.registry import COMMANDS


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] not in COMMANDS:
        _refuse(words)
    command = COMMANDS[words[0]]
    arguments = command.parser().parse_args(words[1:])
    return terminal.run(lambda: called(command, arguments))


def called(command: Command, arguments: argparse.Namespace) -> int:
    """The command's exit code; of one that is stopped it says so. A run says for itself what it has kept."""
    try:
        return command.run(arguments)
    except KeyboardInterrupt:
        terminal.note("stopped before it was done")
        return terminal.FAILED


def _refuse(words: Sequence[str]) -> None:
    """Help where it is asked for; else exit 2 with the list of commands."""
    listed = "\n".join(f"  {name:14} {command.parser().description}" for name, command in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog=NAME,
        usage=f"{NAME} COMMAND [options]",
        description=__doc__,
        epilog=f"commands (see each with --help):\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    if words[:1] in (["-h"], ["--help"]):
        parser.parse_args(words[:1])
    wrong = f"{words[0]!r} is no command" if words else "no command"
    parser.error(terminal.printable(f"{wrong}; use one of\n{listed}"))


if __name__ == "__main__":
    sys.exit(main())
