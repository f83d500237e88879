"""What every embedder offers. The Library and search know embedders by this protocol alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Shape (n, d): one row a text, in the order of the texts, each of length 1, so that a dot product is the cosine."""

Progress = Callable[[int], None]
"""Told how many texts of this call are done so far; called in the calling thread. Raising in it stops the work."""


class Embedder(Protocol):
    """Turns texts into unit vectors. Safe for any number of threads."""

    @property
    def name(self) -> str:
        """What settings call it: `minilm` or `openai:MODEL`."""

    @property
    def dimensions(self) -> int:
        """Length of one vector. A remote embedder may have to ask for one vector to know.

        Raises:
            EmbeddingError: it had to ask, and that failed.
        """

    @property
    def max_tokens(self) -> int:
        """How many tokens of one text are read, special tokens not counted; the rest of the text has no effect."""

    @property
    def fingerprint(self) -> str:
        """Names model and precision. Vectors of embedders with different fingerprints must not be compared."""

    @property
    def asks_apart(self) -> bool:
        """Whether `embed_questions` gives other vectors than `embed`."""

    def embed(self, texts: Sequence[str], *, on_progress: Progress | None = None) -> Vectors:
        """One unit vector a text; no texts give shape (0, d). A text's vector does not depend on the other texts.

        Raises:
            EmbeddingError: weights, endpoint or key do not work; the message says what to do.
        """

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """One unit vector a question, shape (n, d), to find papers by among the vectors that `embed` gave for them.

        Which sentence of a paper answers is told better by the question as a text like any other: see `read_found`.

        Raises:
            EmbeddingError: as `embed`.
        """

    def count_tokens(self, text: str) -> int:
        """Tokens in the whole text as this embedder splits it, special tokens not counted."""
