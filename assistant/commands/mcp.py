"""`python -m assistant mcp`: the library as tools for programs that speak the Model Context Protocol."""

from __future__ import annotations

import argparse

from assistant import terminal
from assistant.assistant import Assistant
from assistant.commands.base import Command, add_library


def _run(arguments: argparse.Namespace) -> int:
    # Imported here because it takes most of a second, and no other command needs it.
    from assistant.mcp_server import serve  # noqa: PLC0415

    with Assistant.open(arguments.library) as assistant:
        serve(assistant)
    return terminal.DONE


COMMAND = Command(
    "serve the library to programs that speak the Model Context Protocol, on stdin and stdout", add_library, _run
)
