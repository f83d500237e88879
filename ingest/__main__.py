"""`python -m ingest PATH...` and the commands that look after a library.

The first word decides: a command's name is the command, anything else a path to add (`./list` for such a folder).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from assistant import terminal
from ingest.commands.registry import ADD, COMMANDS


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    name = words[0] if words and words[0] in COMMANDS else None
    command = COMMANDS[name] if name else ADD
    arguments = command.parser().parse_args(words[1:] if name else words)
    return terminal.run(lambda: command.run(arguments))


if __name__ == "__main__":
    sys.exit(main())
