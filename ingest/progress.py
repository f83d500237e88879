"""Progress on stderr: a bar on a terminal, plain lines otherwise, or one JSON object a line for scripts."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Never

from tqdm import tqdm

from assistant import terminal
from ingest.report import OnProgress, Progress

EVERY_S = 5.0
"""Between two plain lines."""
EVENT_EVERY_S = 1.0
LABELS = {"papers": "papers stored", "sentences": "papers with sentence vectors"}
Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a stage goes: papers a second since it began, and seconds to its end where that is known."""

    rate: float | None
    left_s: float | None


def note_event(name: str, facts: Mapping[str, object]) -> None:
    """One JSON object on stderr, a line of its own, in ASCII."""
    terminal.note(json.dumps({"event": name, **facts}))


@contextmanager
def shown_on_stderr(labels: Mapping[str, str] = LABELS) -> Iterator[OnProgress]:
    """Yields what to call with each progress, for people to see; `labels` say what each stage counts."""
    if not sys.stderr.isatty():
        yield Lines(labels=labels)
        return
    bars: dict[str, tqdm[Never]] = {}

    def show(progress: Progress) -> None:
        if progress.stage not in bars:
            _end(bars)
            label = labels[progress.stage]
            bars[progress.stage] = tqdm(desc=label, unit=f" {label.split()[0]}")
        bars[progress.stage].total = progress.total
        bars[progress.stage].update(progress.done - bars[progress.stage].n)

    try:
        yield show
    finally:
        _end(bars)


class Lines:
    """Plain lines, at most one every few seconds, so that a log stays readable."""

    def __init__(self, clock: Clock = time.monotonic, labels: Mapping[str, str] = LABELS) -> None:
        self._when = _When(EVERY_S, clock)
        self._labels = labels

    def __call__(self, progress: Progress) -> None:
        """Tell how far the run is, if the time has come."""
        pace = self._when.next(progress)
        if pace and not _at_end(progress):
            of = f" of {'about ' if progress.about else ''}{progress.total:,}" if progress.total else ""
            rate = f", {pace.rate:.0f} a second" if pace.rate else ""
            left = f", {_in_words(pace.left_s)} left" if pace.left_s is not None else ""
            terminal.note(f"{progress.done:,}{of} {self._labels[progress.stage]}{rate}{left}")


class Events:
    """One JSON object a line, at most one a second and one at the end of a stage whose end is known."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._when = _When(EVENT_EVERY_S, clock)

    def __call__(self, progress: Progress) -> None:
        """Tell how far the run is, if the time has come."""
        if pace := self._when.next(progress):
            facts = {"stage": progress.stage, "done": progress.done, "total": progress.total}
            note_event("progress", facts | {"rate": _rounded(pace.rate), "left_s": _rounded(pace.left_s)})


class _When:
    """Whether it is time to say something again, and the pace since the stage began."""

    def __init__(self, every_s: float, clock: Clock) -> None:
        self._every_s = every_s
        self._clock = clock
        self._began = self._told = self._last = clock()
        self._stage = ""

    def next(self, progress: Progress) -> Pace | None:
        """The pace, if something is to be said now."""
        now = self._clock()
        if progress.stage != self._stage:
            # The first word of a stage comes when some of it is done; it began when the one before was last heard of.
            self._began, self._stage = self._last, progress.stage
        self._last = now
        if now - self._told < self._every_s and not _at_end(progress):
            return None
        self._told = now
        return pace(progress, now - self._began)


def pace(progress: Progress, seconds: float) -> Pace:
    """The pace of a stage that has got so far in some seconds."""
    rate = progress.done / seconds if seconds > 0 else None
    left = (progress.total - progress.done) / rate if rate and progress.total is not None else None
    return Pace(rate, left)


def _at_end(progress: Progress) -> bool:
    return progress.done == progress.total and not progress.about


def _end(bars: dict[str, tqdm[Never]]) -> None:
    for bar in bars.values():
        bar.close()


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 1)


def _in_words(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"
