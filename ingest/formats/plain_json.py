"""JSON that is not lines: an array of records, an object that holds them in a list, or records one behind the other.

The names of keys are guessed, as in JSON lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from assistant.records import Paper
from ingest.formats.base import ReadOptions, Rejected
from ingest.formats.columns import Columns
from ingest.formats.fields import paper_or_rejected
from ingest.formats.json_records import is_lines, json_records, keys_of, runs_on
from ingest.formats.json_scan import list_begins
from ingest.formats.once import Once

LISTS = ("papers", "items", "results", "records", "entries", "documents", "articles", "works", "data", "message.items")
"""Where in an object the records may be."""
_ARRAY = re.compile(r"\s*\[\s*(?:\{|\]|$)")
_TITLE = re.compile(r'"title"\s*:', re.IGNORECASE)


class PlainJson:
    """The format `json`."""

    name = "json"

    def claims(self, head: str, path: Path) -> bool:
        """Whether it begins like an array of objects, an object with a list of them, or records that are not lines."""
        if _ARRAY.match(head):
            return True
        if not head.lstrip().startswith("{"):
            return False
        if runs_on(head):
            return True
        begins = list_begins(BytesIO(head.encode(errors="replace")), LISTS)
        if begins is not None:
            # A record of a file of lines may have such a list too, behind its title.
            return not _TITLE.search(head.encode(errors="replace")[:begins].decode(errors="replace"))
        return not is_lines(head, path) and {key.lower() for key in keys_of(head)} >= {"title", "abstract"}

    def read(self, path: Path, options: ReadOptions) -> Iterator[Paper | Rejected]:
        """The records of the file.

        Raises:
            OSError: the file cannot be read.
            InputError: it is a gzip file, and from here on it cannot be unpacked.
        """
        columns, once = Columns(options.columns), Once(str(path))
        for line, value, fault in json_records(path, LISTS):
            if fault:
                yield Rejected(str(path), line, fault)
            else:
                yield once.checked(paper_or_rejected(value, path, line, self.name, columns), line)
