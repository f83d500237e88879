"""Running a network of ours that reads two texts together: its weights file, its tokenizer, a pair at a time.

Pairs are run one at a time, one thread each, as in `minilm.py` and for the same reasons: what comes out for a pair
depends on that pair alone.
"""

from __future__ import annotations

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
from assistant.embedding.weights import check_own

Pieces = list[int]
Pair = tuple[Pieces, Pieces]
"""Word pieces of two texts, without the special tokens, which take three more places."""


class PairNetwork:
    """A network in a file. One instance serves any number of threads."""

    def __init__(self, file: Path, sha256: str, output: str) -> None:
        """Nothing is loaded yet: the first use does that, which takes about a tenth of a second."""
        self._file = file
        self._sha256 = sha256
        self._output = output
        self._lock = Lock()
        self._session: onnxruntime.InferenceSession | None = None
        self._tokenizer: Tokenizer | None = None

    def pieces(self, text: str) -> Pieces:
        """The word pieces of a text."""
        return word_pieces(self._opened()[1], text)

    def run(self, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        """A row of outputs for each pair, shape (n, outputs)."""
        session, tokenizer = self._opened()
        first, last = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")

        def row(pair: Pair) -> NDArray[np.float32]:
            one, other = pair
            ids = [first, *one, last, *other, last]
            segments = [0] * (len(one) + 2) + [1] * (len(other) + 1)
            inputs = {"input_ids": np.array([ids], np.int32), "segments": np.array([segments], np.int32)}
            found: NDArray[np.float32] = session.run([self._output], inputs)[0][0]
            return found

        if len(pairs) <= 1:  # starting threads would take longer than they save
            return np.stack([row(pair) for pair in pairs]) if pairs else np.empty((0, 0), np.float32)
        with ThreadPoolExecutor(available_cores(), thread_name_prefix="pairs") as pool:
            return np.stack(list(pool.map(row, pairs)))

    def _opened(self) -> tuple[onnxruntime.InferenceSession, Tokenizer]:
        with self._lock:
            if self._session is None or self._tokenizer is None:
                check_own(self._file, self._sha256)
                self._session, self._tokenizer = open_session(self._file), open_tokenizer()
            return self._session, self._tokenizer


def word_pieces(tokenizer: Tokenizer, text: str) -> Pieces:
    """The word pieces of a text, special tokens left out."""
    # Half a surrogate pair, as broken JSON escapes leave it, is no valid UTF-8 and would stop the tokenizer.
    valid = text.encode("utf-8", "replace").decode("utf-8")
    ids: Pieces = tokenizer.encode(valid, add_special_tokens=False).ids
    return ids
