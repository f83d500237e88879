"""Zotero's CSV export."""

import csv
import io
from pathlib import Path

import pytest

from assistant.records import Paper, Source
from ingest.formats import ReadOptions, Rejected
from ingest.formats.zotero_csv import ZOTERO_CSV
from ingest.reading import read_paths

COLUMNS = (
    "Key,Item Type,Publication Year,Author,Title,Publication Title,ISBN,DOI,Url,Abstract Note,Date,Date Added,Number,"
    "Extra,Manual Tags,Conference Name"
).split(",")
ITEM: dict[str, str] = {
    "Key": "ABCD2345",
    "Item Type": "journalArticle",
    "Publication Year": "2024",
    "Author": "Ram, Ada; van der Berg, Ludwig; The Duck Group",
    "Title": "Counting <i>Ducks</i>",
    "Publication Title": "Annals of Ducks",
    "DOI": "10.1234/duck",
    "Url": "https://example.org/duck",
    "Abstract Note": "We count ducks.\nThey swim, too.",
    "Date": "2024-03-09",
    "Date Added": "2025-01-01 10:00:00",
    "Extra": "arXiv:2403.00042 [cs]\nPMID: 777",
}


def read(tmp_path: Path, *items: dict[str, str], columns: list[str] = COLUMNS) -> list[Paper | Rejected]:
    stream = io.StringIO(newline="")
    rows = csv.DictWriter(stream, columns, restval="", quoting=csv.QUOTE_ALL, extrasaction="ignore")
    rows.writeheader()
    rows.writerows(items)
    path = tmp_path / "My Library.csv"
    path.write_text(stream.getvalue(), encoding="utf-8-sig", newline="")
    return [entry for entry in read_paths([path]) if isinstance(entry, (Paper, Rejected))]


def test_an_item(tmp_path: Path) -> None:
    assert read(tmp_path, ITEM) == [
        Paper(
            id="",
            title="Counting Ducks",
            abstract="We count ducks.\nThey swim, too.",
            authors=("Ada Ram", "Ludwig van der Berg", "The Duck Group"),
            n_authors=3,
            date="2024-03-09",
            year=2024,
            venue="Annals of Ducks",
            doi="10.1234/duck",
            arxiv_id="2403.00042",
            url="https://example.org/duck",
            sources=(Source("My Library.csv", "zotero-csv", "ABCD2345"),),
            extra=(("pmid", "777"), ("type", "journalArticle")),
        )
    ]


FIELDS: list[tuple[dict[str, str], str, object]] = [
    ({"Date": "3/2024"}, "date", "2024"),
    ({"Date": "March 9, 2024"}, "date", "2024-03-09"),
    ({"Date": ""}, "date", "2024"),
    ({"Date": "in press", "Publication Year": ""}, "date", None),
    ({"Publication Title": "", "Conference Name": "Duck Days"}, "venue", "Duck Days"),
    ({"Publication Title": ""}, "venue", None),
    ({"Author": ""}, "authors", ()),
    ({"Author": ""}, "n_authors", None),
    ({"Extra": "", "Number": "arXiv:2403.00001"}, "arxiv_id", "2403.00001"),
    ({"Extra": "", "DOI": "10.48550/arXiv.2403.00001"}, "arxiv_id", "2403.00001"),
    ({"Extra": ""}, "arxiv_id", None),
    ({"DOI": ""}, "doi", None),
    ({"Key": ""}, "sources", (Source("My Library.csv", "zotero-csv", "line 2"),)),
]


@pytest.mark.parametrize(("changes", "field", "expected"), FIELDS)
def test_fields(tmp_path: Path, changes: dict[str, str], field: str, expected: object) -> None:
    (entry,) = read(tmp_path, ITEM | changes)
    assert getattr(entry, field) == expected


def test_an_item_without_an_abstract_is_named_by_its_key(tmp_path: Path) -> None:
    book = ITEM | {"Key": "BOOK2345", "Abstract Note": ""}
    untitled = ITEM | {"Key": "NAME2345", "Title": ""}
    found = read(tmp_path, ITEM, book, untitled, ITEM)
    assert [(entry.line, entry.reason) for entry in found if isinstance(entry, Rejected)] == [
        (5, "no abstract (BOOK2345)"),
        (7, "no title (NAME2345)"),
    ]
    assert sum(isinstance(entry, Paper) for entry in found) == 2


def test_few_columns_are_enough(tmp_path: Path) -> None:
    (entry,) = read(tmp_path, ITEM, columns=["Key", "Item Type", "Title", "Abstract Note"])
    assert isinstance(entry, Paper)
    assert (entry.title, entry.authors, entry.date) == ("Counting Ducks", (), None)


def test_another_table_forced_to_be_one(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("title,abstract\nCounting Ducks,We count.\n", encoding="utf-8")
    (entry,) = ZOTERO_CSV.read(path, ReadOptions())
    assert isinstance(entry, Rejected)
    assert "found: title, abstract" in entry.reason


@pytest.mark.parametrize(
    ("row", "reason"),
    [("A,book\n", "2 columns where the header has 4"), ('A,book,"Ducks,We count\n', "a quote opened here")],
)
def test_a_broken_row_costs_no_other(tmp_path: Path, row: str, reason: str) -> None:
    good = "ABCD2345,journalArticle,Counting Ducks,We count.\n"
    path = tmp_path / "ducks.csv"
    path.write_text(f"Key,Item Type,Title,Abstract Note\n{good}{row}{good}", encoding="utf-8")
    _, bad, last = read_paths([path])
    assert isinstance(bad, Rejected)
    assert (bad.line, reason in bad.reason, isinstance(last, Paper)) == (3, True, True)
