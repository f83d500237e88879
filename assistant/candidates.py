"""The sentences of the papers that a search found, each with what is needed to choose among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from assistant.cleaning import clean
from assistant.embedding import Embedder
from assistant.library import Snapshot, Stored
from assistant.records import Evidence
from assistant.search import Query

Vector = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sentence: its paper's rank, its place in the abstract, its vector, similarity to the question, and terms."""

    evidence: Evidence
    rank: int
    start: int
    end: int
    vector: Vector
    similarity: float
    terms: frozenset[str]

    @property
    def text(self) -> str:
        """The sentence, word for word."""
        return self.evidence.paper.abstract[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Found:
    """A paper found, with all its sentences and all its terms."""

    evidence: Evidence
    sentences: tuple[Candidate, ...]
    title_terms: frozenset[str]
    terms: frozenset[str]


def read_found(snapshot: Snapshot, embedder: Embedder, query: Query, evidence: Sequence[Evidence]) -> tuple[Found, ...]:
    """The papers of `evidence` with their sentences, in its order."""
    stored = snapshot.get([e.paper.id for e in evidence])
    return tuple(_found(snapshot, embedder, query, e, rank, stored[e.paper.id]) for rank, e in enumerate(evidence))


def _found(
    snapshot: Snapshot, embedder: Embedder, query: Query, evidence: Evidence, rank: int, stored: Stored
) -> Found:
    spans = stored.sentences
    texts = [stored.paper.abstract[start:end] for start, end in spans]
    vectors = snapshot.sentence_vectors(stored)
    if vectors is None:  # the second pass has not come to this paper yet
        vectors = embedder.embed([clean(text) for text in texts])
    similarities = vectors @ query.vector
    terms = [frozenset(snapshot.lexical.terms(text)) for text in texts]
    sentences = tuple(
        Candidate(evidence, rank, start, end, vectors[i], float(similarities[i]), terms[i])
        for i, (start, end) in enumerate(spans)
    )
    title = frozenset(snapshot.lexical.terms(stored.paper.title))
    return Found(evidence, sentences, title, title.union(*terms))
