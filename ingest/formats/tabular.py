"""CSV and TSV with a header line, with guessed column names.

A record that breaks the rules of quoting is rejected by its first line, and reading goes on at the line behind that: an
unclosed quote costs one record, not the rest of the file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from assistant.records import Paper
from ingest.formats.base import ReadOptions, Rejected
from ingest.formats.fields import holds_papers, paper_or_rejected
from ingest.formats.text import MAX_LINE, Line, read_lines

_MOST_LINES = 10_000
"""Lines of one record; what goes on longer is an unclosed quote."""


@dataclass(frozen=True, slots=True)
class Tabular:
    """The formats `csv` and `tsv`; `delimiters` are tried in order on the header line."""

    name: str
    delimiters: tuple[str, ...]

    def claims(self, head: str, path: Path) -> bool:  # noqa: ARG002 - the protocol's
        """Whether the first line is a header with columns for title and abstract."""
        header = head.lstrip("\n\r").split("\n", 1)[0]
        return any(holds_papers(_cells(header, delimiter)) for delimiter in self.delimiters)

    def read(self, path: Path, options: ReadOptions) -> Iterator[Paper | Rejected]:  # noqa: ARG002 - the protocol's
        """The records of the file; empty lines are passed over.

        Raises:
            OSError: the file cannot be read.
        """
        # The limit is the process's own; it is only ever raised, so that no other user of csv is cut short.
        csv.field_size_limit(max(csv.field_size_limit(), MAX_LINE))
        feed = _Feed(read_lines(path))
        header = feed.header()
        delimiter = next((d for d in self.delimiters if holds_papers(_cells(header.text, d))), "")
        if header.fault:
            yield Rejected(str(path), header.number, header.fault)
            return
        if not delimiter:
            found = ", ".join(_cells(header.text, self.delimiters[0]))[:200]
            yield Rejected(
                str(path), header.number, f"no columns named title and abstract in the header; found: {found}"
            )
            return
        columns = _cells(header.text, delimiter)
        for record in _records(feed, delimiter):
            yield self._entry(record, columns, path)

    def _entry(self, record: _Record, columns: list[str], path: Path) -> Paper | Rejected:
        reason = record.fault
        if not reason and len(record.cells) != len(columns):
            reason = f"{len(record.cells)} columns where the header has {len(columns)}"
        if reason:
            return Rejected(str(path), record.line, reason)
        return paper_or_rejected(dict(zip(columns, record.cells, strict=True)), path, record.line, self.name)


CSV = Tabular("csv", (",", ";"))
TSV = Tabular("tsv", ("\t",))


@dataclass(frozen=True, slots=True)
class _Record:
    """The cells of one record and the line it begins at; without cells where it has a fault."""

    line: int
    cells: list[str]
    fault: str = ""


@dataclass(slots=True)
class _Feed:
    """Lines for a csv reader, which remembers those of the record at hand and can give them out again."""

    lines: Iterator[Line]
    taken: list[Line] = field(default_factory=list)
    again: list[Line] = field(default_factory=list)
    size: int = 0

    def __iter__(self) -> Iterator[str]:
        while line := self._next():
            self.taken.append(line)
            self.size += len(line.text)
            if self.size > MAX_LINE or len(self.taken) > _MOST_LINES:
                raise csv.Error(f"a quote is still open after {len(self.taken):,} lines")
            yield line.text

    def _next(self) -> Line | None:
        return self.again.pop() if self.again else next(self.lines, None)

    def header(self) -> Line:
        """The first line that is not blank; an empty line where there is none."""
        return next((line for line in self.lines if line.text.strip()), Line(1, "", ""))

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


def _records(feed: _Feed, delimiter: str) -> Iterator[_Record]:
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield _Record(feed.retry().number, [], _quoting(str(error)))
            reader = csv.reader(feed, delimiter=delimiter, strict=True)
            continue
        if cells is None:
            return
        lines = feed.accept()
        fault = _fault(lines)
        if cells or fault:
            yield _Record(lines[0].number, cells, fault)


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


def _cells(header: str, delimiter: str) -> list[str]:
    try:
        return [name.strip() for name in next(csv.reader([header], delimiter=delimiter), [])]
    except csv.Error:
        return []
