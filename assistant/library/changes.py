"""What a batch changes in a library, and the rows that this is to Chroma."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.errors import LibraryError
from assistant.library.snapshot import Snapshot
from assistant.library.stored import Stored, passages_digest, to_rows
from assistant.library.vector_file import Floats


@dataclass(frozen=True, slots=True)
class Put:
    """A paper to write. `vectors`, shape (passages, dimensions), are None when its embedded texts stay as they were."""

    stored: Stored
    vectors: Floats | None


@dataclass(frozen=True, slots=True)
class Changes:
    """One batch: papers to write and ids of papers to remove. Empty changes commit nothing."""

    puts: tuple[Put, ...] = ()
    removed: tuple[str, ...] = ()


def n_records(snapshot: Snapshot, changes: Changes) -> int:
    """At most how many records a batch is to Chroma: rows to write, and rows to delete."""
    before = snapshot.get([*(put.stored.paper.id for put in changes.puts), *changes.removed])
    return sum(len(s.passages) for s in [*before.values(), *(put.stored for put in changes.puts)])


def write_rows(snapshot: Snapshot, changes: Changes) -> None:
    """Write the papers in one call, so that a kill leaves all or none of them, and drop the rows they have no more."""
    before = snapshot.get([*(put.stored.paper.id for put in changes.puts), *changes.removed])
    if changes.puts:
        rows = [row for put in changes.puts for row in to_rows(put.stored)]
        snapshot.store.upsert(rows, np.concatenate([_vectors(snapshot, put) for put in changes.puts]))
    kept = {passage.id for put in changes.puts for passage in put.stored.passages}
    gone = [passage.id for stored in before.values() for passage in stored.passages if passage.id not in kept]
    snapshot.store.delete(gone)


def _vectors(snapshot: Snapshot, put: Put) -> Floats:
    """The vectors of a paper's passages: new ones, or those that it has. So that one call can write it all, or nothing.

    Raises:
        LibraryError: it has none.
    """
    if put.vectors is not None:
        return put.vectors
    stored = put.stored
    kept = snapshot.passages.get(stored.paper.id, passages_digest(stored))
    if kept is not None:
        return kept
    found = snapshot.store.vectors([passage.id for passage in stored.passages])
    if len(found) < len(stored.passages):
        raise LibraryError(f"paper {stored.paper.id} has lost vectors; mend it with: python -m ingest doctor --fix")
    return np.stack([found[passage.id] for passage in stored.passages])
