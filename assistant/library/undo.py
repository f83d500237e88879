"""A copy of Chroma's files from before a batch, to go back to when the writer is killed in it.

Chroma keeps new vectors in SQLite, which survives a kill, and about every `SYNC_EVERY` records moves them into files
that it rewrites in place, which do not: killed then, it has lost all vectors. Only such batches need the copy.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

SYNC_EVERY = 1000
"""Chroma's own default for `hnsw:sync_threshold`."""
_DATABASE = "chroma.sqlite3"
_WAITING = "SELECT count(*) FROM embeddings_queue"


def prepare(chroma: Path, records: int) -> None:
    """Before a batch of at most `records` records, under the lock: keep a copy if Chroma may rewrite its files."""
    undo, unfinished = _copy_of(chroma), chroma.with_name(f"{chroma.name}.copying")
    for old in (undo, unfinished):
        shutil.rmtree(old, ignore_errors=True)
    if _waiting(chroma) + records >= SYNC_EVERY:
        shutil.copytree(chroma, unfinished)
        unfinished.rename(undo)


def finish(chroma: Path) -> None:
    """After a batch that was committed: the copy is not needed any more."""
    shutil.rmtree(_copy_of(chroma), ignore_errors=True)


def go_back(chroma: Path) -> None:
    """After a batch whose writer was killed, under the lock and with nothing open: the files as they were before it."""
    undo = _copy_of(chroma)
    if undo.exists():
        shutil.rmtree(chroma, ignore_errors=True)
        undo.rename(chroma)


def _waiting(chroma: Path) -> int:
    """How many records are not in Chroma's own files yet; as many as can be where this Chroma keeps them elsewhere."""
    try:
        with closing(sqlite3.connect(f"{(chroma / _DATABASE).resolve().as_uri()}?mode=ro", uri=True)) as database:
            return int(database.execute(_WAITING).fetchone()[0])
    except sqlite3.Error:
        return SYNC_EVERY


def _copy_of(chroma: Path) -> Path:
    return chroma.with_name(f"{chroma.name}.undo")
