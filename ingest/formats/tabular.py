"""CSV and TSV with a header line, with column names that are guessed or named by the user."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.export.formulas import unguarded
from assistant.records import Paper
from ingest.formats.base import ReadOptions, Rejected
from ingest.formats.columns import GUESSED, Columns, listed
from ingest.formats.csv_records import CsvRecord, Feed, cells_of, records_of
from ingest.formats.fields import paper_or_rejected
from ingest.formats.once import Once
from ingest.formats.stream import inner_suffix
from ingest.formats.text import read_lines

_SUFFIXES = (".csv", ".tsv", ".tab")
_FEWEST_COLUMNS = 3
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Tabular:
    """The formats `csv` and `tsv`; `delimiters` are tried in order on the header line."""

    name: str
    delimiters: tuple[str, ...]

    def claims(self, head: str, path: Path) -> bool:  # noqa: ARG002 - by content, whatever the file is called
        """Whether the first line is a header with columns for title and abstract."""
        return self.has(head, GUESSED)

    def has(self, head: str, columns: Columns) -> bool:
        """Whether the first line is a header with columns that stand for title and abstract."""
        return bool(self._delimiter(_header(head), columns))

    def read(self, path: Path, options: ReadOptions) -> Iterator[Paper | Rejected]:
        """The records of the file; empty lines are passed over.

        Raises:
            OSError: the file cannot be read.
            InputError: it is a gzip file, and from here on it cannot be unpacked.
        """
        columns = Columns(options.columns)
        feed = Feed(read_lines(path))
        header = feed.header()
        delimiter = self._delimiter(header.text, columns)
        names = cells_of(header.text, delimiter or self._likeliest(header.text))
        fault = header.fault or ("" if delimiter else no_columns(names))
        if lacking := columns.lacking(names):
            fault = fault or f"there is no column {lacking!r}; the columns are: {listed(names)}"
        if fault:
            yield Rejected(str(path), header.number, fault)
            return
        once = Once(str(path))
        for record in records_of(feed, delimiter):
            yield once.checked(self._entry(record, names, path, columns), record.line)

    def _delimiter(self, header: str, columns: Columns) -> str:
        return next((sign for sign in self.delimiters if columns.hold_papers(cells_of(header, sign))), "")

    def _likeliest(self, header: str) -> str:
        return max(self.delimiters, key=lambda sign: len(cells_of(header, sign)))

    def _entry(self, record: CsvRecord, names: list[str], path: Path, columns: Columns) -> Paper | Rejected:
        if fault := record.fault or ragged(record, names):
            return Rejected(str(path), record.line, fault)
        cells = map(unguarded, record.cells)
        return paper_or_rejected(dict(zip(names, cells, strict=True)), path, record.line, self.name, columns)


CSV = Tabular("csv", (",", ";"))
TSV = Tabular("tsv", ("\t",))


def ragged(record: CsvRecord, names: list[str]) -> str:
    """What is wrong with a record that has more or fewer cells than there are columns; empty where nothing is."""
    same = len(record.cells) == len(names)
    return "" if same else f"{len(record.cells)} columns where the header has {len(names)}"


def chosen_table(head: str, columns: Columns) -> Tabular | None:
    """The table of which the user names the columns; None where they name none, or the head has not got them."""
    return next((table for table in (TSV, CSV) if columns and table.has(head, columns)), None)


def unknown_columns(head: str, path: Path) -> str:
    """Which columns a table has that is not recognised for want of known names; empty where it is no table."""
    header = _header(head)
    names = max((cells_of(header, sign) for sign in (*TSV.delimiters, *CSV.delimiters)), key=len)
    short = all(0 < len(name) <= _LONGEST_NAME for name in names)
    if inner_suffix(path) in _SUFFIXES or (len(names) >= _FEWEST_COLUMNS and short):
        return no_columns(names)
    return ""


def no_columns(names: list[str]) -> str:
    """What to tell the user of a table in which no columns are known to hold title and abstract."""
    how = "name them with --column title=NAME --column abstract=NAME"
    return f"no columns named title and abstract in the header; found: {listed(names)}; {how}"


def _header(head: str) -> str:
    return head.lstrip("\n\r").split("\n", 1)[0]
