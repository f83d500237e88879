"""Fits the weights of search: a grid over the vector leg's share and the best sentence's weight."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import fmean

from assistant.fitted import FITTED, SearchWeights
from assistant.library import Snapshot
from assistant.search import search
from evals.examples import Example
from evals.rankings import DEPTH, recall_at, reciprocal_rank

DENSE = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
SENTENCE = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)


Group = tuple[Snapshot, Sequence[Example]]
"""Questions with the library that answers them."""


def fit_search(groups: Sequence[Group]) -> SearchWeights:
    """The weights with the best mean reciprocal rank plus recall@5, each averaged with its neighbours on the grid.

    Each group counts as much as another, however many questions it has.
    """
    grid = [
        replace(FITTED.search, dense=dense, sentence=sentence) for dense, sentence in itertools.product(DENSE, SENTENCE)
    ]
    qualities = _smoothed({(w.dense, w.sentence): fmean(_quality(w, *group) for group in groups) for w in grid})
    dense, sentence = max(qualities, key=lambda point: qualities[point])
    return replace(FITTED.search, dense=dense, sentence=sentence)


def _quality(weights: SearchWeights, snapshot: Snapshot, examples: Sequence[Example]) -> float:
    values = []
    for example in examples:
        if example.gold:
            ranking = [hit.paper.id for hit in search(snapshot, example.query, k=DEPTH, weights=weights)]
            values.append(reciprocal_rank(ranking, example.gold) + recall_at(ranking, example.gold, 5))
    return fmean(values)


def _smoothed(qualities: Mapping[tuple[float, float], float]) -> dict[tuple[float, float], float]:
    """Each inner point's quality averaged with the eight around it: a peak one point wide is luck, as is an edge."""
    return {
        (DENSE[i], SENTENCE[j]): fmean(
            qualities[dense, sentence] for dense in DENSE[i - 1 : i + 2] for sentence in SENTENCE[j - 1 : j + 2]
        )
        for i in range(1, len(DENSE) - 1)
        for j in range(1, len(SENTENCE) - 1)
    }
