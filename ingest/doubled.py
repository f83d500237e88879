"""Papers that stand as two and that the rules of merging make one: found, and put together.

Copies are grouped as they come in, so there are none unless the rules have changed since, or a library was damaged.
What its user has split stays split.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from assistant.embedding import Embedder
from assistant.library import Library, Snapshot
from ingest.identity import Identities
from ingest.placing import regrouped
from ingest.plan import Plan
from ingest.shelf import LibraryShelf
from ingest.splitting import chunker, commit, plan_of


def doubled(library: Library) -> list[str]:
    """The ids of the papers that would be another one."""
    snapshot, known = library.snapshot(), Identities(shelf=LibraryShelf(library))
    found: dict[str, None] = {}
    for stored in snapshot.each(snapshot.catalogue.ids()):
        if stored.paper.id not in found:
            placed = regrouped(stored, known)
            found |= dict.fromkeys(placed.before.keys() - placed.after.keys())
    return list(found)


def join_doubled(library: Library, embedder: Embedder, paper_ids: Iterable[str]) -> None:
    """Put each of some papers together with the one that it is; one that is none any more is passed over.

    Raises:
        LibraryError: the library cannot be written.
        EmbeddingError: the embedder failed; what was put together before stays so.
    """
    for paper_id in paper_ids:
        commit(library, embedder, partial(_plan, library, embedder, paper_id))


def _plan(library: Library, embedder: Embedder, paper_id: str, now: Snapshot) -> Plan:
    if (stored := now.get([paper_id]).get(paper_id)) is None:
        return Plan()
    placed = regrouped(stored, Identities(shelf=LibraryShelf(library)))
    return plan_of(placed.before.values(), placed.after.values(), chunker(embedder))
