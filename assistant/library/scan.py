"""The nearest passages by looking at all that may be meant: in a small library, or among those filters let through.

Chroma's graph finds most of what is near, not all of it, and which depends on the order in which papers came in; and it
knows nothing of filters. A look at every vector misses nothing, so one library ranks as another of the same papers
does; up to some ten thousand passages that costs a few milliseconds. The vectors lie in files mapped into memory; the
columns of the catalogue say where.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.cpu import available_cores
from assistant.library.catalogue import Catalogue
from assistant.library.paper_vectors import PaperVectors
from assistant.library.selecting import Bools
from assistant.library.vector_file import Rows

MAX_PAPERS = 20_000
"""Above this Chroma's graph is asked; `python -m evals speed --sizes` prints what a search takes on either side."""
SPARSE = 2
"""Rows are picked out of a file where fewer than one in so many is meant; else all are looked at."""
AT_ONCE = 1024
"""Rows are picked out so many at a time: that much stays in the processor's cache until it is multiplied."""
SHARE = 16_384
"""Rows are picked out by several threads where each has as many as this."""
Vector = np.ndarray[Any, np.dtype[np.float32]]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Passages:
    """Passages to look at: of each its paper's number, which of its passages it is, its file's code and its row."""

    papers: Integers
    ordinals: Integers
    files: Integers
    rows: Integers


def passages_of(catalogue: Catalogue, met: Bools | None = None) -> Passages | None:
    """All passages of the papers meant, or of all; None where vectors of some are not kept."""
    columns = catalogue.columns
    meant = columns["alive"].astype(bool) if met is None else met
    numbers = np.flatnonzero(meant)
    counts = columns["rows"][numbers].astype(np.int64)
    if not catalogue.placed or (counts == 0).any():
        return None
    files, starts = columns["file"][numbers].astype(np.int64), columns["start"][numbers].astype(np.int64)
    if (counts == 1).all():
        return Passages(numbers, np.zeros_like(numbers), files, starts)
    papers = np.repeat(numbers, counts)
    ordinals = np.arange(len(papers)) - np.repeat(np.cumsum(counts) - counts, counts)
    return Passages(papers, ordinals, np.repeat(files, counts), np.repeat(starts, counts) + ordinals)


def nearest(
    catalogue: Catalogue, vectors: PaperVectors, passages: Passages, vector: Vector, n: int
) -> list[tuple[str, float]] | None:
    """The `n` passages nearest to a vector of length one: id and cosine, best first; None where a file lacks rows."""
    if not len(passages.papers):
        return []
    found = cosines(catalogue, vectors, passages, vector)
    if found is None:
        return None
    n = min(n, len(found))
    best = np.flatnonzero(found >= np.partition(found, -n)[-n])
    best = best[np.argsort(-found[best], kind="stable")][:n]
    ids = catalogue.ids_of(np.unique(passages.papers[best]).tolist())
    hits = zip(passages.papers[best].tolist(), passages.ordinals[best].tolist(), found[best].tolist(), strict=True)
    return [(f"{ids[paper]}:{ordinal}", score) for paper, ordinal, score in hits if paper in ids]


def cosines(catalogue: Catalogue, vectors: PaperVectors, passages: Passages, vector: Vector) -> Vector | None:
    """Each passage's cosine with a vector of length one, shape (n,); None where a file lacks rows."""
    codes = np.flatnonzero(np.bincount(passages.files)).tolist()
    names = catalogue.files(codes)
    found = np.empty(len(passages.papers), np.float32)
    for code in codes:
        own = slice(None) if len(codes) == 1 else passages.files == code
        rows, used = vectors.rows(names.get(code, "")), passages.rows[own]
        if used.max() >= len(rows):
            return None
        found[own] = _picked(rows, used, vector) if len(used) * SPARSE < len(rows) else (rows @ vector)[used]
    return found


def _picked(rows: Rows, used: Integers, vector: Vector) -> Vector:
    """The products of a vector with some rows, all of which are there."""
    parts = np.array_split(used, max(1, min(len(used) // SHARE, available_cores())))
    if len(parts) == 1:
        return _multiplied(rows, used, vector)
    with ThreadPoolExecutor(len(parts)) as pool:
        return np.concatenate(list(pool.map(lambda part: _multiplied(rows, part, vector), parts)))


def _multiplied(rows: Rows, used: Integers, vector: Vector) -> Vector:
    plain, found = np.asarray(rows), np.empty(len(used), np.float32)
    page = np.empty((min(AT_ONCE, len(used)), len(vector)), np.float32)
    for i in range(0, len(used), AT_ONCE):
        part = used[i : i + AT_ONCE]
        np.matmul(plain.take(part, 0, out=page[: len(part)], mode="clip"), vector, out=found[i : i + AT_ONCE])
    return found
