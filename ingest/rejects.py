"""What a run could not take: all of it in a file beside the papers, and the first of it for the report."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import Self

from assistant.library.manifest import FILE as LIBRARY_FILE
from assistant.library.manifest import replacing
from ingest.formats import Rejected

FILE = "rejects.jsonl"
KEPT = 1000
"""How many rejects a report holds; the file holds them all."""
_IN_MEMORY = 1 << 20


class Rejects:
    """The rejects of one run. Memory holds the first `KEPT` and a megabyte; more of them wait in a temporary file."""

    def __init__(self) -> None:
        self.count = 0
        self._first: list[Rejected] = []
        self._lines = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed by `__exit__`

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._lines.close()

    @property
    def first(self) -> tuple[Rejected, ...]:
        """The first `KEPT`, in the order in which they were met."""
        return tuple(self._first)

    def add(self, rejected: Rejected) -> None:
        """Take one in."""
        self.count += 1
        if self.count <= KEPT:
            self._first.append(rejected)
        self._lines.write(json.dumps(asdict(rejected)).encode() + b"\n")

    def write(self, library: Path) -> Path | None:
        """Put the file into the library, in place of an earlier run's; where nothing was rejected, take that away.

        Returns where it is: nowhere if nothing was rejected, or if there is no library to hold it.

        Raises:
            OSError: it cannot be written; an earlier one is then as it was.
        """
        path = library / FILE
        if not (library / LIBRARY_FILE).is_file():
            return None
        if not self.count:
            path.unlink(missing_ok=True)
            return None
        self._lines.seek(0)
        with replacing(path) as stream:
            shutil.copyfileobj(self._lines, stream)
        return path
