"""Reads a claim and the text cited for it together: does the text support it, contradict it, or neither?

A small network of our own, started from MiniLM's weights and trained by `python -m evals.training.train`; its weights
lie beside this file. On its own it is a weak judge: `assistant/grounding.py` weighs its word with what can be counted.

Pairs are run one at a time, one thread each, as in `minilm.py` and for the same reasons: a pair's probabilities depend
on that pair alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from assistant.embedding.cpu import available_cores
from assistant.embedding.minilm import open_session, open_tokenizer
from assistant.errors import EmbeddingError
from assistant.sentences import split_sentences

FILE = Path(__file__).with_name("reader.onnx")
SHA256 = "214ca63c97b99b2568a06a2698b62f1d0778f57b9ce47f9f13120432339d6622"
"""Of `reader.onnx`; `python -m evals.training.train` prints it."""

SUPPORT, CONTRADICT, NEITHER = range(3)
"""Columns of what `read` gives."""
MAX_TOKENS = 256
"""Of claim and premise together, three of them special; it was trained on up to 176."""
MAX_CLAIM = 96
Pieces = list[int]


class CrossEncoder:
    """P(support), P(contradict), P(neither) of claims. One instance serves any number of threads."""

    def __init__(self, model: Path = FILE, sha256: str = SHA256) -> None:
        """Nothing is loaded yet: the first call of `read` does that, which takes about a tenth of a second."""
        self._file = model
        self._sha256 = sha256
        self._lock = Lock()
        self._loaded: _Loaded | None = None

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
        loaded = self._load()
        if len(pairs) <= 1:  # starting threads would take longer than they save
            rows = [loaded.probabilities(*pair) for pair in pairs]
        else:
            with ThreadPoolExecutor(available_cores(), thread_name_prefix="reader") as pool:
                rows = list(pool.map(lambda pair: loaded.probabilities(*pair), pairs))
        return np.stack(rows) if rows else np.empty((0, 3), np.float32)

    def _load(self) -> _Loaded:
        with self._lock:
            if self._loaded is None:
                _check(self._file, self._sha256)
                self._loaded = _Loaded(open_session(self._file), open_tokenizer())
            return self._loaded


class _Loaded:
    """The network and its tokenizer."""

    def __init__(self, session: onnxruntime.InferenceSession, tokenizer: Tokenizer) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._first = tokenizer.token_to_id("[CLS]")
        self._last = tokenizer.token_to_id("[SEP]")

    def probabilities(self, claim: str, premise: str) -> NDArray[np.float32]:
        pieces = self._pieces(claim)[:MAX_CLAIM]
        rest = self._fitting(frozenset(pieces), premise, MAX_TOKENS - len(pieces) - 3)
        ids = [self._first, *pieces, self._last, *rest, self._last]
        segments = [0] * (len(pieces) + 2) + [1] * (len(rest) + 1)
        inputs = {"input_ids": np.array([ids], np.int32), "segments": np.array([segments], np.int32)}
        row: NDArray[np.float32] = self._session.run(["probabilities"], inputs)[0][0]
        return row

    def _fitting(self, claim: frozenset[int], premise: str, room: int) -> Pieces:
        """The premise's word pieces; if they are too many, those of the sentences that share most with the claim."""
        whole = self._pieces(premise)
        if len(whole) <= room:
            return whole
        sentences = [self._pieces(premise[start:end]) for start, end in split_sentences(premise)]
        order = sorted(range(len(sentences)), key=lambda i: -len(claim.intersection(sentences[i])))
        chosen: dict[int, Pieces] = {}
        for i in order:
            if len(sentences[i]) <= room or not chosen:
                chosen[i] = sentences[i][:room]
                room -= len(chosen[i])
        return [piece for i in sorted(chosen) for piece in chosen[i]]

    def _pieces(self, text: str) -> Pieces:
        # Half a surrogate pair, as broken JSON escapes leave it, is no valid UTF-8 and would stop the tokenizer.
        valid = text.encode("utf-8", "replace").decode("utf-8")
        ids: Pieces = self._tokenizer.encode(valid, add_special_tokens=False).ids
        return ids


def _check(file: Path, sha256: str) -> None:
    try:
        with file.open("rb") as content:
            found = hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise EmbeddingError(
            f"cannot read the reader's weights {file} ({error.strerror}); install this project again"
        ) from error
    if found != sha256:
        raise EmbeddingError(f"{file} is damaged (SHA-256 {found}, expected {sha256}); install this project again")
