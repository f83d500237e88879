"""A library as it stood at one commit: its open indexes and what has been read from them.

A search holds one snapshot from beginning to end, so it never sees half of a later commit; the snapshot's files are
closed when the last search lets go of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.filters import Selection
from assistant.library.backend import Backend
from assistant.library.catalogue import Catalogue
from assistant.library.database import Database
from assistant.library.kept import Kept
from assistant.library.keys import Keys, keys_of
from assistant.library.lexical import LexicalIndex
from assistant.library.manifest import Manifest
from assistant.library.paper_vectors import PaperVectors
from assistant.library.places import Places
from assistant.library.pointing import pointers
from assistant.library.said import sentences_of
from assistant.library.scan import MAX_PAPERS, Passages, nearest, passages_of
from assistant.library.selected import Selected, among
from assistant.library.selecting import Bools
from assistant.library.stored import Row, Stored, aliases_of, from_rows, text_digest
from assistant.library.titles import Titles
from assistant.library.vector_file import Floats
from assistant.records import Paper

if TYPE_CHECKING:
    from assistant.library.store import ChromaStore

LEXICAL, FAST = "lexical", "fast"
MAX_READ = 5_000
"""Papers kept in memory at most; a search reads some fifty."""
SMALL = 1_000
PAGE = 500


class Snapshot:
    """Open indexes of one generation. Safe for any number of threads."""

    def __init__(self, backend: Backend, manifest: Manifest) -> None:
        self.manifest = manifest
        self._backend = backend
        self._store: ChromaStore | None = None
        self.lexical = LexicalIndex(backend.folder / LEXICAL)
        database = Database(backend.folder / FAST)
        own, fast = manifest.fingerprint, backend.folder / FAST
        self.catalogue, self.kept = Catalogue(database, fast, own.model), Kept(database)
        self.titles = Titles(database)
        self.places = Places(database, self.catalogue.point)
        passages, sentences = pointers(own.model)
        self.sentences = PaperVectors(fast, self.places, sentences.kind, own.dimensions, "i8")
        self.passages = PaperVectors(fast, self.places, passages.kind, own.dimensions, "f32")
        self._read: dict[str, Stored] = {}
        self._digests: dict[str, str] = {}

    @property
    def store(self) -> ChromaStore:
        """Chroma's rows, opened when they are first needed: a search of a small library reads none.

        Raises:
            LibraryMoved: the library was written anew meanwhile.
        """
        if self._store is None:  # two threads may both open it; one of the two is soon let go
            self._store = self._backend.store(self.manifest)
        return self._store

    @property
    def scanned(self) -> bool:
        """Whether what is nearest is found without Chroma."""
        return self._whole is not None

    def after(self, manifest: Manifest) -> Snapshot:
        """These open indexes, which have just been written to, at their new commit; nothing read before is kept."""
        later = copy(self)
        later.manifest = manifest
        later._read, later._digests = {}, {}  # noqa: SLF001 - of this class
        for name in ("all", "papers", "small", "_whole"):
            later.__dict__.pop(name, None)
        return later

    @property
    def derived(self) -> int:
        """The generation up to which both derived indexes hold everything; -1 where one is of no use."""
        return min(self.lexical.generation, self.catalogue.generation)

    def get(self, paper_ids: Iterable[str]) -> dict[str, Stored]:
        """Stored papers by id; ids that are not there are left out."""
        wanted = list(paper_ids)
        known = {paper_id: found for paper_id in wanted if (found := self._read.get(paper_id))}
        if unread := [paper_id for paper_id in wanted if paper_id not in known]:
            read = self._from_catalogue(unread)
            known |= read
            self._read = read if len(self._read) > MAX_READ else self._read | read
        return {paper_id: known[paper_id] for paper_id in wanted if paper_id in known}

    def each(self, paper_ids: Iterable[str]) -> Iterator[Stored]:
        """Stored papers one after the other, for reading more than shall be in memory; missing ones are left out."""
        rest = iter(paper_ids)
        while page := list(islice(rest, PAGE)):
            yield from self._from_catalogue(page).values()

    def true(self, paper_ids: Iterable[str]) -> Iterator[Stored]:
        """The same from Chroma's rows, for whoever cannot rely on the catalogue."""
        rest = iter(paper_ids)
        while page := list(islice(rest, PAGE)):
            yield from self._from_store(page).values()

    @cached_property
    def all(self) -> dict[str, Stored]:
        """Every stored paper by id, in the order in which they came in."""
        return {stored.paper.id: stored for stored in all_stored(self)}

    @cached_property
    def papers(self) -> tuple[Paper, ...]:
        """Every paper, in the order in which they came in."""
        return tuple(stored.paper for stored in self.each(self.catalogue.ids()))

    def nearest(self, vector: np.ndarray[Any, np.dtype[np.float32]], n: int) -> list[tuple[str, float]]:
        """The `n` passages nearest to a vector of length one: id and cosine similarity, best first."""
        found = None if self._whole is None else nearest(self.catalogue, self.passages, self._whole, vector, n)
        return self.store.query(vector, n) if found is None else found

    def nearest_among(
        self, met: Bools, vector: np.ndarray[Any, np.dtype[np.float32]], n: int
    ) -> list[tuple[str, float]] | None:
        """The same among some papers, by number, all of which are looked at; None where vectors are not kept."""
        meant = passages_of(self.catalogue, met)
        return None if meant is None else nearest(self.catalogue, self.passages, meant, vector, n)

    def holds(self, selection: Selection) -> Callable[[Keys], Bools]:
        """Says of keys of papers which are those of a selection."""
        if isinstance(selection, Selected):
            return selection.holds
        held = np.sort(keys_of(selection.ids()))
        return lambda keys: among(keys, held)

    def met(self, selection: Selection) -> Bools:
        """Which papers a selection holds, by number."""
        if isinstance(selection, Selected):
            return selection.met
        met = np.zeros(len(self.catalogue.columns["alive"]), bool)
        met[list(self.catalogue.numbers(selection.ids()).values())] = True
        return met

    @cached_property
    def small(self) -> bool:
        """Whether there are so few papers that all of them are soon in memory."""
        return self.catalogue.count() <= SMALL

    @cached_property
    def _whole(self) -> Passages | None:
        return passages_of(self.catalogue) if self.catalogue.count() <= MAX_PAPERS else None

    def sentence_vectors(self, papers: Iterable[Stored]) -> list[Floats | None]:
        """The vectors of each paper's sentences, None where they have not been computed."""
        return self.sentences.get_many([(stored.paper.id, self._digest(stored)) for stored in papers])

    def sentences_of(self, paper_ids: Iterable[str]) -> dict[str, Floats]:
        """The vectors of each paper's sentences by its id, as far as they have been computed; no paper is read."""
        return sentences_of(self.catalogue, self.sentences, paper_ids)

    def without_sentence_vectors(self) -> list[str]:
        """The ids of the papers whose sentence vectors are still to be computed."""
        return self.places.without_sentences(self.sentences.kind)

    def _from_catalogue(self, paper_ids: Sequence[str]) -> dict[str, Stored]:
        """As the catalogue keeps them; from Chroma what it cannot read, or, while somebody is writing, lacks as yet."""
        found = self.kept.get(paper_ids)
        if rest := [paper_id for paper_id in paper_ids if paper_id not in found]:
            found |= self._from_store(rest)
        return {paper_id: found[paper_id] for paper_id in paper_ids if paper_id in found}

    def _from_store(self, paper_ids: Sequence[str]) -> dict[str, Stored]:
        heads = self.store.rows([f"{paper_id}:0" for paper_id in paper_ids])
        more = [f"{h[2]['paper_id']}:{n}" for h in heads.values() for n in range(1, h[2]["passages"])]
        rows = [*heads.values(), *(self.store.rows(more).values() if more else ())]
        found = {paper_id: from_rows(mine) for paper_id, mine in _by_paper(rows).items()}
        return {paper_id: found[paper_id] for paper_id in paper_ids if paper_id in found}

    def _digest(self, stored: Stored) -> str:
        found = self._digests.get(stored.paper.id)
        if found is None:
            found = self._digests[stored.paper.id] = text_digest(stored)
        return found


