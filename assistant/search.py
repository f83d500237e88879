"""Search: vectors and words side by side, fused by min-max average, the head rescored by its best sentence and reread.

Min-max fusion of a dense and a BM25 leg follows Bruch et al., "An Analysis of Fusion Functions for Hybrid Retrieval"
(2023), who find it better than reciprocal ranks. Papers are ranked, not passages: a paper counts by its best passage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Any, TypeVar

import numpy as np

from assistant.embedding import Vectors
from assistant.filters import Selection
from assistant.fitted import FITTED, SearchWeights
from assistant.library import Snapshot, Stored
from assistant.records import Evidence, Passage, Scores
from assistant.reranking import RANKER, Reader, Scored, in_doubt, reread

FEW = 16
"""Words are searched for among selected papers if their number, squared, is at most so many times that of all papers.

Else in all papers, those not selected passed over. The one takes as long as there are papers selected, the other as
there are papers to each of them.
"""
MARGIN = 1.3
"""So many times what a selection's share of all papers lets expect is asked for at first: what is near is alike."""
T = TypeVar("T")
Vector = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True, slots=True)
class Query:
    """A question ready to be searched: its words, its vector of length one, shape (dimensions,), a paper left out."""

    text: str
    vector: Vector
    but: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paper under consideration: its best passage's id and its scores so far."""

    passage_id: str
    dense: float | None
    bm25: float | None
    fused: float


def search(
    snapshot: Snapshot,
    query: Query,
    *,
    k: int,
    selection: Selection | None = None,
    weights: SearchWeights = FITTED.search,
    ranker: Reader = RANKER,
) -> tuple[Evidence, ...]:
    """The `k` papers that fit the question best, best first; only papers of `selection` where one is given.

    Fewer come back where fewer match. Scores are comparable within one search only.
    """
    k = min(k, snapshot.lexical.count())
    pool = max(weights.pool, 2 * k)
    dense, bm25 = dense_leg(snapshot, query, pool, selection), bm25_leg(snapshot, query, pool, selection)
    if query.but is not None:  # before it is the measure of all others
        dense.pop(query.but, None)
        bm25.pop(query.but, None)
    candidates = fuse(dense, bm25, weights)
    head = sorted(candidates, key=lambda i: (-candidates[i].fused, i))[: max(weights.head, k)]
    vectors = snapshot.sentences_of(head)
    scores = {i: _scored(vectors.get(i), candidates[i], query, weights) for i in head}
    ranked = sorted(scores, key=lambda i: (-scores[i][0], i))
    again = in_doubt([scores[i][0] for i in ranked], weights)
    # Reading a paper takes longer than finding it, so only those are read that are shown or read again. In a small
    # library, where what was read stays in memory, those next in the ranking are read too: they are soon asked for.
    more = weights.head if snapshot.small else weights.reread if again else 0
    read = snapshot.get(ranked[: max(k, more)])
    scored = [Scored(stored, vectors.get(i), *scores[i]) for i, stored in read.items()]
    best = reread(query.text, query.vector, scored, weights, ranker)[:k]
    keys = snapshot.catalogue.short([found.stored.paper.id for found in best])
    return tuple(_evidence(key, found, candidates) for key, found in zip(keys, best, strict=True))


def interleaved(rankings: Sequence[Sequence[Evidence]], k: int) -> tuple[Evidence, ...]:
    """The best `k` papers of several searches of one library in turn, each once.

    Not by score: scores of two searches do not compare, and each part of a question needs its own best papers.
    """
    if len(rankings) == 1:
        return tuple(rankings[0][:k])
    first: dict[str, Evidence] = {}
    for found in (found for rank in zip_longest(*rankings) for found in rank if found is not None):
        first.setdefault(found.paper.id, found)
    return tuple(first.values())[:k]


def similarity(scores: Scores) -> float | None:
    """The cosine of the best sentence, or passage, with the question; None where no vector was looked at."""
    return max((s for s in (scores.dense, scores.sentence) if s is not None), default=None)


