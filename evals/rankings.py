"""Rankings of a library for the questions of some cases, by our search and by each of its legs alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.embedding import Embedder
from assistant.library import Snapshot
from assistant.search import Query, bm25_leg, dense_leg, search

DEPTH = 10


@dataclass(frozen=True, slots=True)
class Rankings:
    """Paper ids, best first, by ranker: "search", "dense" (vectors alone) and "bm25" (words alone)."""

    search: tuple[str, ...]
    dense: tuple[str, ...]
    bm25: tuple[str, ...]


def rank(snapshot: Snapshot, embedder: Embedder, question: str) -> Rankings:
    """The first ten papers by each ranker."""
    query = Query(question, embedder.embed([question])[0])
    dense = dense_leg(snapshot, query, 4 * DEPTH)
    return Rankings(
        search=tuple(e.paper.id for e in search(snapshot, query, k=DEPTH)),
        dense=tuple(sorted(dense, key=lambda i: -dense[i][0]))[:DEPTH],
        bm25=_best(bm25_leg(snapshot, query, DEPTH)),
    )


def recall_at(ranking: Sequence[str], gold: frozenset[str], k: int) -> float:
    """The share of the gold papers among the first `k`, of those that fit there: one of three at k=1 is all."""
    return len(gold.intersection(ranking[:k])) / min(k, len(gold))


def reciprocal_rank(ranking: Sequence[str], gold: frozenset[str]) -> float:
    """One over the place of the first gold paper; 0 where none is in the ranking."""
    return next((1 / place for place, paper_id in enumerate(ranking, 1) if paper_id in gold), 0.0)


def _best(scores: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(sorted(scores, key=lambda i: -scores[i]))[:DEPTH]
