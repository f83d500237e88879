"""Zotero's CSV export: its own column names, authors with the family name first, arXiv ids in the "Extra" column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import InputError
from assistant.records import Paper, Source
from ingest.formats.base import ReadOptions, Rejected
from ingest.formats.csv_records import CsvRecord, Feed, cells_of, records_of
from ingest.formats.fields import paper_of_row, with_key
from ingest.formats.identifiers import arxiv_id_in, arxiv_id_of_doi, pubmed_id_in
from ingest.formats.loose_dates import loose_date
from ingest.formats.once import Once
from ingest.formats.people import given_first
from ingest.formats.tabular import no_columns, ragged
from ingest.formats.text import read_lines

_NAME = "zotero-csv"
_NEEDED = frozenset({"Key", "Item Type", "Title", "Abstract Note"})
_VENUES = ("Publication Title", "Conference Name", "Proceedings Title", "Series Title", "Publisher")


@dataclass(frozen=True, slots=True)
class ZoteroCsv:
    """The format `zotero-csv`."""

    name: str = _NAME

    def claims(self, head: str, path: Path) -> bool:  # noqa: ARG002 - by content, whatever the file is called
        """Whether the first line is the header that Zotero writes."""
        return set(cells_of(head.split("\n", 1)[0], ",")) >= _NEEDED

    def read(self, path: Path, options: ReadOptions) -> Iterator[Paper | Rejected]:  # noqa: ARG002 - the protocol's
        """The items of the file; one without an abstract, as books are, is rejected by its key.

        Raises:
            OSError: the file cannot be read.
            InputError: it is a gzip file, and from here on it cannot be unpacked.
        """
        feed = Feed(read_lines(path))
        header = feed.header()
        names = cells_of(header.text, ",")
        if header.fault or not set(names) >= _NEEDED:
            yield Rejected(str(path), header.number, header.fault or no_columns(names))
            return
        once = Once(str(path))
        for record in records_of(feed, ","):
            yield once.checked(_entry(record, names, path), record.line)


ZOTERO_CSV = ZoteroCsv()


def paper_of(record: Mapping[str, str], source: Source) -> Paper:
    """An item, its cells by column name, as a copy; its key is Zotero's.

    Raises:
        InputError: it has no title or no abstract.
    """
    notes = "\n".join(record.get(name, "") for name in ("Extra", "Number", "Url"))
    doi = record.get("DOI", "")
    row = {
        "id": record.get("Key", ""),
        "title": record.get("Title", ""),
        "abstract": record.get("Abstract Note", ""),
        "authors": [given_first(name) for name in record.get("Author", "").split(";")],
        "date": loose_date(record.get("Date", "")) or loose_date(record.get("Publication Year", "")),
        "venue": next((record[name] for name in _VENUES if record.get(name)), None),
        "doi": doi,
        "arxiv_id": arxiv_id_of_doi(doi) or arxiv_id_in(notes),
        "url": record.get("Url", ""),
        "type": record.get("Item Type", ""),
        "pmid": pubmed_id_in(notes),
    }
    return paper_of_row(row, source)


def _entry(record: CsvRecord, names: list[str], path: Path) -> Paper | Rejected:
    if fault := record.fault or ragged(record, names):
        return Rejected(str(path), record.line, fault)
    cells = dict(zip(names, record.cells, strict=True))
    try:
        return paper_of(cells, Source(path.name, _NAME, f"line {record.line}"))
    except InputError as error:
        return Rejected(str(path), record.line, with_key(str(error), cells.get("Key")))
