"""The commands of `python -m assistant`, by the word that calls them."""

from assistant.commands import ask, chat, chats, diff, export, mcp, replay, search
from assistant.commands.base import Command

COMMANDS: dict[str, Command] = {
    "ask": ask.COMMAND,
    "chat": chat.COMMAND,
    "chats": chats.COMMAND,
    "search": search.COMMAND,
    "export": export.COMMAND,
    "replay": replay.COMMAND,
    "diff": diff.COMMAND,
    "mcp": mcp.COMMAND,
}
