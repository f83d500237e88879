"""Fits the weights of search: a grid over the vector leg's share and the best sentence's weight."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean

from assistant.fitted import FITTED, SearchWeights
from assistant.library import Snapshot
from assistant.search import search
from evals.examples import Example
from evals.rankings import DEPTH, recall_at, reciprocal_rank

DENSE = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
SENTENCE = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)


def fit_search(snapshot: Snapshot, examples: Sequence[Example]) -> SearchWeights:
    """The weights with the best mean reciprocal rank plus recall@5, each averaged with its neighbours on the grid."""
    answerable = [e for e in examples if e.gold]

    def quality(weights: SearchWeights) -> float:
        found = [search(snapshot, e.query, k=DEPTH, weights=weights) for e in answerable]
        rankings = [[hit.paper.id for hit in hits] for hits in found]
        pairs = list(zip(rankings, answerable, strict=True))
        return fmean(reciprocal_rank(r, e.gold) + recall_at(r, e.gold, 5) for r, e in pairs)

    grid = [
        replace(FITTED.search, dense=dense, sentence=sentence) for dense, sentence in itertools.product(DENSE, SENTENCE)
    ]
    qualities = _smoothed({(w.dense, w.sentence): quality(w) for w in grid})
    return max(grid, key=lambda w: qualities[w.dense, w.sentence])


def _smoothed(qualities: dict[tuple[float, float], float]) -> dict[tuple[float, float], float]:
    """Each point's quality averaged with those around it: a peak one point wide is luck."""

    def around(i: int, j: int) -> list[float]:
        rows, columns = DENSE[max(i - 1, 0) : i + 2], SENTENCE[max(j - 1, 0) : j + 2]
        return [qualities[dense, sentence] for dense in rows for sentence in columns]

    return {
        (dense, sentence): fmean(around(i, j)) for i, dense in enumerate(DENSE) for j, sentence in enumerate(SENTENCE)
    }
