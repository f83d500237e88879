"""Where a library's truth lies, its manifest and its rows: in its own folder, or in a Chroma server.

The derived indexes always lie in the folder.
"""

from __future__ import annotations

import errno
import os
import shutil
import weakref
from collections.abc import Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.library import risk
from assistant.library.clients import folder_client
from assistant.library.lock import no_leave, write_lock, write_lock_if_free
from assistant.library.manifest import FILE, Fingerprint, Manifest, read_manifest, write_manifest
from assistant.library.store import ChromaStore, drop_collection, make_collection

CHROMA = "chroma"
_WRITTEN = ("chroma/chroma.sqlite3", "fast", "fast/catalogue.sqlite", "lexical")
"""What in a library's folder whoever opens it must be able to write."""


@dataclass(frozen=True, slots=True)
class Commit:
    """The ids of the papers that one commit wrote and removed."""

    written: Sequence[str]
    removed: Sequence[str]


class Backend(Protocol):
    """What the Library needs of the place that its truth lies in."""

    @property
    def folder(self) -> Path:
        """The folder of the derived indexes."""
        ...

    @property
    def loses_vectors(self) -> bool:
        """Whether a kill may cost all vectors, so that they must be kept elsewhere too."""
        ...

    def lock(self) -> AbstractContextManager[None]:
        """Be the only one who writes, anywhere."""
        ...

    def lock_if_free(self) -> AbstractContextManager[bool]:
        """Be the only one on this machine who opens files, if nobody else is; yields whether that is so."""
        ...

    def may_mend(self) -> bool:
        """Whether nobody can be writing, under the lock that is held: a manifest that says so tells of a death."""
        ...

    def exists(self) -> bool:
        """Whether there is a library."""
        ...

    def read(self) -> Manifest:
        """The manifest.

        Raises:
            LibraryMissing, LibraryNewer, LibraryError: as `read_manifest` says.
        """
        ...

    def write(self, manifest: Manifest, commit: Commit | None = None) -> None:
        """Replace the manifest; with the commit that made it, so that other machines can follow."""
        ...

    def signature(self) -> tuple[object, ...]:
        """Changes with every commit; asked before each search, so it is cheap."""
        ...

    def commits_between(self, generation: int, newest: int) -> list[Commit] | None:
        """What was committed after one generation, up to another; None where that is not known: read all."""
        ...

    def store(self, manifest: Manifest) -> ChromaStore:
        """The manifest's collection, opened."""
        ...

    def make(self, collection: str, fingerprint: Fingerprint) -> None:
        """Make an empty collection, unless it is there."""
        ...

    def drop(self, collection: str) -> None:
        """Remove a collection, if it is there."""
        ...

    def begin(self, records: int) -> None:
        """A batch of at most so many records is about to be written, under the lock."""
        ...

    def end(self) -> None:
        """The batch is in."""
        ...

    def vectors_lost(self) -> bool:
        """Whether a writer was killed in a batch in which that costs all vectors."""
        ...

    def sweep(self) -> None:
        """With nothing open: take away what remains of such vectors, so that the rows can be read."""
        ...


class FolderBackend:
    """Everything in one folder."""

    loses_vectors = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._chroma = folder / CHROMA

    def lock(self) -> AbstractContextManager[None]:
        """Hold the folder's lock file.

        Raises:
            LibraryError: the folder, or what lies in it, may not be written to.
        """
        self._check_leave()
        return write_lock(self.folder)

    def lock_if_free(self) -> AbstractContextManager[bool]:
        """The same if nobody else does."""
        self._check_leave()
        return write_lock_if_free(self.folder)

    def may_mend(self) -> bool:
        """Either lock is the writer's own."""
        return True

    def exists(self) -> bool:
        """Whether `library.json` is there."""
        return (self.folder / FILE).exists()

    def read(self) -> Manifest:
        """What `library.json` says."""
        return read_manifest(self.folder)

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
        client = folder_client(self._chroma)
        store = ChromaStore(client, manifest.collection, str(manifest.fingerprint))
        weakref.finalize(store, client.close)
        return store

    def make(self, collection: str, fingerprint: Fingerprint) -> None:
        """Make an empty collection, unless it is there."""
        with closing(folder_client(self._chroma)) as client:
            make_collection(client, collection, str(fingerprint))

    def drop(self, collection: str) -> None:
        """Remove a collection, if it is there."""
        with closing(folder_client(self._chroma)) as client:
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

    def _check_leave(self) -> None:
        """Before Chroma, SQLite and tantivy each say it in their own words, some of them that the files are damaged."""
        for path in (self.folder, self._chroma, *(self.folder / name for name in _WRITTEN)):
            if os.access(path, os.F_OK) and not os.access(path, os.W_OK):
                raise no_leave(path, os.strerror(errno.EACCES))
