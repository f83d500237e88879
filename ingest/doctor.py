"""Is a library right? Rows, vectors and indexes are held against each other, papers against the rules of merging.

What is wrong is mended on request.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

import numpy as np

from assistant.cleaning import embedded_text
from assistant.embedding import Embedder
from assistant.library import Changes, Library, Put, Snapshot, Stored
from ingest.checkup import check_vectors, differing, read_rows
from ingest.doubled import doubled, join_doubled
from ingest.reembed import cut
from ingest.sentence_pass import embed_sentences

EXAMPLES = 5
BATCH = 64


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be: how often, and a few of the ids of papers or rows concerned."""

    check: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Health:
    """What was looked at and found, and which papers need their passages embedded again, or to be made one."""

    papers: int
    rows: int
    findings: tuple[Finding, ...]
    to_embed: tuple[str, ...] = ()
    to_join: tuple[str, ...] = ()


def examine(library: Library) -> Health:
    """Look at everything, a page at a time."""
    snapshot = library.snapshot()
    rows = read_rows(snapshot)
    vectors = check_vectors(snapshot, rows.digests)
    unread = rows.digests.keys() - vectors.seen
    lexical, catalogue = set(snapshot.lexical.ids()), set(snapshot.catalogue.ids())
    wrong = {*rows.torn, *(i.rpartition(":")[0] for i in (*unread, *vectors.degenerate, *vectors.identical))}
    twice = doubled(library)
    told = {
        "rows of no paper": rows.orphans,
        "papers with passages missing": rows.torn,
        "passages without a vector": unread,
        "vectors that are zero, no number, or not of length one": vectors.degenerate,
        "vectors equal to another text's": vectors.identical,
        "vectors that differ from their copy beside Chroma": vectors.apart,
        "papers that the word index lacks": rows.papers - lexical,
        "papers in the word index alone": lexical - rows.papers,
        "papers that the catalogue lacks": rows.papers - catalogue,
        "papers in the catalogue alone": catalogue - rows.papers,
        "papers that the catalogue keeps otherwise than Chroma": differing(snapshot),
        "papers that the rules of merging make one with another": twice,
        "papers without sentence vectors": snapshot.without_sentence_vectors(),
    }
    findings = tuple(_finding(check, ids) for check, ids in told.items() if ids)
    wrong |= {i.rpartition(":")[0] for i in vectors.apart}
    return Health(len(rows.papers), len(rows.digests), findings, tuple(sorted(wrong & rows.papers)), tuple(twice))


def mend(library: Library, embedder: Embedder, health: Health) -> None:
    """Put right what `examine` found.

    Papers are embedded again, left-over rows dropped, derived indexes made anew, papers that stand twice made one.
    """
    for start in range(0, len(health.to_embed), BATCH):
        wanted = health.to_embed[start : start + BATCH]
        library.write(partial(_embedded, embedder, wanted))
    if health.findings:
        library.heal()
    join_doubled(library, embedder, health.to_join)
    library.work(lambda snapshot: snapshot.sentences.drop_lost())
    embed_sentences(library, embedder)
    library.tidy()


def _embedded(embedder: Embedder, paper_ids: Collection[str], snapshot: Snapshot) -> Changes:
    papers = [cut(stored, embedder) for stored in snapshot.get(paper_ids).values()]
    return Changes(tuple(Put(stored, _vectors(stored, embedder)) for stored in papers))


def _vectors(stored: Stored, embedder: Embedder) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return embedder.embed([embedded_text(stored.paper.title, passage.text) for passage in stored.passages])


def _finding(check: str, ids: Collection[str]) -> Finding:
    return Finding(check, len(ids), tuple(sorted(ids)[:EXAMPLES]))
