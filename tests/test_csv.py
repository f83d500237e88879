"""CSV and TSV with a header line and guessed column names."""

from pathlib import Path

import pytest

from assistant.records import Paper, Source
from ingest.formats import ReadOptions, Rejected
from ingest.formats.tabular import CSV, TSV, Tabular
from ingest.formats.text import MAX_RECORD
from tests.entries import read_as, rejects, titles

HEADER = "Title,Abstract,Authors,Year,DOI,Area\n"
GOOD = "Counting Goats,We count goats.,B. Ewe,2020,10.1/g,hills\n"


def read(tmp_path: Path, content: str | bytes, form: Tabular = CSV) -> list[Paper | Rejected]:
    return read_as(form, tmp_path / "papers.csv", content)


def test_a_row(tmp_path: Path) -> None:
    row = '"Counting, or: ""Sheep""","We count sheep.\nThey, too, count.","A. Ram; B. Ewe",2019,doi:10.1/s,\n'
    assert read(tmp_path, HEADER + row + "\n" + GOOD) == [
        Paper(
            id="",
            title='Counting, or: "Sheep"',
            abstract="We count sheep.\nThey, too, count.",
            authors=("A. Ram", "B. Ewe"),
            n_authors=2,
            date="2019",
            year=2019,
            doi="10.1/s",
            sources=(Source("papers.csv", "csv", "line 2"),),
        ),
        Paper(
            id="",
            title="Counting Goats",
            abstract="We count goats.",
            authors=("B. Ewe",),
            n_authors=1,
            date="2020",
            year=2020,
            doi="10.1/g",
            sources=(Source("papers.csv", "csv", "line 5"),),
            extra=(("Area", "hills"),),
        ),
    ]


@pytest.mark.parametrize(
    ("form", "content"),
    [
        (TSV, "id\ttitle\tsummary\ng1\tCounting Goats\tWe, too, count.\n"),
        (CSV, "id;title;summary\ng1;Counting Goats;We, too, count.\n"),
        (CSV, '\ufeffid,title,summary\r\ng1,Counting Goats,"We, too, count."\r\n'),
        (CSV, '\n\nid,"title",summary\ng1,Counting Goats,"We, too, count."'),
    ],
)
def test_separators_and_line_ends(tmp_path: Path, form: Tabular, content: str) -> None:
    (entry,) = read(tmp_path, content, form)
    assert isinstance(entry, Paper)
    assert (entry.title, entry.abstract) == ("Counting Goats", "We, too, count.")
    assert entry.sources == (Source("papers.csv", form.name, "g1"),)


BAD = {
    "quote never closed": ('Sheep,"We count,A,2019,,\n', "a quote opened here is never closed"),
    "quote within quotes": ('Sheep,"We "really" count",A,2019,,\n', "broken quoting"),
    "too few columns": ("Sheep,We count\n", "2 columns where the header has 6"),
    "too many columns": ("Sheep,We count,A,2019,,,,\n", "8 columns where the header has 6"),
    "NUL": ("Sheep,We \0 count,A,2019,,\n", "a NUL character"),
    "no title": (",We count,A,2019,,\n", "no title"),
    "no abstract": ("Sheep,,A,2019,,\n", "no abstract"),
    "bad year": ("Sheep,We count,A,MMXIX,,\n", "bad date 'MMXIX'"),
}


@pytest.mark.parametrize(("row", "reason"), BAD.values(), ids=BAD.keys())
def test_a_bad_row_is_named_and_reading_goes_on(tmp_path: Path, row: str, reason: str) -> None:
    entries = read(tmp_path, HEADER + GOOD + row + GOOD + GOOD)
    assert titles(entries) == ["Counting Goats"] * 3
    ((line, said),) = rejects(entries)
    assert line == 3
    assert reason in said


def test_bad_bytes_cost_one_record(tmp_path: Path) -> None:
    row = b'Sheep,"We count\n\xff\xfe sheep",A,2019,,\n'
    entries = read(tmp_path, HEADER.encode() + row + GOOD.encode())
    assert titles(entries) == ["Counting Goats"]
    assert rejects(entries) == [(2, "bytes that are not UTF-8 (save the file as UTF-8) in line 3")]


def test_header_without_titles(tmp_path: Path) -> None:
    ((line, reason),) = rejects(read(tmp_path, "name,price\neggs,3\n"))
    assert line == 1
    assert "found: name, price" in reason


def test_long_fields_are_read(tmp_path: Path) -> None:
    (entry,) = read(tmp_path, f"title,abstract\nSheep,{'baa ' * 100_000}end\n")
    assert isinstance(entry, Paper)
    assert len(entry.abstract) == 400_003


