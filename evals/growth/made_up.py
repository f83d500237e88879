"""Made-up papers, vectors and questions in any number: clustered as real ones are, and the same every time.

Vectors are sums of an area, a topic in it, a narrow subject in that, and a part of their own, each drawn from a normal
distribution whose variance falls from axis to axis. Shares and fall are set so that MiniLM's vectors of SciFact's
abstracts look alike: cosine .13 between any two, a nearest neighbour at about .68 among 5,000, 60% of the variance on
50 axes. Words follow Zipf's law, and a paper takes more than half of them from its topic's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import Vectors
from assistant.records import Paper, Source

DIMENSIONS = 384
BATCH = 1000
AREAS, TOPICS, SUBJECTS = 30, 300, 30_000
COMMON, AREA, TOPIC, SUBJECT, OWN = 0.13, 0.13, 0.29, 0.25, 0.20
"""Shares of the variance; they add up to one."""
FALL, REACH = 0.6, 150.0
"""The variance of axis i is i to the power of -FALL, times exp(-i / REACH)."""
ASKED = 0.65
"""The cosine of a question and the paper it is about."""
SAID = 0.75
"""The cosine of a sentence and its paper."""
VOCABULARY, TOPIC_WORDS, OF_TOPIC = 30_000, 300, 0.6
TITLE, SENTENCE, SENTENCES, QUESTION = 9, 19, 8, 8
"""Words of a title, a sentence and a question; sentences of an abstract."""
STOPPED = 10
VENUES, NAMES = 90, 4_000
_SYLLABLES = "ka to ri mu sen lo vi dar pe hul gon za bre ti mo fa nel sor qui wex".split()
Integers = NDArray[np.int64]
Generator = np.random.Generator


@dataclass(frozen=True, slots=True)
class Batch:
    """Some papers, a vector of each, shape (papers, 384), and one of each sentence, (papers, `SENTENCES`, 384)."""

    papers: tuple[Paper, ...]
    vectors: Vectors
    sentences: Vectors


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about one of the papers, with its vector."""

    text: str
    vector: Vectors


class MadeUp:
    """The source of all of it."""

    def batch(self, number: int) -> Batch:
        """Papers `number` * `BATCH` and on, `BATCH` of them."""
        rng = np.random.default_rng([1, number])
        subjects, own = self._subjects(rng), _drawn(rng, BATCH)
        vectors = _unit(self._about(subjects) + np.sqrt(OWN) * own)
        words = self._words(rng, subjects, TITLE + SENTENCE * SENTENCES)
        papers = tuple(self._paper(rng, number * BATCH + i, row) for i, row in enumerate(words))
        noise = _drawn(rng, BATCH * SENTENCES).reshape(BATCH, SENTENCES, DIMENSIONS)
        return Batch(papers, vectors, _near(vectors[:, None, :], noise, SAID))

    def questions(self, papers: int, n: int) -> list[Asked]:
        """`n` questions, each about a paper that is among the first `papers`."""
        rng = np.random.default_rng([2, papers])
        asked = []
        for number in rng.integers(papers // BATCH, size=n).tolist():
            place = int(rng.integers(BATCH))
            batch = self.batch(number)
            words = batch.papers[place].abstract.replace(".", "").split()
            text = " ".join(words[i] for i in rng.choice(len(words), QUESTION, replace=False))
            asked.append(Asked(text, _near(batch.vectors[place], _drawn(rng, 1)[0], ASKED)))
        return asked

    def _paper(self, rng: Generator, number: int, words: Integers) -> Paper:
        said = [self._vocabulary[i] for i in words.tolist()]
        title, rest = " ".join(said[:TITLE]).capitalize(), said[TITLE:]
        sentences = (" ".join(rest[i : i + SENTENCE]).capitalize() for i in range(0, len(rest), SENTENCE))
        names = rng.integers(NAMES, size=2 * int(rng.integers(1, 6))).tolist()
        authors = tuple(
            f"{self._vocabulary[i].title()} {self._vocabulary[j].title()}"
            for i, j in zip(names[::2], names[1::2], strict=True)
        )
        year = int(rng.integers(1990, 2026))
        source = Source("made up", "generated", f"m{number}")
        abstract, venue = ". ".join(sentences) + ".", f"Journal {number % VENUES}"
        return Paper("", title, abstract, authors, len(authors), str(year), year=year, venue=venue, sources=(source,))

    def _subjects(self, rng: Generator) -> Integers:
        return rng.integers(SUBJECTS, size=BATCH)

    def _about(self, subjects: Integers) -> Vectors:
        topics = subjects % TOPICS
        found: Vectors = self._places[0][0] * np.sqrt(COMMON)
        for centres, which, share in zip(
            self._places[1:], (topics % AREAS, topics, subjects), (AREA, TOPIC, SUBJECT), strict=True
        ):
            found = found + np.sqrt(share) * centres[which]
        return found

    def _words(self, rng: Generator, subjects: Integers, n: int) -> Integers:
        """Numbers of words, shape (papers, n)."""
        shape = (len(subjects), n)
        general = np.searchsorted(self._common, rng.random(shape))
        ranks = np.searchsorted(_zipf(TOPIC_WORDS), rng.random(shape))
        mine = (subjects[:, None] % TOPICS * 7919 + ranks * 104_729) % VOCABULARY
        return np.asarray(np.where(rng.random(shape) < OF_TOPIC, mine, general), np.int64)

    @cached_property
    def _places(self) -> Sequence[Vectors]:
        rng = np.random.default_rng(0)
        return [_drawn(rng, n) for n in (1, AREAS, TOPICS, SUBJECTS)]

    @cached_property
    def _common(self) -> NDArray[np.float64]:
        return _zipf(VOCABULARY)

    @cached_property
    def _vocabulary(self) -> list[str]:
        base = len(_SYLLABLES)
        return ["".join(_SYLLABLES[i // base**p % base] for p in range(4)) for i in range(VOCABULARY)]


def _drawn(rng: Generator, n: int) -> Vectors:
    """Vectors of expected length one, shape (n, 384)."""
    axes = np.arange(1, DIMENSIONS + 1)
    variance: NDArray[Any] = axes**-FALL * np.exp(-axes / REACH)
    return np.asarray(rng.standard_normal((n, DIMENSIONS), np.float32) * np.sqrt(variance / variance.sum()), np.float32)


def _near(vectors: Vectors, noise: Vectors, cosine: float) -> Vectors:
    """Vectors of length one at about a cosine of given ones."""
    return _unit(cosine * vectors + np.sqrt(1 - cosine**2) * _unit(noise))


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True), np.float32)


def _zipf(n: int) -> NDArray[np.float64]:
    """The distribution function of Zipf's law over `n` ranks, the first of them, which stop words have, left out."""
    weights = 1 / np.arange(STOPPED, n + STOPPED)
    return np.asarray(np.cumsum(weights) / weights.sum())
