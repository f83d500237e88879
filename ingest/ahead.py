"""How many papers are still to come, judged by the sizes of files: entries are streamed, so nobody has counted them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

ENOUGH = 0.05
"""The share of all bytes that must be through before an estimate is given."""


class Ahead:
    """An estimate that gets better with every file that is through."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._sizes = {str(file): _size(file) for file in files}
        self._all = sum(self._sizes.values())
        self._through = 0
        self._papers = 0

    def through(self, file: str, papers: int) -> None:
        """A file has been read to its end; `papers` are those of all files so far."""
        self._through += self._sizes.get(file, 0)
        self._papers = papers

    def total(self, at_least: int) -> int | None:
        """About how many papers all files hold; None while too little has been read to tell."""
        if not (self._papers and self._through) or self._through < ENOUGH * self._all:
            return None
        return max(at_least, round(self._papers * self._all / self._through))


def _size(file: Path) -> int:
    try:
        return file.stat().st_size if file.is_file() else 0
    except OSError:
        return 0
