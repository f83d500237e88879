"""`python -m ingest list`: the papers of a library."""

from __future__ import annotations

import argparse

from assistant import terminal
from assistant.codec import to_json
from ingest.commands.base import Command, library_of, new_parser


def _parser() -> argparse.ArgumentParser:
    return new_parser("list", "List the papers of a library.")


def _run(arguments: argparse.Namespace) -> int:
    papers = library_of(arguments).snapshot().papers
    if arguments.json:
        terminal.say_json({"papers": to_json(papers)})
    else:
        for paper in papers:
            terminal.say(f"{paper.id}  {paper.date or '-':10}  {paper.title}")
    return terminal.DONE


COMMAND = Command(_parser, _run)
