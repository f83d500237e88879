"""A file's bytes, unpacked where it is gzip; every format reads through here and through nothing else."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from assistant.errors import InputError

GZIP = b"\x1f\x8b"
FREE_BYTES = 256 << 20
"""What any packed file may unpack to."""
MAX_RATIO = 60
"""How many times its own size a larger one may: bibliographies pack three to fifteen times."""


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The bytes of a file, unpacked.

    Raises:
        OSError: the file cannot be opened or read.
        InputError: while reading, a gzip file turns out to be cut off, damaged, or to unpack to far more than it is.
    """
    with path.open("rb") as raw:
        if raw.peek(2)[:2] != GZIP:
            yield raw
            return
        limit = max(FREE_BYTES, MAX_RATIO * path.stat().st_size)
        with gzip.GzipFile(fileobj=raw) as packed, io.BufferedReader(_Bounded(packed, limit), 1 << 16) as stream:
            yield cast("BinaryIO", stream)


class _Bounded(io.RawIOBase):
    """An unpacking stream that stops at a limit."""

    def __init__(self, packed: gzip.GzipFile, limit: int) -> None:
        self._packed = packed
        self._left = limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            n = self._packed.readinto(buffer)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise InputError(f"a gzip file that is cut off or damaged ({error})") from error
        self._left -= n
        if self._left < 0:
            raise InputError(
                "a gzip file that unpacks to far more than its own size; unpack it yourself if it is right"
            )
        return n
