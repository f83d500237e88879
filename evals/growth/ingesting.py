"""Ingest into a library of some size: the papers that come next, by the whole pipeline but for the embedder's work."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.cleaning import clean, embedded_text
from assistant.embedding import Embedder, Progress, Vectors
from assistant.sentences import split_sentences
from assistant.settings import Settings
from evals.growth.made_up import BATCH, Batch, MadeUp
from ingest.load import load_entries


class Passing:
    """An embedder that passes for another and knows the vectors of one batch."""

    asks_apart = False

    def __init__(self, other: Embedder, batch: Batch) -> None:
        self.name, self.fingerprint, self.dimensions = other.name, other.fingerprint, other.dimensions
        self.max_tokens = 10**6  # an abstract is one passage
        self._known: dict[str, Vectors] = {}
        for paper, vector, said in zip(batch.papers, batch.vectors, batch.sentences, strict=True):
            self._known[embedded_text(paper.title, paper.abstract)] = vector
            places = split_sentences(paper.abstract)
            self._known |= {clean(paper.abstract[a:b]): row for (a, b), row in zip(places, said, strict=True)}

    def embed(self, texts: Sequence[str], *, on_progress: Progress | None = None) -> Vectors:  # noqa: ARG002
        """The vectors of texts of the batch, shape (texts, dimensions)."""
        return np.stack([self._known[text] for text in texts])

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """The same as `embed`."""
        return self.embed(questions)

    def count_tokens(self, text: str) -> int:
        """About one a word."""
        return text.count(" ") + 1


def ingest_rate(folder: Path, papers: int, embedder: Embedder) -> float:
    """Papers a second, sentence vectors included, at which the batch after the first `papers` goes in."""
    batch, settings = MadeUp().batch(papers // BATCH), Settings.load()
    passing = Passing(embedder, batch)
    began = time.perf_counter()
    report = load_entries(folder, [("made up", batch.papers)], settings=settings, embedder=passing)
    if report.papers != papers + BATCH:
        raise SystemExit(f"{report.papers} papers in the library, not {papers + BATCH}")
    return BATCH / (time.perf_counter() - began)
