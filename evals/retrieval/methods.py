"""The ways of ranking that are held against each other: search as it is, its parts, and what it could have been.

Each ranks up to `depth` papers, best first. A new one is a function and a line in `METHODS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.fitted import FITTED, SearchWeights
from assistant.legs import Query, bm25_leg, dense_leg
from assistant.library import Snapshot
from assistant.records import Evidence
from assistant.search import fuse, search
from evals.retrieval.acronyms import acronyms_of, both_ways
from evals.retrieval.diverse import collapsed, diversified
from evals.retrieval.expansion import AsAsked, expanded
from evals.retrieval.fields import paired, phrases, two_fields, unstemmed, whole

POOL = 400
"""Passages asked for: several may be of one paper."""
RRF_K = 60
"""As Cormack, Clarke and Büttcher, 2009, "Reciprocal Rank Fusion outperforms Condorcet", who call it k."""
FEEDBACK = 3
"""Papers that an expanded question learns from."""
PHRASE_SHARE = 0.3
ALWAYS = 99.0
"""More than any two scores differ by."""
ASKING = frozenset(
    "what which who why when where how does do did is are was were can could has have there any the a an".split()
)

SEARCH, UNRANKED = "search", "without the ranker"


@dataclass(frozen=True, slots=True)
class Ranking:
    """The ids of papers, best first; `read` says that the ranker had a say in their order."""

    ids: tuple[str, ...]
    read: bool = False


Rank = Callable[[Snapshot, Query, int], Ranking]
"""From a library, a question and a depth to papers."""
Embeds = Literal["question", "text", "nothing"]
Words = Callable[[Snapshot, Query], dict[str, float]]
"""From a library and a question to scores of its words in papers."""


@dataclass(frozen=True, slots=True)
class Method:
    """A way of ranking; `embeds` says as what the question is embedded, if its vector is needed.

    That takes time of its own. As a text, it is embedded as papers are, by the published network alone. `asks` makes of
    a question what is asked in its place.
    """

    rank: Rank
    embeds: Embeds = "question"
    asks: Callable[[str], str] = str


def by_search(**changes: float) -> Rank:
    """Search as answering asks it, but for some weights."""
    weights: SearchWeights = replace(FITTED.search, **changes)  # type: ignore[arg-type]  # names of float fields

    def rank(snapshot: Snapshot, query: Query, depth: int) -> Ranking:
        found = search(snapshot, query, k=depth, weights=weights)
        return Ranking(_ids(found), was_read(found))

    return rank


def by_vectors(snapshot: Snapshot, query: Query, depth: int) -> Ranking:
    """The papers with the nearest passage."""
    return _best({i: similarity for i, (similarity, _) in dense_leg(snapshot, query, POOL).items()}, depth)


def by_words(snapshot: Snapshot, query: Query, depth: int) -> Ranking:
    """BM25 (Robertson and others, 1995) over titles and abstracts."""
    return _best(bm25_leg(snapshot, query, depth), depth)


def by_one_field(snapshot: Snapshot, query: Query) -> dict[str, float]:
    """BM25 over titles and abstracts as one text."""
    return bm25_leg(snapshot, query, POOL)


def by_two_fields(snapshot: Snapshot, query: Query) -> dict[str, float]:
    """BM25 over titles and over abstracts, added up."""
    return two_fields(snapshot).scores(query.text, POOL)


def with_phrases(snapshot: Snapshot, query: Query) -> dict[str, float]:
    """BM25 over the words, and with a smaller share over pairs of neighbouring words."""
    found = by_one_field(snapshot, query)
    for paper_id, score in phrases(snapshot).scores(paired(snapshot, query.text), POOL).items():
        found[paper_id] = found.get(paper_id, 0.0) + PHRASE_SHARE * score
    return found


def by_whole_words(snapshot: Snapshot, query: Query) -> dict[str, float]:
    """BM25 over words as they stand."""
    return unstemmed(snapshot).scores(whole(query.text), POOL)


def with_acronyms(snapshot: Snapshot, query: Query) -> dict[str, float]:
    """BM25 with acronyms said both ways, as the papers of the library spell them out."""
    return bm25_leg(snapshot, replace(query, text=both_ways(query.text, acronyms_of(snapshot))), POOL)


def by_ranks(snapshot: Snapshot, query: Query, depth: int) -> Ranking:
    """Both legs by reciprocal rank fusion."""
    scores: dict[str, float] = {}
    for ranking in (by_vectors(snapshot, query, POOL), by_words(snapshot, query, POOL)):
        for place, paper_id in enumerate(ranking.ids, 1):
            scores[paper_id] = scores.get(paper_id, 0.0) + 1 / (RRF_K + place)
    return _best(scores, depth)


def by_scores(share: float, words: Words = by_one_field) -> Rank:
    """Both legs by min-max fusion (Bruch and others, 2023), the vectors having `share` of the score."""
    weights = replace(FITTED.search, dense=share)

    def rank(snapshot: Snapshot, query: Query, depth: int) -> Ranking:
        fused = fuse(dense_leg(snapshot, query, POOL), words(snapshot, query), weights)
        return _best({i: candidate.fused for i, candidate in fused.items()}, depth)

    return rank


def by_order(order: Callable[[Snapshot, Sequence[Evidence]], Sequence[str]]) -> Rank:
    """Search, the first papers put into another order."""

    def rank(snapshot: Snapshot, query: Query, depth: int) -> Ranking:
        found = search(snapshot, query, k=depth)
        return Ranking(tuple(order(snapshot, found)), was_read(found))

    return rank


def without_question_words(question: str) -> str:
    """A question without the words that only make it one.

    >>> without_question_words("What is the cost of a second pass?")
    'cost of a second pass'
    """
    words = question.rstrip(" ?").split()
    first = next((i for i, word in enumerate(words) if word.lower() not in ASKING), 0)
    return " ".join(words[first:]) or question


def by_feedback(snapshot: Snapshot, query: Query, depth: int) -> Ranking:
    """Search, and once more with what the first papers add to the question; the ranker reads it as it was asked."""
    first = search(snapshot, query, k=FEEDBACK)
    again = expanded(snapshot, query, _ids(first))
    found = search(snapshot, again, k=depth, ranker=AsAsked(query.text))
    return Ranking(_ids(found), was_read(first) or was_read(found))


METHODS: Mapping[str, Method] = {
    SEARCH: Method(by_search()),
    UNRANKED: Method(by_search(rerank=0.0)),
    "published encoder": Method(by_search(), embeds="text"),
    "without sentences": Method(by_search(sentence=0.0)),
    "without either": Method(by_search(rerank=0.0, sentence=0.0)),
    "the ranker always": Method(by_search(doubt=ALWAYS)),
    "no question words": Method(by_search(), asks=without_question_words),
    "expanded by feedback": Method(by_feedback),
    "diversified": Method(by_order(diversified)),
    "duplicates collapsed": Method(by_order(collapsed)),
    "min-max, half each": Method(by_scores(0.5)),
    "the same, whole words": Method(by_scores(0.5, by_whole_words)),
    "the same, two fields": Method(by_scores(0.5, by_two_fields)),
    "the same, with phrases": Method(by_scores(0.5, with_phrases)),
    "the same, with acronyms": Method(by_scores(0.5, with_acronyms)),
    "vectors alone": Method(by_vectors),
    "rrf": Method(by_ranks, embeds="text"),
    "dense": Method(by_vectors, embeds="text"),
    "bm25": Method(by_words, embeds="nothing"),
}


def was_read(found: Sequence[Evidence]) -> bool:
    """Whether the ranker read any of the papers found."""
    return any(one.scores.rerank is not None for one in found)


def _ids(found: Sequence[Evidence]) -> tuple[str, ...]:
    return tuple(one.paper.id for one in found)


def _best(scores: Mapping[str, float], depth: int) -> Ranking:
    ordered: Sequence[str] = sorted(scores, key=lambda paper_id: (-scores[paper_id], paper_id))
    return Ranking(tuple(ordered[:depth]))
