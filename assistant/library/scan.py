"""The nearest passages by looking at all of them, in a library small enough for that.

Chroma's graph finds most of what is near, not all of it, and which depends on the order in which papers came in. A
look at every vector misses nothing, so one library ranks as another of the same papers does; up to some ten thousand
passages that costs a few milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from assistant.library.paper_vectors import PaperVectors
from assistant.library.places import Place
from assistant.library.vector_file import Rows

MAX_PAPERS = 20_000
"""Above this Chroma's graph is asked; `python -m evals.scale` prints what a search takes on either side."""


@dataclass(frozen=True, slots=True)
class Scan:
    """The vectors of all passages: files mapped into memory, which of their rows are in use, and whose these are."""

    passage_ids: Sequence[str]
    files: Sequence[tuple[Rows, np.ndarray[Any, np.dtype[np.int64]]]]

    def nearest(self, vector: np.ndarray[Any, np.dtype[np.float32]], n: int) -> list[tuple[str, float]]:
        """The `n` passages nearest to a vector of length one: id and cosine similarity, best first."""
        if not self.passage_ids:
            return []
        found = np.concatenate([np.asarray(rows @ vector)[used] for rows, used in self.files])
        n = min(n, len(found))
        best = np.flatnonzero(found >= np.partition(found, -n)[-n])
        best = best[np.argsort(-found[best], kind="stable")][:n]
        return [(self.passage_ids[i], float(found[i])) for i in best.tolist()]


def scan_of(passages: PaperVectors, n_papers: int) -> Scan | None:
    """All passages of a library of so many papers; None where they are too many, or vectors of some are not there."""
    if n_papers > MAX_PAPERS:
        return None
    places = passages.current()
    if len(places) < n_papers:
        return None
    by_file: dict[str, list[Place]] = {}
    for place in places:
        by_file.setdefault(place.file, []).append(place)
    ids, files = [], []
    for name, own in by_file.items():
        rows = passages.rows(name)
        used = np.concatenate([np.arange(place.start, place.start + place.n) for place in own])
        if used.max() >= len(rows):
            return None
        files.append((rows, used))
        ids += [f"{place.paper_id}:{n}" for place in own for n in range(place.n)]
    return Scan(ids, files)