def all_stored(snapshot: Snapshot) -> Iterator[Stored]:
    """Every stored paper, read from Chroma alone, as they came in; those with a later row stand where that does."""
    waiting: dict[str, list[Row]] = {}
    for row in (row for page in snapshot.store.all_rows() for row in page):
        rows = waiting.setdefault(row[2]["paper_id"], [])
        rows.append(row)
        head = next((metadata for _, _, metadata in rows if metadata["n"] == 0), None)
        if head is not None and len(rows) >= head["passages"]:
            yield from_rows(waiting.pop(row[2]["paper_id"]))
    yield from (from_rows(rows) for rows in waiting.values() if any(metadata["n"] == 0 for _, _, metadata in rows))


def _by_paper(rows: Sequence[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row[2]["paper_id"], []).append(row)
    return grouped


def orphans(rows: Iterable[Row]) -> list[str]:
    """Ids of rows that a killed write left over: of no paper, of one joined to another, or past the last passage."""
    kept: dict[str, int] = {}
    taken_in: set[str] = set()
    places: list[tuple[str, str, int]] = []
    for row_id, _, metadata in rows:
        places.append((row_id, metadata["paper_id"], metadata["n"]))
        if metadata["n"] == 0:
            kept[metadata["paper_id"]] = metadata["passages"]
            taken_in.update(aliases_of(metadata))
    return [row_id for row_id, paper_id, n in places if paper_id in taken_in or n >= kept.get(paper_id, 0)]
