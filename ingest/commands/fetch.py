"""`python -m ingest fetch SOURCE "query"`: add what a live source finds; the one command that asks the network."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from assistant import terminal
from assistant.errors import InputError, SourceError, UsageError
from ingest.commands.base import Command, new_parser, settings_of
from ingest.commands.outcome import exit_code, nothing_in, voice_of
from ingest.formats.text import clean
from ingest.load import load_entries
from ingest.sources.base import Entry, Query
from ingest.sources.clock import SYSTEM_CLOCK, Clock
from ingest.sources.days import first_day, last_day
from ingest.sources.fetching import Fetch
from ingest.sources.registry import SOURCES

MAX = 100
"""Entries taken unless `--max` says otherwise."""
MAX_QUERY = 1_000
"""Characters of a query."""
_MAX_DIGITS = 7


def _parser() -> argparse.ArgumentParser:
    about = "Search a live source and add what it finds; stopped, it goes on where it was when it is run again."
    parser = new_parser("fetch", about)
    parser.add_argument("source", choices=list(SOURCES), metavar="SOURCE", help=", ".join(SOURCES))
    parser.add_argument("query", metavar="QUERY", help="words in quotes; the source's own search syntax works too")
    parser.add_argument("--max", type=_count, default=MAX, metavar="N", help=f"take at most so many (default: {MAX})")
    parser.add_argument(
        "--from", dest="first", metavar="DATE", help="published then or later: 2024, 2024-05, 2024-05-01"
    )
    parser.add_argument("--to", dest="last", metavar="DATE", help="published then or earlier; 2024 means its last day")
    parser.add_argument("--fresh", action="store_true", help="ask anew for pages that are kept from the last 24 hours")
    return parser


def run_fetch(arguments: argparse.Namespace, clock: Clock) -> int:
    """Fetch, load and report; returns the exit code.

    Raises:
        LitAssistError: as `load_entries`; of the source's failure only where nothing came before it.
    """
    query = query_of(arguments.query, arguments.first, arguments.last)
    settings = settings_of(arguments)
    source = SOURCES[arguments.source]
    voice = voice_of(arguments)
    fetch = Fetch(source, source.access(settings), query, settings.cache_dir, voice.note, clock)
    failures: list[SourceError] = []
    entries = _until_it_fails(fetch.entries(arguments.max, anew=arguments.fresh), failures)
    with voice.progress() as on_progress:
        report = load_entries(settings.library, [(source.name, entries)], settings=settings, on_progress=on_progress)
    if failures and not report.entries:
        raise failures[0]
    voice.report(report, settings.library)
    for failure in failures:
        terminal.note(f"error: {failure}")
    if not failures and nothing_in(report):
        voice.note("nothing was in; try other words, a wider span of dates or another source")
    return terminal.FAILED if failures else exit_code(report)


def query_of(text: str, first: str | None, last: str | None) -> Query:
    """The query as it is asked: spaces in one form, days in full.

    Raises:
        UsageError: it is empty or too long, a date is none, or the first day comes after the last.
    """
    try:
        words = " ".join(clean(text).split())
    except InputError as error:
        raise UsageError(f"the query holds {error}; write it anew") from None
    if not words:
        raise UsageError('the query is empty; write what to search for, as in: fetch arxiv "sparse gates"')
    if len(words) > MAX_QUERY:
        raise UsageError(f"the query has {len(words):,} characters; {MAX_QUERY:,} are the most, so shorten it")
    query = Query(words, None if first is None else first_day(first), None if last is None else last_day(last))
    if query.first and query.last and query.first > query.last:
        raise UsageError(f"--from {first} comes after --to {last}; nothing can be published then")
    return query


def _until_it_fails(entries: Iterator[Entry], failures: list[SourceError]) -> Iterator[Entry]:
    """The entries up to where the source failed: what came goes into the library, whatever comes of the rest."""
    try:
        yield from entries
    except SourceError as error:
        failures.append(error)


def _count(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS else 0
    if not number:
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is no count of papers; write a whole number above zero")
    return number


COMMAND = Command(_parser, lambda arguments: run_fetch(arguments, SYSTEM_CLOCK))
