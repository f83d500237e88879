"""The boundary to Chroma: one collection on disk, its rows with vectors of length one and cosine distance.

Every `ChromaStore` opens the folder for itself, as another process would, and sees what was committed when it was
opened and what it wrote itself. Whoever learns of a later commit opens a new one.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from typing import Any

import numpy as np
from chromadb.errors import NotFoundError

from assistant.errors import EmbedderMismatch, LibraryError, LibraryMoved
from assistant.given import is_text
from assistant.library.clients import Client
from assistant.library.manifest import RESTORE
from assistant.library.stored import Row
from assistant.library.vector_file import Floats

PAGE = 2000
BREADTH_WRITING, BREADTH_READING = 200, 2000
"""Candidates that Chroma's graph (HNSW; Malkov and Yashunin, 2016) keeps in view at each step; its own default is 100.

The larger the library, the more it misses with few, and the more a question costs with many: some milliseconds.
`python -m evals.growth.breadth LIBRARY 100 400 1000 2000` prints both; docs/measures.md has what it printed.
"""
_NUMBERED = re.compile(r"-\d+$")


class ChromaStore:
    """One open Chroma collection. Safe for any number of threads."""

    def __init__(
        self, client: Client, collection: str, fingerprint: str, may_write: Callable[[], None] = lambda: None
    ) -> None:
        """Open a collection. `may_write` is called before each call that writes, and raises where that must not be.

        Raises:
            LibraryError: it is not there, or Chroma's files are damaged.
            EmbedderMismatch: the collection was made with another fingerprint.
        """
        self._client = client
        self._may_write = may_write
        try:
            self._rows = self._client.get_collection(collection, embedding_function=None)
        except NotFoundError:
            raise LibraryError(f"the vectors are gone; {RESTORE}") from None
        written = (self._rows.metadata or {}).get("fingerprint")
        if written != fingerprint:
            raise EmbedderMismatch(
                f"the vectors were written with {written}, the library says {fingerprint}; "
                "ingest the papers into a new --library"
            )

    def load(self) -> None:
        """Have Chroma read its files now; it would do so at the first query, when somebody else may be writing."""
        found = self._rows.get(limit=1, include=["embeddings"])["embeddings"]
        if found is not None and len(found):
            self.query(np.asarray(found[0], np.float32), 1)

    def upsert(self, rows: Sequence[Row], vectors: Floats) -> None:
        """Write rows with their vectors, replacing rows of the same id."""
        step = self._client.get_max_batch_size()
        for i in range(0, len(rows), step):
            ids, texts, metadatas = zip(*rows[i : i + step], strict=True)
            self._may_write()
            self._rows.upsert(list(ids), vectors[i : i + step], list(metadatas), list(texts))

    def update(self, rows: Sequence[Row]) -> None:
        """Write the metadata of rows that are there already, keeping their vectors and texts."""
        step = self._client.get_max_batch_size()
        for i in range(0, len(rows), step):
            ids, _, metadatas = zip(*rows[i : i + step], strict=True)
            self._may_write()
            self._rows.update(list(ids), metadatas=list(metadatas))

    def delete(self, ids: Sequence[str]) -> None:
        """Remove rows; ids that are not there are passed over."""
        step = self._client.get_max_batch_size()
        for i in range(0, len(ids), step):
            self._may_write()
            self._rows.delete(list(ids[i : i + step]))

    def query(self, vector: np.ndarray[Any, np.dtype[np.float32]], n: int) -> list[tuple[str, float]]:
        """The `n` rows nearest to a vector of length one: row id and cosine similarity, best first."""
        with _moved():
            found = self._rows.query(query_embeddings=vector.tolist(), n_results=n, include=["distances"])
        distances = found["distances"] or [[]]
        return [(row_id, 1.0 - d) for row_id, d in zip(found["ids"][0], distances[0], strict=True)]

    def rows(self, ids: Sequence[str]) -> dict[str, Row]:
        """Rows by id; ids that are not there are left out."""
        found: dict[str, Row] = {}
        for page in _pages([row_id for row_id in ids if is_text(row_id)]):
            with _moved():
                rows = _to_rows(self._rows.get(page, include=["documents", "metadatas"]))
            found |= {row[0]: row for row in rows}
        return found

    def all_rows(self) -> Iterator[list[Row]]:
        """Every row, a page at a time, in the order in which they were first written."""
        for offset in count(0, PAGE):
            page = self._rows.get(limit=PAGE, offset=offset, include=["documents", "metadatas"])
            if not page["ids"]:
                return
            yield _to_rows(page)

    def vectors(self, ids: Sequence[str]) -> dict[str, np.ndarray[Any, np.dtype[np.float32]]]:
        """Vectors by row id; ids that are not there are left out."""
        vectors: dict[str, np.ndarray[Any, np.dtype[np.float32]]] = {}
        for page in _pages(ids):
            with _moved():
                found = self._rows.get(page, include=["embeddings"])
            if found["embeddings"] is not None:
                vectors |= zip(found["ids"], np.asarray(found["embeddings"], np.float32), strict=True)
        return vectors

    def all_vectors(self) -> Iterator[tuple[list[str], Floats]]:
        """Row ids and vectors, a page at a time."""
        for offset in count(0, PAGE):
            page = self._rows.get(limit=PAGE, offset=offset, include=["embeddings"])
            if not page["ids"]:
                return
            yield page["ids"], np.asarray(page["embeddings"], np.float32)

    def drop_others(self) -> None:
        """Remove the collections that differ from this in their number alone: a killed re-embedding left them."""
        stem, _, _ = self._rows.name.rpartition("-")
        for found in self._client.list_collections():
            if found.name != self._rows.name and _NUMBERED.sub("", found.name) == stem:
                self._may_write()
                drop_collection(self._client, found.name)

    def tune(self, breadth: int = BREADTH_READING) -> None:
        """Have a collection made by an older version searched as a new one is, from its next opening on."""
        hnsw = self._rows.configuration_json.get("hnsw")
        if not hnsw or hnsw.get("ef_search") == breadth:
            return
        self._may_write()
        with warnings.catch_warnings():  # Chroma warns of a collection without a function of its own to embed with
            warnings.simplefilter("ignore", DeprecationWarning)
            self._rows.modify(configuration={"hnsw": {"ef_search": breadth}})

    def count(self) -> int:
        """How many rows there are."""
        return self._rows.count()


def make_collection(client: Client, collection: str, fingerprint: str) -> None:
    """Make an empty collection, unless it is there."""
    client.get_or_create_collection(
        collection,
        embedding_function=None,
        metadata={"fingerprint": fingerprint},
        configuration={"hnsw": {"space": "cosine", "ef_construction": BREADTH_WRITING, "ef_search": BREADTH_READING}},
    )


def drop_collection(client: Client, collection: str) -> None:
    """Remove a collection with all its rows, if it is there."""
    with suppress(NotFoundError):
        client.delete_collection(collection)


@contextmanager
def _moved() -> Iterator[None]:
    try:
        yield
    except NotFoundError:
        raise LibraryMoved(f"the library was written anew while it was open; {RESTORE}") from None


def _pages(ids: Sequence[str]) -> Iterator[list[str]]:
    """Ids in the numbers that SQLite takes in one statement; none for no ids, which Chroma takes for a mistake."""
    for i in range(0, len(ids), PAGE):
        yield list(ids[i : i + PAGE])


def _to_rows(found: Any) -> list[Row]:
    return list(zip(found["ids"], found["documents"], found["metadatas"], strict=True))
