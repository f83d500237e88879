"""The records of a JSON file, one after the other: JSON lines, a list, or an object that holds the list.

Lines go through orjson, several times as fast as the standard decoder; what it refuses is read again by that one, which
is lenient (control characters within strings, NaN) and says where a text is broken.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from assistant.errors import InputError
from ingest.formats.json_scan import extents, list_begins
from ingest.formats.json_tape import Tape
from ingest.formats.stream import inner_suffix
from ingest.formats.text import BAD_BYTES, TOO_LONG, raw_lines, read_head, utf8

LINES_SUFFIXES = (".jsonl", ".ndjson", ".jsonlines")

# Raw control characters in strings are let in here and taken out by `clean`, as in every other format.
_LENIENT = json.JSONDecoder(strict=False)
_KEY = re.compile(r'(?<!\\)"([\w.:-]{1,40})"\s*:')
_LONGEST_WHOLE = 2**63
"""orjson rounds whole numbers from here on."""


class JsonRecord(NamedTuple):
    """A decoded object and the line it begins at, from 1; where `fault` is not empty, it could not be decoded."""

    line: int
    value: dict[str, Any]
    fault: str = ""


def json_records(path: Path, lists: Sequence[str] = ()) -> Iterator[JsonRecord]:
    """The records of a file of any of the three shapes; `lists` are the keys or paths of keys that may hold the list.

    Raises:
        OSError: the file cannot be read.
        InputError: it is a gzip file, and from here on it cannot be unpacked.
    """
    if is_lines(read_head(path).text, path, lists):
        yield from _of_lines(path, lists)
        return
    with utf8(path) as stream:
        for line, raw, fault in extents(stream, lists):
            yield JsonRecord(line, {}, fault) if fault else _decoded(line, raw)


def is_lines(head: str, path: Path, lists: Sequence[str] = ()) -> bool:
    """Whether a file that begins like this is JSON lines: no value over many lines, no list, no objects in a row."""
    lines = [line for line in head.split("\n") if line.strip()]
    if not lines or lines[0].lstrip().startswith("[") or runs_on(head):
        return False
    if len(lines) > 1 and _is_whole(lines[0]):
        return True
    if list_begins(BytesIO(head.encode(errors="replace")), lists) is not None:
        return False
    whole = any(line.startswith("{") and line.rstrip().endswith("}") for line in lines)
    return len(lines) == 1 or whole or inner_suffix(path) in LINES_SUFFIXES


def runs_on(head: str) -> bool:
    """Whether a file that begins like this has several objects on its first line and no second line."""
    if "\n" in head.strip():
        return False
    tape = Tape(BytesIO(head.encode(errors="replace")))
    return tape.peek() == b"{" and tape.skip() and tape.peek() == b"{"


def _is_whole(line: str) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False


def keys_of(head: str) -> frozenset[str]:
    """The keys, at any depth, in the head of a file; none where it does not begin like JSON."""
    return frozenset(_KEY.findall(head)) if head.lstrip()[:1] in {"{", "["} else frozenset()


def decoded(raw: bytes) -> dict[str, Any]:
    """The object that these bytes are.

    Raises:
        InputError: they are none; the message says why in words for the user.
    """
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return _leniently(raw)
    if type(value) is not dict:
        raise InputError("not a JSON object")
    for part in value.values():
        if type(part) is float and abs(part) >= _LONGEST_WHOLE:
            return _leniently(raw)
    return value


def _leniently(raw: bytes) -> dict[str, Any]:
    try:
        value = _LENIENT.decode(raw.decode())
    except UnicodeDecodeError:
        raise InputError(BAD_BYTES) from None
    except json.JSONDecodeError as error:
        line = f"its line {error.lineno}, " if error.lineno > 1 else ""
        raise InputError(f"broken JSON at {line}column {error.colno}: {error.msg}") from None
    except (ValueError, RecursionError):
        raise InputError("JSON with a number too long or nested too deep to read") from None
    if not isinstance(value, dict):
        raise InputError("not a JSON object")
    return value


def _decoded(line: int, raw: bytes) -> JsonRecord:
    try:
        return JsonRecord(line, decoded(raw))
    except InputError as error:
        return JsonRecord(line, {}, str(error))


def _of_lines(path: Path, lists: Sequence[str]) -> Iterator[JsonRecord]:
    for number, raw in enumerate(raw_lines(path), 1):
        if raw is None:
            yield JsonRecord(number, {}, TOO_LONG)
        elif raw and not raw.isspace():
            yield from _spread(_decoded(number, raw), lists)


def _spread(record: JsonRecord, lists: Sequence[str]) -> Iterator[JsonRecord]:
    """The entries of the lists in a record, as where each line is a page of results; else the record."""
    found = [held for place in lists if isinstance(held := _at(record.value, place), list)]
    if not found:
        yield record
    for entry in (entry for held in found for entry in held):
        fault = "" if isinstance(entry, dict) else "not a JSON object"
        yield JsonRecord(record.line, {} if fault else entry, fault)


def _at(value: object, place: str) -> object:
    for key in place.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value
