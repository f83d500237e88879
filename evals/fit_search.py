"""Fits the weights of search: the vector leg's share, the best sentence's weight, the ranker's, when it is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.ranker import Readable
from assistant.fitted import FITTED, SearchWeights
from assistant.legs import Query
from assistant.library import Snapshot
from assistant.reranking import RANKER, Reader
from assistant.search import search
from evals.rankings import DEPTH, recall_at, reciprocal_rank

GRID: dict[str, tuple[float, ...]] = {
    "dense": (0.2, 0.3, 0.4, 0.5, 0.6, 0.7),
    "sentence": (0.0, 0.25, 0.5, 0.75, 1.0, 1.5),
    "rerank": (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4),
}
START = {"dense": 0.5, "sentence": 1.0, "rerank": 0.1, "doubt": 9.0}
"""What was chosen when weights were last looked at: the best of the whole grid."""
CHANCE = 0.002
"""A weight moves for more than this: in the least group, two questions whose paper is found first and not second."""
ROUNDS = 2
DOUBTS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 9.0)
"""How near the second paper must come for the ranker to be asked; with the first it never is, with the last always."""
KEPT = 0.9
"""The share of what the ranker gains that must be kept when it is asked less."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A question ready to be searched, and the papers that answer it, at least one."""

    query: Query
    gold: frozenset[str]


Group = tuple[Snapshot, Sequence[Judged]]
"""Questions with the library that answers them."""


def fit_search(groups: Sequence[Group]) -> SearchWeights:
    """The weights with the best mean reciprocal rank plus recall@5, each tried while the others stay, twice.

    One moves only where that gains more than `CHANCE`. Each group counts as much as another, however many questions it
    has. The ranker is always asked meanwhile; then it is left out where the first paper is clear, as far as most of
    what it gains is kept.
    """
    ranker = _Remembering(RANKER)

    def quality(weights: SearchWeights) -> float:
        return fmean(_quality(weights, *group, ranker) for group in groups)

    best = replace(FITTED.search, **START)  # type: ignore[arg-type]  # names of float fields
    for _ in range(ROUNDS):
        for name, values in GRID.items():
            tried = [replace(best, **{name: value}) for value in values]  # type: ignore[arg-type]  # as above
            best = smoothest(tried, quality, best)
    return thriftiest([replace(best, doubt=value) for value in DOUBTS], quality)


def smoothest(
    tried: Sequence[SearchWeights], quality: Callable[[SearchWeights], float], there: SearchWeights
) -> SearchWeights:
    """Of weights along one line the best, each counting with those beside it: a peak one point wide is luck.

    Those that are `there` already stay unless others gain more than `CHANCE`.
    """
    found = [quality(weights) for weights in tried]
    smooth = [fmean([found[i], *found[max(i - 1, 0) : i + 2]]) for i in range(len(found))]
    return tried[smooth.index(max(smooth))] if max(smooth) > smooth[tried.index(there)] + CHANCE else there


def thriftiest(tried: Sequence[SearchWeights], quality: Callable[[SearchWeights], float]) -> SearchWeights:
    """Of weights in the order of what they cost the first that, like all behind it, keeps enough of what is gained."""
    found = [quality(weights) for weights in tried]
    enough = found[0] + KEPT * (max(found) - found[0])
    return tried[max((i + 1 for i, value in enumerate(found) if value < enough), default=0)]


def _quality(weights: SearchWeights, snapshot: Snapshot, questions: Sequence[Judged], ranker: Reader) -> float:
    values = []
    for judged in questions:
        hits = search(snapshot, judged.query, k=DEPTH, weights=weights, ranker=ranker)
        ranking = [hit.paper.id for hit in hits]
        values.append(reciprocal_rank(ranking, judged.gold) + recall_at(ranking, judged.gold, 5))
    return fmean(values)


class _Remembering:
    """A ranker that reads nothing twice."""

    def __init__(self, ranker: Reader) -> None:
        self._ranker = ranker
        self._known: dict[tuple[str, Readable], float] = {}

    def score(self, question: str, papers: Sequence[Readable]) -> NDArray[np.float32]:
        """One score a paper."""
        unread = [paper for paper in papers if (question, paper) not in self._known]
        for paper, mark in zip(unread, self._ranker.score(question, unread).tolist(), strict=True):
            self._known[question, paper] = mark
        return np.array([self._known[question, paper] for paper in papers], np.float32)
