"""A library of made-up papers, written batch by batch as ingest writes it; nothing is parsed, embedded or compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from assistant.embedding import Progress, Vectors
from assistant.library import Changes, Copy, Fingerprint, Library, Put, Stored, text_digest
from assistant.records import Paper, Passage
from evals.growth.made_up import BATCH, DIMENSIONS, SENTENCES, Batch, MadeUp
from ingest.chunking import RULE
from ingest.identity import natural_ids
from ingest.plan import finished


class ReadyMade:
    """The embedder that the vectors count as; it is never asked for one."""

    name, fingerprint, dimensions, max_tokens = "ready-made", "ready-2", DIMENSIONS, 256

    def embed(self, texts: Sequence[str], *, on_progress: Progress | None = None) -> Vectors:
        """Refuses."""
        raise NotImplementedError

    def count_tokens(self, text: str) -> int:
        """None: an abstract is one passage."""
        return 0 * len(text)


FINGERPRINT = Fingerprint(ReadyMade.name, ReadyMade.fingerprint, DIMENSIONS, RULE)


def grow(folder: Path, papers: int, on_progress: Callable[[int, int], None]) -> Library:
    """The library at a folder, made or grown to hold so many papers, whole batches of `BATCH`; what is there stays."""
    library, source = Library.create(folder, FINGERPRINT), MadeUp()
    first = library.snapshot().catalogue.count() // BATCH
    for number in range(first, papers // BATCH):
        on_progress(number * BATCH, papers)
        _write(library, source.batch(number))
    library.tidy()
    return library


def _write(library: Library, batch: Batch) -> None:
    stored = [_stored(paper) for paper in batch.papers]
    puts = tuple(Put(each, vector[None, :]) for each, vector in zip(stored, batch.vectors, strict=True))
    library.write(lambda _: Changes(puts))
    library.add_sentence_vectors(
        [(s.paper.id, text_digest(s), rows) for s, rows in zip(stored, batch.sentences, strict=True)]
    )


def _stored(paper: Paper) -> Stored:
    named = replace(paper, id=natural_ids(paper)[0])
    stored = finished(Stored(named, (Copy(paper.sources[0].entry, paper),), (), ()), None, _whole)
    if len(stored.sentences) != SENTENCES:
        raise ValueError(f"{named.title!r} has {len(stored.sentences)} sentences, not {SENTENCES}")
    return stored


def _whole(paper: Paper) -> tuple[Passage, ...]:
    return (Passage(f"{paper.id}:0", paper.id, paper.abstract, 0, len(paper.abstract), "abstract"),)
