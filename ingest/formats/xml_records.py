"""The records of an XML file, one at a time, and what is wrong with the others.

`iterparse` is not used: it reads ahead of its events, so that the line of a record is no longer known, has no bound on
depth or size, and ends at the first fault. Here a broken record costs itself alone: behind it, reading goes on at the
next tag that begins a record, as if that were the first of the file.
"""

from __future__ import annotations

import io
import re
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

from ingest.formats.stream import opened
from ingest.formats.xml_builder import Fault, Record
from ingest.formats.xml_document import Document, Opening

_MOST_DOCUMENTS = 10_000
"""How often a file may begin anew: another document behind the first, or another record behind a broken one."""
_MOST_AGAIN = 4_000_000
"""Bytes of openings that are read again for that."""
_PIECE = 1 << 16


def records(path: Path, names: frozenset[str]) -> Iterator[Record | Fault]:
    """The elements of these names in their order; none of them may hold another.

    Raises:
        OSError: the file cannot be read.
        InputError: it is a gzip file, and from here on it cannot be unpacked.
    """
    with opened(path) as stream:
        yield from parsed(iter(lambda: cast("io.BufferedReader", stream).read1(_PIECE), b""), names)


def parsed(pieces: Iterable[bytes], names: frozenset[str]) -> Iterator[Record | Fault]:
    """As `records`, out of the bytes of a document, or of several one behind the other."""
    reader = _Reader(names)
    for piece in pieces:
        rest = piece
        while rest and not reader.stopped:
            rest = reader.read(rest)
            yield from reader.given()
        if reader.stopped:
            return
    reader.close()
    yield from reader.given()


class _Reader:
    """Reads documents one behind the other, and goes on behind a fault."""

    def __init__(self, names: frozenset[str]) -> None:
        self.stopped = False
        """Whether nothing more can be read."""
        self._names = names
        self._found: deque[Record | Fault] = deque()
        self._document = Document(names, self._found.append)
        self._documents = 1
        self._again = 0
        self._sought: Opening | None = None
        """What the record that is sought behind a fault begins with."""
        self._line = 1
        self._skipped = b""

    def given(self) -> Iterator[Record | Fault]:
        """What has been found since the last time."""
        while self._found:
            yield self._found.popleft()

    def read(self, piece: bytes) -> bytes:
        """Read on; what is left of the piece, or of what was kept of those before, to be read next."""
        if self._sought:
            return self._seek(self._sought, piece)
        fault = self._document.feed(piece)
        if fault is None:
            return b""
        self._documents += 1
        spoilt = self._document
        if spoilt.ended and self._documents <= _MOST_DOCUMENTS:
            self._document = Document(self._names, self._found.append, spoilt.rest_line - 1, spoilt.opening)
            return spoilt.rest
        self._sought = spoilt.opening
        self._again += len(spoilt.opening.before) if spoilt.opening else 0
        self.stopped = self._sought is None or self._documents > _MOST_DOCUMENTS or self._again > _MOST_AGAIN
        self._found.append(Fault(fault.line, f"{fault.reason}; nothing behind it was read") if self.stopped else fault)
        self._line, self._skipped = spoilt.rest_line, b""
        return spoilt.rest

    def close(self) -> None:
        """Say what is wrong with a file that ends here."""
        if not self._sought and (fault := self._document.close()):
            self._found.append(fault)

    def _seek(self, opening: Opening, piece: bytes) -> bytes:
        """Go on where the next record begins, and with what was skipped so far, if it does in this piece."""
        here = self._skipped + piece
        begin = re.search(re.escape(opening.tag) + rb"(?=[\s/>])", here)
        if begin is None:
            kept = len(opening.tag)
            self._line += here.count(b"\n", 0, max(0, len(here) - kept))
            self._skipped = here[-kept:]
            return b""
        line = self._line + here.count(b"\n", 0, begin.start())
        lines = line - 1 - opening.before.count(b"\n")
        self._document = Document(self._names, self._found.append, lines, opening)
        self._sought = None
        # What stands before a first record was read once without fault.
        self._document.feed(opening.before)
        return here[begin.start() :]
