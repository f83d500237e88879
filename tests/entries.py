"""What the tests of formats have in common: a file written and read, and what came of it."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterable
from pathlib import Path

from assistant.records import Paper
from ingest.formats import Format, ReadOptions, Rejected


def read_as(form: Format, path: Path, content: str | bytes) -> list[Paper | Rejected]:
    """The entries of a file of this content."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(form.read(path, ReadOptions()))


def read_measured(form: Format, path: Path) -> tuple[list[Paper | Rejected], int]:
    """The entries of a file, and the most bytes that reading it held."""
    tracemalloc.start()
    try:
        return list(form.read(path, ReadOptions())), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def titles(entries: Iterable[Paper | Rejected]) -> list[str]:
    """The titles of the papers."""
    return [entry.title for entry in entries if isinstance(entry, Paper)]


def rejects(entries: Iterable[Paper | Rejected]) -> list[tuple[int | None, str]]:
    """Line and reason of each record that was rejected."""
    return [(entry.line, entry.reason) for entry in entries if isinstance(entry, Rejected)]
