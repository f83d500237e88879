"""A stream of JSON as a tape to step along: values are found by their brackets alone and are not decoded.

Only the value at hand is held, and of one that is longer than `MAX_LINE` nothing is; time is linear in the bytes.
"""

from __future__ import annotations

import io
import re
from typing import BinaryIO, NamedTuple, cast

from ingest.formats.text import MAX_LINE

CUT_OFF = "broken JSON: cut off, or a quote or bracket is never closed; nothing from here on could be read"
TOO_LONG = f"a record of more than {MAX_LINE:,} bytes"

_PIECE = 1 << 16
_QUOTE = ord('"')
_OPENING = b"{["
# Possessive, so that nothing is remembered on the way: what stands between brackets, with whole strings in it.
_BETWEEN_BRACKETS = re.compile(rb'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+")*+', re.DOTALL)
_IN_STRING = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_WORD = re.compile(rb'[^\s,:"\[\]{}]*+')
_BLANKS = re.compile(rb"\s*+")


class Extent(NamedTuple):
    """The bytes of a value and the line it begins at; without bytes where it has a fault."""

    line: int
    raw: bytes
    fault: str = ""


class Tape:
    """Bytes in UTF-8 and a place in them. `lost` is set where nothing more can be told apart.

    Every method may raise OSError or InputError, as the stream does.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.lost = False
        self._stream = cast("io.BufferedReader", stream)
        self._bytes = b""
        self._at = 0
        self._gone = 0
        self._line = 1
        self._counted = 0
        self._kept: int | None = None

    @property
    def line(self) -> int:
        """The line of the place, from 1."""
        self._line += self._bytes.count(b"\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    @property
    def offset(self) -> int:
        """Bytes before the place."""
        return self._gone + self._at

    def peek(self) -> bytes:
        """Goes over blanks and gives the byte behind them; none at the end."""
        while True:
            self._at = _end(_BLANKS, self._bytes, self._at)
            if self._at < len(self._bytes):
                return self._bytes[self._at : self._at + 1]
            if not self._refill():
                return b""

    def step(self) -> None:
        """Goes over the byte that `peek` gave."""
        self._at += 1

    def hold(self) -> None:
        """Keeps what is passed from here on, for `held`."""
        self._kept = self.offset

    def release(self) -> None:
        """Keeps it no longer."""
        self._kept = None

    def held(self, line: int) -> Extent:
        """What was passed since `hold`, which was at this line."""
        return self._passed(self._kept, line)

    def value(self) -> Extent:
        """Goes over the value that begins here, and gives it."""
        line, start, held = self.line, self.offset, self._kept
        self._kept = start if held is None else held
        if not self.skip():
            return self.give_up(CUT_OFF, line)
        extent = self._passed(None if self._kept is None else start, line)
        if held is None:
            self._kept = None
        return extent

    def _passed(self, start: int | None, line: int) -> Extent:
        if start is None or self.offset - start > MAX_LINE:
            return Extent(line, b"", TOO_LONG)
        return Extent(line, self._bytes[start - self._gone : self._at])

    def give_up(self, fault: str, line: int | None = None) -> Extent:
        """The fault of the value at a line, by default here, behind which nothing can be told apart."""
        self.lost = True
        self._kept = None
        return Extent(self.line if line is None else line, b"", fault)

    def skip(self) -> bool:
        """Goes over the value that begins here; False where it has no end."""
        first = self.peek()
        if first == b'"':
            return self._skip_string()
        return self._skip_nested() if first in {b"{", b"["} else self._skip_word()

    def _skip_nested(self) -> bool:
        depth = 0
        while True:
            self._at = _end(_BETWEEN_BRACKETS, self._bytes, self._at)
            if self._at == len(self._bytes):
                if not self._refill():
                    return False
            elif (byte := self._bytes[self._at]) == _QUOTE:
                if not self._skip_string():
                    return False
            else:
                self._at += 1
                depth += 1 if byte in _OPENING else -1
                if not depth:
                    return True

    def _skip_string(self) -> bool:
        """Goes over a string piece by piece: it may be longer than what is kept."""
        self._at += 1
        while True:
            self._at = _end(_IN_STRING, self._bytes, self._at)
            if self._bytes[self._at : self._at + 1] == b'"':
                self._at += 1
                return True
            # The end of the bytes, or a backslash just before it.
            if not self._refill():
                return False

    def _skip_word(self) -> bool:
        while True:
            self._at = _end(_WORD, self._bytes, self._at)
            if self._at < len(self._bytes) or not self._refill():
                return True

    def _refill(self) -> bool:
        """Takes more bytes in, and lets go of those that are passed and not kept; False at the end."""
        if self._kept is not None and self.offset - self._kept > MAX_LINE:
            self._kept = None
        start = self._at if self._kept is None else self._kept - self._gone
        more = self._stream.read1(max(_PIECE, len(self._bytes) - start))
        self._line += self._bytes.count(b"\n", self._counted, self._at)
        self._bytes = self._bytes[start:] + more
        self._gone += start
        self._at -= start
        self._counted = self._at
        return bool(more)


def _end(pattern: re.Pattern[bytes], text: bytes, start: int) -> int:
    match = pattern.match(text, start)
    assert match  # each of the patterns matches nothing too
    return match.end()
