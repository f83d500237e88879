"""Why a paper was found: its words of the question, its nearest sentence, and the mark of the ranker where it read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.cleaning import clean
from assistant.legs import Query
from assistant.library import Snapshot, Stored
from assistant.records import Evidence, Paper, Scores

_WORD = re.compile(r"\w+")
Words = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Match:
    """A word of the question that a paper has, as the paper spells it, and what that adds to its BM25 score."""

    word: str
    spelled: tuple[str, ...]
    in_title: bool
    bm25: float


@dataclass(frozen=True, slots=True)
class Nearest:
    """The sentence of a paper that is nearest to the question: `paper.abstract[start:end]`, and their cosine."""

    sentence: str
    start: int
    end: int
    similarity: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a paper was found. `words` come with the weightiest first; `missing` are those that it has not.

    `nearest` is None where the paper's sentences have not been embedded yet. `scores.rerank` is the mark
    of the ranker, which read question and paper together; None where it did not.
    """

    paper: Paper
    scores: Scores
    words: tuple[Match, ...]
    missing: tuple[str, ...]
    nearest: Nearest | None


def explained(snapshot: Snapshot, query: Query, evidence: Sequence[Evidence]) -> tuple[Explanation, ...]:
    """An explanation for each paper that a query found; papers that have gone meanwhile are left out."""
    read = snapshot.get([found.paper.id for found in evidence])
    asked, known = dict[str, frozenset[str]](), set[str]()
    searched = frozenset(snapshot.lexical.searched(query.text))
    for word, found in _words(snapshot, query.text).items():
        terms = found & searched
        if not terms <= known:  # stop words left out; and a term counts once, whatever words it comes from
            asked[word] = terms
            known |= terms
    return tuple(_explained(snapshot, query, asked, e, read[e.paper.id]) for e in evidence if e.paper.id in read)


def _explained(snapshot: Snapshot, query: Query, asked: Words, evidence: Evidence, stored: Stored) -> Explanation:
    title, abstract = (_words(snapshot, text) for text in (stored.paper.title, stored.paper.abstract))
    matches = []
    for word, terms in asked.items():
        in_title, in_abstract = ([w for w, own in words.items() if own & terms] for words in (title, abstract))
        if spelled := tuple(dict.fromkeys((*in_title, *in_abstract))):
            found = snapshot.lexical.search_among(word, 1, [stored.paper.id])
            matches.append(Match(word, spelled, bool(in_title), found[0][1] if found else 0.0))
    matches.sort(key=lambda match: -match.bm25)
    has = {match.word for match in matches}
    missing = tuple(word for word in asked if word not in has)
    return Explanation(evidence.paper, evidence.scores, tuple(matches), missing, _nearest(snapshot, query, stored))


def _nearest(snapshot: Snapshot, query: Query, stored: Stored) -> Nearest | None:
    (vectors,) = snapshot.sentence_vectors([stored])
    if vectors is None or not len(vectors):
        return None
    similarities = vectors @ query.vector
    best = int(similarities.argmax())
    start, end = stored.sentences[best]
    return Nearest(stored.paper.abstract[start:end], start, end, float(similarities[best]))


def _words(snapshot: Snapshot, text: str) -> Words:
    """The words of a text with the terms they are to the index."""
    return {word: frozenset(snapshot.lexical.indexed(word)) for word in dict.fromkeys(_WORD.findall(clean(text)))}
