"""The library: papers, their vectors and their words in one folder, for any number of threads and processes.

Reading takes a snapshot, which is replaced when another process has committed. Writing happens under the folder's
lock, a batch a commit, and a batch is in all indexes or, after a kill, put right by whoever opens the library next.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock

from assistant.errors import LibraryError, PaperMissing
from assistant.library.backend import Backend, Commit
from assistant.library.changes import Changes, n_records, write_rows
from assistant.library.folder import FolderBackend
from assistant.library.lock import rebuild_lock_if_free
from assistant.library.manifest import Fingerprint, Manifest
from assistant.library.matching import check_fingerprint
from assistant.library.mending import followed, keep_passages, mended, rebuild_words
from assistant.library.paper_vectors import drop_unused, is_next
from assistant.library.snapshot import FAST, Snapshot
from assistant.library.stored import Stored, passages_digest
from assistant.library.vector_file import Floats


class Library:
    """An open library, one of any number on the same folder. Safe for any number of threads."""

    def __init__(self, place: Path | Backend) -> None:
        """Open the library at a folder, or behind a backend.

        Raises:
            LibraryMissing, LibraryNewer, LibraryError: as `read_manifest` says.
        """
        self.backend = FolderBackend(place) if isinstance(place, Path) else place
        self.folder = self.backend.folder
        self._opening = Lock()
        self._snapshot: Snapshot | None = None
        self._seen: tuple[object, ...] = ()
        self.snapshot()

    @classmethod
    def create(cls, place: Path | Backend, fingerprint: Fingerprint) -> Library:
        """Open the library at a folder or behind a backend, making an empty one where there is none.

        Raises:
            EmbedderMismatch: the one that is there was written with another fingerprint.
        """
        backend = FolderBackend(place) if isinstance(place, Path) else place
        try:
            backend.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(f"no library can be made at {place} ({error}); choose another --library") from error
        with backend.lock():
            if not backend.exists():
                manifest = Manifest.first(fingerprint)
                backend.drop(manifest.collection)  # what was killed here once may have had another fingerprint
                backend.make(manifest.collection, fingerprint)
                backend.write(manifest)
        library = cls(backend)
        check_fingerprint(library.manifest.fingerprint, fingerprint, library.folder)
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
        self.backend.read()  # an error before a lock is made in a folder that is no library
        if (snapshot := self._snapshot) is None:
            with self.backend.lock():
                return self._open()
        with self.backend.lock_if_free() as free:
            return self._open(snapshot) if free else snapshot

    def get(self, paper_id: str) -> Stored:
        """One paper, by its id or a former one.

        Raises:
            PaperMissing: there is none.
        """
        snapshot = self.snapshot()
        for known in (paper_id, *snapshot.catalogue.formerly(paper_id)):
            if found := snapshot.get([known]):
                return found[known]
        raise PaperMissing(
            f"no paper {paper_id!r} in {self.folder}; see: python -m ingest list --library {self.folder}"
        )

    def write(self, plan: Callable[[Snapshot], Changes]) -> Changes:
        """Commit what `plan` makes of the library as it stands, while nobody else writes; returns those changes."""
        with self.backend.lock():
            snapshot = self._open_rows()
            changes = plan(snapshot)
            if changes.puts or changes.removed:
                self._commit(snapshot, changes)
        return changes

    def tidy(self) -> None:
        """Make anew what has worn out: word statistics that replaced papers weigh in, files of vectors out of use.

        Take away what killed runs left: collections, and vectors of a re-embedding that cannot go on. The end of a run
        is the time.
        """
        with self.backend.lock():
            snapshot = self._open_rows()
            later = snapshot.manifest.committed()
            snapshot.store.drop_others()
            snapshot.store.tune()
            snapshot.places.drop(but=(snapshot.sentences.kind, snapshot.passages.kind, *self._underway(snapshot)))
            if self.backend.loses_vectors:
                keep_passages(snapshot)
            moved = [vectors.tidy() for vectors in (snapshot.sentences, snapshot.passages)]
            if not snapshot.catalogue.placed or (self.backend.loses_vectors and snapshot.catalogue.unplaced):
                snapshot.catalogue.place()
            if snapshot.lexical.worn:
                rebuild_words(snapshot, later.generation)
            elif not any(moved):
                return
            snapshot.lexical.write((), (), later.generation)
            snapshot.catalogue.write((), (), later.generation)
            self.backend.write(later, Commit((), ()))
            drop_unused(self.folder / FAST, snapshot.places)
            self._keep(snapshot.after(later), self._signature())

    def add_sentence_vectors(self, papers: Sequence[tuple[str, str, Floats]]) -> None:
        """Store (paper id, text digest, vectors of its sentences)."""

        def add(snapshot: Snapshot) -> None:
            snapshot.sentences.add(papers)
            snapshot.sentences.forget_others([(paper_id, digest) for paper_id, digest, _ in papers])

        self.work(add)

    def work(self, task: Callable[[Snapshot], None]) -> None:
        """Do something with the derived files while nobody else writes."""
        with self.backend.lock():
            task(self._open_rows())

    def heal(self) -> None:
        """Do what is done after a writer was killed: drop left-over rows, and derive everything again."""
        with self.backend.lock():
            self.backend.write(replace(self._open().manifest, writing=True))
            self.close()
            self._open()

    def replace(self, make: Callable[[Snapshot], Manifest | None]) -> bool:
        """Go over to the manifest that `make` returns, its collection filled; false, and nothing done, for None."""
        with self.backend.lock():
            snapshot = self._open_rows()
            if (later := make(snapshot)) is None:
                return False
            snapshot.lexical.write((), (), later.generation)
            snapshot.catalogue.write((), (), later.generation)
            self.backend.write(later, Commit((), ()))
            self.backend.drop(snapshot.manifest.collection)
            self.close()
        return True

    def close(self) -> None:
        """Let go of the files. The library can still be used: it opens them again."""
        with self._opening:
            self._snapshot = None

    def _commit(self, snapshot: Snapshot, changes: Changes) -> None:
        manifest, later = snapshot.manifest, snapshot.manifest.committed()
        papers = [put.stored for put in changes.puts]
        if self.backend.loses_vectors:
            self._keep_vectors(snapshot, changes)
        self.backend.write(replace(manifest, writing=True))
        try:
            write_rows(snapshot, changes)
            snapshot.lexical.write([stored.paper for stored in papers], changes.removed, later.generation)
            snapshot.catalogue.write(papers, changes.removed, later.generation)
        except BaseException:
            self.close()  # half a batch may be in; opening again puts the rest right
            raise
        self.backend.write(later, Commit([stored.paper.id for stored in papers], changes.removed))
        self.backend.end()
        if self.backend.loses_vectors:
            snapshot.passages.forget_others([(stored.paper.id, passages_digest(stored)) for stored in papers])
        self._keep(snapshot.after(later), self._signature())

    def _underway(self, snapshot: Snapshot) -> list[str]:
        """The kinds of vectors that a re-embedding is keeping, or one that was stopped would go on from."""
        with rebuild_lock_if_free(self.folder) as free:
            return [
                kind
                for kind in snapshot.places.kinds()
                if is_next(kind, snapshot.manifest.fingerprint if free else None)
            ]

    def _keep_vectors(self, snapshot: Snapshot, changes: Changes) -> None:
        """Beside Chroma, before it is written to; and a mark, if that batch is one in which Chroma may lose its own."""
        fresh = [(put.stored, put.vectors) for put in changes.puts if put.vectors is not None]
        snapshot.passages.add([(stored.paper.id, passages_digest(stored), rows) for stored, rows in fresh])
        self.backend.begin(n_records(snapshot, changes))
        if self.backend.vectors_lost():
            keep_passages(snapshot)

    def _unchanged(self) -> Snapshot | None:
        """The snapshot at hand, while nobody has touched the library since it was opened."""
        with self._opening:
            return self._snapshot if self._signature() == self._seen else None

    def _open(self, at_hand: Snapshot | None = None) -> Snapshot:
        """Under the lock: the newest snapshot, mended first where a writer was killed or a derived index is no good."""
        if snapshot := self._unchanged():
            return snapshot
        seen, manifest = self._signature(), self.backend.read()
        if not manifest.writing:
            snapshot = followed(self.backend, manifest)
        elif self.backend.may_mend():
            snapshot = mended(self.backend, manifest)
            seen = self._signature()
        elif at_hand is not None:
            return at_hand
        else:
            raise LibraryError("another machine is writing to the library; try again in a moment")
        if not (self.backend.loses_vectors and snapshot.scanned):
            snapshot.store.load()
        self._keep(snapshot, seen)
        return snapshot

    def _open_rows(self) -> Snapshot:
        """The same with Chroma's rows open, on this thread, which holds the lock that this takes."""
        snapshot = self._open()
        snapshot.store.count()
        return snapshot

    def _keep(self, snapshot: Snapshot, seen: tuple[object, ...]) -> None:
        with self._opening:
            self._snapshot, self._seen = snapshot, seen

    def _signature(self) -> tuple[object, ...]:
        return self.backend.signature()
