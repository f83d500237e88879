"""Rankings of a library's papers for a question, by our search and by each of its legs alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from assistant.embedding import Embedder
from assistant.finding import select_papers
from assistant.legs import Query, bm25_leg, dense_leg
from assistant.library import Snapshot
from assistant.records import SearchPlan
from assistant.search import search
from evals.outcomes import Ranking

DEPTH = 10
POOL = 4 * DEPTH
"""Passages asked for: several may be of one paper."""
Scored = Mapping[str, float]


def rank(snapshot: Snapshot, embedder: Embedder, plan: SearchPlan) -> tuple[Ranking, ...]:
    """The first ten papers that the plan's filters let through, by "search", "dense" and "bm25".

    As in answering, the parts of a question are ranked one by one and taken in turn; such a ranking has no scores.
    """
    selection = select_papers(snapshot, plan.filters)
    queries = [Query(part, embedder.embed_questions([part])[0]) for part in plan.sub_questions or (plan.question,)]
    found = [search(snapshot, query, k=DEPTH, selection=selection) for query in queries]
    dense = [dense_leg(snapshot, query, POOL, selection) for query in queries]
    return (
        ranking("search", [{e.paper.id: e.score for e in evidence} for evidence in found]),
        ranking("dense", [{i: similarity for i, (similarity, _) in leg.items()} for leg in dense]),
        ranking("bm25", [bm25_leg(snapshot, query, DEPTH, selection) for query in queries]),
    )


def ranking(ranker: str, parts: Sequence[Scored]) -> Ranking:
    """One ranking of the scores that each part of a question gave to papers."""
    if len(parts) == 1:
        best = _best(parts[0])
        return Ranking(ranker, best, tuple(float(parts[0][paper_id]) for paper_id in best))
    in_turn = (paper_id for row in zip_longest(*map(_best, parts)) for paper_id in row if paper_id is not None)
    return Ranking(ranker, tuple(dict.fromkeys(in_turn))[:DEPTH])


def recall_at(ranking: Sequence[str], gold: frozenset[str], k: int) -> float:
    """The share of the gold papers among the first `k`, of those that fit there: one of three at k=1 is all."""
    return len(gold.intersection(ranking[:k])) / min(k, len(gold))


def reciprocal_rank(ranking: Sequence[str], gold: frozenset[str]) -> float:
    """One over the place of the first gold paper; 0 where none is in the ranking."""
    return next((1 / place for place, paper_id in enumerate(ranking, 1) if paper_id in gold), 0.0)


def _best(scores: Scored) -> tuple[str, ...]:
    return tuple(sorted(scores, key=lambda paper_id: (-scores[paper_id], paper_id)))[:DEPTH]