def dense_leg(
    snapshot: Snapshot, query: Query, n: int, selection: Selection | None = None
) -> dict[str, tuple[float, str]]:
    """Paper id to the cosine similarity of its nearest passage and that passage's id, for about `n` papers.

    Of a selection the best `n`, however they are found, so that no way of finding them shows in the scores.
    """

    def nearest(wanted: int) -> tuple[dict[str, tuple[float, str]], bool]:
        hits = snapshot.nearest(query.vector, wanted)
        return _by_paper(hits), len(hits) < wanted

    if selection is None:
        # Passages of one paper count once; half of `n` still holds the papers wanted, without asking twice for a few.
        return _widened(nearest, n, n // 2, None)
    found = _among(snapshot, query, n, selection)
    if found is None:
        share = len(selection) / max(1, snapshot.lexical.count())
        found = _widened(nearest, int(n * MARGIN / share) + 1, n, selection)
    return dict(islice(found.items(), n))


def bm25_leg(snapshot: Snapshot, query: Query, n: int, selection: Selection | None = None) -> dict[str, float]:
    """Paper id to BM25 score, for the best `n` papers."""
    if selection is None:
        return dict(snapshot.lexical.search(query.text, n))
    papers = snapshot.lexical.count()
    if len(selection) ** 2 <= FEW * papers:
        return dict(snapshot.lexical.search_among(query.text, n, selection.ids()))
    holds, wanted = snapshot.holds(selection), n + int(n * MARGIN * papers / len(selection))
    while True:
        found, all_seen = snapshot.lexical.search_where(query.text, wanted, holds, n)
        if all_seen or len(found) >= n:
            return dict(found)
        wanted *= 2 if len(found) > n // 2 else 4


def fuse(
    dense: Mapping[str, tuple[float, str]], bm25: Mapping[str, float], weights: SearchWeights
) -> dict[str, Candidate]:
    """Both legs in one: each min-max normalised over what it found, a paper it did not find at 0, then averaged."""
    by_vector = _normalised({i: similarity for i, (similarity, _) in dense.items()})
    by_words = _normalised(bm25)
    fused = {}
    for paper_id in dense.keys() | bm25.keys():
        similarity, passage_id = dense.get(paper_id, (None, f"{paper_id}:0"))
        score = weights.dense * by_vector.get(paper_id, 0.0) + (1 - weights.dense) * by_words.get(paper_id, 0.0)
        fused[paper_id] = Candidate(passage_id, similarity, bm25.get(paper_id), score)
    return fused


def _widened(
    find: Callable[[int], tuple[dict[str, T], bool]], wanted: int, least: int, selection: Selection | None
) -> dict[str, T]:
    """What `find(wanted)` finds, in its order; asked for more until `least` papers are in, or there is no more."""
    while True:
        found, was_all = find(wanted)
        held = found.keys() if selection is None else selection.kept(found)
        if was_all or len(held) >= least:
            return {paper_id: value for paper_id, value in found.items() if paper_id in held}
        wanted *= 4


def _among(snapshot: Snapshot, query: Query, n: int, selection: Selection) -> dict[str, tuple[float, str]] | None:
    """About `n` selected papers with their similarity, from the vectors themselves; None where there are too many."""
    met, wanted = snapshot.met(selection), n
    while (hits := snapshot.nearest_among(met, query.vector, wanted)) is not None:
        best = _by_paper(hits)
        if len(best) >= min(n, len(selection)) or len(hits) < wanted:
            return best
        wanted *= 4
    return _exact(snapshot, query, selection) if len(selection) <= n else None


def _by_paper(hits: Iterable[tuple[str, float]]) -> dict[str, tuple[float, str]]:
    """Paper id to its best passage, of passages that come best first."""
    best: dict[str, tuple[float, str]] = {}
    for passage_id, similarity in hits:
        best.setdefault(passage_id.rpartition(":")[0], (similarity, passage_id))
    return best


def _exact(snapshot: Snapshot, query: Query, selection: Selection) -> dict[str, tuple[float, str]]:
    """Every selected paper with its similarity, asked of Chroma."""
    ids = [passage.id for stored in snapshot.get(selection.ids()).values() for passage in stored.passages]
    best: dict[str, tuple[float, str]] = {}
    for passage_id, vector in snapshot.store.vectors(ids).items():
        paper_id, similarity = passage_id.rpartition(":")[0], float(vector @ query.vector)
        if paper_id not in best or similarity > best[paper_id][0]:
            best[paper_id] = (similarity, passage_id)
    return best


def _normalised(scores: Mapping[str, float]) -> dict[str, float]:
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    width = high - low
    return {i: (score - low) / width if width > 0 else 1.0 for i, score in scores.items()}


def _evidence(key: str, found: Scored, candidates: Mapping[str, Candidate]) -> Evidence:
    passage = _passage(found.stored, candidates[found.stored.paper.id].passage_id)
    return Evidence(key, found.stored.paper, passage, found.score, found.scores)


def _scored(
    vectors: Vectors | None, candidate: Candidate, query: Query, weights: SearchWeights
) -> tuple[float, Scores]:
    sentence = None if vectors is None else float(np.max(vectors @ query.vector))
    # The passage stands in for sentences not embedded yet, so that a paper just added is not ranked below all others.
    best = candidate.dense if sentence is None else sentence
    score = candidate.fused + weights.sentence * (best or 0.0)
    return score, Scores(candidate.dense, candidate.bm25, sentence)


def _passage(stored: Stored, passage_id: str) -> Passage:
    return next((passage for passage in stored.passages if passage.id == passage_id), stored.passages[0])
