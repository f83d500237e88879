"""Where a library's truth lies, its manifest and its rows: in its own folder, or in a Chroma server.

The derived indexes always lie in the folder.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant.library.manifest import Fingerprint, Manifest

if TYPE_CHECKING:
    from assistant.library.store import ChromaStore


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
        """The manifest's collection, opened; nobody else writes meanwhile.

        Raises:
            LibraryMoved: it is no longer the library's, or a writer was killed in it.
        """
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
