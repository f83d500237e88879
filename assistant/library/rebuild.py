"""The whole library under another fingerprint: new vectors are kept beside the old, which serve until all are in.

Stopped or killed at any moment the library is as it was; what was kept is there when the work goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from assistant.library.library import Library
from assistant.library.manifest import Fingerprint, Manifest
from assistant.library.mending import fill, next_collection
from assistant.library.paper_vectors import PaperVectors, next_kind
from assistant.library.pointing import pointers
from assistant.library.snapshot import FAST, Snapshot, all_stored
from assistant.library.stored import Stored, passages_digest
from assistant.library.vector_file import Floats

Cut = Callable[[Stored], Stored]
"""A paper with its passages cut to the other embedder's window, and their digests."""


class Rebuild:
    """A library on its way to another fingerprint."""

    def __init__(self, library: Library, fingerprint: Fingerprint, cut: Cut) -> None:
        self._library = library
        self._fingerprint = fingerprint
        self._cut = cut
        self._kind = next_kind(library.manifest.fingerprint, fingerprint)

    def n_kept(self) -> int:
        """How many papers have vectors under the other fingerprint."""
        snapshot = self._library.snapshot()
        return len(snapshot.places.all_of(self.vectors(snapshot).kind))

    def missing(self) -> Iterator[Stored]:
        """The papers, cut anew, that have no vectors under the other fingerprint yet."""
        kept = self.vectors(self._library.snapshot())
        return (cut for cut in self.papers() if not kept.has(cut.paper.id, passages_digest(cut)))

    def papers(self) -> Iterator[Stored]:
        """All papers, cut anew."""
        return (self._cut(stored) for stored in all_stored(self._library.snapshot()))

    def keep(self, papers: Sequence[Stored], vectors: Floats) -> None:
        """Store the vectors of all passages of some papers, in their order, durably."""
        ends = np.cumsum([len(stored.passages) for stored in papers])
        parts = zip(papers, np.split(vectors, ends[:-1]), strict=True)
        rows = [(stored.paper.id, passages_digest(stored), part) for stored, part in parts]
        self._library.work(lambda snapshot: self.vectors(snapshot).add(rows))

    def vectors(self, snapshot: Snapshot) -> PaperVectors:
        """What has been kept so far, passage by passage."""
        fast = self._library.folder / FAST
        return PaperVectors(fast, snapshot.places, self._kind, self._fingerprint.dimensions, "f32")

    def swap(self) -> bool:
        """Make the other fingerprint the library's own; false where papers came in that have no vectors yet."""
        if not self._library.replace(self._filled):
            return False
        to = pointers(self._fingerprint.model)[0].kind

        def rename(snapshot: Snapshot) -> None:
            snapshot.places.rename(self._kind, to)
            snapshot.catalogue.place()

        self._library.work(rename)
        return True

    def _filled(self, snapshot: Snapshot) -> Manifest | None:
        backend, kept = self._library.backend, self.vectors(snapshot)
        later = next_collection(snapshot.manifest, self._fingerprint).committed()
        backend.drop(later.collection)
        backend.make(later.collection, later.fingerprint)
        if fill(backend.store(later), map(self._cut, all_stored(snapshot)), kept):
            return None
        snapshot.catalogue.write(self._cut_otherwise(snapshot), (), later.generation)
        return replace(later, writing=False)

    def _cut_otherwise(self, snapshot: Snapshot) -> Iterator[Stored]:
        """The papers, cut anew, whose passages differ from before: the catalogue keeps papers with their passages."""
        pairs = ((stored, self._cut(stored)) for stored in all_stored(snapshot))
        return (cut for stored, cut in pairs if cut != stored)
