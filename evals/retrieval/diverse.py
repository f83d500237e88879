"""The papers found in another order: unlike ones forward, or those that say the same as one before to the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.library import Snapshot
from assistant.records import Evidence

RELEVANCE = 0.7
"""The share of a paper's own score; likeness to those before it has the rest."""
SAME = 0.95
"""Papers whose passages have this cosine are near-duplicates."""
Matrix = NDArray[np.floating[Any]]


def diversified(snapshot: Snapshot, found: Sequence[Evidence], relevance: float = RELEVANCE) -> list[str]:
    """Ids of the papers by maximal marginal relevance (Carbonell and Goldstein, 1998).

    Each is worth less the more it is like one before it.
    """
    likeness, scores = _likeness(snapshot, found), np.array([hit.score for hit in found])
    width = scores.max(initial=0.0) - scores.min(initial=0.0)
    worth = (scores - scores.min(initial=0.0)) / (width or 1.0)
    chosen: list[int] = []
    left = list(range(len(found)))
    while left:
        nearest = likeness[np.ix_(left, chosen)].max(axis=1, initial=0.0)
        best = left[int(np.argmax(relevance * worth[left] - (1 - relevance) * nearest))]
        chosen.append(best)
        left.remove(best)
    return [found[i].paper.id for i in chosen]


def collapsed(snapshot: Snapshot, found: Sequence[Evidence], same: float = SAME) -> list[str]:
    """Ids of the papers in their order, near-duplicates of one before behind all others."""
    likeness = _likeness(snapshot, found)
    again = [bool((likeness[i, :i] >= same).any()) for i in range(len(found))]
    ordered = sorted(range(len(found)), key=lambda i: (again[i], i))
    return [found[i].paper.id for i in ordered]


def _likeness(snapshot: Snapshot, found: Sequence[Evidence]) -> Matrix:
    """The cosines of the best passages, shape (papers, papers)."""
    vectors = snapshot.store.vectors([hit.passage.id for hit in found])
    rows = np.stack([vectors[hit.passage.id] for hit in found]) if found else np.zeros((0, 1), np.float32)
    return np.asarray(rows @ rows.T)
