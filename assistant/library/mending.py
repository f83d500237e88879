"""Putting right what a killed writer, a damaged file or another machine left behind; all under the library's lock."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from assistant.library.backend import Backend
from assistant.library.manifest import Fingerprint, Manifest, write_atomically
from assistant.library.paper_vectors import PaperVectors
from assistant.library.snapshot import Snapshot, all_stored, orphans
from assistant.library.stored import Stored, passages_digest, to_rows

if TYPE_CHECKING:
    from assistant.library.store import ChromaStore

PAGE = 500
STAND_IN = 2.0
LONGEST = 1.5
"""Vectors are of length one; what is longer than this stands in for one."""
DERIVED_FROM = "derived-from"
"""The file that names the library which the derived indexes of a folder are of."""
logger = logging.getLogger(__name__)


def mended(backend: Backend, manifest: Manifest) -> Snapshot:
    """The library whole again, at a new commit, after a writer was killed in the middle of a batch."""
    if backend.vectors_lost():
        backend.sweep()
    snapshot = Snapshot(backend, manifest)
    left_over = orphans(row for page in snapshot.store.all_rows() for row in page)
    if backend.vectors_lost():
        snapshot = _revived(backend, snapshot, set(left_over))
    else:
        backend.begin(len(left_over))
        if backend.vectors_lost():
            keep_passages(snapshot)
        snapshot.store.delete(left_over)
    later = snapshot.manifest.committed()
    derive_anew(backend, snapshot, later.generation)
    backend.write(later)
    backend.end()
    return snapshot.after(later)


def followed(backend: Backend, manifest: Manifest) -> Snapshot:
    """The library with derived indexes that hold all of it: what was committed elsewhere is taken in."""
    snapshot = Snapshot(backend, manifest)
    ours = _derived_from(backend) == manifest.library
    if ours and snapshot.derived == manifest.generation:
        return snapshot
    behind = ours and 0 <= snapshot.derived < manifest.generation
    commits = backend.commits_between(snapshot.derived, manifest.generation) if behind else None
    if commits is None:
        derive_anew(backend, snapshot, manifest.generation)
        write_atomically(backend.folder / DERIVED_FROM, manifest.library.encode())
        return snapshot.after(manifest)
    written = dict.fromkeys(paper_id for commit in commits for paper_id in commit.written)
    papers = {stored.paper.id: stored for stored in snapshot.true(written)}
    gone = [i for i in (*written, *(i for commit in commits for i in commit.removed)) if i not in papers]
    snapshot.lexical.write([stored.paper for stored in papers.values()], gone, manifest.generation)
    snapshot.catalogue.write(papers.values(), gone, manifest.generation)
    return snapshot.after(manifest)


def _derived_from(backend: Backend) -> str | None:
    try:
        return (backend.folder / DERIVED_FROM).read_text(encoding="utf-8")
    except OSError:
        return None


def derive_anew(backend: Backend, snapshot: Snapshot, generation: int) -> None:
    """Both derived indexes, and what is kept of the vectors, from Chroma's rows."""
    snapshot.catalogue.rebuild(all_stored(snapshot), generation)
    rebuild_words(snapshot, generation)
    if backend.loses_vectors:
        keep_passages(snapshot)


def rebuild_words(snapshot: Snapshot, generation: int) -> None:
    """The word index, in an order that does not depend on how the papers came in."""
    ids = sorted(snapshot.catalogue.ids())
    snapshot.lexical.rebuild((stored.paper for stored in snapshot.each(ids)), generation)


def next_collection(manifest: Manifest, fingerprint: Fingerprint | None = None) -> Manifest:
    """The manifest with a new collection in place of its own."""
    number = int(manifest.collection.rpartition("-")[2]) + 1
    return replace(manifest, collection=f"passages-{number}", fingerprint=fingerprint or manifest.fingerprint)


def fill(store: ChromaStore, papers: Iterable[Stored], vectors: PaperVectors) -> list[str]:
    """Write papers into a collection with their kept vectors; returns the ids of those that had none."""
    missing = []
    for page in _pages(papers):
        found = [(stored, vectors.get(stored.paper.id, passages_digest(stored))) for stored in page]
        whole = [(stored, rows) for stored, rows in found if rows is not None]
        missing += [stored.paper.id for stored, rows in found if rows is None]
        if whole:
            store.upsert([row for stored, _ in whole for row in to_rows(stored)], np.concatenate([r for _, r in whole]))
    return missing


def keep_passages(snapshot: Snapshot) -> None:
    """Copy the vectors that are in Chroma alone beside it: no kill costs them there, and a search can look at all."""
    snapshot.passages.drop_lost()
    for page in _pages(snapshot.true(snapshot.places.without_passages(snapshot.passages.kind))):
        found = snapshot.store.vectors([passage.id for stored in page for passage in stored.passages])
        right = {i for i, vector in found.items() if np.linalg.norm(vector) < LONGEST}
        whole = [stored for stored in page if right.issuperset(passage.id for passage in stored.passages)]
        snapshot.passages.add(
            [(s.paper.id, passages_digest(s), np.stack([found[passage.id] for passage in s.passages])) for s in whole]
        )


def _revived(backend: Backend, lost: Snapshot, left_over: set[str]) -> Snapshot:
    """A new collection of the old one's rows and the vectors kept beside it."""
    later = next_collection(lost.manifest)
    backend.drop(later.collection)
    backend.make(later.collection, later.fingerprint)
    snapshot = Snapshot(backend, later)
    papers = (stored for stored in all_stored(lost) if f"{stored.paper.id}:0" not in left_over)
    if missing := fill(snapshot.store, papers, snapshot.passages):
        _stand_in(lost, snapshot, missing)
        logger.warning("%d papers have lost their vectors; mend it with: python -m ingest doctor --fix", len(missing))
    old = lost.manifest.collection
    backend.write(later)
    backend.drop(old)
    return snapshot


def _stand_in(lost: Snapshot, snapshot: Snapshot, paper_ids: Sequence[str]) -> None:
    """Keep the texts of papers without vectors, under vectors of a length by which the doctor knows them."""
    for stored in lost.true(paper_ids):
        vectors = np.zeros((len(stored.passages), snapshot.manifest.fingerprint.dimensions), np.float32)
        vectors[:, 0] = STAND_IN
        snapshot.store.upsert(to_rows(stored), vectors)


def _pages(papers: Iterable[Stored]) -> Iterator[list[Stored]]:
    rest = iter(papers)
    while page := list(islice(rest, PAGE)):
        yield page
