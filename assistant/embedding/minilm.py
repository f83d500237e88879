"""The local embedder: all-MiniLM-L6-v2 on ONNX Runtime, no key and no network.

Texts are run one at a time, one thread each, on as many threads as there are cores. That is as fast as batches (nothing
is padded, nothing waits for the slowest), and it makes a text's vector depend on that text alone: int8 activations are
scaled by the range found in the whole run, so in a batch the neighbours would change it.

Questions have a network with upper layers of their own (`question_layers.py`), loaded with the first of them: in one
network with two ends ONNX Runtime would go through both for every text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Lock

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from assistant.embedding.base import Progress, Vectors
from assistant.embedding.cache import GRAPH_VERSION, Precision, cached_model
from assistant.embedding.cpu import available_cores
from assistant.embedding.weights import TOKENIZER_SHA256, WEIGHTS_SHA256, model_folder, read_checked
from assistant.errors import EmbeddingError

DIMENSIONS = 384
MAX_TOKENS = 254
"""sentence-transformers reads 256 tokens with this model; two of them are [CLS] and [SEP]."""
QUEUED = 2048
"""Texts handed to the threads at a time, which bounds memory however many texts there are."""
ERRORS_ONLY = 3
"""ONNX Runtime's log level: its warnings are about how graphs are written, nothing a user could act on."""

SLOW_FUSIONS = ("SkipLayerNormFusion", "BiasSkipLayerNormFusion", "BiasGeluFusion")
"""What ONNX Runtime must not undo: see `graph.py`."""


class MiniLM:
    """all-MiniLM-L6-v2: 384 dimensions, mean pooling. One instance serves any number of threads."""

    name = "minilm"
    dimensions = DIMENSIONS
    max_tokens = MAX_TOKENS
    asks_apart = True

    def __init__(self, cache_dir: Path, precision: Precision = "int8") -> None:
        """Load the network from `cache_dir`, where the first start on a machine builds it.

        Raises:
            EmbeddingError: the weights are missing or wrong, or the cache cannot be written.
        """
        self.fingerprint = f"{WEIGHTS_SHA256[:12]}-{precision}-g{GRAPH_VERSION}"
        self._tokenizer = open_tokenizer()
        self._session = open_session(cached_model(cache_dir, precision))
        self._cache = cache_dir, precision
        self._lock = Lock()
        self._asked: onnxruntime.InferenceSession | None = None
        self._first = self._tokenizer.token_to_id("[CLS]")
        self._last = self._tokenizer.token_to_id("[SEP]")

    def embed(self, texts: Sequence[str], *, on_progress: Progress | None = None) -> Vectors:
        """One unit vector a text, shape (n, 384); see `Embedder.embed`."""
        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        for number, vector in enumerate(self._each(texts, self._session)):
            vectors[number] = vector
            if on_progress is not None:
                on_progress(number + 1)
        return vectors

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """One unit vector a question, shape (n, 384), by the layers of its own; see `Embedder.embed_questions`."""
        found = list(self._each(questions, self._questions()))
        return np.stack(found) if found else np.empty((0, DIMENSIONS), np.float32)

    def count_tokens(self, text: str) -> int:
        """Word pieces in the whole text; only the first `max_tokens` of them are embedded."""
        return len(self._word_pieces(text))

    def _questions(self) -> onnxruntime.InferenceSession:
        with self._lock:
            if self._asked is None:
                self._asked = open_session(cached_model(*self._cache, questions=True))
            return self._asked

    def _each(self, texts: Sequence[str], session: onnxruntime.InferenceSession) -> Iterator[NDArray[np.float32]]:
        if len(texts) == 1:  # a query: starting threads would take longer than they save
            yield self._vector(texts[0], session)
            return
        pool = ThreadPoolExecutor(available_cores(), thread_name_prefix="minilm")
        try:
            for start in range(0, len(texts), QUEUED):
                yield from pool.map(partial(self._vector, session=session), texts[start : start + QUEUED])
        finally:
            pool.shutdown(cancel_futures=True)

    def _vector(self, text: str, session: onnxruntime.InferenceSession) -> NDArray[np.float32]:
        ids = np.array([[self._first, *self._word_pieces(text)[:MAX_TOKENS], self._last]], np.int32)
        vector: NDArray[np.float32] = session.run(["vector"], {"input_ids": ids})[0][0]
        return vector

    def _word_pieces(self, text: str) -> list[int]:
        # Half a surrogate pair, as broken JSON escapes leave it, is no valid UTF-8 and would stop the tokenizer.
        valid = text.encode("utf-8", "replace").decode("utf-8")
        return self._tokenizer.encode(valid, add_special_tokens=False).ids


def open_tokenizer() -> Tokenizer:
    """The published tokenizer, which cuts and pads nothing.

    Raises:
        EmbeddingError: its file is missing or different.
    """
    tokenizer = Tokenizer.from_buffer(read_checked(model_folder() / "tokenizer.json", TOKENIZER_SHA256))
    # The published file cuts and pads to 128; this module cuts by itself and never pads.
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def open_session(model: Path) -> onnxruntime.InferenceSession:
    """The network in that file, each run on the thread that asks for it.

    Raises:
        EmbeddingError: ONNX Runtime cannot load it.
    """
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = ERRORS_ONLY
    try:
        return onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"], disabled_optimizers=list(SLOW_FUSIONS)
        )
    except Exception as error:  # onnxruntime's own classes share no public base
        message = (
            f"ONNX Runtime cannot load {model} ({error}); delete that file or reinstall onnxruntime, and run again"
        )
        raise EmbeddingError(message) from error
