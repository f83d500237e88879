"""`python -m ingest split ID` and `join ID ID`: what the rules of merging got wrong, put right for good."""

from __future__ import annotations

import argparse

from assistant import terminal
from assistant.codec import to_json
from assistant.embedding import Embedder
from assistant.library import Library, Snapshot, Stored
from ingest.commands.base import Command, library_of, new_parser, settings_of
from ingest.duplicates import merged
from ingest.identity import Identities
from ingest.opening import open_or_create
from ingest.plan import Plan
from ingest.shelf import LibraryShelf
from ingest.splitting import carry_out, chunker, join_plan, split_plan


def _split_parser() -> argparse.ArgumentParser:
    parser = new_parser("split", "Take copies out of a paper; they are a paper of their own from then on.")
    parser.add_argument("id", metavar="ID")
    help_ = "the numbers of the copies to take out; without it, the copies are listed"
    parser.add_argument("--copy", type=int, nargs="+", metavar="N", default=[], help=help_)
    return parser


def _split(arguments: argparse.Namespace) -> int:
    stored = library_of(arguments).get(arguments.id)
    if not arguments.copy:
        return _list(arguments, stored)
    library, embedder = _opened(arguments)
    known = Identities(shelf=LibraryShelf(library))
    plan = carry_out(
        library,
        embedder,
        lambda now: split_plan(now.get([stored.paper.id])[stored.paper.id], arguments.copy, known, chunker(embedder)),
    )
    taken = next(paper_id for paper_id in plan.after if paper_id != stored.paper.id)
    if arguments.json:
        terminal.say_json({"kept": stored.paper.id, "taken": taken})
    else:
        terminal.say(f"{stored.paper.id} keeps its id; what was taken out is {taken}. They will stay apart.")
    return terminal.DONE


def _list(arguments: argparse.Namespace, stored: Stored) -> int:
    found = merged(stored)
    if arguments.json:
        terminal.say_json(to_json(found))
        return terminal.DONE
    lines = [f"{found.id}  {found.title}"]
    lines += [
        f"  {n}. {c.source}, {c.entry}: {c.title} ({c.year or 'no year'}; {c.why})"
        for n, c in enumerate(found.copies, 1)
    ]
    told = (
        f"Take copies out with: python -m ingest split {found.id} --copy N"
        if len(found.copies) > 1
        else "One copy only."
    )
    terminal.say("\n".join([*lines, told]))
    return terminal.DONE


def _join_parser() -> argparse.ArgumentParser:
    parser = new_parser("join", "Make two papers one, which keeps the first one's id.")
    parser.add_argument("id", metavar="ID")
    parser.add_argument("other", metavar="ID")
    return parser


def _join(arguments: argparse.Namespace) -> int:
    there = library_of(arguments)
    one, other = (there.get(paper_id).paper.id for paper_id in (arguments.id, arguments.other))
    library, embedder = _opened(arguments)

    def plan(now: Snapshot) -> Plan:
        both = now.get({one, other})
        return join_plan(both[one], both[other], chunker(embedder))

    carry_out(library, embedder, plan)
    if arguments.json:
        terminal.say_json({"kept": one, "joined": other})
    else:
        terminal.say(f"{other} is now {one}, and stays so.")
    return terminal.DONE


def _opened(arguments: argparse.Namespace) -> tuple[Library, Embedder]:
    settings = settings_of(arguments)
    return open_or_create(settings.library, settings)


COMMAND = Command(_split_parser, _split)
JOIN = Command(_join_parser, _join)
