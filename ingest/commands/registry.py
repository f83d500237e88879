"""The commands of `python -m ingest`, by the word that calls them."""

from ingest.commands import add, doctor, duplicates, fetch, list_papers, reembed, remove, show, split, watch
from ingest.commands.base import Command

COMMANDS: dict[str, Command] = {
    "fetch": fetch.COMMAND,
    "list": list_papers.COMMAND,
    "show": show.COMMAND,
    "remove": remove.COMMAND,
    "duplicates": duplicates.COMMAND,
    "split": split.COMMAND,
    "join": split.JOIN,
    "doctor": doctor.COMMAND,
    "reembed": reembed.COMMAND,
    "watch": watch.COMMAND,
}
ADD = add.COMMAND
