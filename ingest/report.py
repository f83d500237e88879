"""What a run tells: how far it is while it goes, and what it did when it is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ingest.formats import Rejected
from ingest.synced import Held


@dataclass(frozen=True, slots=True)
class GonePaper:
    """A paper that the files and folders given had, and that nothing has now."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What one run did. `papers`: in the library now; `embedded`: those whose vectors were computed.

    `rejects` are the first thousand, `rejects_file` has them all. `gone`: papers of which no copy is left, the first
    thousand of them in `gone_papers`; `held`: what was not read whole, so that nothing missing from it counts as gone.
    """

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
    rejects_file: str | None = None
    gone: int = 0
    gone_papers: tuple[GonePaper, ...] = ()
    removed: int = 0
    held: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: `stage` is "papers" (entries read and stored) or "sentences".

    `total` may be unknown, or an estimate (`about`) by the sizes of the files that are still to be read.
    """

    stage: str
    done: int
    total: int | None = None
    about: bool = False


OnProgress = Callable[[Progress], None]
