"""`python -m ingest show ID`: one paper."""

from __future__ import annotations

import argparse

from assistant import terminal
from assistant.codec import to_json
from assistant.records import Paper
from ingest.commands.base import Command, library_of, new_parser


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("show", "Show one paper.")
    parser.add_argument("id", metavar="ID")
    return parser


def _run(arguments: argparse.Namespace) -> int:
    paper = library_of(arguments).get(arguments.id).paper
    if arguments.json:
        terminal.say_json(to_json(paper))
    else:
        terminal.say(_card(paper))
    return terminal.DONE


def _card(paper: Paper) -> str:
    authors = ", ".join(paper.authors) or (f"{paper.n_authors} authors" if paper.n_authors else "")
    date = f"{paper.date} (year inferred)" if paper.date and paper.date_inferred else paper.date
    facts = [paper.title, f"id {paper.id}", authors, date, paper.venue, paper.doi, paper.arxiv_id, paper.url]
    sources = [f"from {source.name}, {source.kind}, {source.entry}" for source in paper.sources]
    digest = ["a digest, not the paper's own abstract"] if paper.is_digest else []
    return "\n".join([*(fact for fact in facts if fact), *digest, "", paper.abstract, "", *sources])


COMMAND = Command(_parser, _run)
