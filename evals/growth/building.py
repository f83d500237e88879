"""A library of made-up papers, written batch by batch as ingest writes it; nothing is parsed, embedded or compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from assistant.embedding import Embedder, open_embedder
from assistant.errors import UsageError
from assistant.library import Changes, Copy, Fingerprint, Library, Put, Stored, text_digest
from assistant.records import Paper, Passage
from assistant.settings import Settings
from evals.growth.made_up import BATCH, SENTENCES, Batch, MadeUp
from ingest.chunking import RULE
from ingest.identity import natural_ids
from ingest.plan import finished

EMBEDDER = "minilm"
"""Whose vectors the made-up ones pass for, so that the library can be opened and asked as any other."""
AT_ONCE = 10
"""Batches a commit: Chroma rewrites its files every so often, which costs the more the larger the library is."""


def pretended() -> Embedder:
    """The embedder whose vectors the made-up ones pass for."""
    return open_embedder(EMBEDDER, Settings.load())


def grow(folder: Path, papers: int, on_progress: Callable[[int, int], None]) -> int:
    """Have the library at a folder hold so many papers, whole batches of `BATCH`; how many had to be written for that.

    Raises:
        UsageError: it holds more already.
    """
    embedder = pretended()
    fingerprint = Fingerprint(embedder.name, embedder.fingerprint, embedder.dimensions, RULE)
    library, source = Library.create(folder, fingerprint), MadeUp()
    first = library.snapshot().catalogue.count() // BATCH
    if first * BATCH > papers:
        raise UsageError(
            f"{folder} holds {first * BATCH:,} papers already, more than {papers:,}; name another --folder"
        )
    last = papers // BATCH
    for number in range(first, last, AT_ONCE):
        on_progress(number * BATCH, papers)
        _write(library, [source.batch(n) for n in range(number, min(number + AT_ONCE, last))])
    library.tidy()
    return papers - first * BATCH


def _write(library: Library, batches: Sequence[Batch]) -> None:
    stored = [_stored(paper) for batch in batches for paper in batch.papers]
    vectors = np.concatenate([batch.vectors for batch in batches])
    puts = tuple(Put(each, vector[None, :]) for each, vector in zip(stored, vectors, strict=True))
    library.write(lambda _: Changes(puts))
    said = np.concatenate([batch.sentences for batch in batches])
    library.add_sentence_vectors([(s.paper.id, text_digest(s), rows) for s, rows in zip(stored, said, strict=True)])


def _stored(paper: Paper) -> Stored:
    named = replace(paper, id=natural_ids(paper)[0])
    stored = finished(Stored(named, (Copy(paper.sources[0].entry, paper),), (), ()), None, _whole)
    if len(stored.sentences) != SENTENCES:
        raise ValueError(f"{named.title!r} has {len(stored.sentences)} sentences, not {SENTENCES}")
    return stored


def _whole(paper: Paper) -> tuple[Passage, ...]:
    return (Passage(f"{paper.id}:0", paper.id, paper.abstract, 0, len(paper.abstract), "abstract"),)
