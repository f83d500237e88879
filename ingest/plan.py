"""What a batch of copies changes in a library, worked out without writing anything.

A plan is made once before the batch is embedded and, if another process has committed since, once more under the
library's lock; the texts embedded for the first serve the second.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from assistant.cleaning import embedded_text
from assistant.embedding import Embedder
from assistant.library import Changes, Copy, Put, Stored, passage_digests
from assistant.records import Paper, Passage
from assistant.sentences import split_sentences
from ingest.identity import Identities
from ingest.placing import place

STATUSES = ("added", "updated", "unchanged", "merged")
Chunk = Callable[[Paper], tuple[Passage, ...]]
Vector = np.ndarray[tuple[int], np.dtype[np.float32]]


@dataclass(slots=True)
class Plan:
    """The papers that a batch touches, by id, as they were and as it leaves them, and how each copy was counted."""

    before: dict[str, Stored] = field(default_factory=dict)
    after: dict[str, Stored] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATUSES, 0))

    def written(self) -> list[Stored]:
        """The papers that are not in the library exactly like this."""
        return [stored for paper_id, stored in self.after.items() if self.before.get(paper_id) != stored]

    def to_embed(self) -> dict[str, str]:
        """Digest to text of every passage that has no vector in the library."""
        return {
            digest: embedded_text(stored.paper.title, passage.text)
            for stored in self._fresh()
            for digest, passage in zip(stored.digests, stored.passages, strict=True)
        }

    @property
    def embedded(self) -> int:
        """How many papers need new vectors."""
        return len(self._fresh())

    def changes(self, vectors: Mapping[str, Vector]) -> Changes:
        """What to commit, given a vector for every digest of `to_embed`."""
        fresh = {stored.paper.id for stored in self._fresh()}
        puts = [
            Put(stored, np.stack([vectors[d] for d in stored.digests]) if stored.paper.id in fresh else None)
            for stored in self.written()
        ]
        return Changes(tuple(puts), tuple(self.removed))

    def _fresh(self) -> list[Stored]:
        return [s for s in self.written() if not _same_texts(self.before.get(s.paper.id), s)]


def make_plan(copies: Sequence[Copy], identities: Identities, chunk_paper: Chunk) -> Plan:
    """The plan for some copies over the papers in `identities`, which is left as the batch leaves the library."""
    plan = Plan()
    made: set[str] = set()
    there: dict[str, None] = {}
    for copy in copies:
        placed = place(copy, identities)
        plan.counts[placed.status] += 1
        plan.before |= {i: stored for i, stored in placed.before.items() if i not in made and i not in plan.before}
        made |= placed.after.keys() - plan.before.keys()
        for gone in placed.before.keys() - placed.after.keys():
            identities.remove(gone)
            there.pop(gone, None)
        for stored in placed.after.values():
            identities.add(stored)
            there[stored.paper.id] = None
    for paper_id in there:
        plan.after[paper_id] = finished(identities.get(paper_id), plan.before.get(paper_id), chunk_paper)
        identities.add(plan.after[paper_id])
    plan.removed = [paper_id for paper_id in plan.before if paper_id not in plan.after]
    return plan


def embed_into(vectors: dict[str, Vector], texts: Mapping[str, str], embedder: Embedder) -> None:
    """Embed the texts whose digests have no vector yet."""
    if wanted := [digest for digest in texts if digest not in vectors]:
        vectors.update(zip(wanted, embedder.embed([texts[digest] for digest in wanted]), strict=True))


def finished(stored: Stored, before: Stored | None, chunk_paper: Chunk) -> Stored:
    """A paper with passages, sentences and digests; those of `before` where neither title nor abstract changed."""
    paper = stored.paper
    if before and (before.paper.title, before.paper.abstract) == (paper.title, paper.abstract):
        return replace(stored, passages=before.passages, sentences=before.sentences, digests=before.digests)
    passages = chunk_paper(paper)
    return replace(
        stored,
        passages=passages,
        sentences=split_sentences(paper.abstract),
        digests=passage_digests(paper, passages),
    )


def _same_texts(before: Stored | None, after: Stored) -> bool:
    return before is not None and (before.passages, before.digests) == (after.passages, after.digests)
