"""Papers added from the page: from uploaded files, or fetched from a live source; and a paper removed. No Gradio."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.assistant import Assistant
from assistant.errors import SourceError, UsageError
from assistant.library import Changes
from assistant.records import Paper
from assistant.settings import Settings
from assistant.ui.uploads import Batch
from assistant.ui.waiting import until_stopped
from assistant.ui.works import Hand
from ingest.commands.fetch import MAX_QUERY, query_of
from ingest.formats import ReadOptions, Rejected, Skipped
from ingest.load import LoadReport, load_entries
from ingest.reading import read_files
from ingest.sources.base import Entry, Query
from ingest.sources.clock import SYSTEM_CLOCK
from ingest.sources.fetching import Fetch
from ingest.sources.registry import SOURCES

MOST_FETCHED = 1_000
"""Papers that one fetch takes from the page; `python -m ingest fetch` takes more."""
_YEAR = 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """What shall be fetched: a live source by its name, a query, and how many papers at most."""

    source: str
    query: Query
    most: int


def wanted_of(source: str, text: str) -> Wanted:
    """What the form of the page asks for, every field bounded.

    Raises:
        UsageError: there is no such source, or the query, a year or the number cannot be used.
    """
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        fields = None
    if source not in SOURCES or not isinstance(fields, dict):
        raise UsageError("Choose one of the services that are listed.")
    words = str(fields.get("query", ""))[: MAX_QUERY + 1]
    if not words.strip():
        raise UsageError("Write what to search for.")
    first, last = _year(fields.get("first")), _year(fields.get("last"))
    if first and last and first > last:
        first, last = last, first
    most = str(fields.get("most", ""))
    if not (
        most.isascii() and most.isdigit() and len(most) <= len(str(MOST_FETCHED)) and 0 < int(most) <= MOST_FETCHED
    ):
        raise UsageError(f"Write how many papers to take, from 1 to {MOST_FETCHED:,}.")
    return Wanted(source, query_of(words, first, last), int(most))


def add_files(assistant: Assistant, settings: Settings, batch: Batch, hand: Hand) -> LoadReport:
    """Load uploaded files, which are deleted however that ends.

    A file is known by its name: added again, what it says takes the place of what it said before.
    """
    try:
        inputs = [(file.name, hand.watched(_entries(batch, i))) for i, file in enumerate(batch.files)]
        refusals = [Rejected(name, None, reason) for name, reason in batch.refused]
        return load_entries(
            assistant.library.folder,
            [*inputs, *((refused.file, hand.watched([refused])) for refused in refusals)],
            settings=settings,
            on_progress=hand.progress,
            embedder=assistant.embedding,
        )
    finally:
        batch.drop()


def fetch(assistant: Assistant, settings: Settings, wanted: Wanted, hand: Hand) -> LoadReport:
    """Add what a live source finds; stopped, it does not wait for the source any more.

    Raises:
        SourceError: the source failed; what came before is in.
    """
    source = SOURCES[wanted.source]
    asked = Fetch(source, source.access(settings), wanted.query, settings.cache_dir, hand.note, SYSTEM_CLOCK)
    failures: list[SourceError] = []
    found = _until_it_fails(asked.entries(wanted.most, anew=False), failures)
    entries = hand.watched(until_stopped(found, hand.stop))
    report = load_entries(
        assistant.library.folder,
        [(source.name, entries)],
        settings=settings,
        on_progress=hand.progress,
        embedder=assistant.embedding,
    )
    if failures:
        got = report.entries - report.rejected
        raise SourceError(f"{failures[0]}" + (f" ({got} papers came before that and are in.)" if got else ""))
    return report


def remove(assistant: Assistant, paper_id: str) -> str:
    """Take a paper out of the library; returns its title.

    Raises:
        PaperMissing: there is no such paper.
    """
    paper = assistant.library.get(paper_id).paper
    assistant.library.write(lambda _snapshot: Changes(removed=(paper.id,)))
    assistant.library.tidy()
    return paper.title


def _entries(batch: Batch, number: int) -> Iterator[Paper | Rejected | Skipped]:
    """What one file holds; it is opened when its first entry is wanted."""
    for _, entries in read_files([batch.files[number]], ReadOptions()):
        yield from entries


def _until_it_fails(entries: Iterator[Entry], failures: list[SourceError]) -> Iterator[Entry]:
    """The entries up to where the source failed."""
    try:
        yield from entries
    except SourceError as error:
        failures.append(error)


def _year(value: object) -> str | None:
    """A year of the form.

    Raises:
        UsageError: it is none.
    """
    text = str(value or "").strip()
    if not text:
        return None
    if len(text) != _YEAR or not (text.isascii() and text.isdigit()):
        raise UsageError("Write a year as four digits, or leave it empty.")
    return text
