"""A file's bytes, unpacked where it is gzip; every format reads through here and through nothing else.

gzip is unpacked by zlib itself rather than by the standard `gzip` module, which loses what it has already unpacked when
the file turns out to be cut off. A file that unpacks to far more than it is gets no further than `Bound` says.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from assistant.errors import InputError

GZIP = b"\x1f\x8b"
_PIECE = 1 << 16
_WITH_HEADER = 31
"""What zlib calls the gzip format: header and check sum are read and checked."""


@dataclass(frozen=True, slots=True)
class Bound:
    """How much a packed file may unpack to: `free` bytes, and `ratio` times what has been read of it so far.

    Bibliographies pack three to thirty times; a bomb packs a thousand times.
    """

    free: int = 16 << 20
    ratio: int = 100


BOUND = Bound()


@contextmanager
def opened(path: Path, bound: Bound = BOUND) -> Iterator[BinaryIO]:
    """The bytes of a file, unpacked.

    Raises:
        OSError: the file cannot be opened or read.
        InputError: while reading, a gzip file turns out to be cut off, damaged, or to unpack to far more than it is.
    """
    with path.open("rb") as raw:
        if raw.peek(2)[:2] != GZIP:
            yield raw
            return
        with io.BufferedReader(_Unpacked(raw, bound), _PIECE) as stream:
            yield cast("BinaryIO", stream)


def first_bytes(stream: BinaryIO, size: int) -> bytes:
    """Up to `size` bytes from where a stream stands; of a damaged file as many as can be had.

    Raises:
        InputError: it is damaged before its first byte.
    """
    found = bytearray()
    try:
        while len(found) < size and (more := cast("io.BufferedReader", stream).read1(size - len(found))):
            found += more
    except InputError:
        if not found:
            raise
    return bytes(found)


def inner_suffix(path: Path) -> str:
    """The suffix that tells a format, in lower case: ".jsonl" for "papers.JSONL" and for "papers.jsonl.gz"."""
    suffix = path.suffix.lower()
    return Path(path.stem).suffix.lower() if suffix == ".gz" else suffix


class _Unpacked(io.RawIOBase):
    """What a gzip file holds, member after member. All that can be unpacked is given out before a fault is raised."""

    def __init__(self, raw: BinaryIO, bound: Bound) -> None:
        self._raw = raw
        self._bound = bound
        self._member = zlib.decompressobj(_WITH_HEADER)
        self._packed = b""
        self._taken = 0
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        unpacked = self._next(len(buffer))
        buffer[: len(unpacked)] = unpacked
        self._given += len(unpacked)
        if self._given > self._bound.free + self._bound.ratio * self._taken:
            raise InputError("a gzip file that unpacks to far more than it is; unpack it yourself if that is right")
        return len(unpacked)

    def _next(self, size: int) -> bytes:
        """The next bytes, at most `size`; none at the end."""
        while True:
            at_end = not self._packed and not self._refill()
            if self._member.eof:
                # Another member may follow, and before it the zeros that some tools fill up with.
                self._packed = self._packed.lstrip(b"\0")
                if self._packed:
                    self._member = zlib.decompressobj(_WITH_HEADER)
                elif at_end:
                    return b""
                continue
            if unpacked := self._some(size):
                return unpacked
            if at_end:
                raise InputError("a gzip file that is cut off")

    def _refill(self) -> int:
        self._packed = self._raw.read(_PIECE)
        self._taken += len(self._packed)
        return len(self._packed)

    def _some(self, size: int) -> bytes:
        """What zlib gives for the bytes at hand: at most `size`, none where it needs more of them."""
        try:
            unpacked = self._member.decompress(self._packed, size)
        except zlib.error as error:
            raise InputError(f"a damaged gzip file ({error})") from None
        self._packed = self._member.unconsumed_tail or self._member.unused_data
        return unpacked
