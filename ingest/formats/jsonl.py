"""JSON Lines: one object a line, with guessed field names. A JSON array over many lines is not this format."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.records import Paper
from ingest.formats.base import ReadOptions, Rejected
from ingest.formats.fields import paper_or_rejected
from ingest.formats.text import read_lines

_OBJECT_LINE = re.compile(r'\s*\{\s*(?:"|\}|$)')
# Raw control characters in strings are let in here and taken out by `clean`, as in every other format.
_DECODER = json.JSONDecoder(strict=False)
_SUFFIXES = (".jsonl", ".ndjson", ".jsonlines")


class Jsonl:
    """The format `jsonl`."""

    name = "jsonl"

    def claims(self, head: str, path: Path) -> bool:
        """Whether the first line is an object of its own, or the file calls itself JSONL and holds one early on."""
        lines = [line for line in head.split("\n") if line.strip()]
        if path.suffix.lower() in _SUFFIXES:
            return any(_OBJECT_LINE.match(line) for line in lines)
        whole = lines[0].rstrip().endswith("}") or len(lines) == 1
        return whole and re.match(r'\s*\{\s*"', lines[0]) is not None

    def read(self, path: Path, options: ReadOptions) -> Iterator[Paper | Rejected]:  # noqa: ARG002 - the protocol's
        """The rows of the file; blank lines are passed over.

        Raises:
            OSError: the file cannot be read.
        """
        for number, text, fault in read_lines(path):
            if fault:
                yield Rejected(str(path), number, fault)
            elif text and not text.isspace():
                yield _row(text, path, number)


def _row(text: str, path: Path, number: int) -> Paper | Rejected:
    try:
        row: Any = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        return Rejected(str(path), number, f"broken JSON at column {error.colno}: {error.msg}")
    except (ValueError, RecursionError):
        return Rejected(str(path), number, "JSON with a number too long or nested too deep to read")
    if not isinstance(row, dict):
        return Rejected(str(path), number, "not a JSON object")
    return paper_or_rejected(row, path, number, Jsonl.name)