@pytest.mark.parametrize(
    "endless", ["baa " * (MAX_RECORD // 4 + 1), '"' + "baa\n" * 10_001, '"' + f"{'baa ' * 250_000}\n" * 21]
)
def test_endless_records_are_rejected(tmp_path: Path, endless: str) -> None:
    entries = read(tmp_path, f"title,abstract\nCounting Goats,We count.\n{endless}\nCounting Goats,We count.\n")
    assert titles(entries) == ["Counting Goats"] * 2
    assert rejects(entries)[0][0] == 3


def test_a_header_with_bad_bytes(tmp_path: Path) -> None:
    entries = read(tmp_path, b"title,abstract,\xff\nCounting Goats,We count.,\n")
    assert rejects(entries) == [(1, "bytes that are not UTF-8 (save the file as UTF-8)")]


@pytest.mark.parametrize(
    ("head", "form", "claimed"),
    [
        (HEADER + GOOD, CSV, True),
        ("id\tTITLE\tText\n", TSV, True),
        ("id\tTITLE\tText\n", CSV, False),
        ("name,price\neggs,3\n", CSV, False),
        ("A Title, an abstract\n\nWe count.", CSV, False),
    ],
)
def test_claims(head: str, form: Tabular, claimed: bool) -> None:
    assert form.claims(head, Path("anything.txt")) is claimed


CHOSEN = (("title", "Überschrift"), ("abstract", "Inhalt"))


@pytest.mark.parametrize(
    ("content", "form"),
    [
        ("Nr;Überschrift;Inhalt\n1;Ziegen;Wir zählen; immer.\n".replace("; immer", ", immer"), CSV),
        ('Nr,ÜBERSCHRIFT , inhalt\n1,Ziegen,"Wir zählen, immer."\n', CSV),
        ("Nr\tÜberschrift\tInhalt\n1\tZiegen\tWir zählen, immer.\n", TSV),
    ],
)
def test_columns_that_the_user_names(tmp_path: Path, content: str, form: Tabular) -> None:
    path = tmp_path / "papers.csv"
    path.write_text(content, encoding="utf-8")
    (entry,) = form.read(path, ReadOptions(columns=CHOSEN))
    assert isinstance(entry, Paper)
    assert (entry.title, entry.abstract, entry.extra) == ("Ziegen", "Wir zählen, immer.", (("Nr", "1"),))


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        (CHOSEN, "no columns named title and abstract in the header; found: title, abstract, Zeitung"),
        ((("venue", "Zeitschrift"),), "there is no column 'Zeitschrift'; the columns are: title, abstract, Zeitung"),
    ],
)
def test_a_column_that_is_not_there(tmp_path: Path, columns: tuple[tuple[str, str], ...], reason: str) -> None:
    path = tmp_path / "papers.csv"
    path.write_text("title,abstract,Zeitung\nZiegen,Wir zählen.,Blatt\n", encoding="utf-8")
    (entry,) = CSV.read(path, ReadOptions(columns=columns))
    assert isinstance(entry, Rejected)
    assert (entry.line, entry.reason[: len(reason)]) == (1, reason)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("'=SUM(A1)", "=SUM(A1)"),
        ("'+1 goat", "+1 goat"),
        ("'-1 goat", "-1 goat"),
        ("'@goats", "@goats"),
        ("''=goats", "'=goats"),
        ("'Tis a goat", "'Tis a goat"),
        ("=goats", "=goats"),
        ("It's '=goats", "It's '=goats"),
    ],
)
def test_a_guard_against_formulas_is_taken_off(tmp_path: Path, cell: str, text: str) -> None:
    (entry,) = read(tmp_path, f"title,abstract,note\n{cell},{cell},{cell}\n")
    assert isinstance(entry, Paper)
    assert (entry.title, entry.abstract, entry.extra) == (text, text, (("note", text),))


def test_markup_becomes_text(tmp_path: Path) -> None:
    (entry,) = read(tmp_path, "title,abstract\nGoats &amp; Sheep,<p>We count.</p><p>If p < 0.05.</p>\n")
    assert isinstance(entry, Paper)
    assert (entry.title, entry.abstract) == ("Goats & Sheep", "We count.\nIf p < 0.05.")


def test_a_header_too_long_to_read(tmp_path: Path) -> None:
    assert rejects(read(tmp_path, "title,abstract" + ",more" * 1_000_000 + "\nOne,We.\n")) == [
        (1, "a line of more than 4,000,000 bytes")
    ]
