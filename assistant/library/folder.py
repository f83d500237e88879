"""A library whose truth lies in its own folder: Chroma's files, the manifest, and the lock that writers hold."""

from __future__ import annotations

import errno
import os
import shutil
import threading
import weakref
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import LibraryError, LibraryMoved
from assistant.library import risk
from assistant.library.backend import Commit
from assistant.library.lock import no_leave, write_lock, write_lock_if_free
from assistant.library.manifest import FILE, RESTORE, Fingerprint, Manifest, read_manifest, write_manifest

if TYPE_CHECKING:
    from assistant.library.clients import Client
    from assistant.library.store import ChromaStore

CHROMA, DATABASE = "chroma", "chroma.sqlite3"
_FIRST = b"SQLite format 3\x00"
_WRITTEN = (f"{CHROMA}/{DATABASE}", "fast", "fast/catalogue.sqlite", "lexical")
"""What in a library's folder whoever opens it must be able to write."""


class FolderBackend:
    """Everything in one folder. Chroma, which takes longer to load than an answer, is when its rows are opened."""

    loses_vectors = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._chroma = folder / CHROMA
        self._thread = threading.local()

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the folder's lock file.

        Raises:
            LibraryError: the folder, or what lies in it, may not be written to.
        """
        self._check_leave()
        with write_lock(self.folder), self._holding(held=True):
            yield

    @contextmanager
    def lock_if_free(self) -> Iterator[bool]:
        """The same if nobody else does."""
        self._check_leave()
        with write_lock_if_free(self.folder) as free, self._holding(held=free):
            yield free

    def may_mend(self) -> bool:
        """Either lock is the writer's own."""
        return True

    def exists(self) -> bool:
        """Whether `library.json` is there."""
        return (self.folder / FILE).exists()

    def read(self) -> Manifest:
        """What `library.json` says.

        Raises:
            LibraryError: Chroma's file is not there, or is none.
        """
        manifest = read_manifest(self.folder)
        if not _is_database(self._chroma / DATABASE):
            raise LibraryError(f"the vectors are gone; {RESTORE}")
        return manifest

    def write(self, manifest: Manifest, commit: Commit | None = None) -> None:  # noqa: ARG002 - nobody else follows
        """Replace `library.json`."""
        write_manifest(self.folder, manifest)

    def signature(self) -> tuple[object, ...]:
        """Of the file, which is replaced, never rewritten."""
        try:
            found = (self.folder / FILE).stat()
        except OSError:
            return ()
        return (found.st_mtime_ns, found.st_ino, found.st_size)

    def commits_between(self, generation: int, newest: int) -> list[Commit] | None:  # noqa: ARG002 - as above
        """Unknown: whoever writes keeps the derived indexes in step, so one that is behind was damaged."""
        return None

    def store(self, manifest: Manifest) -> ChromaStore:
        """The collection, by a client of its own, which is closed when the last user lets go of the store."""
        if getattr(self._thread, "holds", False):
            return self._opened(manifest)
        with self.lock():
            found = self.read()
            if found.writing or found.collection != manifest.collection:
                raise LibraryMoved("the library was written anew while it was open; ask again")
            return self._opened(manifest)

    def make(self, collection: str, fingerprint: Fingerprint) -> None:
        """Make an empty collection, unless it is there."""
        from assistant.library.store import make_collection  # noqa: PLC0415 - see above

        with closing(self._client()) as client:
            make_collection(client, collection, str(fingerprint))

    def drop(self, collection: str) -> None:
        """Remove a collection, if it is there."""
        from assistant.library.store import drop_collection  # noqa: PLC0415 - see above

        with closing(self._client()) as client:
            drop_collection(client, collection)

    def begin(self, records: int) -> None:
        """Leave a mark if Chroma may rewrite its files."""
        risk.mark(self._chroma, records)

    def end(self) -> None:
        """Take the mark away."""
        risk.unmark(self._chroma)

    def vectors_lost(self) -> bool:
        """Whether the mark is there."""
        return risk.marked(self._chroma)

    def sweep(self) -> None:
        """Chroma refuses to read anything beside a broken vector index, and makes a new one where there is none."""
        for path in self._chroma.iterdir():
            if path.is_dir():
                shutil.rmtree(path)

    def _opened(self, manifest: Manifest) -> ChromaStore:
        from assistant.library.store import ChromaStore  # noqa: PLC0415 - see above

        client = self._client()
        store = ChromaStore(client, manifest.collection, str(manifest.fingerprint))
        weakref.finalize(store, client.close)
        return store

    def _client(self) -> Client:
        from assistant.library.clients import folder_client  # noqa: PLC0415 - see above

        return folder_client(self._chroma)

    @contextmanager
    def _holding(self, *, held: bool) -> Iterator[None]:
        """Note whether this thread holds the lock, so that it does not wait for itself."""
        before = getattr(self._thread, "holds", False)
        self._thread.holds = held or before
        try:
            yield
        finally:
            self._thread.holds = before

    def _check_leave(self) -> None:
        """Before Chroma, SQLite and tantivy each say it in their own words, some of them that the files are damaged."""
        for path in (self.folder, self._chroma, *(self.folder / name for name in _WRITTEN)):
            if os.access(path, os.F_OK) and not os.access(path, os.W_OK):
                raise no_leave(path, os.strerror(errno.EACCES))


def _is_database(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            return stream.read(len(_FIRST)) == _FIRST
    except OSError:
        return False
