"""Search: vectors and words side by side, fused by min-max average, the head rescored by its best sentence and reread.

Min-max fusion of a dense and a BM25 leg follows Bruch et al., "An Analysis of Fusion Functions for Hybrid Retrieval"
(2023), who find it better than reciprocal ranks. Papers are ranked, not passages: a paper counts by its best passage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np

from assistant.embedding import Vectors
from assistant.filters import Selection
from assistant.fitted import FITTED, SearchWeights
from assistant.legs import Query, bm25_leg, dense_leg
from assistant.library import Snapshot, Stored
from assistant.records import Evidence, Passage, Scores
from assistant.reranking import RANKER, Reader, Scored, in_doubt, reread

APART = 1e-9
"""What parts two scores that are not to be equal."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paper under consideration: its best passage's id and its scores so far."""

    passage_id: str
    dense: float | None
    bm25: float | None
    fused: float


@dataclass(frozen=True, slots=True)
class _Rescored:
    """Its score, the parts of that, and the vectors of its sentences where they are known."""

    score: float
    scores: Scores
    vectors: Vectors | None


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
    candidates = fuse(*_legs(snapshot, query, weights.pool, selection), weights)
    ranked = _rescored(snapshot, query, _by_fused(candidates)[: weights.head], candidates, weights)
    if k > weights.head:
        # Behind what a shorter ranking has: how many are asked for moves none of the first.
        wider = fuse(*_legs(snapshot, query, max(weights.pool, 2 * k), selection), weights)
        rest = [i for i in _by_fused(wider) if i not in ranked][: k - len(ranked)]
        candidates = wider | candidates
        ranked |= _below(ranked, _rescored(snapshot, query, rest, candidates, weights))
    again = in_doubt([found.score for found in ranked.values()], weights)
    # Reading a paper takes longer than finding it, so only those are read that are shown or read again. In a small
    # library, where what was read stays in memory, those next in the ranking are read too: they are soon asked for.
    more = weights.head if snapshot.small else weights.reread if again else 0
    read = snapshot.get(list(ranked)[: max(k, more)])
    scored = [Scored(stored, ranked[i].vectors, ranked[i].score, ranked[i].scores) for i, stored in read.items()]
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


def _legs(
    snapshot: Snapshot, query: Query, n: int, selection: Selection | None
) -> tuple[dict[str, tuple[float, str]], dict[str, float]]:
    """Both legs without the paper that is left out, which is the measure of all others."""
    if snapshot.scanned:  # a small library: each is done sooner than a thread has begun
        dense, bm25 = dense_leg(snapshot, query, n, selection), bm25_leg(snapshot, query, n, selection)
    else:
        with ThreadPoolExecutor(1) as beside:
            words = beside.submit(bm25_leg, snapshot, query, n, selection)
            dense, bm25 = dense_leg(snapshot, query, n, selection), words.result()
    if query.but is not None:
        dense.pop(query.but, None)
        bm25.pop(query.but, None)
    return dense, bm25


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


def _normalised(scores: Mapping[str, float]) -> dict[str, float]:
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    width = high - low
    return {i: (score - low) / width if width > 0 else 1.0 for i, score in scores.items()}


def _evidence(key: str, found: Scored, candidates: Mapping[str, Candidate]) -> Evidence:
    passage = _passage(found.stored, candidates[found.stored.paper.id].passage_id)
    return Evidence(key, found.stored.paper, passage, found.score, found.scores)


def _by_fused(candidates: Mapping[str, Candidate]) -> list[str]:
    return sorted(candidates, key=lambda i: (-candidates[i].fused, i))


def _rescored(
    snapshot: Snapshot, query: Query, ids: Sequence[str], candidates: Mapping[str, Candidate], weights: SearchWeights
) -> dict[str, _Rescored]:
    """Candidates with their best sentences counted, best first."""
    vectors = snapshot.sentences_of(ids)
    found = {i: _scored(vectors.get(i), candidates[i], query, weights) for i in ids}
    return {i: found[i] for i in sorted(found, key=lambda i: (-found[i].score, i))}


def _scored(vectors: Vectors | None, candidate: Candidate, query: Query, weights: SearchWeights) -> _Rescored:
    sentence = None if vectors is None else float(np.max(vectors @ query.vector))
    # The passage stands in for sentences not embedded yet, so that a paper just added is not ranked below all others.
    best = candidate.dense if sentence is None else sentence
    score = candidate.fused + weights.sentence * (best or 0.0)
    return _Rescored(score, Scores(candidate.dense, candidate.bm25, sentence), vectors)


def _below(head: Mapping[str, _Rescored], rest: Mapping[str, _Rescored]) -> dict[str, _Rescored]:
    """The rest with scores that are less than any of the head's."""
    least, most = (
        edge([found.score for found in part.values()], default=0.0) for edge, part in ((min, head), (max, rest))
    )
    return {i: replace(found, score=found.score - max(0.0, most - least) - APART) for i, found in rest.items()}


def _passage(stored: Stored, passage_id: str) -> Passage:
    return next((passage for passage in stored.passages if passage.id == passage_id), stored.passages[0])
