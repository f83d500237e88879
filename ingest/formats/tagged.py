"""Files of a tag and a value a line, RIS and MEDLINE, cut into records, one in memory at a time.

rispy and nbib read such files too, but whole. rispy loses a record whose end is missing, the second of two abstracts
and every line of the form "TY -", and takes a continued name for another author; nbib stops at the first odd line and
keeps one of several ids. What they do well is less than what has to be done before they can be given a record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from assistant.errors import InputError
from assistant.records import Paper
from ingest.formats.base import Rejected
from ingest.formats.once import Once
from ingest.formats.text import MAX_RECORD, TOO_LONG_TEXT, Line, read_lines


class Layout(NamedTuple):
    """How lines look: `begin` matches the first line of a record, `tagged` gives tag and value, `end` is its last tag.

    `loose` takes the place of `tagged` in a record whose first line `tagged` does not match.
    """

    begin: re.Pattern[str]
    tagged: re.Pattern[str]
    loose: re.Pattern[str]
    end: str | None


@dataclass(frozen=True, slots=True)
class Record:
    """The values of each tag in their order, or what is wrong with the record; `line` is where it begins."""

    line: int
    values: Mapping[str, tuple[str, ...]]
    fault: str = ""


def records(lines: Iterable[Line], layout: Layout) -> Iterator[Record]:
    """The records of a file. One without an end ends where the next begins; what stands between records is left out."""
    record: _Open | None = None
    for line in lines:
        if layout.begin.match(line.text) or (record is None and layout.tagged.match(line.text)):
            if record:
                yield record.closed()
            strict = layout.tagged.match(line.text) is not None
            record = _Open(line.number, layout.tagged if strict else layout.loose)
        if record is None:
            if line.fault == TOO_LONG_TEXT:
                yield Record(line.number, {}, line.fault)
            continue
        if record.take(line) == layout.end:
            yield record.closed()
            record = None
    if record:
        yield record.closed()


def papers(path: Path, layout: Layout, entry: Callable[[Record, Path], Paper | Rejected]) -> Iterator[Paper | Rejected]:
    """The records of a file, each as `entry` makes it a copy or refuses it.

    Raises:
        OSError: the file cannot be read.
        InputError: it is a gzip file, and from here on it cannot be unpacked.
    """
    once = Once(str(path))
    for record in records(read_lines(path), layout):
        yield once.checked(entry(record, path), record.line)


@dataclass(slots=True)
class _Open:
    """A record whose end has not come."""

    line: int
    tagged: re.Pattern[str]
    fields: list[tuple[str, list[str]]] = field(default_factory=list)
    size: int = 0
    fault: str = ""

    def take(self, line: Line) -> str:
        """Take in a line; its tag, empty where it goes on with the value before."""
        self.fault = self.fault or line.fault
        self.size += len(line.text)
        if self.size > MAX_RECORD:
            self.fault, self.fields = self.fault or f"a record of more than {MAX_RECORD:,} characters", []
        found = self.tagged.match(line.text)
        if found:
            self.fields.append((found[1], [found[2].strip()]))
            return found[1]
        if self.fields and (more := line.text.strip()):
            self.fields[-1][1].append(more)
        return ""

    def closed(self) -> Record:
        gathered: dict[str, list[str]] = {}
        for tag, parts in self.fields:
            if value := " ".join(part for part in parts if part):
                gathered.setdefault(tag, []).append(value)
        return Record(self.line, {tag: tuple(found) for tag, found in gathered.items()}, self.fault)


def whole(record: Record) -> Mapping[str, tuple[str, ...]]:
    """The values of a record that has no fault.

    Raises:
        InputError: it has one.
    """
    if record.fault:
        raise InputError(record.fault)
    return record.values


def first(values: Mapping[str, tuple[str, ...]], *tags: str) -> str:
    """The first value of the first of the tags that has one; empty where none has."""
    return next((values[tag][0] for tag in tags if values.get(tag)), "")


def every(values: Mapping[str, tuple[str, ...]], tag: str) -> tuple[str, ...]:
    """All values of a tag."""
    return values.get(tag, ())
