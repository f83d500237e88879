"""The library: papers, their vectors and their words in one folder, for any number of threads and processes.

Reading takes a snapshot, which is replaced when another process has committed. Writing happens under the folder's
lock, a batch a commit, and a batch is in all indexes or, after a kill, put right by whoever opens the library next.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

import numpy as np

from assistant.errors import EmbedderMismatch, LibraryError, PaperMissing
from assistant.library import undo
from assistant.library.lock import write_lock, write_lock_if_free
from assistant.library.manifest import FILE, Fingerprint, Manifest, read_manifest, write_manifest
from assistant.library.snapshot import CHROMA, Snapshot, orphans
from assistant.library.store import Vectors, make_collection
from assistant.library.stored import Stored, to_rows


@dataclass(frozen=True, slots=True)
class Put:
    """A paper to write. `vectors`, shape (passages, dimensions), are None when its embedded texts stay as they were."""

    stored: Stored
    vectors: Vectors | None


@dataclass(frozen=True, slots=True)
class Changes:
    """One batch: papers to write and ids of papers to remove. Empty changes commit nothing."""

    puts: tuple[Put, ...] = ()
    removed: tuple[str, ...] = ()


class Library:
    """An open library, one of any number on the same folder. Safe for any number of threads."""

    def __init__(self, folder: Path) -> None:
        """Open the library at `folder`.

        Raises:
            LibraryMissing, LibraryNewer, LibraryError: as `read_manifest` says.
        """
        self.folder = folder
        self._opening = Lock()
        self._snapshot: Snapshot | None = None
        self._seen: tuple[int, ...] = ()
        self.snapshot()

    @classmethod
    def create(cls, folder: Path, fingerprint: Fingerprint) -> Library:
        """Open the library at `folder`, making an empty one where there is none.

        Raises:
            EmbedderMismatch: the one that is there was written with another fingerprint.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(f"no library can be made at {folder} ({error}); choose another --library") from error
        with write_lock(folder):
            if not (folder / FILE).exists():
                manifest = Manifest.first(fingerprint)
                make_collection(folder / CHROMA, manifest.collection, str(fingerprint))
                write_manifest(folder, manifest)
        library = cls(folder)
        check_fingerprint(library.manifest.fingerprint, fingerprint, folder)
        return library

    @property
    def manifest(self) -> Manifest:
        """What the current snapshot was opened with."""
        return self.snapshot().manifest

    def snapshot(self) -> Snapshot:
        """The library as last committed by anybody; while somebody is committing, as it was at hand before.

        Files are opened under the lock only: Chroma, opening them while another process writes, may write them too.
        """
        if snapshot := self._unchanged():
            return snapshot
        read_manifest(self.folder)  # an error before a lock is made in a folder that is no library
        if (snapshot := self._snapshot) is None:
            with write_lock(self.folder):
                return self._open()
        with write_lock_if_free(self.folder) as free:
            return self._open() if free else snapshot

    def get(self, paper_id: str) -> Stored:
        """One paper, by its id or a former one.

        Raises:
            PaperMissing: there is none.
        """
        snapshot = self.snapshot()
        if found := snapshot.get([paper_id]):
            return found[paper_id]
        former = next((s for s in snapshot.all.values() if paper_id in s.aliases), None)
        if former is None:
            raise PaperMissing(
                f"no paper {paper_id!r} in {self.folder}; see: python -m ingest list --library {self.folder}"
            )
        return former

    def write(self, plan: Callable[[Snapshot], Changes]) -> Changes:
        """Commit what `plan` makes of the library as it stands, while nobody else writes; returns those changes."""
        with write_lock(self.folder):
            snapshot = self._open()
            changes = plan(snapshot)
            if changes.puts or changes.removed:
                self._commit(snapshot, changes)
        return changes

    def tidy(self) -> None:
        """Make the word index anew where replaced papers still weigh in its scores: the end of a run is the time."""
        with write_lock(self.folder):
            snapshot = self._open()
            if snapshot.lexical.worn:
                papers = sorted(snapshot.papers, key=lambda paper: paper.id)
                snapshot.lexical.rebuild(papers, snapshot.manifest.generation)

    def add_sentence_vectors(self, papers: Sequence[tuple[str, str, Vectors]]) -> None:
        """Store (paper id, text digest, vectors of its sentences)."""
        with write_lock(self.folder):
            self._open().sentences.add(papers)

    def close(self) -> None:
        """Let go of the files. The library can still be used: it opens them again."""
        with self._opening:
            self._snapshot = None

    def _commit(self, snapshot: Snapshot, changes: Changes) -> None:
        manifest, chroma = snapshot.manifest, self.folder / CHROMA
        undo.prepare(chroma, _n_records(snapshot, changes))
        write_manifest(self.folder, replace(manifest, writing=True))
        try:
            _write_rows(snapshot, changes)
            papers = [put.stored.paper for put in changes.puts]
            snapshot.lexical.write(papers, changes.removed, manifest.generation + 1)
        except BaseException:
            self.close()  # half a batch may be in; opening again puts the rest right
            raise
        write_manifest(self.folder, manifest.committed())
        undo.finish(chroma)
        self._keep(snapshot.after(manifest.committed()))

    def _unchanged(self) -> Snapshot | None:
        """The snapshot at hand, while nobody has touched the library since it was opened."""
        with self._opening:
            return self._snapshot if self._signature() == self._seen else None

    def _open(self) -> Snapshot:
        """Under the lock: the newest snapshot, mended first where a writer was killed or the word index is no good."""
        if snapshot := self._unchanged():
            return snapshot
        manifest = read_manifest(self.folder)
        if manifest.writing:
            undo.go_back(self.folder / CHROMA)
        snapshot = Snapshot(self.folder, manifest)
        if manifest.writing or snapshot.lexical.generation < manifest.generation:
            left_over = orphans(row for page in snapshot.store.all_rows() for row in page)
            undo.prepare(self.folder / CHROMA, len(left_over))
            snapshot.store.delete(left_over)
            manifest = manifest.committed()
            snapshot.lexical.rebuild(sorted(snapshot.papers, key=lambda paper: paper.id), manifest.generation)
            write_manifest(self.folder, manifest)
            undo.finish(self.folder / CHROMA)
            snapshot = snapshot.after(manifest)
        snapshot.store.load()
        self._keep(snapshot)
        return snapshot

    def _keep(self, snapshot: Snapshot) -> None:
        with self._opening:
            self._snapshot, self._seen = snapshot, self._signature()

    def _signature(self) -> tuple[int, ...]:
        """Changes with every commit: the file is replaced, never rewritten."""
        try:
            found = (self.folder / FILE).stat()
        except OSError:
            return (0, 0, 0)
        return (found.st_mtime_ns, found.st_ino, found.st_size)


