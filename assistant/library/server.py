"""A library whose truth lies in a Chroma server that several machines share; one database, one library.

A small collection, `HEAD`, holds the manifest in its metadata and a row a commit, which says what the commit wrote and
removed; so every machine can bring its own derived indexes up to date without reading the whole.
"""

from __future__ import annotations

import json
import time
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from chromadb.api.models.Collection import Collection
from chromadb.errors import ChromaError, NotFoundError

from assistant.codec import from_json, to_json
from assistant.errors import InputError, LibraryError, LibraryMissing, LibraryNewer
from assistant.library.backend import Commit
from assistant.library.clients import server_client, shut
from assistant.library.lease import Lease
from assistant.library.lock import write_lock, write_lock_if_free
from assistant.library.manifest import SCHEMA, Fingerprint, Manifest
from assistant.library.store import ChromaStore, drop_collection, make_collection
from assistant.settings import Settings

PREFIX = "litassist-"
"""How all collections of ours are called, in a database that may hold others."""
HEAD = f"{PREFIX}library"
LOOK_EVERY_S = 1.0
"""How long what the server said of its newest commit is believed."""
KEPT_COMMITS = 1000
_NEVER: tuple[float, tuple[object, ...]] = (float("-inf"), ())
_VECTOR = np.ones((1, 1), np.float32)
"""Chroma wants one with every row."""


class ServerBackend:
    """Rows and manifest in a Chroma server, derived indexes in a folder of this machine."""

    loses_vectors = False

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.folder = folder
        self._settings = settings
        self.client = server_client(settings)
        weakref.finalize(self, shut, self.client)
        self._lease = Lease(self.client)
        self._looked = _NEVER

    @contextmanager
    def lock(self) -> Iterator[None]:
        """First against this machine's other processes, which share the folder, then against other machines."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with write_lock(self.folder), _said(self._settings), self._lease.held():
            self._looked = _NEVER  # what was believed before may have been overtaken
            yield

    @contextmanager
    def lock_if_free(self) -> Iterator[bool]:
        """Against this machine's other processes only: following what others commit writes to this machine's folder."""
        with write_lock_if_free(self.folder) as free:
            yield free

    def may_mend(self) -> bool:
        """Only with the lease: without it, whoever is writing may be alive."""
        return self._lease.is_held

    def exists(self) -> bool:
        """Whether the server holds a library."""
        return self._head() is not None

    def read(self) -> Manifest:
        """The manifest in the head's metadata."""
        if (head := self._head()) is None:
            raise LibraryMissing(
                f"no library in the Chroma server at {self._settings.chroma_url}; make one with: python -m ingest PATH"
            )
        found = json.loads((head.metadata or {}).get("manifest", "null"))
        if isinstance(found, dict) and isinstance(found.get("schema"), int) and found["schema"] > SCHEMA:
            raise LibraryNewer(
                f"the library has schema {found['schema']}, this version reads up to {SCHEMA}; "
                "upgrade literature-assistant"
            )
        try:
            return from_json(Manifest, found)
        except InputError as error:
            raise LibraryError(f"the library in the Chroma server is damaged ({error})") from error

    def write(self, manifest: Manifest, commit: Commit | None = None) -> None:
        """The commit's row first: a manifest never names a commit that nobody can follow."""
        self._lease.check()
        with _said(self._settings):
            head = self._head() or self.client.get_or_create_collection(HEAD, embedding_function=None)
            if commit is not None:
                _log(head, manifest.generation, commit)
            head.modify(
                metadata={
                    "manifest": json.dumps(to_json(manifest)),
                    "fingerprint": str(manifest.fingerprint),
                    "version": manifest.generation,
                }
            )
        self._looked = _NEVER

    def signature(self) -> tuple[object, ...]:
        """The manifest as the server has it, asked for once a second at most."""
        if time.monotonic() - self._looked[0] > LOOK_EVERY_S:
            head = self._head()
            text = (head.metadata or {}).get("manifest") if head else None
            self._looked = (time.monotonic(), (text,))
        return self._looked[1]

    def commits_between(self, generation: int, newest: int) -> list[Commit] | None:
        """What the head's rows say; None where rows are missing: too long ago, or a commit that mended."""
        head = self._head()
        if head is None:
            return None
        later: Any = {"generation": {"$gt": generation}}
        rows = head.get(where=later, include=["metadatas"])["metadatas"] or []
        found: dict[int, Any] = {int(str(row["generation"])): row for row in rows}
        if set(range(generation + 1, newest + 1)) - found.keys():
            return None
        return [_commit(found[n]) for n in range(generation + 1, newest + 1)]

    def store(self, manifest: Manifest) -> ChromaStore:
        """The manifest's collection; before each write to it, the lease is checked."""
        return ChromaStore(self.client, PREFIX + manifest.collection, str(manifest.fingerprint), self._lease.check)

    def make(self, collection: str, fingerprint: Fingerprint) -> None:
        """Make an empty collection, unless it is there."""
        make_collection(self.client, PREFIX + collection, str(fingerprint))

    def drop(self, collection: str) -> None:
        """Remove a collection, if it is there; of a name that another machine, having taken over, may use by now."""
        self._lease.check()
        drop_collection(self.client, PREFIX + collection)

    def begin(self, records: int) -> None:
        """Nothing: the server looks after its own files."""

    def end(self) -> None:
        """Nothing."""

    def vectors_lost(self) -> bool:
        """Never by a kill on this side."""
        return False

    def sweep(self) -> None:
        """Nothing."""

    def _head(self) -> Collection | None:
        with _said(self._settings):
            try:
                return self.client.get_collection(HEAD, embedding_function=None)
            except NotFoundError:
                return None


@contextmanager
def _said(settings: Settings) -> Iterator[None]:
    """Turns a server that does not answer into an error that says what to do."""
    try:
        yield
    except (httpx.HTTPError, OSError) as error:
        raise LibraryError(
            f"the Chroma server at {settings.chroma_url} does not answer ({error}); what was stored is kept: start it "
            "and run the command again"
        ) from error
    except ChromaError as error:
        raise LibraryError(f"the Chroma server at {settings.chroma_url} refuses ({error})") from error


def _log(head: Collection, generation: int, commit: Commit) -> None:
    told: Any = {
        "generation": generation,
        "written": json.dumps(list(commit.written)),
        "removed": json.dumps(list(commit.removed)),
    }
    head.upsert([f"{generation}"], embeddings=_VECTOR, metadatas=[told])
    head.delete([f"{generation - KEPT_COMMITS}"])


def _commit(row: Mapping[str, str]) -> Commit:
    return Commit(json.loads(row["written"]), json.loads(row["removed"]))
