"""The load loop: entries from files, in batches, into the library, each batch durable; then the sentence vectors.

Every entry ends in exactly one of five counts: added (a new paper), merged (one more source of a paper that is there),
updated (the source's copy was there and differed), unchanged, rejected. What an earlier run found in the same files
and folders and this one did not is reported as gone; taking it out is `ingest.sync`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from assistant.embedding import Embedder
from assistant.library import backend_for
from assistant.records import Paper
from assistant.settings import Settings
from ingest.formats import ReadOptions, Rejected, Skipped
from ingest.formats.once import Once
from ingest.loader import Loader
from ingest.opening import open_or_create
from ingest.reading import read_files
from ingest.report import LoadReport, OnProgress, Progress
from ingest.run import running

__all__ = ["LoadReport", "OnProgress", "Progress", "load_entries", "load_paths", "roots_of"]


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
    files = list(read_files(paths, options or ReadOptions()))
    backend = backend_for(settings, library)
    with running(backend, on_progress, lambda place: Loader(*open_or_create(place, settings, embedder))) as run:
        run.expect([Path(file) for file, _ in files])
        for file, entries in files:
            run.begin(file, Path(file))
            run.take_all(entries)
        return run.finish(roots_of(paths))


def load_entries(
    library: Path,
    inputs: Iterable[tuple[str, Iterable[Paper | Rejected | Skipped]]],
    *,
    settings: Settings,
    on_progress: OnProgress = lambda _: None,
    embedder: Embedder | None = None,
) -> LoadReport:
    """Load what each named input holds, as `load_paths` does for files; an input is a file or a live source.

    Raises:
        LibraryError, EmbeddingError: as `load_paths`.
    """
    backend = backend_for(settings, library)
    with running(backend, on_progress, lambda place: Loader(*open_or_create(place, settings, embedder))) as run:
        for name, entries in inputs:
            once = Once(name)
            run.begin(name, None)
            run.take_all(found if isinstance(found, Skipped) else once.checked(found) for found in entries)
        return run.finish(())


def roots_of(paths: Sequence[Path]) -> tuple[Path, ...]:
    """What was given, resolved: the names under which `ingest.synced` keeps what it held."""
    return tuple(dict.fromkeys(path.resolve() for path in paths))
