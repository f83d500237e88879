"""The sentences of the papers that a search found, each with what is needed to choose among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from assistant.cleaning import clean
from assistant.embedding import Embedder, Vectors
from assistant.legs import Query
from assistant.library import Snapshot, Stored
from assistant.records import Evidence, Paper
from assistant.steering import steers

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
    """A paper found, its sentences and all their terms, but for sentences that speak to a model in place of readers."""

    evidence: Evidence
    sentences: tuple[Candidate, ...]
    title_terms: frozenset[str]
    terms: frozenset[str]

    def for_a_model(self) -> Paper:
        """The paper with blanks for those sentences; what remains stays in its place."""
        paper, told, end = self.evidence.paper, [], 0
        for sentence in self.sentences:
            told += [" " * (sentence.start - end), sentence.text]
            end = sentence.end
        return replace(paper, abstract="".join(told).ljust(len(paper.abstract)))


def read_found(snapshot: Snapshot, embedder: Embedder, query: Query, evidence: Sequence[Evidence]) -> tuple[Found, ...]:
    """The papers of `evidence` with their sentences, in its order.

    How near a sentence is to the question is told by the question as a text like any other: what finds papers better
    tells worse which of their sentences answers.
    """
    asked = embedder.embed([query.text])[0] if embedder.asks_apart else query.vector
    read = snapshot.get([e.paper.id for e in evidence])
    papers = [(e, read[e.paper.id]) for e in evidence]
    known = snapshot.sentence_vectors(stored for _, stored in papers)
    found = []
    for rank, ((e, stored), vectors) in enumerate(zip(papers, known, strict=True)):
        if vectors is None:  # the second pass has not come to this paper yet
            vectors = embedder.embed([clean(text) for text in _texts(stored)])  # noqa: PLW2901 - the missing ones
        found.append(_found(snapshot, asked, e, rank, stored, vectors))
    return tuple(found)


def _texts(stored: Stored) -> list[str]:
    return [stored.paper.abstract[start:end] for start, end in stored.sentences]


def _found(snapshot: Snapshot, asked: Vector, evidence: Evidence, rank: int, stored: Stored, vectors: Vectors) -> Found:
    spans, texts = stored.sentences, _texts(stored)
    steering = steers(texts, vectors, snapshot.manifest.fingerprint.model)
    similarities = vectors @ asked
    terms = [frozenset(snapshot.lexical.terms(text)) for text in texts]
    sentences = tuple(
        Candidate(evidence, rank, start, end, vectors[i], float(similarities[i]), terms[i])
        for i, (start, end) in enumerate(spans)
        if not steering[i]
    )
    title = frozenset(snapshot.lexical.terms(stored.paper.title))
    return Found(evidence, sentences, title, title.union(*(sentence.terms for sentence in sentences)))
