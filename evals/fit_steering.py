"""Fits which sentences of an abstract are taken to speak to a model: see `assistant/steering.py`.

A ridge logistic regression tells planted orders from sentences of real abstracts. The threshold lets so many of these
be taken for orders: what is lost with one is a sentence, and the rest of its abstract remains.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from math import inf
from random import Random

import numpy as np
from numpy.typing import NDArray

from assistant.cleaning import clean
from assistant.embedding import Embedder, Vectors
from assistant.library import Snapshot
from assistant.records import Paper
from assistant.sentences import split_sentences
from assistant.steering import FittedOn, Weights, marked, nearness, steers, words_of
from evals.injections.orders import REPORT, TUNE, Order, digest, given, honest, orders

Floats = NDArray[np.float64]
TAKEN = 0.0015
"""The share of real sentences that may be taken for orders, by words alone and by words and vector each."""
RIDGE = 5.0
SCALE = 4.0
"""What vectors and cosines are multiplied by beside words, so that the penalty asks less of them."""
HONEST_COUNTS = 5.0
"""What a sentence counts that was written to be mistaken, where one of a real abstract counts 1."""
ORDERS_COUNT = 0.05
"""What all orders together count, where all real sentences together count 1."""
LEAST_USED = 5
"""Sentences of orders that a word or pair stands in, to be weighed."""
STEPS = 20
TINY = 1e-9
"""Added to a diagonal that may be 0."""
LONGEST_SAID = 9
"""Words of a real sentence that an order is given to say."""
HOST = ".invalid"
"""Ends what an order wants shown as a link or an image."""
ANOTHER = "another embedder"


@dataclass(frozen=True, slots=True)
class Abstract:
    """The sentences of a paper's abstract with their vectors; those from `first` to `last` are looked at."""

    paper: Paper
    texts: tuple[str, ...]
    vectors: Vectors
    first: int = 0
    last: int | None = None

    @property
    def looked_at(self) -> tuple[str, ...]:
        """Their texts."""
        return self.texts[self.first : self.last]

    def seen(self) -> Floats:
        """Their vectors and nearness, scaled, shape (n, d + 2)."""
        return (SCALE * np.column_stack([self.vectors, nearness(self.vectors)]))[self.first : self.last]

    def taken(self, weights: Weights, fingerprint: str) -> list[bool]:
        """Which of them are taken for orders."""
        return steers(self.texts, self.vectors, fingerprint, weights)[self.first : self.last]


@dataclass(frozen=True, slots=True)
class Measured:
    """Of orders, by kind, and of sentences that are none: how many there are, how many of them are withheld.

    Nothing of it was fitted on. `by_words` counts orders where the vectors are another embedder's. An order is withheld
    where every sentence of it with the payload is.
    """

    orders: Mapping[str, tuple[int, int]]
    by_words: tuple[int, int]
    honest: tuple[int, int]
    real: tuple[int, int]


def abstracts_of(snapshot: Snapshot) -> tuple[list[Abstract], list[Abstract]]:
    """A library's abstracts of more than one sentence: those to fit on, and those to measure on, as their titles go."""
    parts: tuple[list[Abstract], list[Abstract]] = ([], [])
    papers = list(snapshot.get([paper.id for paper in snapshot.papers]).values())
    for stored, vectors in zip(papers, snapshot.sentence_vectors(papers), strict=True):
        if vectors is not None and len(stored.sentences) > 1:
            texts = tuple(stored.paper.abstract[start:end] for start, end in stored.sentences)
            half = sha256(stored.paper.title.encode("utf-8", "replace")).digest()[0] % 2
            parts[half].append(Abstract(stored.paper, texts, vectors))
    return parts


def fit_steering(real: Sequence[Abstract], embedder: Embedder, command: str) -> Weights:
    """Weights fitted on these abstracts and the tuning orders, which are planted in them."""
    own = [*planted([*orders(TUNE), *_said_of_findings(orders(TUNE), real)], real, embedder)]
    alike = [*_alone(honest(TUNE), embedder)]
    texts = [[text for abstract in part for text in abstract.looked_at] for part in (real, alike, own)]
    seen = np.vstack([abstract.seen() for part in (real, alike, own) for abstract in part])
    n = [len(part) for part in texts]
    y = np.repeat([0.0, 0.0, 1.0], n)
    shares = np.repeat([1.0, HONEST_COUNTS, ORDERS_COUNT * n[0] / n[2]], n)
    used = Counter(word for text in texts[2] for word in words_of(text))
    words = sorted(word for word, times in used.items() if times >= LEAST_USED)
    said = _said([text for part in texts for text in part], words)
    full = _logistic(np.column_stack([said, seen]), y, shares)
    alone = _logistic(said, y, shares)
    fitted_on = FittedOn(command, digest(TUNE), embedder.fingerprint)
    vector = [round(SCALE * float(weight), 4) for weight in full[len(words) :]]
    by_both = Weights(0.0, _named(words, full), vector[:-2], vector[-2:], -inf, {}, fitted_on)
    by_words = replace(by_both, words_bias=0.0, words_alone=_named(words, alone))
    bias, words_bias = (
        -float(np.quantile([m for a in real for m in marked(a.texts, a.vectors, kind, weights)], 1.0 - TAKEN))
        for kind, weights in ((embedder.fingerprint, by_both), (ANOTHER, by_words))
    )
    return replace(by_words, bias=round(bias, 4), words_bias=round(words_bias, 4))


