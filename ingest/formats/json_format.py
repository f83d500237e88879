"""What the JSON formats of bibliographies and services share: their records are found alike and mapped each its way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import InputError
from assistant.records import Paper, Source
from ingest.formats.base import ReadOptions, Rejected
from ingest.formats.fields import with_key
from ingest.formats.json_records import JsonRecord, json_records, keys_of
from ingest.formats.once import Once

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class JsonFormat:
    """A format of JSON records.

    `knows` tells from the keys in a file's head, and from the head, whether they are this format's; `lists` are the
    keys, or paths of keys, under which an object may hold the records; `key_of` gives a record's own key.
    """

    name: str
    knows: Callable[[frozenset[str], str], bool]
    paper_of: Callable[[Record, Source], Paper]
    key_of: Callable[[Record], str | None]
    lists: tuple[str, ...] = ()

    def claims(self, head: str, path: Path) -> bool:  # noqa: ARG002 - by content, whatever the file is called
        """Whether the file is JSON with this format's keys."""
        keys = keys_of(head)
        return bool(keys) and self.knows(keys, head)

    def read(self, path: Path, options: ReadOptions) -> Iterator[Paper | Rejected]:  # noqa: ARG002 - the protocol's
        """The records of the file.

        Raises:
            OSError: the file cannot be read.
            InputError: it is a gzip file, and from here on it cannot be unpacked.
        """
        once = Once(str(path))
        for record in json_records(path, self.lists):
            yield once.checked(self._entry(record, path), record.line)

    def _entry(self, record: JsonRecord, path: Path) -> Paper | Rejected:
        if record.fault:
            return Rejected(str(path), record.line, record.fault)
        try:
            return self.paper_of(record.value, Source(path.name, self.name, f"line {record.line}"))
        except InputError as error:
            return Rejected(str(path), record.line, with_key(str(error), self.key_of(record.value)))
