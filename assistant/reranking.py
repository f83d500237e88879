"""The head of a ranking read once more: the network of ours that reads question and paper together has a say in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.cleaning import clean
from assistant.embedding import Vectors
from assistant.embedding.ranker import Ranker, Readable
from assistant.fitted import SearchWeights
from assistant.library import Stored
from assistant.records import Scores

Vector = np.ndarray[Any, np.dtype[np.float32]]


class Reader(Protocol):
    """What says how well papers answer a question: a score for each, shape (n,), the higher the better."""

    def score(self, question: str, papers: Sequence[Readable]) -> NDArray[np.float32]:
        """One score a paper."""
        ...


@dataclass(frozen=True, slots=True)
class Scored:
    """A paper found, the vectors of its sentences where they are known, its score, and the parts of that."""

    stored: Stored
    vectors: Vectors | None
    score: float
    scores: Scores


RANKER = Ranker()
"""Loaded when it is first used."""


def in_doubt(scores: Sequence[float], weights: SearchWeights) -> bool:
    """Whether a ranking with these scores, best first, is worth reading again: a clear first place mostly is right."""
    may = bool(weights.rerank and weights.reread)
    return may and len(scores) > 1 and scores[0] - scores[1] < weights.doubt


def reread(
    question: str, vector: Vector, ranked: Sequence[Scored], weights: SearchWeights, ranker: Reader = RANKER
) -> list[Scored]:
    """The papers of a ranking, best first; where it is in doubt, the ranker has a say.

    That is added to the scores of the first `weights.reread`. Those behind them count as if it liked them no better
    than the least of these, so they stay behind.
    """
    if not in_doubt([found.score for found in ranked], weights):
        return list(ranked)
    head = ranked[: weights.reread]
    marks = ranker.score(question, [readable(found.stored, found.vectors, vector) for found in head])
    again = [
        replace(found, score=found.score + weights.rerank * mark, scores=replace(found.scores, rerank=mark))
        for found, mark in zip(head, marks.tolist(), strict=True)
    ]
    least = weights.rerank * float(marks.min())
    again += [replace(found, score=found.score + least) for found in ranked[weights.reread :]]
    return sorted(again, key=lambda found: (-found.score, found.stored.paper.id))


def readable(stored: Stored, vectors: Vectors | None, vector: Vector) -> Readable:
    """A paper as the ranker reads it for a question's vector; in the order of the text without sentence vectors."""
    sentences = tuple(clean(stored.paper.abstract[start:end]) for start, end in stored.sentences)
    if vectors is None:
        return Readable(clean(stored.paper.title), sentences, tuple(range(len(sentences))))
    order = np.argsort(-(vectors @ vector), kind="stable")
    return Readable(clean(stored.paper.title), sentences, tuple(order.tolist()))
