"""The commands of `python -m assistant`, by the word that calls them."""

from assistant.commands import ask, export, mcp, search
from assistant.commands.base import Command

COMMANDS: dict[str, Command] = {
    "ask": ask.COMMAND,
    "search": search.COMMAND,
    "export": export.COMMAND,
    "mcp": mcp.COMMAND,
}
