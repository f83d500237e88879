"""Vectors of sentences, each embedded once while it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from assistant.embedding import Progress, Vectors
from assistant.errors import EmbeddingError
from assistant.sentence_vectors import KEPT, SentenceVectors
from tests.fakes import FakeEmbedder


class Failing(FakeEmbedder):
    """Fails at the second call."""

    def embed(self, texts: Sequence[str], *, on_progress: Progress | None = None) -> Vectors:
        found = super().embed(texts, on_progress=on_progress)
        if len(self.calls) == 2:
            raise EmbeddingError("it is broken")
        return found


def test_the_vectors_are_the_embedders_in_the_order_of_the_texts() -> None:
    texts = ["kilns cool", "moss grows", "kilns cool", ""]
    found = SentenceVectors(FakeEmbedder()).of(texts)
    np.testing.assert_array_equal(found, FakeEmbedder().embed(texts))
    assert found.shape == (4, 32)


def test_each_text_is_embedded_once() -> None:
    embedder = FakeEmbedder()
    vectors = SentenceVectors(embedder)
    first = vectors.of(["kilns cool", "moss grows", "kilns cool"])
    second = vectors.of(["moss grows", "salt melts"])
    vectors.of(["salt melts", "kilns cool"])
    assert embedder.calls == [("kilns cool", "moss grows"), ("salt melts",)]
    np.testing.assert_array_equal(first[1], second[0])


def test_the_oldest_are_forgotten() -> None:
    embedder = FakeEmbedder(dimensions=2)
    vectors = SentenceVectors(embedder)
    texts = [str(n) for n in range(KEPT)]
    vectors.of(texts)
    vectors.of(["one more"])
    vectors.of(texts[1:])
    vectors.of(texts[:1])
    assert [len(call) for call in embedder.calls] == [KEPT, 1, 1]


def test_more_than_are_kept_at_once() -> None:
    embedder = FakeEmbedder(dimensions=2)
    vectors = SentenceVectors(embedder)
    texts = [str(n) for n in range(KEPT + 5)]
    assert len(vectors.of(texts)) == KEPT + 5
    vectors.of(texts[5:])
    assert len(embedder.calls) == 1


def test_a_failure_is_told_and_nothing_of_it_kept() -> None:
    embedder = Failing()
    vectors = SentenceVectors(embedder)
    vectors.of(["kilns cool"])
    with pytest.raises(EmbeddingError, match="it is broken"):
        vectors.of(["moss grows"])
    assert vectors.of(["moss grows"]).shape == (1, 32)
    assert embedder.calls[1:] == [("moss grows",), ("moss grows",)]


def test_many_threads() -> None:
    vectors = SentenceVectors(FakeEmbedder())
    texts = [f"kiln {n % 7}" for n in range(60)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: vectors.of([text])[0], texts))
    np.testing.assert_array_equal(np.stack(found), FakeEmbedder().embed(texts))
