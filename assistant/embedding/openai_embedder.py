"""The remote embedder: any endpoint that speaks OpenAI's `/embeddings`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Self

import numpy as np
import openai

from assistant.embedding.base import Progress, Vectors
from assistant.embedding.replies import unit_vectors
from assistant.errors import EmbeddingError, SettingsError
from assistant.openai_client import address, deaf_client, without_key
from assistant.tokens import count_tokens, cut

MAX_TOKENS = 8_000
"""Of one text; OpenAI's models read 8,191, and our count may be a little off for other makers' models."""
BATCH_TEXTS = 128
BATCH_TOKENS = 100_000
"""Of one request; OpenAI's limit is 300,000."""
TIMEOUT_S = 60.0
MAX_RETRIES = 5
PROBE = "dimensions"
"""Embedded once when the number of dimensions is asked for before any text was embedded."""
REFUSED = (401, 403)
NOT_FOUND = 404
TOO_MANY = 429
REDIRECTS = range(300, 400)


class OpenAIEmbedder:
    """A model behind an OpenAI-compatible address. One instance serves any number of threads.

    Used with `with`, it closes its connections at the end; else they close with the object.
    """

    max_tokens = MAX_TOKENS
    asks_apart = False

    def __init__(
        self,
        model: str,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        dimensions: int | None = None,
        max_retries: int = MAX_RETRIES,
    ) -> None:
        """Nothing is sent yet. `dimensions` asks the model for shorter vectors; `base_url` None means OpenAI's own.

        Raises:
            SettingsError: OpenAI's own address without a key, or one that is none.
        """
        if base_url is None and not api_key:
            raise SettingsError(
                f"openai:{model} needs a key; set LITASSIST_EMBED_API_KEY, or LITASSIST_EMBED_BASE_URL for another server"
            )
        self.name = f"openai:{model}"
        self.fingerprint = self.name if dimensions is None else f"{self.name}-d{dimensions}"
        self._model = model
        where = address(base_url, "LITASSIST_EMBED_BASE_URL")
        self._url = where.shown
        self._key = api_key
        self._asked: int | openai.Omit = openai.omit if dimensions is None else dimensions
        self._dimensions = dimensions
        self._client = deaf_client(where, api_key, timeout_s=TIMEOUT_S, max_retries=max_retries)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    @property
    def dimensions(self) -> int:
        """Length of a vector, learned from the first reply; see `Embedder.dimensions`."""
        if self._dimensions is None:
            self._dimensions = self._request([PROBE]).shape[1]
        return self._dimensions

    def embed(self, texts: Sequence[str], *, on_progress: Progress | None = None) -> Vectors:
        """One unit vector a text; see `Embedder.embed`. Blank texts are sent as a space, which endpoints accept."""
        parts: list[Vectors] = []
        done = 0
        for batch in batches([cut(text, MAX_TOKENS, self._model) for text in texts], self._model):
            parts.append(self._request(batch))
            done += len(batch)
            if on_progress is not None:
                on_progress(done)
        return np.concatenate(parts) if parts else np.empty((0, self.dimensions), np.float32)

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """The same as `embed`: endpoints know no other way for questions."""
        return self.embed(questions)

    def count_tokens(self, text: str) -> int:
        """Tokens of the whole text, counted for the model or estimated on the high side."""
        return count_tokens(text, self._model)

    def _request(self, texts: list[str]) -> Vectors:
        filled = [text if text.strip() else " " for text in texts]
        try:
            reply = self._client.embeddings.create(
                input=filled,
                model=self._model,
                dimensions=self._asked,
                encoding_format="float",  # not every compatible server knows base64
            )
        except (openai.OpenAIError, ValueError, TypeError) as error:
            raise EmbeddingError(self._explain(error)) from error
        vectors = unit_vectors(getattr(reply, "data", None), len(texts), self._dimensions, self._url)
        self._dimensions = vectors.shape[1]
        return vectors

    def _explain(self, error: Exception) -> str:
        """What went wrong and what to do, without the key, which some servers repeat."""
        said = without_key(str(error), self._key)
        where = f"the embedding endpoint {self._url}"
        if isinstance(error, openai.APITimeoutError):
            return f"{where} did not answer within {TIMEOUT_S:.0f} s; check LITASSIST_EMBED_BASE_URL, then run again"
        if isinstance(error, openai.APIConnectionError):
            return (
                f"{where} cannot be reached ({error.__cause__ or said}); check LITASSIST_EMBED_BASE_URL, then run again"
            )
        if isinstance(error, openai.APIStatusError):
            return f"{where} answered HTTP {error.status_code} ({said}); {self._advice(error)}"
        return f"{where} sent no usable reply ({said}); check that LITASSIST_EMBED_BASE_URL is an OpenAI-compatible API"

    def _advice(self, error: openai.APIStatusError) -> str:
        if error.status_code in REFUSED:
            return "set LITASSIST_EMBED_API_KEY to a key that it accepts"
        if error.status_code == NOT_FOUND:
            return f"check the model {self._model!r} in LITASSIST_EMBEDDER and the path in LITASSIST_EMBED_BASE_URL"
        if error.status_code == TOO_MANY:
            return "wait for the rate limit or raise the quota, then run again: it goes on where it stopped"
        if error.status_code in REDIRECTS:
            target = error.response.headers.get("location", "another address")
            return f"redirects are not followed: set LITASSIST_EMBED_BASE_URL to {target} if you trust it"
        return "run again later, or check LITASSIST_EMBEDDER and LITASSIST_EMBED_BASE_URL"


def batches(texts: Sequence[str], model: str) -> Iterator[list[str]]:
    """The texts in order, in requests of at most `BATCH_TEXTS` texts and `BATCH_TOKENS` tokens."""
    batch: list[str] = []
    tokens = 0
    for text in texts:
        size = count_tokens(text, model)
        if batch and (len(batch) == BATCH_TEXTS or tokens + size > BATCH_TOKENS):
            yield batch
            batch, tokens = [], 0
        batch.append(text)
        tokens += size
    if batch:
        yield batch
