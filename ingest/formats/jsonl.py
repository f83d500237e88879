"""JSON Lines: one object a line, with guessed key names. A JSON array over many lines is not this format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from assistant.errors import InputError
from assistant.records import Paper
from ingest.formats.base import ReadOptions, Rejected
from ingest.formats.columns import Columns
from ingest.formats.fields import paper_or_rejected
from ingest.formats.json_records import LINES_SUFFIXES, decoded
from ingest.formats.once import Once
from ingest.formats.stream import inner_suffix
from ingest.formats.text import TOO_LONG, raw_lines

_OBJECT_LINE = re.compile(r'\s*\{\s*(?:"|\}|$)')


class Jsonl:
    """The format `jsonl`."""

    name = "jsonl"

    def claims(self, head: str, path: Path) -> bool:
        """Whether the first line is an object of its own, or the file calls itself JSONL and holds one early on."""
        lines = [line for line in head.split("\n") if line.strip()]
        if inner_suffix(path) in LINES_SUFFIXES:
            return any(_OBJECT_LINE.match(line) for line in lines)
        whole = lines[0].rstrip().endswith("}") or len(lines) == 1
        return whole and re.match(r'\s*\{\s*"', lines[0]) is not None

    def read(self, path: Path, options: ReadOptions) -> Iterator[Paper | Rejected]:
        """The rows of the file; blank lines are passed over.

        Raises:
            OSError: the file cannot be read.
            InputError: it is a gzip file, and from here on it cannot be unpacked.
        """
        columns, once = Columns(options.columns), Once(str(path))
        for number, raw in enumerate(raw_lines(path), 1):
            if raw is None:
                yield Rejected(str(path), number, TOO_LONG)
            elif not raw.isspace():
                yield once.checked(_row(raw, path, number, columns), number)


def _row(raw: bytes, path: Path, number: int, columns: Columns) -> Paper | Rejected:
    try:
        row = decoded(raw)
    except InputError as error:
        return Rejected(str(path), number, str(error))
    return paper_or_rejected(row, path, number, Jsonl.name, columns)
