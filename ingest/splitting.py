"""A wrong merge taken apart, for good; and a wrong split, or a merge that was missed, put together.

What must stay apart is kept with both papers: the other one's id, and the keys of its copies, so that it stays apart
when it is removed and comes again, too. When both are removed, nothing is left that remembers it. A paper that its
user put together has its own id among them: it is then as fixed as one that was split, and no rule takes it apart.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from assistant.embedding import Embedder
from assistant.errors import UsageError
from assistant.library import Changes, Copy, Library, Snapshot, Stored, derive
from ingest.chunking import chunk
from ingest.identity import Identities, natural_ids
from ingest.placing import parted_by
from ingest.plan import Chunk, Plan, Vector, embed_into, finished


def split_plan(stored: Stored, numbers: Collection[int], known: Identities, chunk_paper: Chunk) -> Plan:
    """The plan that takes the copies of some numbers, counted from 1, out of a paper.

    They get back the id that they had before they were merged, else a new one.

    Raises:
        UsageError: there is no copy of such a number, or none would be left.
    """
    if not numbers or not all(1 <= n <= len(stored.copies) for n in numbers):
        raise UsageError(
            f"copies of {stored.paper.id} are numbered 1 to {len(stored.copies)}; see: split {stored.paper.id}"
        )
    if len(set(numbers)) == len(stored.copies):
        raise UsageError(f"all copies of {stored.paper.id} are named; leave one to it")
    taken = [copy for n, copy in enumerate(stored.copies, 1) if n in numbers]
    left = [copy for n, copy in enumerate(stored.copies, 1) if n not in numbers]
    natural = [paper_id for copy in taken for paper_id in natural_ids(copy.paper)]
    former = next((paper_id for paper_id in natural if paper_id in stored.aliases), None)
    new = former or known.new_id(taken[0].paper)
    apart = set(stored.apart)
    one = _made(stored.paper.id, left, set(stored.aliases) - {new}, apart | parted_by(new, taken))
    two = _made(new, taken, set(), apart | parted_by(stored.paper.id, left))
    return plan_of([stored], [one, two], chunk_paper)


def join_plan(one: Stored, other: Stored, chunk_paper: Chunk) -> Plan:
    """The plan that makes two papers one, which keeps the id of the first and is not taken apart by any rule.

    Raises:
        UsageError: they are one already.
    """
    if one.paper.id == other.paper.id:
        raise UsageError(f"{one.paper.id} is one paper already")
    ids = {one.paper.id, *one.aliases, other.paper.id, *other.aliases}
    copies = [*one.copies, *other.copies]
    apart = ({*one.apart, *other.apart} - ids - parted_by(one.paper.id, copies)) | {one.paper.id}
    return plan_of([one, other], [_made(one.paper.id, copies, ids - {one.paper.id}, apart)], chunk_paper)


def carry_out(library: Library, embedder: Embedder, plan_for: Callable[[Snapshot], Plan]) -> Plan:
    """Commit the plan that `plan_for` makes of the library as it stands, and tidy; returns it.

    Raises:
        LibraryError, EmbeddingError: as `commit`.
    """
    plan = commit(library, embedder, plan_for)
    library.tidy()
    return plan


def commit(library: Library, embedder: Embedder, plan_for: Callable[[Snapshot], Plan]) -> Plan:
    """Commit the plan that `plan_for` makes of the library as it stands; returns it.

    Raises:
        LibraryError: the library cannot be written.
        EmbeddingError: the embedder failed; nothing has changed.
    """
    made: list[Plan] = []
    vectors: dict[str, Vector] = {}

    def changes(snapshot: Snapshot) -> Changes:
        made.append(plan_for(snapshot))
        embed_into(vectors, made[-1].to_embed(), embedder)
        return made[-1].changes(vectors)

    library.write(changes)
    return made[-1]


def chunker(embedder: Embedder) -> Chunk:
    """How an embedder's papers are cut into passages."""
    return lambda paper: chunk(paper, max_tokens=embedder.max_tokens, count_tokens=embedder.count_tokens)


def plan_of(before: Iterable[Stored], after: Iterable[Stored], chunk_paper: Chunk) -> Plan:
    """The plan that puts some papers, which have no passages yet, in the place of others."""
    were = {stored.paper.id: stored for stored in before}
    done = {stored.paper.id: finished(stored, were.get(stored.paper.id), chunk_paper) for stored in after}
    return Plan(were, done, [paper_id for paper_id in were if paper_id not in done])


def _made(paper_id: str, copies: Collection[Copy], aliases: Collection[str], apart: Collection[str]) -> Stored:
    return Stored(
        paper=derive(paper_id, [copy.paper for copy in copies]),
        copies=tuple(sorted(copies, key=lambda copy: copy.key)),
        passages=(),
        sentences=(),
        aliases=tuple(sorted(aliases)),
        apart=tuple(sorted(apart)),
    )
