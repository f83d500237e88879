"""Text out of files: encodings, lines of any length, and which characters are stored.

Files are UTF-8, with or without a byte-order mark, or UTF-16 with one; gzip is unpacked on the way. Newlines end lines;
carriage returns do in a file that has them and no newlines, as Excel and EndNote wrote on old Macs. A line that is not
valid in its encoding, or is longer than `MAX_RECORD`, comes with its fault, so that only its record is lost.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from assistant.errors import InputError
from ingest.formats.stream import first_bytes, opened

MAX_LINE = 8_000_000
"""Bytes of a record of JSON, in UTF-8, that are read into memory; a paper of five thousand authors fits."""
MAX_RECORD = 4_000_000
"""The same for the formats made of lines of text, where a hostile record takes up to fifty times its size to read."""

HEAD_BYTES = 16_384
_SKIP_BYTES = 1 << 20
_LINE_BYTES = 4096
"""A file of lines that newlines end has one among so many bytes."""

BAD_BYTES = "bytes that are not UTF-8 (save the file as UTF-8)"
TOO_LONG = f"a line of more than {MAX_LINE:,} bytes"
TOO_LONG_TEXT = f"a line of more than {MAX_RECORD:,} bytes"

# What ends a line or page for some program parts words for all; a carriage return before a newline says nothing more.
_BREAKS = re.compile("\r(?!\n)|[\x0b\x0c\x85]")
# Escape stays: whoever shows a text to a terminal writes it out, so that a reader sees what stands there.
_CONTROLS = re.compile("[\x00-\x08\x0d-\x1a\x1c-\x1f\x7f-\x9f]")
_ODD = re.compile("[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\ud800-\udfff]")
"""Any character that is not stored as it is, carriage returns among them."""
_SURROGATES = re.compile("[\ud800-\udfff]")
_MAGIC = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"SQLite format 3",
    b"GIF8",
)
_ARCHIVES: dict[bytes, str] = {
    b"PK\x03\x04": "a zip archive",
    b"PK\x05\x06": "an empty zip archive",
    b"\x1f\x8b": "a gzip file within a gzip file",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"(\xb5/\xfd": "a Zstandard file",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
}
_TAR_MARK = slice(257, 262)
_REPLACED = "\ufffd".encode()
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Random bytes hold about 10 % control characters and far more that are not UTF-8; text with slips holds far fewer.
_BINARY_SHARE = 0.1


class Line(NamedTuple):
    """A physical line with its newline. Where `fault` is not empty, undecodable bytes are lone surrogates in `text`."""

    number: int
    text: str
    fault: str


@dataclass(frozen=True, slots=True)
class Head:
    """The first few thousand characters of a file, leniently decoded; `archive` says what kind, where it is one."""

    text: str
    binary: bool
    empty: bool
    archive: str = ""


def clean(text: str) -> str:
    """The text as it is stored: without C0 controls but tab, newline and escape, without DEL and C1 controls.

    They carry nothing to read; one that breaks a line becomes a space. All else stays, as every offset into an abstract
    counts in the stored text.

    Raises:
        InputError: a lone surrogate, which no encoding can store; the message completes "the title holds ...".
    """
    if text.isprintable() or not _ODD.search(text):
        return text
    if _SURROGATES.search(text):
        raise InputError("text with half of a surrogate pair, which is no character")
    return _CONTROLS.sub("", _BREAKS.sub(" ", text))


def read_head(path: Path) -> Head:
    """What the head of the file looks like, for telling formats apart.

    Raises:
        OSError: the file cannot be read.
        InputError: it is a gzip file that cannot be unpacked.
    """
    with utf8(path) as stream:
        raw = first_bytes(stream, HEAD_BYTES)
    text = raw.decode("utf-8", errors="replace")
    odd = sum(char == "\ufffd" or (char < " " and char not in "\t\n\r\f\x1b") for char in text)
    binary = raw.startswith(_MAGIC) or odd > _BINARY_SHARE * len(text)
    return Head(text, binary, not text.strip(), _archive(raw))


def _archive(raw: bytes) -> str:
    if raw[_TAR_MARK] == b"ustar":
        return "a tar archive"
    return next((kind for magic, kind in _ARCHIVES.items() if raw.startswith(magic)), "")


def read_lines(path: Path) -> Iterator[Line]:
    """The physical lines of a file, numbered from 1.

    Raises:
        OSError: the file cannot be read.
        InputError: it is a gzip file, and from here on it cannot be unpacked.
    """
    for number, raw in enumerate(raw_lines(path, MAX_RECORD), 1):
        yield line_of(number, raw)


def line_of(number: int, raw: bytes | None) -> Line:
    """A line of these bytes; None for one that is too long to be read."""
    if raw is None:
        return Line(number, "\n", TOO_LONG_TEXT)
    try:
        return Line(number, raw.decode("utf-8"), "")
    except UnicodeDecodeError:
        return Line(number, raw.decode("utf-8", errors="surrogateescape"), BAD_BYTES)


def raw_lines(path: Path, most: int = MAX_LINE) -> Iterator[bytes | None]:
    """The physical lines of a file with their newlines, in UTF-8, whatever it is written in; None for one over `most`.

    Bytes that a UTF-16 file cannot mean come out as bytes that UTF-8 cannot mean.

    Raises:
        OSError: the file cannot be read.
        InputError: it is a gzip file, and from here on it cannot be unpacked.
    """
    with utf8(path) as stream:
        while raw := stream.readline(most + 1):
            if len(raw) <= most:
                yield raw
                continue
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(_SKIP_BYTES)
            yield None


@contextmanager
def utf8(path: Path) -> Iterator[BinaryIO]:
    """The bytes of a file behind its byte-order mark, in UTF-8 whatever it is written in; see `raw_lines`.

    Carriage returns that end its lines come as newlines.

    Raises:
        OSError: the file cannot be read.
        InputError: while reading, as `opened`.
    """
    with opened(path) as packed, _narrowed(cast("io.BufferedReader", packed)) as stream:
        begin = stream.peek(_LINE_BYTES)[:_LINE_BYTES]
        if b"\r" in begin and b"\n" not in begin:
            with io.BufferedReader(_Returned(stream), _SKIP_BYTES) as lines:
                yield cast("BinaryIO", lines)
            return
        yield cast("BinaryIO", stream)


@contextmanager
def _narrowed(stream: io.BufferedReader) -> Iterator[io.BufferedReader]:
    """UTF-8 without a mark, from a stream of UTF-8 or UTF-16."""
    mark = stream.peek(len(codecs.BOM_UTF8))
    if mark[:2] in _UTF16:
        with io.BufferedReader(_Recoded(stream), _SKIP_BYTES) as recoded:
            yield cast("io.BufferedReader", recoded)
        return
    stream.read(len(codecs.BOM_UTF8) if mark.startswith(codecs.BOM_UTF8) else 0)
    yield stream


class _Returned(io.RawIOBase):
    """Lines that carriage returns end, ended by newlines."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        turned = self._stream.read1(len(buffer)).replace(b"\r", b"\n")
        buffer[: len(turned)] = turned
        return len(turned)


class _Recoded(io.RawIOBase):
    """UTF-16 with its mark as UTF-8 without one."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-16")(errors="replace")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while True:
            # No character of UTF-16 takes more than one and a half times its bytes in UTF-8.
            wide = self._stream.read(len(buffer) // 2)
            narrow = self._decoder.decode(wide, final=not wide).encode()
            # The decoder cannot say which bytes it replaced; the replacement character itself is never part of a text.
            narrow = narrow.replace(_REPLACED, b"\xff")
            if narrow or not wide:
                buffer[: len(narrow)] = narrow
                return len(narrow)
