"""A library as it stood at one commit: its open indexes and what has been read from them.

A search holds one snapshot from beginning to end, so it never sees half of a later commit; the snapshot's files are
closed when the last search lets go of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from functools import cached_property
from pathlib import Path

from assistant.library.lexical import LexicalIndex
from assistant.library.manifest import Manifest
from assistant.library.sentence_vectors import Floats, SentenceVectors, signature
from assistant.library.store import ChromaStore
from assistant.library.stored import Row, Stored, aliases_of, from_rows, text_digest
from assistant.records import Paper

CHROMA, LEXICAL, FAST = "chroma", "lexical", "fast"


class Snapshot:
    """Open indexes of one generation. Safe for any number of threads."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.manifest = manifest
        self.store = ChromaStore(folder / CHROMA, manifest.collection, str(manifest.fingerprint))
        self.lexical = LexicalIndex(folder / LEXICAL)
        self._fast = folder / FAST
        self._fast_signature: tuple[int, ...] = (-1,)
        self._read: dict[str, Stored] = {}
        self._digests: dict[str, str] = {}
        self._sentences = SentenceVectors(self._fast, manifest.fingerprint.model)

    def after(self, manifest: Manifest) -> Snapshot:
        """These open indexes, which have just been written to, at their new commit; nothing read before is kept."""
        later = copy(self)
        later.manifest = manifest
        later._read, later._digests = {}, {}  # noqa: SLF001 - of this class
        for name in ("all", "papers"):
            later.__dict__.pop(name, None)
        return later

    @property
    def sentences(self) -> SentenceVectors:
        """The sentence vectors as they are now: they are added to without a commit."""
        now = signature(self._fast)
        if now != self._fast_signature:
            self._sentences = SentenceVectors(self._fast, self.manifest.fingerprint.model)
            self._fast_signature = now
        return self._sentences

    def get(self, paper_ids: Iterable[str]) -> dict[str, Stored]:
        """Stored papers by id; ids that are not there are left out."""
        wanted = list(paper_ids)
        if unread := [paper_id for paper_id in wanted if paper_id not in self._read]:
            heads = self.store.rows([f"{paper_id}:0" for paper_id in unread])
            more = [f"{h[2]['paper_id']}:{n}" for h in heads.values() for n in range(1, h[2]["passages"])]
            rows = [*heads.values(), *(self.store.rows(more).values() if more else ())]
            self._read |= {paper_id: from_rows(mine) for paper_id, mine in _by_paper(rows).items()}
        return {paper_id: self._read[paper_id] for paper_id in wanted if paper_id in self._read}

    @cached_property
    def all(self) -> dict[str, Stored]:
        """Every stored paper by id, in the order in which they came in."""
        rows = [row for page in self.store.all_rows() for row in page]
        return {paper_id: from_rows(mine) for paper_id, mine in _by_paper(rows).items() if _has_head(mine)}

    @cached_property
    def papers(self) -> tuple[Paper, ...]:
        """Every paper, in the order in which they came in."""
        return tuple(stored.paper for stored in self.all.values())

    def sentence_vectors(self, papers: Iterable[Stored]) -> list[Floats | None]:
        """The vectors of each paper's sentences, None where they have not been computed."""
        sentences = self.sentences
        return [sentences.get(stored.paper.id, self._digest(stored)) for stored in papers]

    def without_sentence_vectors(self) -> list[Stored]:
        """The papers whose sentence vectors are still to be computed."""
        sentences = self.sentences
        return [s for s in self.all.values() if s.sentences and not sentences.has(s.paper.id, self._digest(s))]

    def _digest(self, stored: Stored) -> str:
        found = self._digests.get(stored.paper.id)
        if found is None:
            found = self._digests[stored.paper.id] = text_digest(stored)
        return found


def _by_paper(rows: Sequence[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row[2]["paper_id"], []).append(row)
    return grouped


def _has_head(rows: Sequence[Row]) -> bool:
    return any(metadata["n"] == 0 for _, _, metadata in rows)


def orphans(rows: Iterable[Row]) -> list[str]:
    """Ids of rows that a killed write left over: of no paper, of one joined to another, or past the last passage."""
    rows = list(rows)
    heads = [metadata for _, _, metadata in rows if metadata["n"] == 0]
    taken_in = {alias for head in heads for alias in aliases_of(head)}
    counts = {head["paper_id"]: head["passages"] for head in heads if head["paper_id"] not in taken_in}
    return [row_id for row_id, _, metadata in rows if metadata["n"] >= counts.get(metadata["paper_id"], 0)]
