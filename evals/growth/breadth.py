"""How many of the nearest passages Chroma's graph finds, and how soon, by how many candidates it keeps in view.

`python -m evals.growth.breadth LIBRARY 100 400 1000` tries those numbers on a library of made-up papers and prints a
line for each: what `BREADTH_READING` in `assistant/library/store.py` was chosen from. The library is left as it was.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import numpy as np

from assistant import terminal
from assistant.library import Library
from evals.growth.made_up import Asked, MadeUp
from evals.growth.timing import PLAIN, WARMING, Exact, K

QUESTIONS = 205


@dataclass(frozen=True, slots=True)
class Tried:
    """With so many candidates in view: the share of the ten nearest passages that come first, milliseconds a query."""

    breadth: int
    recall: float
    p50_ms: float
    p95_ms: float


def tried(library: Library, breadths: Sequence[int], questions: int = QUESTIONS) -> Iterator[Tried]:
    """Ask the graph so many questions with each breadth; the first few warm it up."""
    snapshot = library.snapshot()
    asked = MadeUp().questions(snapshot.catalogue.count(), questions)
    right = [{row for row, _ in Exact(snapshot).nearest(question.vector, K)} for question in asked]
    try:
        for breadth in breadths:
            _tune(library, breadth)
            yield Tried(breadth, *_asked(library, asked, right))
    finally:
        _tune(library, None)


def _tune(library: Library, breadth: int | None) -> None:
    """Set how far the graph looks, as always for None; it holds from the next opening on."""
    with library.backend.lock():
        library.snapshot().store.tune(*() if breadth is None else (breadth,))
    library.close()


def _asked(library: Library, asked: Sequence[Asked], right: Sequence[set[str]]) -> tuple[float, float, float]:
    store, recall, times = library.snapshot().store, [], []
    for question, nearest in zip(asked, right, strict=True):
        began = time.perf_counter()
        found = store.query(question.vector, PLAIN.pool)
        times.append(1000 * (time.perf_counter() - began))
        recall.append(len(nearest & {row for row, _ in found[:K]}) / len(nearest))
    p50, p95 = np.percentile(times[WARMING:], [50, 95]).tolist()
    return fmean(recall), p50, p95


if __name__ == "__main__":
    for one in tried(Library(Path(sys.argv[1])), [int(number) for number in sys.argv[2:]]):
        terminal.say(
            f"{one.breadth:>5} in view: recall@10 {one.recall:.3f}, {one.p50_ms:.1f} ms median, {one.p95_ms:.1f} ms p95"
        )
