"""A library under another embedder: passages cut to its window, vectors computed again, everything else as it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from assistant.cleaning import embedded_text
from assistant.embedding import Embedder, open_embedder
from assistant.library import Fingerprint, Library, Put, Stored, passage_digests, rebuild
from assistant.settings import Settings
from ingest.chunking import RULE, chunk
from ingest.load import OnProgress, Progress
from ingest.sentence_pass import embed_sentences

BATCH = 128


def reembed(folder: Path, name: str, settings: Settings, on_progress: OnProgress) -> int:
    """Make the library at `folder` one of the embedder called `name`; returns how many papers it has.

    Nothing changes until all vectors are there; stopped before, the library is as it was.

    Raises:
        LibraryMissing: there is none.
        SettingsError, EmbeddingError: the embedder cannot be used.
    """
    library = Library(folder)
    embedder = open_embedder(name, settings)
    fingerprint = Fingerprint(embedder.name, embedder.fingerprint, embedder.dimensions, RULE)
    if library.manifest.fingerprint != fingerprint:
        rebuild(folder, fingerprint, lambda stored: _embedded(stored, embedder, on_progress))
    embed_sentences(library, embedder, lambda done, total: on_progress(Progress("sentences", done, total)))
    return len(library.snapshot().papers)


def _embedded(stored: Sequence[Stored], embedder: Embedder, on_progress: OnProgress) -> Iterator[list[Put]]:
    for i in range(0, len(stored), BATCH):
        batch = [_cut(paper, embedder) for paper in stored[i : i + BATCH]]
        texts = [embedded_text(s.paper.title, passage.text) for s in batch for passage in s.passages]
        vectors = embedder.embed(texts)
        puts, start = [], 0
        for s in batch:
            puts.append(Put(s, vectors[start : start + len(s.passages)]))
            start += len(s.passages)
        yield puts
        on_progress(Progress("papers", min(i + BATCH, len(stored)), len(stored)))


def _cut(stored: Stored, embedder: Embedder) -> Stored:
    passages = chunk(stored.paper, max_tokens=embedder.max_tokens, count_tokens=embedder.count_tokens)
    return replace(stored, passages=passages, digests=passage_digests(stored.paper, passages))
