"""Batches in which a kill would cost all of Chroma's vectors leave a mark while they are under way.

Chroma keeps new vectors in SQLite, which survives a kill, and about every `SYNC_EVERY` records moves them into files
that it rewrites in place, which do not.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from assistant.library.manifest import write_atomically

SYNC_EVERY = 1000
"""Chroma's own default for `hnsw:sync_threshold`."""
_DATABASE = "chroma.sqlite3"
_WAITING = "SELECT count(*) FROM embeddings_queue"


def mark(chroma: Path, records: int) -> None:
    """Before a batch of at most `records` records: leave the mark if Chroma may rewrite its files."""
    if _waiting(chroma) + records >= SYNC_EVERY:
        write_atomically(_mark_of(chroma), b"")


def unmark(chroma: Path) -> None:
    """The batch is in, or what it cost has been put right."""
    _mark_of(chroma).unlink(missing_ok=True)


def marked(chroma: Path) -> bool:
    """Whether a batch left its mark and was killed."""
    return _mark_of(chroma).exists()


def _waiting(chroma: Path) -> int:
    """How many records are not in Chroma's own files yet; as many as can be where this Chroma keeps them elsewhere."""
    try:
        with closing(sqlite3.connect(f"{(chroma / _DATABASE).resolve().as_uri()}?mode=ro", uri=True)) as database:
            return int(database.execute(_WAITING).fetchone()[0])
    except sqlite3.Error:
        return SYNC_EVERY


def _mark_of(chroma: Path) -> Path:
    return chroma.with_name(f"{chroma.name}.at-risk")
