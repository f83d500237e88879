"""Rows of numbers in an append-only file that is mapped into memory; which rows are whose stands in the catalogue.

Rows are written before anything refers to them, so a kill leaves at most unused rows at the end of the file.
"""

from __future__ import annotations

import os
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import numpy as np

Floats = np.ndarray[tuple[int, int], np.dtype[np.float32]]
Rows = np.ndarray[tuple[int, int], np.dtype[np.floating[Any]]]
Precision = Literal["f16", "f32"]
"""How a number is kept: in half precision, for vectors of length one, a cosine is right within 0.0001."""


class VectorFile:
    """The rows of one file, `width` numbers each, kept in the precision that its suffix names.

    Safe for any number of threads; one process writes at a time.
    """

    def __init__(self, path: Path, width: int) -> None:
        self.path = path
        self._type: np.dtype[np.floating[Any]] = np.dtype(np.float32 if path.suffix == ".f32" else np.float16)
        self._width = width
        self._bytes = width * self._type.itemsize
        self._lock = Lock()
        self._rows: Rows = np.zeros((0, width), self._type)

    def append(self, rows: Floats) -> int:
        """Write rows at the end, durably; returns the number of the first."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab") as stream:
            start = -(-stream.tell() // self._bytes)  # past what a killed writer left of a row
            stream.truncate(start * self._bytes)
            stream.write(np.ascontiguousarray(rows, self._type).tobytes())
            stream.flush()
            os.fsync(stream.fileno())
        return start

    def read(self, start: int, n: int) -> Floats | None:
        """Rows `start` to `start + n`, shape (n, width); None where the file does not have them."""
        rows = self._mapped(start + n)
        return None if rows is None else np.asarray(rows[start : start + n], np.float32)

    def all(self) -> Rows:
        """All rows, mapped into memory, shape (rows, width); none where the file cannot be read."""
        rows = self._mapped(self.length())
        return np.zeros((0, self._width), self._type) if rows is None else rows

    def length(self) -> int:
        """How many rows the file has."""
        try:
            return self.path.stat().st_size // self._bytes
        except FileNotFoundError:
            return 0

    def _mapped(self, needed: int) -> Rows | None:
        with self._lock:
            if len(self._rows) < needed:
                try:
                    self._rows = np.memmap(self.path, self._type, "r", shape=(self.length(), self._width))
                except (OSError, ValueError):
                    return None
            return self._rows if len(self._rows) >= needed else None
