"""Rows of numbers in an append-only file that is mapped into memory; which rows are whose stands in the catalogue.

Rows are written before anything refers to them, so a kill leaves at most unused rows at the end of the file.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = np.ndarray[tuple[int, int], np.dtype[np.float32]]
Rows = NDArray[Any]
Precision = Literal["i8", "f16", "f32"]
"""How a number is kept: as one of 255 levels, with the width of a level for each row, in half or in single precision.

With vectors of length one a cosine is right within 0.002, 0.0002 and 0.000001.
"""
LEVELS = 127


class VectorFile:
    """The rows of one file, `width` numbers each, kept in the precision that its suffix names.

    Safe for any number of threads; one process writes at a time.
    """

    def __init__(self, path: Path, width: int) -> None:
        self.path = path
        self._row = _row_type(path.suffix[1:], width)
        self._lock = Lock()
        self._rows: Rows = np.zeros(0, self._row)
        self._map: mmap.mmap | None = None

    def append(self, rows: Floats) -> int:
        """Write rows at the end, durably; returns the number of the first."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab") as stream:
            start = -(-stream.tell() // self._row.itemsize)  # past what a killed writer left of a row
            stream.truncate(start * self._row.itemsize)
            stream.write(_packed(rows, self._row).tobytes())
            stream.flush()
            os.fsync(stream.fileno())
        return start

    def read(self, start: int, n: int) -> Floats | None:
        """Rows `start` to `start + n`, shape (n, width); None where the file does not have them."""
        rows = self._mapped(start + n)
        return None if rows is None else _unpacked(rows[start : start + n])

    def stretches(self, starts: Sequence[int], counts: Sequence[int]) -> list[Floats] | None:
        """Several stretches of rows, each as `read` gives it; None where the file does not have them all."""
        first, n = np.array(starts, np.int64), np.array(counts, np.int64)
        rows = self._mapped(int((first + n).max(initial=0)))
        if rows is None:
            return None
        self._read_ahead(*(places[n > 0] * self._row.itemsize for places in (first, first + n)))
        ends = np.cumsum(n)
        found = _unpacked(rows[np.repeat(first - ends + n, n) + np.arange(n.sum())])
        return [found[end - count : end] for end, count in zip(ends.tolist(), counts, strict=True)]

    def all(self) -> Rows:
        """All rows as they lie in the file, mapped into memory, shape (rows, width); none where it cannot be read."""
        rows = self._mapped(self.length())
        return np.zeros(0, self._row) if rows is None else rows

    def length(self) -> int:
        """How many rows the file has."""
        try:
            return self.path.stat().st_size // self._row.itemsize
        except FileNotFoundError:
            return 0

    def _mapped(self, needed: int) -> Rows | None:
        with self._lock:
            if len(self._rows) < needed:
                try:
                    with self.path.open("rb") as stream:
                        self._map = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
                except (OSError, ValueError):
                    return None
                self._rows = np.frombuffer(self._map, self._row, len(self._map) // self._row.itemsize)
            return self._rows if len(self._rows) >= needed else None

    def _read_ahead(self, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> None:
        """Have the system fetch stretches of bytes all at once: from disk one after the other takes far longer."""
        if self._map is None or not hasattr(mmap, "MADV_WILLNEED"):
            return
        pages = starts // mmap.PAGESIZE * mmap.PAGESIZE
        for start, length in zip(pages.tolist(), (ends - pages).tolist(), strict=True):
            self._map.madvise(mmap.MADV_WILLNEED, start, length)


def _row_type(precision: str, width: int) -> np.dtype[Any]:
    if precision == "i8":
        return np.dtype([("levels", np.int8, (width,)), ("level", np.float32)])
    return np.dtype((np.float32 if precision == "f32" else np.float16, (width,)))


def _packed(rows: Floats, kind: np.dtype[Any]) -> Rows:
    if kind.names is None:
        return np.ascontiguousarray(rows, kind.base)
    packed = np.empty(len(rows), kind)
    widest = np.abs(rows).max(axis=1, initial=0.0)
    packed["level"] = np.where(widest > 0, widest / LEVELS, 1.0)
    packed["levels"] = np.rint(rows / packed["level"][:, None])
    return packed


def _unpacked(rows: Rows) -> Floats:
    if rows.dtype.names is None:
        return np.asarray(rows, np.float32)
    return np.asarray(rows["levels"] * rows["level"][:, None], np.float32)
