"""The records of a table whose cells are parted by a sign and may be quoted.

A record that breaks the rules of quoting has a fault and the line it begins at, and reading goes on at the line behind
that: an unclosed quote costs one record, not the rest of the file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.formats.text import MAX_RECORD, Line

_MOST_LINES = 10_000
"""Lines of one record; what goes on longer is an unclosed quote."""


@dataclass(frozen=True, slots=True)
class CsvRecord:
    """The cells of one record and the line it begins at; without cells where it has a fault."""

    line: int
    cells: list[str]
    fault: str = ""


@dataclass(slots=True)
class Feed:
    """Lines for a csv reader, which remembers those of the record at hand and can give them out again."""

    lines: Iterator[Line]
    taken: list[Line] = field(default_factory=list)
    again: list[Line] = field(default_factory=list)
    size: int = 0

    def __iter__(self) -> Iterator[str]:
        while line := self._next():
            self.taken.append(line)
            self.size += len(line.text)
            if self.size > MAX_RECORD or len(self.taken) > _MOST_LINES:
                raise csv.Error(f"a quote is still open after {len(self.taken):,} lines")
            yield line.text

    def _next(self) -> Line | None:
        return self.again.pop() if self.again else next(self.lines, None)

    def header(self) -> Line:
        """The first line that is not blank; an empty line where there is none."""
        return next((line for line in self.lines if line.fault or line.text.strip()), Line(1, "", ""))

    def accept(self) -> tuple[Line, ...]:
        """The lines of the record just read; the next record begins behind them."""
        record = tuple(self.taken)
        self.taken, self.size = [], 0
        return record

    def retry(self) -> Line:
        """The first line of the record just read; the next record begins at its second line."""
        first, *rest = self.accept()
        self.again.extend(reversed(rest))
        return first


def records_of(feed: Feed, delimiter: str) -> Iterator[CsvRecord]:
    """The records behind the header; empty lines are passed over.

    Raises:
        OSError: the file cannot be read.
        InputError: it is a gzip file, and from here on it cannot be unpacked.
    """
    # The limit is the process's own; it is only ever raised, so that no other user of csv is cut short.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_RECORD))
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield CsvRecord(feed.retry().number, [], _quoting(str(error)))
            reader = csv.reader(feed, delimiter=delimiter, strict=True)
            continue
        if cells is None:
            return
        lines = feed.accept()
        fault = _fault(lines)
        if cells or fault:
            yield CsvRecord(lines[0].number, cells, fault)


def _fault(lines: tuple[Line, ...]) -> str:
    for line in lines:
        if line.fault:
            return f"{line.fault} in line {line.number}" if len(lines) > 1 else line.fault
        if "\0" in line.text:
            return "a NUL character"
    return ""


def _quoting(message: str) -> str:
    if message == "unexpected end of data":
        return "a quote opened here is never closed"
    return f"broken quoting: {message}"


def cells_of(line: str, delimiter: str) -> list[str]:
    """The cells of one line without the blanks around them; none where its quotes are broken."""
    try:
        return [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []
