"""Which sentences of an abstract are nearest to a text, and which other abstract is nearest to an abstract."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.base import Embedder, Vectors
from evals.training.pairs import Abstract


class Nearness:
    """Vectors of the sentences of some abstracts, computed once."""

    def __init__(self, embedder: Embedder, abstracts: Sequence[Abstract]) -> None:
        """Embed every sentence of every abstract; an abstract's own vector is their mean."""
        self._embedder = embedder
        sentences = [sentence for abstract in abstracts for sentence in abstract.sentences]
        vectors = embedder.embed(sentences)
        ends = np.cumsum([len(abstract.sentences) for abstract in abstracts])
        parts = np.split(vectors, ends[:-1])
        self._sentences = {abstract.id: part for abstract, part in zip(abstracts, parts, strict=True)}
        self._means = np.stack([part.mean(0) for part in parts])
        self._abstracts = list(abstracts)

    def order(self, claim: Vectors, abstract: Abstract) -> list[int]:
        """Indexes of the abstract's sentences, nearest to the claim's vector (d,) first."""
        return [int(i) for i in np.argsort(-(self._sentences[abstract.id] @ claim), kind="stable")]

    def order_within(self, index: int, abstract: Abstract) -> list[int]:
        """Indexes of the other sentences, nearest to the one at `index` first."""
        vectors = self._sentences[abstract.id]
        return [i for i in self.order(vectors[index], abstract) if i != index]

    def neighbours(self, abstract: Abstract, count: int) -> list[Abstract]:
        """The nearest other abstracts, nearest first."""
        own: NDArray[np.float32] = self._sentences[abstract.id].mean(0)
        best = np.argsort(-(self._means @ own), kind="stable")[: count + 1]
        return [self._abstracts[i] for i in best if self._abstracts[i].id != abstract.id][:count]

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, shape (n, d)."""
        return self._embedder.embed(texts)
