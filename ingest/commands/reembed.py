"""`python -m ingest reembed --embedder X`: the library under another embedder."""

from __future__ import annotations

import argparse

from assistant import terminal
from ingest.commands.base import Command, new_parser, settings_of
from ingest.progress import shown_on_stderr
from ingest.reembed import reembed


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("reembed", "Compute all vectors of a library again, with another embedder.")
    parser.add_argument("--embedder", required=True, metavar="NAME", help="minilm or openai:MODEL")
    return parser


def _run(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    with shown_on_stderr() as on_progress:
        papers = reembed(settings.library, arguments.embedder, settings, on_progress)
    if arguments.json:
        terminal.say_json({"papers": papers, "embedder": arguments.embedder})
    else:
        terminal.say(f"{papers} papers now have vectors of {arguments.embedder}.")
    return terminal.DONE


COMMAND = Command(_parser, _run)
