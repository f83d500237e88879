"""Reads a claim and the text cited for it together: does the text support it, contradict it, or neither?

A small network of our own, started from MiniLM's weights and trained by `python -m evals.training.train`; its weights
lie beside this file. On its own it is a weak judge: `assistant/grounding.py` weighs its word with what can be counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.pair_network import Pair, PairNetwork, Pieces
from assistant.sentences import split_sentences

FILE = Path(__file__).with_name("reader.onnx")
SHA256 = "214ca63c97b99b2568a06a2698b62f1d0778f57b9ce47f9f13120432339d6622"
"""Of `reader.onnx`; `python -m evals.training.train` prints it."""

SUPPORT, CONTRADICT, NEITHER = range(3)
"""Columns of what `read` gives."""
MAX_TOKENS = 256
"""Of claim and premise together, three of them special; it was trained on up to 176."""
MAX_CLAIM = 96


class CrossEncoder:
    """P(support), P(contradict), P(neither) of claims. One instance serves any number of threads."""

    def __init__(self, model: Path = FILE, sha256: str = SHA256) -> None:
        """Nothing is loaded yet: the first call of `read` does that, which takes about a tenth of a second."""
        self._sha256 = sha256
        self._network = PairNetwork(model, sha256, "probabilities")

    @property
    def fingerprint(self) -> str:
        """Names the weights: what was fitted on one fingerprint's numbers does not fit another's."""
        return f"reader-{self._sha256[:12]}"

    def read(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """For pairs of claim and premise, their probabilities, shape (n, 3), each row summing to 1.

        Of a claim the first `MAX_CLAIM` word pieces are read; of a premise too long for the rest of `MAX_TOKENS`,
        those sentences that share most with the claim.

        Raises:
            EmbeddingError: the weights file is missing, damaged, or cannot be loaded.
        """
        if not pairs:
            return np.empty((0, 3), np.float32)
        return self._network.run([self._packed(claim, premise) for claim, premise in pairs])

    def _packed(self, claim: str, premise: str) -> Pair:
        pieces = self._network.pieces(claim)[:MAX_CLAIM]
        return pieces, self._fitting(frozenset(pieces), premise, MAX_TOKENS - len(pieces) - 3)

    def _fitting(self, claim: frozenset[int], premise: str, room: int) -> Pieces:
        """The premise's word pieces; if they are too many, those of the sentences that share most with the claim."""
        whole = self._network.pieces(premise)
        if len(whole) <= room:
            return whole
        sentences = [self._network.pieces(premise[start:end]) for start, end in split_sentences(premise)]
        order = sorted(range(len(sentences)), key=lambda i: -len(claim.intersection(sentences[i])))
        chosen: dict[int, Pieces] = {}
        for i in order:
            if len(sentences[i]) <= room or not chosen:
                chosen[i] = sentences[i][:room]
                room -= len(chosen[i])
        return [piece for i in sorted(chosen) for piece in chosen[i]]
