"""The boundary to Chroma: one collection on disk, its rows with vectors of length one and cosine distance.

Every `ChromaStore` opens the folder for itself, as another process would, and sees what was committed when it was
opened and what it wrote itself. Whoever learns of a later commit opens a new one.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any, cast

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError, NotFoundError

from assistant.errors import EmbedderMismatch, LibraryError
from assistant.library.stored import Row

Vectors = np.ndarray[tuple[int, int], np.dtype[np.float32]]
PAGE = 2000
_spellings = count(1)
_RESTORE = "put the library's folder back from a copy, or ingest the papers into a new --library"


class ChromaStore:
    """One open Chroma collection. Safe for any number of threads; closed when the last user lets go of it."""

    def __init__(self, folder: Path, collection: str, fingerprint: str) -> None:
        """Open a collection.

        Raises:
            LibraryError: it is not there, or Chroma's files are damaged.
            EmbedderMismatch: the collection was made with another fingerprint.
        """
        self._client = _client(folder)
        weakref.finalize(self, self._client.close)
        try:
            self._rows = self._client.get_collection(collection, embedding_function=None)
        except NotFoundError:
            raise LibraryError(f"the vectors are gone from {folder}; {_RESTORE}") from None
        written = (self._rows.metadata or {}).get("fingerprint")
        if written != fingerprint:
            raise EmbedderMismatch(
                f"the vectors in {folder} were written with {written}, library.json says {fingerprint}; "
                "ingest the papers into a new --library"
            )

    def load(self) -> None:
        """Have Chroma read its files now; it would do so at the first query, when somebody else may be writing."""
        found = self._rows.get(limit=1, include=["embeddings"])["embeddings"]
        if found is not None and len(found):
            self.query(np.asarray(found[0], np.float32), 1)

    def upsert(self, rows: Sequence[Row], vectors: Vectors) -> None:
        """Write rows with their vectors, replacing rows of the same id."""
        step = self._client.get_max_batch_size()
        for i in range(0, len(rows), step):
            ids, texts, metadatas = zip(*rows[i : i + step], strict=True)
            self._rows.upsert(list(ids), vectors[i : i + step], list(metadatas), list(texts))

    def update(self, rows: Sequence[Row]) -> None:
        """Write the metadata of rows that are there already, keeping their vectors and texts."""
        step = self._client.get_max_batch_size()
        for i in range(0, len(rows), step):
            ids, _, metadatas = zip(*rows[i : i + step], strict=True)
            self._rows.update(list(ids), metadatas=list(metadatas))

    def delete(self, ids: Sequence[str]) -> None:
        """Remove rows; ids that are not there are passed over."""
        step = self._client.get_max_batch_size()
        for i in range(0, len(ids), step):
            self._rows.delete(list(ids[i : i + step]))

    def query(self, vector: np.ndarray[Any, np.dtype[np.float32]], n: int) -> list[tuple[str, float]]:
        """The `n` rows nearest to a vector of length one: row id and cosine similarity, best first."""
        found = self._rows.query(query_embeddings=vector.tolist(), n_results=n, include=["distances"])
        distances = found["distances"] or [[]]
        return [(row_id, 1.0 - d) for row_id, d in zip(found["ids"][0], distances[0], strict=True)]

    def rows(self, ids: Sequence[str]) -> dict[str, Row]:
        """Rows by id; ids that are not there are left out."""
        return {row[0]: row for row in _to_rows(self._rows.get(list(ids), include=["documents", "metadatas"]))}

    def all_rows(self) -> Iterator[list[Row]]:
        """Every row, a page at a time, in the order in which they were first written."""
        for offset in count(0, PAGE):
            page = self._rows.get(limit=PAGE, offset=offset, include=["documents", "metadatas"])
            if not page["ids"]:
                return
            yield _to_rows(page)

    def vectors(self, ids: Sequence[str]) -> dict[str, np.ndarray[Any, np.dtype[np.float32]]]:
        """Vectors by row id; ids that are not there are left out."""
        found = self._rows.get(list(ids), include=["embeddings"])
        embeddings = found["embeddings"]
        return {} if embeddings is None else dict(zip(found["ids"], np.asarray(embeddings, np.float32), strict=True))

    def count(self) -> int:
        """How many rows there are."""
        return self._rows.count()


def make_collection(folder: Path, collection: str, fingerprint: str) -> None:
    """Make an empty collection, unless it is there."""
    client = _client(folder)
    try:
        client.get_or_create_collection(
            collection,
            embedding_function=None,
            metadata={"fingerprint": fingerprint},
            configuration={"hnsw": {"space": "cosine"}},
        )
    finally:
        client.close()


def drop_collection(folder: Path, collection: str) -> None:
    """Remove a collection with all its rows, if it is there."""
    client = _client(folder)
    try:
        client.delete_collection(collection)
    except NotFoundError:
        pass
    finally:
        client.close()


def _client(folder: Path) -> Client:
    # Chroma hands out one shared instance for one spelling of a path; a spelling of our own keeps ours apart, so that
    # closing it closes nobody else's and opening it sees what others wrote.
    spelling = "".join("/." if bit == "1" else "//" for bit in f"{next(_spellings):b}")
    try:
        settings = ChromaSettings(anonymized_telemetry=False)
        return cast("Client", chromadb.PersistentClient(f"{folder.resolve()}{spelling}", settings))
    except ChromaError as error:
        raise LibraryError(f"{folder} cannot be opened ({error}); {_RESTORE}") from error


def _to_rows(found: Any) -> list[Row]:
    return list(zip(found["ids"], found["documents"], found["metadatas"], strict=True))
