"""Reads a question and a paper together: how well does the paper answer it?

A small network of our own, started from MiniLM's weights and trained by `python -m evals.training.rank`; its weights
lie beside this file. It reads the paper's title and as many of its sentences as fit, the nearest to the question first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.pair_network import Pair, PairNetwork, Pieces

FILE = Path(__file__).with_name("ranker.onnx")
SHA256 = "b243800124bee427b27d808b3da42d5ec9eded087227a98e440202cf0d274cd0"
"""Of `ranker.onnx`; `python -m evals.training.rank` prints it."""
MAX_TOKENS = 112
"""Of question and paper together, three of them special; it was trained on as many."""
MAX_QUESTION = 48
MAX_TITLE = 40
LEAST = 8
"""Fewer word pieces than these of a sentence are not worth reading."""


@dataclass(frozen=True, slots=True)
class Readable:
    """A paper to read: its title, its sentences, and their indexes, the nearest to the question first."""

    title: str
    sentences: tuple[str, ...]
    order: tuple[int, ...]


class Ranker:
    """How well papers answer a question. One instance serves any number of threads."""

    def __init__(self, model: Path = FILE, sha256: str = SHA256) -> None:
        """Nothing is loaded yet: the first call of `score` does that, which takes about a tenth of a second."""
        self._network = PairNetwork(model, sha256, "score")
        self.fingerprint = f"ranker-{sha256[:12]}"

    def score(self, question: str, papers: Sequence[Readable]) -> NDArray[np.float32]:
        """A score for each paper, shape (n,), the higher the better; they compare within one question.

        Raises:
            EmbeddingError: the weights file is missing, damaged, or cannot be loaded.
        """
        if not papers:
            return np.empty(0, np.float32)
        return self._network.run([packed(self._network.pieces, question, paper) for paper in papers])[:, 0]


def packed(pieces: Callable[[str], Pieces], question: str, paper: Readable) -> Pair:
    """The word pieces of a question, and those of a paper that fit beside it: sentences stay in their order."""
    asked, title = pieces(question)[:MAX_QUESTION], pieces(paper.title)[:MAX_TITLE]
    room = MAX_TOKENS - 3 - len(asked) - len(title)
    chosen: dict[int, Pieces] = {}
    for i in paper.order:
        if room < LEAST:
            break
        chosen[i] = pieces(paper.sentences[i])[:room]
        room -= len(chosen[i])
    return asked, [*title, *(piece for i in sorted(chosen) for piece in chosen[i])]
