"""Vectors of sentences, the last few thousand kept: an abstract is cited more than once, and judged each time."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock

import numpy as np

from assistant.embedding import Embedder, Vectors

KEPT = 4096


class SentenceVectors:
    """Embeds texts, each once while it is kept. Safe for any number of threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._lock = Lock()
        self._kept: dict[str, Vectors] = {}

    def of(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, shape (n, d), at least one text.

        Raises:
            EmbeddingError: the embedder failed.
        """
        with self._lock:
            known = {text: self._kept[text] for text in texts if text in self._kept}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known |= dict(zip(new, self._embedder.embed(new), strict=True))
            self._keep(known, new)
        return np.stack([known[text] for text in texts])

    def _keep(self, known: dict[str, Vectors], new: Sequence[str]) -> None:
        with self._lock:
            self._kept |= {text: known[text] for text in new[-KEPT:]}
            for text in list(self._kept)[: max(0, len(self._kept) - KEPT)]:
                del self._kept[text]
