"""One run: entries in batches into the library, each durable; then the sentence vectors, and the records beside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from assistant.errors import LibraryMissing
from assistant.library import Backend, Copy, Library
from assistant.records import Paper
from ingest.ahead import Ahead
from ingest.disk import explained, usable
from ingest.formats import Rejected, Skipped
from ingest.formats.base import LINE
from ingest.identity import copy_key, place_of
from ingest.loader import Loader
from ingest.plan import STATUSES
from ingest.prune import find
from ingest.rejects import KEPT, Rejects
from ingest.report import GonePaper, LoadReport, OnProgress, Progress
from ingest.sentence_pass import embed_sentences
from ingest.synced import Seen, gone

BATCH = 128
READ_WHOLE = ("no title", "no abstract")
"""How the reason begins where a record was read and lacks a text. Any other may be the end of a file that was cut."""


@contextmanager
def running(backend: Backend, on_progress: OnProgress, open_loader: Callable[[Backend], Loader]) -> Iterator[Run]:
    """A run into the library behind `backend`, opened, or made, when the first entry has been read.

    Raises:
        LibraryError: the library cannot be there, or its files cannot be read or written.
    """
    usable(backend.folder)
    with explained(backend.folder), Rejects() as rejects, Seen() as seen:
        yield Run(backend, on_progress, open_loader, rejects, seen)


class Run:
    """One run over some inputs: what has been read, and the library once there is something to put into it."""

    def __init__(
        self,
        backend: Backend,
        on_progress: OnProgress,
        open_loader: Callable[[Backend], Loader],
        rejects: Rejects,
        seen: Seen,
    ) -> None:
        self._backend = backend
        self._folder = backend.folder
        self._on_progress = on_progress
        self._open_loader = open_loader
        self._loader: Loader | None = None
        self._batch: list[Copy] = []
        self._rejects = rejects
        self._seen = seen
        self._counts: Counter[str] = Counter()
        self._titles: Counter[str] = Counter()
        self._file = self._place = ""
        self._stored = 0
        self._ahead = Ahead(())

    def expect(self, files: Sequence[Path]) -> None:
        """These files will be read; from their sizes progress tells how much is left."""
        self._ahead = Ahead(files)

    def begin(self, name: str, file: Path | None) -> None:
        """What follows is of this input, a file or else a live source: places and keys count within it."""
        self._file = name
        self._place = place_of(name) if file else ""
        self._seen.begin(file)
        self._titles.clear()

    def take_all(self, entries: Iterable[Paper | Rejected | Skipped]) -> None:
        """The entries of the input, to its end."""
        for found in entries:
            if isinstance(found, Paper):
                self._take_copy(found)
            elif isinstance(found, Rejected):
                self._counts["entries"] += 1
                self._rejects.add(found)
                if not found.reason.startswith(READ_WHOLE):
                    self._seen.fault()
            else:
                self._counts["skipped"] += 1
                self._seen.fault()
        self._ahead.through(self._file, self._counts["entries"] - self._rejects.count)

    def finish(self, roots: Sequence[Path]) -> LoadReport:
        """Store what is left and report; `roots` are what was given, resolved, and have been read to their end."""
        self._flush()
        if self._loader:
            self._count(self._loader.finish())
            embed_sentences(
                self._loader.library,
                self._loader.embedder,
                lambda done, total: self._on_progress(Progress("sentences", done, total)),
            )
        found = LoadReport(
            **self._counts,
            rejected=self._rejects.count,
            rejects=self._rejects.first,
            rejects_file=None,
            gone_papers=(),
            held=(),
        )
        return self._with_library(found, roots)

    def _with_library(self, report: LoadReport, roots: Sequence[Path]) -> LoadReport:
        """The report with what the library says, in which what was seen and refused is recorded."""
        try:
            library = Library(self._backend)
        except LibraryMissing:
            return report
        file = self._rejects.write(self._folder)
        held = self._seen.record(self._folder, roots) if roots else ()
        lost = find(library.snapshot(), gone(self._folder, roots)).papers if roots else ()
        return replace(
            report,
            papers=library.snapshot().catalogue.count(),
            rejects_file=str(file) if file else None,
            gone=len(lost),
            gone_papers=tuple(GonePaper(stored.paper.id, stored.paper.title) for stored in lost[:KEPT]),
            held=held,
        )

    def _take_copy(self, copy: Paper) -> None:
        self._counts["entries"] += 1
        key = copy_key(copy, 0, self._place)
        if copy.sources[0].entry.startswith(LINE):
            self._titles[key] += 1
            if (ordinal := self._titles[key] - 1) > 0:
                key = copy_key(copy, ordinal, self._place)
        self._seen.add(key)
        self._batch.append(Copy(key, copy))
        if len(self._batch) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        if self._batch:
            self._loader = self._loader or self._open_loader(self._backend)
            self._count(self._loader.load(self._batch))
            self._batch = []

    def _count(self, counts: Mapping[str, int]) -> None:
        if counts:
            self._counts.update(counts)  # a Counter adds
            self._stored += sum(counts[name] for name in STATUSES)
            self._on_progress(Progress("papers", self._stored, self._ahead.total(self._stored), about=True))
