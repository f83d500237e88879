"""`python -m ingest remove ID...`: take papers out."""

from __future__ import annotations

import argparse

from assistant import terminal
from assistant.library import Changes
from ingest.commands.base import Command, library_of, new_parser


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("remove", "Remove papers, all or none.")
    parser.add_argument("ids", nargs="+", metavar="ID")
    return parser


def _run(arguments: argparse.Namespace) -> int:
    library = library_of(arguments)
    ids = tuple(dict.fromkeys(library.get(paper_id).paper.id for paper_id in arguments.ids))
    library.write(lambda _snapshot: Changes(removed=ids))
    library.tidy()
    left = library.snapshot().catalogue.count()
    if arguments.json:
        terminal.say_json({"removed": list(ids), "papers": left})
    else:
        terminal.say(f"{len(ids)} removed, {left} papers left.")
    return terminal.DONE


COMMAND = Command(_parser, _run)