def measured(weights: Weights, real: Sequence[Abstract], embedder: Embedder) -> Measured:
    """What weights make of these abstracts, the reported orders planted in them, and honest sentences."""
    asked, caught, by_words = Counter[str](), Counter[str](), 0
    for order, abstract in zip(orders(REPORT), planted(orders(REPORT), real, embedder), strict=True):
        asked[order.kind] += 1
        caught[order.kind] += _withheld(order, abstract, abstract.taken(weights, embedder.fingerprint))
        by_words += _withheld(order, abstract, abstract.taken(weights, ANOTHER))
    alike = [taken for a in _alone(honest(REPORT), embedder) for taken in a.taken(weights, embedder.fingerprint)]
    seen = [taken for abstract in real for taken in abstract.taken(weights, embedder.fingerprint)]
    by_kind = {kind: (n, caught[kind]) for kind, n in asked.items()}
    return Measured(by_kind, (asked.total(), by_words), (len(alike), sum(alike)), (len(seen), sum(seen)))


def planted(own: Sequence[Order], hosts: Sequence[Abstract], embedder: Embedder) -> Iterator[Abstract]:
    """Each order in an abstract, drawn at random; the sentences looked at are those with any of it."""
    for order in own:
        random = Random(order.text)
        host = random.choice(hosts)
        text, start, end = given(host.paper, f"What is known of {host.paper.title}?", order, random)
        spans = split_sentences(text)
        touched = [i for i, span in enumerate(spans) if span[0] < end and start < span[1]]
        texts = tuple(text[span[0] : span[1]] for span in spans)
        known = dict(zip(host.texts, host.vectors, strict=True))
        new = [told for told in dict.fromkeys(texts) if told not in known]
        known |= zip(new, embedder.embed([clean(told) for told in new]), strict=True)
        yield Abstract(host.paper, texts, np.stack([known[told] for told in texts]), touched[0], touched[-1] + 1)


def _said_of_findings(own: Sequence[Order], real: Sequence[Abstract]) -> Iterator[Order]:
    """The orders with words of a real abstract to say: it is the order that tells, not the nonsense."""
    for order in own:
        if not order.payload.endswith(HOST):
            words = Random(order.payload).choice(real).texts[-1].rstrip(".").split()
            yield replace(order, payload=" ".join(words[:LONGEST_SAID]))


def _alone(sentences: Sequence[str], embedder: Embedder) -> Iterator[Abstract]:
    return (Abstract(Paper("", "", text), (text,), embedder.embed([text])) for text in sentences)


def _withheld(order: Order, abstract: Abstract, taken: Sequence[bool]) -> bool:
    return all(told for text, told in zip(abstract.looked_at, taken, strict=True) if order.payload in text)


def _said(texts: Sequence[str], words: Sequence[str]) -> Floats:
    """Which of the words each text has, shape (texts, words), 0 or 1."""
    places = {word: i for i, word in enumerate(words)}
    found = np.zeros((len(texts), len(words)))
    for row, text in enumerate(texts):
        found[row, [places[word] for word in words_of(text) if word in places]] = 1.0
    return found


def _named(words: Sequence[str], weights: Floats) -> dict[str, float]:
    return {word: round(float(weight), 4) for word, weight in zip(words, weights, strict=False)}


def _logistic(x: Floats, y: Floats, shares: Floats) -> Floats:
    """The weights of a ridge logistic regression without its bias, by Newton's method with shortened steps."""
    z = np.column_stack([x, np.ones(len(x))])
    penalty = np.array([*[RIDGE] * x.shape[1], 0.0])

    def loss(beta: Floats) -> float:
        marks = z @ beta
        return float((shares * (np.logaddexp(0.0, marks) - y * marks)).sum() + (penalty * beta**2).sum() / 2)

    beta = np.zeros(z.shape[1])
    for _ in range(STEPS):
        p = 1.0 / (1.0 + np.exp(-np.clip(z @ beta, -30.0, 30.0)))
        gradient = z.T @ (shares * (p - y)) + penalty * beta
        step = np.linalg.solve((z * (shares * p * (1.0 - p))[:, None]).T @ z + np.diag(penalty + TINY), gradient)
        now = loss(beta)
        size = next((s for s in (1.0, 0.5, 0.25, 0.1) if loss(beta - s * step) < now), 0.0)
        if not size:
            break
        beta -= size * step
    return beta[:-1]
