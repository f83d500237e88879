"""The ways of ranking that are held against each other: search as it is, its legs, and what it could have been.

Each gives the ids of up to `depth` papers, best first. A new one is a function and a line in `METHODS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.fitted import FITTED
from assistant.library import Snapshot
from assistant.search import Query, bm25_leg, dense_leg, fuse, search

POOL = 400
"""Passages asked for: several may be of one paper."""
RRF_K = 60
"""As Cormack, Clarke and Büttcher, 2009, "Reciprocal Rank Fusion outperforms Condorcet", who call it k."""

Ids = tuple[str, ...]
Rank = Callable[[Snapshot, Query, int], Ids]
"""From a library, a question and a depth to papers."""


@dataclass(frozen=True, slots=True)
class Method:
    """A way of ranking; `embeds` says that the question's vector is needed, which takes time of its own."""

    rank: Rank
    embeds: bool = True


def by_search(snapshot: Snapshot, query: Query, depth: int) -> Ids:
    """Search as answering asks it."""
    return tuple(found.paper.id for found in search(snapshot, query, k=depth))


def by_vectors(snapshot: Snapshot, query: Query, depth: int) -> Ids:
    """The papers with the nearest passage."""
    return _best({i: similarity for i, (similarity, _) in dense_leg(snapshot, query, POOL).items()}, depth)


def by_words(snapshot: Snapshot, query: Query, depth: int) -> Ids:
    """BM25 (Robertson and others, 1995) over titles and abstracts."""
    return _best(bm25_leg(snapshot, query, depth), depth)


def by_ranks(snapshot: Snapshot, query: Query, depth: int) -> Ids:
    """Both legs by reciprocal rank fusion."""
    scores: dict[str, float] = {}
    for ranking in (by_vectors(snapshot, query, POOL), by_words(snapshot, query, POOL)):
        for place, paper_id in enumerate(ranking, 1):
            scores[paper_id] = scores.get(paper_id, 0.0) + 1 / (RRF_K + place)
    return _best(scores, depth)


def by_scores(share: float) -> Rank:
    """Both legs by min-max fusion (Bruch and others, 2023), the vectors having `share` of the score."""
    weights = replace(FITTED.search, dense=share)

    def rank(snapshot: Snapshot, query: Query, depth: int) -> Ids:
        legs = dense_leg(snapshot, query, POOL), bm25_leg(snapshot, query, POOL)
        return _best({i: candidate.fused for i, candidate in fuse(*legs, weights).items()}, depth)

    return rank


METHODS: Mapping[str, Method] = {
    "search": Method(by_search),
    "min-max, fitted share": Method(by_scores(FITTED.search.dense)),
    "min-max, half each": Method(by_scores(0.5)),
    "rrf": Method(by_ranks),
    "dense": Method(by_vectors),
    "bm25": Method(by_words, embeds=False),
}


def _best(scores: Mapping[str, float], depth: int) -> Ids:
    ordered: Sequence[str] = sorted(scores, key=lambda paper_id: (-scores[paper_id], paper_id))
    return tuple(ordered[:depth])
