"""Sentences of an abstract that speak to a model, beyond what rules know (`orders.py`): told by a small fitted model.

Whoever plants an order can word it in any way, but it will talk of answers, of who reads them, of what must be said,
and not of what the rest of the abstract is about. So a linear model weighs a sentence's words and pairs of words,
its vector, and how near that is to the abstract's other sentences. `python -m evals fit-orders` fits it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import Vectors
from assistant.orders import gives_orders, without_disguise
from assistant.stems import stem

FILE = Path(__file__).with_name("steering.json")
ALONE = 0.5
"""How near a sentence is taken to be to the others of its abstract where there are none."""
NUMBER = "0"
"""Stands for every number."""
_TOKEN = re.compile(r"[a-z]+|\d+|https?|--+|[\[\](){}<>!:=\"]")
_JOINT = re.compile(r"[,;:\u2014\"\u201c\u201d]\s+|\s+(?=[A-Z][a-z]*\s)")
"""Where a sentence may be two, which are joined or lack a stop."""


@dataclass(frozen=True, slots=True)
class FittedOn:
    """The command that fitted, what the sentences were (a digest), and the embedder of the vectors."""

    command: str
    sentences: str
    embedder: str


@dataclass(frozen=True, slots=True)
class Weights:
    """A sentence steers where `bias` and what is weighed of it are above 0.

    `words` weighs what `words_of` gives, `vector` the dimensions, `nearness` the cosine with the nearest other sentence
    of the abstract and with their mean. By `words_bias` and `words_alone` it steers whatever its vector.
    """

    bias: float
    words: Mapping[str, float]
    vector: Sequence[float]
    nearness: Sequence[float]
    words_bias: float
    words_alone: Mapping[str, float]
    fitted_on: FittedOn


def _weights() -> Weights:
    data = json.loads(FILE.read_text(encoding="utf-8"))
    return Weights(**{**data, "fitted_on": FittedOn(**data["fitted_on"])})


WEIGHTS = _weights()


def steers(texts: Sequence[str], vectors: Vectors, fingerprint: str, weights: Weights = WEIGHTS) -> list[bool]:
    """Of the sentences of one abstract, which speak to a model; with their vectors and the embedder's fingerprint."""
    marks = marked(texts, vectors, fingerprint, weights, least=0.0)
    return [mark > 0 or gives_orders(text) for text, mark in zip(texts, marks, strict=True)]


def marked(
    texts: Sequence[str], vectors: Vectors, fingerprint: str, weights: Weights, *, least: float = -inf
) -> list[float]:
    """How much of an order each sentence of an abstract has, rules left aside; below `least` it may be more.

    Words alone decide too, for an order that lacks its stop has the vector of the finding behind it.
    """
    alone = [weights.words_bias + _said(text, weights.words_alone, least - weights.words_bias) for text in texts]
    if fingerprint != weights.fitted_on.embedder:
        return alone
    seen = np.column_stack([vectors, nearness(vectors)]) @ [*weights.vector, *weights.nearness] + weights.bias
    marks = [mark + _said(text, weights.words, least - mark) for text, mark in zip(texts, seen.tolist(), strict=True)]
    return [max(pair) for pair in zip(marks, alone, strict=True)]


def words_of(text: str) -> frozenset[str]:
    """The stems of a sentence, its marks, and all pairs that follow each other."""
    tokens = _TOKEN.findall(without_disguise(text).lower())
    own = [NUMBER if token.isdigit() else stem(token) if token.isalpha() else token for token in tokens]
    return frozenset(own).union(f"{one} {next_}" for one, next_ in pairwise(own))


def nearness(vectors: Vectors) -> NDArray[np.float64]:
    """Of each sentence of an abstract the cosine with the nearest other, and with the mean of the others."""
    n = len(vectors)
    if n < 2:
        return np.full((n, 2), ALONE)
    alike = np.asarray(vectors @ vectors.T, np.float64)
    np.fill_diagonal(alike, -1.0)
    others = (vectors.sum(0) - vectors) / (n - 1)
    lengths = np.maximum(np.linalg.norm(others, axis=1), 1e-9)
    return np.column_stack([alike.max(1), (vectors * others).sum(1) / lengths])


def _said(text: str, weights: Mapping[str, float], least: float) -> float:
    """What the words of a sentence weigh, or its piece that weighs most: others may stand around an order.

    Pieces are only looked at where one may come to `least`.
    """
    own = [weights.get(word, 0.0) for word in words_of(text)]
    if sum(weight for weight in own if weight > 0) < least:
        return sum(own)
    return max([sum(own), *(sum(weights.get(word, 0.0) for word in words_of(piece)) for piece in _pieces(text))])


def _pieces(text: str) -> Iterator[str]:
    for gap in _JOINT.finditer(text):
        yield text[: gap.start()]
        yield text[gap.end() :]
