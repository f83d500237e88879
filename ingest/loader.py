"""One batch after the other into a library: while one is being committed, the next is planned and embedded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock

from assistant.embedding import Embedder
from assistant.library import Changes, Copy, Library, Snapshot
from assistant.records import Paper, Passage
from ingest.chunking import chunk
from ingest.identity import Identities
from ingest.plan import Plan, Vector, embed_into, make_plan
from ingest.shelf import LibraryShelf

Counts = Mapping[str, int]


class Loader:
    """A library being loaded, and what is known of the papers in it.

    Plans are made over the papers known here. When a commit finds that somebody else has written meanwhile, these are
    read again and `_version` moves on; a plan of an older version is made again before it is committed.
    """

    def __init__(self, library: Library, embedder: Embedder) -> None:
        self.library = library
        self.embedder = embedder
        self._generation = library.manifest.generation
        self._shelf = LibraryShelf(library)
        self._identities = Identities(shelf=self._shelf)
        self._version = 0
        self._planning = Lock()
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="commit")
        self._committing: Future[Counts] | None = None

    def load(self, batch: Sequence[Copy]) -> Counts:
        """Begin to commit one batch, once the one before is in.

        Returns how the copies of the one before were counted, and `embedded`; nothing for the first.
        """
        self._shelf.foresee(batch)
        with self._planning:
            plan, version = make_plan(batch, self._identities, self._chunk), self._version
        vectors: dict[str, Vector] = {}
        embed_into(vectors, plan.to_embed(), self.embedder)
        counts = self._wait()
        self._committing = self._beside.submit(self._commit, batch, plan, version, vectors)
        return counts

    def finish(self) -> Counts:
        """Wait until the last batch is in; returns its counts."""
        counts = self._wait()
        self._beside.shutdown()
        self.library.tidy()
        return counts

    def _wait(self) -> Counts:
        return self._committing.result() if self._committing else {}

    def _commit(self, batch: Sequence[Copy], plan: Plan, version: int, vectors: dict[str, Vector]) -> Counts:
        done, base = plan, -1

        def changes(now: Snapshot) -> Changes:
            nonlocal done, base
            base = now.manifest.generation
            with self._planning:
                if base != self._generation:
                    self._version += 1
                if version != self._version:
                    self._identities = Identities(shelf=self._shelf)
                    done = make_plan(batch, self._identities, self._chunk)
                    self._version += 1  # what was planned meanwhile did not know of this batch
            embed_into(vectors, done.to_embed(), self.embedder)
            return done.changes(vectors)

        made = self.library.write(changes)
        self._generation = base + 1 if made.puts or made.removed else base
        with self._planning:
            self._identities.settle(done.after.values(), done.removed)
        return {**done.counts, "embedded": done.embedded}

    def _chunk(self, paper: Paper) -> tuple[Passage, ...]:
        return chunk(paper, max_tokens=self.embedder.max_tokens, count_tokens=self.embedder.count_tokens)
