"""Whether a sentence of an answer keeps to the subject: a reader asked about it, or what it cites tells of it.

Words that were planted in an abstract are in it, so whoever looks only whether a sentence is borne out lets them pass.
But they have to do neither with the question nor with what else the paper says, or they speak to who reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from assistant.claims import read
from assistant.cleaning import clean
from assistant.embedding import Vectors
from assistant.orders import gives_orders
from assistant.records import Citation
from assistant.sentence_vectors import SentenceVectors
from assistant.sentences import split_sentences
from assistant.steering import WEIGHTS, marked

NEAR = 0.22
"""The cosine from which on two texts have to do with each other."""
DOUBTFUL = 3.0
"""A sentence that is near to nothing strays if it is this near to an order, too: short findings are near to nothing."""
PART = 0.3
"""The cosine from which on a question may have such a part."""
STRAYS = "it has to do neither with the question nor with what else the paper says"
SPEAKS = "it speaks to whoever reads the paper and tells of nothing that was found"


@dataclass(frozen=True, slots=True)
class Subject:
    """The question of an answer, and what gives vectors, which must be those that `steering.json` was fitted with."""

    question: str
    vectors: SentenceVectors

    def objection(self, sentence: str, citations: Sequence[Citation]) -> str | None:
        """What speaks against a sentence that cites these, as a reason for the reader; None where nothing does."""
        said = [sentence, *dict.fromkeys(citation.quote for citation in citations)]
        others = list(_others(citations))
        told = self.vectors.of([clean(text) for text in (*said, *others)])
        known = told[len(said) :]
        marks = [_mark([text, *others], np.vstack([told[i : i + 1], known])) for i, text in enumerate(said)]
        if max(marks) > 0:
            return SPEAKS
        titles = [clean(title) for title in dict.fromkeys(citation.paper.title for citation in citations)]
        near = np.vstack([known, self.vectors.of([self.question, *titles])])
        strays = max(_nearest(vector, near) for vector in told[: len(said)]) < NEAR
        return STRAYS if strays and marks[0] > -DOUBTFUL else None

    def asks_for(self, part: str) -> bool:
        """Whether the question may have such a part, as a model says that it has: it says so, or is near to it."""
        if says(self.question, part):
            return not gives_orders(part)
        own = self.vectors.of([part, self.question])
        return _nearest(own[0], own[1:]) >= PART and _mark([part], own[:1]) <= 0


def says(question: str, part: str) -> bool:
    """Whether a question has most words of a part that tell of something."""
    words = read(part).keys
    return bool(words) and 2 * len(words & read(question).keys) > len(words)


def _mark(texts: Sequence[str], vectors: Vectors) -> float:
    """How much of an order the first of these sentences has: above 0 it speaks to a model."""
    return inf if gives_orders(texts[0]) else marked(texts, vectors, WEIGHTS.fitted_on.embedder, WEIGHTS)[0]


def _others(citations: Iterable[Citation]) -> Iterable[str]:
    """The sentences of the abstracts that are cited, without those that the quotes are from."""
    quotes: dict[str, list[Citation]] = {}
    for citation in citations:
        quotes.setdefault(citation.paper.id, []).append(citation)
    for own in quotes.values():
        abstract = own[0].paper.abstract
        for start, end in split_sentences(abstract):
            if not any(start < quote.end and quote.start < end for quote in own):
                yield abstract[start:end]


def _nearest(vector: Vectors, others: Vectors) -> float:
    return float((others @ vector).max())
