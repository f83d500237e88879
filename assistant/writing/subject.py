"""Whether a sentence of an answer keeps to the subject: a reader asked about it, or what it cites tells of it.

Words that were planted in an abstract are in it, so whoever looks only whether a sentence is borne out lets them pass.
But they have to do neither with the question nor with what else the paper says, or they speak to who reads it. And
words that a paper does not have at all may cite an honest sentence of it, so that each clause is looked at for itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from math import inf

import numpy as np

from assistant.claims import Reading, read
from assistant.clauses import clauses
from assistant.cleaning import clean
from assistant.coverage import counted, coverage, missing
from assistant.embedding import Vectors
from assistant.orders import gives_orders
from assistant.records import Citation, Paper
from assistant.sentence_vectors import SentenceVectors
from assistant.sentences import split_sentences
from assistant.steering import WEIGHTS, marked, nearness
from assistant.writing.neutral import shown_facts

NEAR = 0.22
"""The cosine from which on two texts have to do with each other."""
OWN = 3.5
"""How much of an order a model's own sentence may have: it speaks of papers and authors more than an abstract does."""
DOUBTFUL = 3.0
"""A sentence that is near to nothing strays if it is this near to an order, too: short findings are near to nothing."""
BESIDE, FAR_BESIDE = 0.6, 0.3
"""Below these, a clause is beside the subject: its nearest cosine and the share of its words that are known, added."""
STRANGE = 3
"""So many words that neither question nor papers have are more than a turn of phrase."""
ENGLISH = 0.1
"""The least share of stop words in English sentences."""
OF_PAPERS = (
    "paper study author name title date year give explain state say show tell report answer question part know library"
)
"""Words of a sentence about papers."""
TITLE = 3
"""Words of a title; a shorter one may be a word of the sentence."""
PART = 0.3
"""The cosine from which on a question may have such a part."""
STRAYS = "it has to do neither with the question nor with what else the paper says"
ADDRESS = "it names an address that the paper does not"
SPEAKS = "it speaks to whoever reads the paper and tells of nothing that was found"

_ADDRESS = re.compile(r"\b[a-z0-9][\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b")


@dataclass(frozen=True, slots=True)
class Subject:
    """The question of an answer, and what gives vectors, which must be those that `steering.json` was fitted with."""

    question: str
    vectors: SentenceVectors

    def objection(self, sentence: str, citations: Sequence[Citation]) -> str | None:
        """What speaks against a sentence that cites these, as a reason for the reader; None where nothing does."""
        papers = {citation.paper.id: citation.paper for citation in citations}.values()
        said = [_untitled(sentence, papers), *dict.fromkeys(citation.quote for citation in citations)]
        others = list(_others(citations))
        told = self.vectors.of([clean(text) for text in (*said, *others)])
        known = told[len(said) :]
        marks = [_mark([text, *others], np.vstack([told[i : i + 1], known])) for i, text in enumerate(said)]
        if marks[0] > OWN or max(marks[1:], default=-inf) > 0:
            return SPEAKS
        titles = [clean(paper.title) for paper in papers]
        near = np.vstack([known, self.vectors.of([self.question, *titles])])
        strays = max(_nearest(vector, near) for vector in told[: len(said)]) < NEAR
        if strays and marks[0] > -DOUBTFUL:
            return STRAYS
        return self._beside(sentence, papers)

    def _beside(self, sentence: str, papers: Collection[Paper]) -> str | None:
        """An objection if a clause has to do with nothing that question and papers say, or names an address of its own.

        What may have been planted in an abstract counts as said by nobody.
        """
        told = [self.question, *chain.from_iterable(self._sound(paper) for paper in papers)]
        if _addresses(sentence) - _addresses(" ".join(told)):
            return ADDRESS
        vectors = self.vectors.of([clean(text) for text in told])
        known = [read(text) for text in (*told, *map(shown_facts, papers), OF_PAPERS)]
        english = _is_english(sentence)
        parts = (clauses(sentence) if english else ()) or (sentence,)
        for part, vector in zip(parts, self.vectors.of([clean(part) for part in parts]), strict=True):
            if _nearest(vector, vectors) + coverage(read(part), known) < _bound(read(part), known, english=english):
                return STRAYS if len(parts) == 1 else f'of "{part}": {STRAYS}'
        return None

    def _sound(self, paper: Paper) -> list[str]:
        """The sentences of a paper's title and abstract that keep to its subject."""
        texts = (paper.title, paper.abstract)
        told = [text[start:end] for text in texts for start, end in split_sentences(text)]
        if not told:
            return []
        own, asked = self.vectors.of([clean(text) for text in told]), self.vectors.of([self.question])
        marks = _marks(told, own)
        near = np.maximum(nearness(own)[:, 0], (own @ asked.T)[:, 0])
        return [
            t for t, mark, n in zip(told, marks, near, strict=True) if mark <= -DOUBTFUL or (mark <= 0 and n >= NEAR)
        ]

    def asks_for(self, part: str) -> bool:
        """Whether the question may have such a part, as a model says that it has: it says so, or is near to it."""
        if _addresses(part) - _addresses(self.question):
            return False
        asked, pieces = read(self.question), clauses(part) or (part,)
        question, own, *vectors = self.vectors.of([self.question, part, *(clean(piece) for piece in pieces)])
        for piece, vector in zip(map(read, pieces), vectors, strict=True):
            if len(missing(piece, [asked])) >= STRANGE and float(question @ vector) + coverage(piece, [asked]) < PART:
                return False
        if says(self.question, part):
            return not gives_orders(part)
        return float(question @ own) >= PART and _mark([part], own[None]) <= 0


def says(question: str, part: str) -> bool:
    """Whether a question has most words of a part that tell of something."""
    words = read(part).keys
    return bool(words) and 2 * len(words & read(question).keys) > len(words)


def _addresses(text: str) -> frozenset[str]:
    return frozenset(_ADDRESS.findall(text.lower()))


def _bound(part: Reading, known: Sequence[Reading], *, english: bool) -> float:
    """How near to question and papers a clause must be.

    Less if it has their numbers, or few words that they have not, and in other languages than the vectors'.
    """
    strange, number = len(missing(part, known)), counted(part, known)
    if number and (strange < STRANGE + 2 or not english):
        return -inf
    if strange >= STRANGE:
        return BESIDE if english and not number else FAR_BESIDE
    few = strange == STRANGE - 1 and english and not part.denied and not part.of("number")
    return FAR_BESIDE if few else -inf


def _is_english(text: str) -> bool:
    tokens = read(text).tokens
    return sum(token.kind == "stop" for token in tokens) >= ENGLISH * len(tokens)


def _untitled(sentence: str, papers: Iterable[Paper]) -> str:
    """A sentence that names papers by title, without these: "Your Model Is Secretly a Regressor" speaks to nobody."""
    for paper in papers:
        if len(paper.title.split()) >= TITLE and not gives_orders(paper.title):
            sentence = re.sub(re.escape(paper.title.rstrip(".")), "the paper", sentence, flags=re.IGNORECASE)
    return sentence


def _mark(texts: Sequence[str], vectors: Vectors) -> float:
    """How much of an order the first of these sentences has: above 0 it speaks to a model."""
    return _marks(texts, vectors)[0]


def _marks(texts: Sequence[str], vectors: Vectors) -> list[float]:
    marks = marked(texts, vectors, WEIGHTS.fitted_on.embedder, WEIGHTS)
    return [inf if gives_orders(text) else mark for text, mark in zip(texts, marks, strict=True)]


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
