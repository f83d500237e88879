"""The commands of `python -m ingest`, by the word that calls them."""

from ingest.commands import add, list_papers, reembed, remove, show
from ingest.commands.base import Command

COMMANDS: dict[str, Command] = {
    "list": list_papers.COMMAND,
    "show": show.COMMAND,
    "remove": remove.COMMAND,
    "reembed": reembed.COMMAND,
}
ADD = add.COMMAND
