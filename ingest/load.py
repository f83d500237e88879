"""The load loop: entries from files, in batches, into the library, each batch durable; then the sentence vectors.

Every entry ends in exactly one of five counts: added (a new paper), merged (one more source of a paper that is there),
updated (the source's copy was there and differed), unchanged, rejected.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.embedding import Embedder
from assistant.errors import LibraryMissing
from assistant.library import Copy, Library
from assistant.records import Paper
from assistant.settings import Settings
from ingest.formats import ReadOptions, Rejected, Skipped
from ingest.identity import LINE, copy_key
from ingest.loader import Loader
from ingest.opening import open_or_create
from ingest.plan import STATUSES
from ingest.reading import read_files
from ingest.sentence_pass import embed_sentences

BATCH = 128


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What one run did. `papers`: in the library now; `embedded`: those whose vectors were computed."""

    entries: int = 0
    papers: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    merged: int = 0
    embedded: int = 0
    rejected: int = 0
    rejects: tuple[Rejected, ...] = ()
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: `stage` is "papers" (entries read and stored) or "sentences"; `total` may be unknown."""

    stage: str
    done: int
    total: int | None = None


OnProgress = Callable[[Progress], None]


def load_paths(
    library: Path,
    paths: Sequence[Path],
    *,
    settings: Settings,
    options: ReadOptions | None = None,
    on_progress: OnProgress = lambda _: None,
    embedder: Embedder | None = None,
) -> LoadReport:
    """Load files and folders into the library at `library`, which is made when the first entry has been read.

    Without an `embedder`, the settings name one.

    Raises:
        UsageError: a path does not exist, or the format asked for is unknown; nothing was loaded.
        LibraryError: the library cannot be written, or was written with another embedder.
        EmbeddingError: the embedder failed; what was loaded before stays, and the next run goes on from there.
    """
    run = _Run(library, settings, on_progress, embedder)
    for file, entries in read_files(paths, options or ReadOptions()):
        run.begin(file)
        for found in entries:
            run.take(found)
    return run.finish()


class _Run:
    """One run over some inputs: what has been read, and the library once there is something to put into it."""

    def __init__(self, folder: Path, settings: Settings, on_progress: OnProgress, embedder: Embedder | None) -> None:
        self._folder = folder
        self._settings = settings
        self._on_progress = on_progress
        self._embedder = embedder
        self._loader: Loader | None = None
        self._batch: list[Copy] = []
        self._rejects: list[Rejected] = []
        self._counts: Counter[str] = Counter()
        self._titles: Counter[str] = Counter()
        self._keyed: dict[str, int] = {}
        self._file = ""
        self._stored = 0

    def begin(self, file: str) -> None:
        """What follows is of this file: places and keys count within it."""
        self._file = file
        self._titles.clear()
        self._keyed.clear()

    def take(self, found: Paper | Rejected | Skipped) -> None:
        if isinstance(found, Paper):
            self._take_copy(found)
        elif isinstance(found, Rejected):
            self._counts["entries"] += 1
            self._rejects.append(found)
        else:
            self._counts["skipped"] += 1

    def finish(self) -> LoadReport:
        self._flush()
        if self._loader:
            self._count(self._loader.finish())
            embed_sentences(
                self._loader.library,
                self._loader.embedder,
                lambda done, total: self._on_progress(Progress("sentences", done, total)),
            )
        self._counts["papers"] = _papers_there(self._folder)
        return LoadReport(**self._counts, rejected=len(self._rejects), rejects=tuple(self._rejects))

    def _take_copy(self, copy: Paper) -> None:
        self._counts["entries"] += 1
        first = copy_key(copy, 0)
        key = copy_key(copy, self._titles[first])
        self._titles[first] += 1
        source = copy.sources[0]
        if not source.entry.startswith(LINE) and self._keyed.setdefault(key, hash(copy)) != hash(copy):
            reason = f"the id {source.entry!r} stands above for another text; give each record its own id"
            self._rejects.append(Rejected(self._file, None, reason))
            return
        self._batch.append(Copy(key, copy))
        if len(self._batch) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        if self._batch:
            self._loader = self._loader or Loader(*open_or_create(self._folder, self._settings, self._embedder))
            self._count(self._loader.load(self._batch))
            self._batch = []

    def _count(self, counts: Mapping[str, int]) -> None:
        if counts:
            self._counts.update(counts)  # a Counter adds
            self._stored += sum(counts[name] for name in STATUSES)
            self._on_progress(Progress("papers", self._stored))


def _papers_there(folder: Path) -> int:
    try:
        return len(Library(folder).snapshot().papers)
    except LibraryMissing:
        return 0
