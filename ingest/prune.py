"""What the library still has of files and folders from which it has gone, and how that is taken out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from assistant.embedding import Embedder
from assistant.library import Changes, Library, Snapshot, Stored, derive, passage_digests
from assistant.library.names import key_name
from assistant.records import Paper, Passage
from assistant.sentences import split_sentences
from ingest.chunking import chunk
from ingest.plan import Plan, Vector, embed_into
from ingest.synced import forget

_NAMES = 10_000


@dataclass(frozen=True, slots=True)
class Gone:
    """Papers that have no copy left (`papers`), and those that have lost some and have others left (`thinned`)."""

    papers: tuple[Stored, ...] = ()
    thinned: tuple[Stored, ...] = ()


def find(snapshot: Snapshot, keys: Collection[str]) -> Gone:
    """What copies that have gone were copies of."""
    papers: list[Stored] = []
    thinned: list[Stored] = []
    for stored in snapshot.each(_holders(snapshot, keys)):
        lost = [copy.key in keys for copy in stored.copies]
        if any(lost):  # a name is a hash of a key
            (papers if all(lost) else thinned).append(stored)
    return Gone(tuple(papers), tuple(thinned))


def _holders(snapshot: Snapshot, keys: Collection[str]) -> list[str]:
    """The ids of the papers that have copies under these keys."""
    names = [key_name(key) for key in sorted(keys)]
    found: dict[str, None] = {}
    for i in range(0, len(names), _NAMES):
        ids = snapshot.catalogue.named(names[i : i + _NAMES]).values()
        found |= dict.fromkeys(paper_id for several in ids for paper_id in several)
    return list(found)


def prune(library: Library, keys: frozenset[str], embedder: Embedder) -> Gone:
    """Take out copies that have gone, and the papers that have no other; returns what these were.

    A paper with copies left is derived from them and keeps its id; it is embedded again only if its text is another.

    Raises:
        LibraryError: the library cannot be written.
        EmbeddingError: the embedder failed; nothing was removed.
    """
    done = Gone()
    vectors: dict[str, Vector] = {}

    def changes(snapshot: Snapshot) -> Changes:
        nonlocal done
        done = find(snapshot, keys)
        plan = _plan(done, keys, embedder)
        if texts := plan.to_embed():
            embed_into(vectors, texts, embedder)
        return plan.changes(vectors)

    library.write(changes)
    forget(library.folder, keys)
    return done


def _plan(lost: Gone, keys: Collection[str], embedder: Embedder) -> Plan:
    left = [_without(stored, keys, embedder) for stored in lost.thinned]
    return Plan(
        before={stored.paper.id: stored for stored in lost.thinned},
        after={stored.paper.id: stored for stored in left},
        removed=[stored.paper.id for stored in lost.papers],
    )


def _without(stored: Stored, keys: Collection[str], embedder: Embedder) -> Stored:
    copies = tuple(copy for copy in stored.copies if copy.key not in keys)
    paper = derive(stored.paper.id, [copy.paper for copy in copies])
    thinned = replace(stored, paper=paper, copies=copies)
    if (paper.title, paper.abstract) == (stored.paper.title, stored.paper.abstract):
        return thinned
    passages = _chunked(paper, embedder)
    return replace(
        thinned,
        passages=passages,
        sentences=split_sentences(paper.abstract),
        digests=passage_digests(paper, passages),
    )


def _chunked(paper: Paper, embedder: Embedder) -> tuple[Passage, ...]:
    return chunk(paper, max_tokens=embedder.max_tokens, count_tokens=embedder.count_tokens)
