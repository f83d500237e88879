"""The lines of a BibTeX file, in which lines mean little: one that holds many entries is parted before each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ingest.formats.text import MAX_RECORD, Line, line_of, utf8

_PIECE = 1 << 16
"""Bytes from which on a line is parted. In a shorter one what looks like an entry may stand in an abstract."""
_NEXT = re.compile(rb"(?<=[})])[ \t]*(?=@[ \t]{0,9}[A-Za-z][\w+-]{0,40}[ \t]{0,9}[{(])")
_LONGEST_BEGIN = 64
"""Bytes that the beginning of an entry may take, with what stands before it: a piece may end within."""


def bibtex_lines(path: Path) -> Iterator[Line]:
    """The lines of a file as `read_lines` gives them; the parts of a long one have its number.

    Raises:
        OSError: the file cannot be read.
        InputError: it is a gzip file, and from here on it cannot be unpacked.
    """
    number, held = 1, _Held()
    with utf8(path) as stream:
        while piece := stream.readline(_PIECE):
            ended = piece.endswith(b"\n") or len(piece) < _PIECE
            if held.is_empty and ended:
                yield line_of(number, piece)
            else:
                yield from (line_of(number, part) for part in held.parts(piece))
                if ended:
                    yield line_of(number, held.rest())
            number += ended
        if not held.is_empty:
            yield line_of(number, held.rest())


class _Held:
    """What has been read of a long line and not yet been given out."""

    def __init__(self) -> None:
        self._bytes = b""
        self._lost = False
        """Whether what came before it was too long to be kept."""

    @property
    def is_empty(self) -> bool:
        return not self._bytes and not self._lost

    def parts(self, piece: bytes) -> Iterator[bytes | None]:
        """Takes in a piece, and gives what stands before each entry that begins in it; None for what was lost."""
        at = max(0, len(self._bytes) - _LONGEST_BEGIN)
        self._bytes += piece
        start = 0
        for begin in _NEXT.finditer(self._bytes, at):
            yield None if self._lost else self._bytes[start : begin.end()]
            start, self._lost = begin.end(), False
        self._bytes = self._bytes[start:]
        if len(self._bytes) > MAX_RECORD:
            self._bytes, self._lost = self._bytes[-_LONGEST_BEGIN:], True

    def rest(self) -> bytes | None:
        """All that is left at the end of the line."""
        left = None if self._lost else self._bytes
        self._bytes, self._lost = b"", False
        return left
