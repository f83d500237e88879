"""Text out of files: encodings, lines of any length, and which characters are stored.

Files are UTF-8, with or without a byte-order mark, or UTF-16 with one. A line that is not valid in its encoding, or is
longer than `MAX_LINE`, comes with its fault, so that only the record it belongs to is lost.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from assistant.errors import InputError

MAX_LINE = 20_000_000
"""Bytes of a line (characters in UTF-16) that are read into memory; no abstract comes near."""

HEAD_BYTES = 16_384
_SKIP_BYTES = 1 << 20

BAD_BYTES = "bytes that are not UTF-8 (save the file as UTF-8)"
TOO_LONG = f"a line of more than {MAX_LINE:,} bytes"

# What ends a line or page for some program parts words for all; a carriage return before a newline says nothing more.
_BREAKS = re.compile("\r(?!\n)|[\x0b\x0c\x85]")
# Escape stays: whoever shows a text to a terminal writes it out, so that a reader sees what stands there.
_CONTROLS = re.compile("[\x00-\x08\x0d-\x1a\x1c-\x1f\x7f-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_MAGIC = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"SQLite format 3",
    b"GIF8",
    b"BZh",
    b"\xfd7zXZ",
)
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
    """The first few thousand characters of a file, leniently decoded."""

    text: str
    binary: bool
    empty: bool


def clean(text: str) -> str:
    """The text as it is stored: without C0 controls but tab, newline and escape, without DEL and C1 controls.

    They carry nothing to read; one that breaks a line becomes a space. All else stays, as every offset into an abstract
    counts in the stored text.

    Raises:
        InputError: a lone surrogate, which no encoding can store; the message completes "the title holds ...".
    """
    if text.isprintable():
        return text
    if _SURROGATES.search(text):
        raise InputError("text with half of a surrogate pair, which is no character")
    return _CONTROLS.sub("", _BREAKS.sub(" ", text))


def read_head(path: Path) -> Head:
    """What the head of the file looks like, for telling formats apart.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as stream:
        raw = stream.read(HEAD_BYTES)
    if raw[:2] in _UTF16:
        text = raw.decode("utf-16", errors="replace")
    else:
        text = raw.removeprefix(codecs.BOM_UTF8).decode("utf-8", errors="replace")
    odd = sum(char == "\ufffd" or (char < " " and char not in "\t\n\r\f\x1b") for char in text)
    binary = raw.startswith(_MAGIC) or odd > _BINARY_SHARE * len(text)
    return Head(text, binary, not text.strip())


def read_lines(path: Path) -> Iterator[Line]:
    """The physical lines of a file, numbered from 1; only newlines end a line.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as stream:
        mark = stream.read(len(codecs.BOM_UTF8))
        if mark[:2] in _UTF16:
            yield from _utf16_lines(path)
            return
        stream.seek(len(mark) if mark == codecs.BOM_UTF8 else 0)
        yield from _utf8_lines(stream)


def _utf8_lines(stream: BinaryIO) -> Iterator[Line]:
    number = 0
    while raw := stream.readline(MAX_LINE + 1):
        number += 1
        if len(raw) > MAX_LINE:
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(_SKIP_BYTES)
            yield Line(number, "\n", TOO_LONG)
            continue
        try:
            yield Line(number, raw.decode("utf-8"), "")
        except UnicodeDecodeError:
            yield Line(number, raw.decode("utf-8", errors="surrogateescape"), BAD_BYTES)


def _utf16_lines(path: Path) -> Iterator[Line]:
    number = 0
    with path.open(encoding="utf-16", errors="replace", newline="\n") as stream:
        while text := stream.readline(MAX_LINE + 1):
            number += 1
            if len(text) > MAX_LINE:
                while text and not text.endswith("\n"):
                    text = stream.readline(_SKIP_BYTES)
                yield Line(number, "\n", TOO_LONG)
                continue
            # The decoder cannot say which bytes it replaced; the replacement character itself is never part of a text.
            yield Line(number, text, "bytes that are not UTF-16" if "\ufffd" in text else "")
