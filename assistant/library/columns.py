"""Numbers of all papers, mapped into memory: what filters ask, and where vectors lie, without reading papers.

A column is a file with one number a paper, at the place of the paper's number in the catalogue. The files of one
catalogue lie in a folder of their own; a catalogue that is made anew gets another, so that whoever has the old files
open keeps them.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import rmtree
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]
UNKNOWN = -(2**31)
"""What a column holds where the paper does not say."""
TYPES: Mapping[str, np.dtype[Any]] = {
    "alive": np.dtype(np.uint8),
    "key": np.dtype(np.int64),
    "year": np.dtype(np.int32),
    "day_first": np.dtype(np.int32),
    "day_last": np.dtype(np.int32),
    "n_authors": np.dtype(np.int32),
    "named": np.dtype(np.uint8),
    "venue": np.dtype(np.int32),
    "sources": np.dtype(np.int32),
    "file": np.dtype(np.int32),
    "start": np.dtype(np.int64),
    "rows": np.dtype(np.int32),
    "sentence_file": np.dtype(np.int32),
    "sentence_start": np.dtype(np.int64),
    "sentence_rows": np.dtype(np.int32),
}
PREFIX = "columns-"


class Columns:
    """The columns of one catalogue. Safe for any number of threads; one process writes at a time."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._folder = folder / name
        self._lock = Lock()
        self._mapped: dict[str, Numbers] = {}

    @classmethod
    def fresh(cls, folder: Path) -> Columns:
        """Empty columns under a name that was never used."""
        made = cls(folder, f"{PREFIX}{uuid.uuid4().hex[:12]}")
        (folder / made.name).mkdir(parents=True)
        for name in TYPES:
            (folder / made.name / name).touch()
        return made

    def __getitem__(self, name: str) -> Numbers:
        """A column, shape (highest number + 1,); number 0 is no paper's."""
        path, size = self._folder / name, TYPES[name].itemsize
        with self._lock:
            length = path.stat().st_size // size
            found = self._mapped.get(name)
            if found is None or len(found) < length:
                found = np.memmap(path, TYPES[name], "r", shape=(length,)) if length else np.zeros(0, TYPES[name])
                self._mapped[name] = found
            return found

    def put(self, numbers: Sequence[int], values: Mapping[str, Sequence[int]]) -> None:
        """Write some columns of papers, given by their numbers."""
        if not numbers:
            return
        places = np.array(numbers, np.int64)
        order = np.argsort(places, kind="stable")
        runs = np.split(order, np.flatnonzero(np.diff(places[order]) != 1) + 1)
        for name, column in values.items():
            own = np.array(column, TYPES[name])
            with (self._folder / name).open("r+b") as stream:
                for run in runs:
                    stream.seek(int(places[run[0]]) * own.itemsize)
                    stream.write(own[run].tobytes())

    @property
    def there(self) -> bool:
        """Whether all files are there."""
        return all((self._folder / name).exists() for name in TYPES)

    def whole(self, papers: int, highest: int) -> bool:
        """Whether all files are there, with so many papers up to a highest number; a lost page is all zeros."""
        try:
            sizes = [(self._folder / name).stat().st_size // kind.itemsize for name, kind in TYPES.items()]
        except OSError:
            return False
        return min(sizes) > (highest or -1) and int(self["alive"].sum()) == papers


def drop_columns(folder: Path, *, but: str) -> None:
    """Take away the columns of catalogues that were made anew; under the write lock."""
    for path in folder.glob(f"{PREFIX}*"):
        if path.name != but:
            rmtree(path, ignore_errors=True)
