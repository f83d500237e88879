"""An answer without a model: the sentences of the papers found that best answer the question, word for word.

Sentences are taken greedily by their gain, in the manner of maximal marginal relevance (Carbonell and Goldstein, 1998):
similarity to the question, the question's terms they hold, their paper's place in the ranking, a number where one is
asked for, terms that no sentence taken so far covers, less what they repeat.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from assistant.candidates import Candidate, Found
from assistant.fitted import ExtractiveWeights
from assistant.records import Citation, Sentence
from assistant.terms import Terms

_DIGIT = re.compile(r"\d")
MIN_WORDS = 4
VERBATIM = "word for word from the abstract"
NO_NUMBERS: Mapping[str, int] = MappingProxyType({})


def choose(found: Sequence[Found], terms: Terms, weights: ExtractiveWeights) -> tuple[Candidate, ...]:
    """The sentences to answer with, at least one where there is any; papers in the order in which they were taken."""
    pool = [(s, _relevance(s, p, terms, weights)) for p in found[: weights.papers] for s in p.sentences if _is_prose(s)]
    chosen: list[Candidate] = []
    first = 0.0
    while pool and len(chosen) < weights.max_sentences:
        gains = [_gain(sentence, relevance, chosen, terms, weights) for sentence, relevance in pool]
        best = max(range(len(pool)), key=lambda i: (gains[i], -pool[i][0].rank, -pool[i][0].start))
        if chosen and gains[best] < weights.min_gain * first:
            break
        first = first or gains[best]
        chosen.append(pool.pop(best)[0])
    order = list(dict.fromkeys(sentence.rank for sentence in chosen))
    return tuple(sorted(chosen, key=lambda s: (order.index(s.rank), s.start)))


def cite(
    chosen: Sequence[Candidate], shown: Mapping[str, int] = NO_NUMBERS
) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """The sentences of an answer and their citations, numbered by paper in the order of the text.

    `shown` are the numbers from 1 up, by the papers' ids, that the reader has seen already: those papers keep them.
    """
    numbers = dict(shown)
    citations = []
    for s in chosen:
        paper = s.evidence.paper
        number = numbers.setdefault(paper.id, len(numbers) + 1)
        citations.append(Citation(number, paper, s.text, s.start, s.end, verbatim=True))
    sentences = tuple(Sentence(s.text, (i,), "supported", VERBATIM) for i, s in enumerate(chosen))
    return sentences, tuple(citations)


def _relevance(sentence: Candidate, paper: Found, terms: Terms, weights: ExtractiveWeights) -> float:
    number = terms.wants_number and _DIGIT.search(sentence.text) is not None
    return (
        weights.similarity * sentence.similarity
        + weights.coverage * terms.coverage(sentence.terms | paper.title_terms)
        + weights.paper / (1 + sentence.rank)
        + weights.number * number
    )


def _gain(
    sentence: Candidate, relevance: float, chosen: Sequence[Candidate], terms: Terms, weights: ExtractiveWeights
) -> float:
    if not chosen:
        return relevance
    covered = frozenset().union(*(other.terms for other in chosen))
    repeated = max(float(sentence.vector @ other.vector) for other in chosen)
    return relevance + weights.new_terms * terms.coverage(sentence.terms - covered) - weights.redundancy * repeated


def _is_prose(sentence: Candidate) -> bool:
    """Headings and fragments ("Results.") answer nothing."""
    return len(sentence.text.split()) >= MIN_WORDS
