"""Progress on stderr: a bar on a terminal, plain lines otherwise."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Never

from tqdm import tqdm

from assistant import terminal
from ingest.load import OnProgress, Progress

EVERY_S = 5.0
LABELS = {"papers": "papers stored", "sentences": "papers with sentence vectors"}


@contextmanager
def shown_on_stderr() -> Iterator[OnProgress]:
    """Yields what to call with each progress."""
    if not sys.stderr.isatty():
        yield _Lines()
        return
    bars: dict[str, tqdm[Never]] = {}

    def show(progress: Progress) -> None:
        bar = bars.setdefault(progress.stage, tqdm(desc=LABELS[progress.stage], total=progress.total, unit=" papers"))
        bar.update(progress.done - bar.n)

    try:
        yield show
    finally:
        for bar in bars.values():
            bar.close()


class _Lines:
    """At most a line every few seconds, so that a log stays readable."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, progress: Progress) -> None:
        if time.monotonic() - self._last >= EVERY_S:
            self._last = time.monotonic()
            of = f" of {progress.total:,}" if progress.total else ""
            terminal.note(f"{progress.done:,}{of} {LABELS[progress.stage]}")