def check_fingerprint(library: Fingerprint, asked: Fingerprint, folder: Path) -> None:
    """Refuse to mix embedders.

    Raises:
        EmbedderMismatch: the two differ.
    """
    check_embedder(library, asked.embedder, folder)
    if library != asked:
        raise _mismatch(f"{library}", f"{asked}", library.embedder, asked.embedder, folder)


def check_embedder(library: Fingerprint, name: str, folder: Path) -> None:
    """Refuse an embedder by its name, before it is opened: a remote one takes a key and a call to know the rest.

    Raises:
        EmbedderMismatch: the library was written with one of another name.
    """
    if library.embedder != name:
        raise _mismatch(library.embedder, name, library.embedder, name, folder)


def _mismatch(written: str, asked: str, own: str, name: str, folder: Path) -> EmbedderMismatch:
    return EmbedderMismatch(
        f"the library at {folder} was written with {written}, asked for is {asked}; use LITASSIST_EMBEDDER={own}, "
        f"or re-embed: python -m ingest reembed --embedder {name} --library {folder}"
    )


def _n_records(snapshot: Snapshot, changes: Changes) -> int:
    """At most how many records a batch is to Chroma: rows to write, and rows to delete."""
    before = snapshot.get([*(put.stored.paper.id for put in changes.puts), *changes.removed])
    return sum(len(s.passages) for s in [*before.values(), *(put.stored for put in changes.puts)])


def _write_rows(snapshot: Snapshot, changes: Changes) -> None:
    before = snapshot.get([*(put.stored.paper.id for put in changes.puts), *changes.removed])
    fresh = [put for put in changes.puts if put.vectors is not None]
    if rows := [row for put in fresh for row in to_rows(put.stored)]:
        snapshot.store.upsert(rows, np.concatenate([put.vectors for put in fresh if put.vectors is not None]))
    if rows := [row for put in changes.puts if put.vectors is None for row in to_rows(put.stored)]:
        snapshot.store.update(rows)
    kept = {passage.id for put in changes.puts for passage in put.stored.passages}
    gone = [passage.id for stored in before.values() for passage in stored.passages if passage.id not in kept]
    snapshot.store.delete(gone)
