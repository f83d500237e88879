"""Keep a library in step with files and folders: load what they hold, and take out what has gone from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from assistant.embedding import Embedder
from assistant.settings import Settings
from ingest.disk import explained
from ingest.formats import ReadOptions
from ingest.load import LoadReport, OnProgress, load_paths, roots_of
from ingest.opening import open_or_create
from ingest.prune import prune
from ingest.sentence_pass import embed_sentences
from ingest.synced import gone


def sync_paths(
    library: Path,
    paths: Sequence[Path],
    *,
    settings: Settings,
    options: ReadOptions | None = None,
    on_progress: OnProgress = lambda _: None,
    embedder: Embedder | None = None,
) -> LoadReport:
    """As `load_paths`, and what had gone from `paths` is removed; `removed` counts the papers.

    A folder in which there is nothing at all loses nothing: see `looks_unmounted`.

    Raises:
        UsageError, LibraryError, EmbeddingError: as `load_paths`.
    """
    report = load_paths(library, paths, settings=settings, options=options, on_progress=on_progress, embedder=embedder)
    keys = gone(library, [root for root in roots_of(paths) if not looks_unmounted(root)])
    if not keys:
        return report
    with explained(library):
        removed = _remove(library, keys, settings, embedder)
    return replace(report, removed=removed, papers=report.papers - removed)


def looks_unmounted(path: Path) -> bool:
    """Whether a folder has nothing in it at all, like the place of a drive that is not there just now."""
    try:
        return path.is_dir() and all(child.name.startswith(".") for child in path.iterdir())
    except OSError:
        return True


def _remove(folder: Path, keys: frozenset[str], settings: Settings, embedder: Embedder | None) -> int:
    """Take the copies out; returns how many papers went with them."""
    library, opened = open_or_create(folder, settings, embedder)
    done = prune(library, keys, opened)
    embed_sentences(library, opened)
    library.tidy()
    return len(done.papers)
