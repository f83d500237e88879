"""JSON Lines with guessed field names."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.records import Paper, Source
from ingest.formats import ReadOptions, Rejected
from ingest.formats.jsonl import Jsonl
from ingest.formats.text import MAX_LINE
from tests.entries import read_as, read_measured

ROW: dict[str, Any] = {"title": "Counting Sheep", "abstract": "We count sheep. They lie down."}


def read(tmp_path: Path, content: str | bytes) -> list[Paper | Rejected]:
    return read_as(Jsonl(), tmp_path / "papers.jsonl", content)


def one(tmp_path: Path, **columns: Any) -> Paper:
    (entry,) = read(tmp_path, json.dumps(ROW | columns))
    assert isinstance(entry, Paper), entry
    return entry


def test_the_plainest_row(tmp_path: Path) -> None:
    assert one(tmp_path) == Paper(
        id="",
        title="Counting Sheep",
        abstract="We count sheep. They lie down.",
        sources=(Source("papers.jsonl", "jsonl", "line 1"),),
    )


FIELDS: list[tuple[dict[str, Any], str, Any]] = [
    ({"Authors": ["A. Ram", " B. Ewe "]}, "authors", ("A. Ram", "B. Ewe")),
    ({"authors": [{"name": "A. Ram"}, {"name": "B. Ewe", "id": 4}]}, "authors", ("A. Ram", "B. Ewe")),
    ({"authors": "Ram, A.; Ewe, B."}, "authors", ("Ram, A.", "Ewe, B.")),
    ({"authors": "A. Ram and B. Ewe"}, "authors", ("A. Ram", "B. Ewe")),
    ({"authors": ["A. Ram", "B. Ewe"]}, "n_authors", 2),
    ({"authors": ["A. Ram"], "n_authors": 9}, "n_authors", 9),
    ({"N_Authors": "12"}, "n_authors", 12),
    ({"date": "2024-12-05"}, "date", "2024-12-05"),
    ({"published": "2024-03-09T10:00:00Z"}, "date", "2024-03-09"),
    ({"publication_date": "2024/3"}, "date", "2024-03"),
    ({"published_date": 20240309}, "date", "2024-03-09"),
    ({"date": "9 March 2024"}, "date", "2024-03-09"),
    ({"date": "Mar 9, 2024"}, "date", "2024-03-09"),
    ({"date": "2024-12-05"}, "year", 2024),
    ({"year": 2019}, "year", 2019),
    ({"year": "2019"}, "date", "2019"),
    ({"date": "2024-12-05", "year": 2023}, "year", 2024),
    ({"date": None, "year": 2019.0}, "year", 2019),
    ({"date": "2025-08-13", "date_inferred": True}, "date_inferred", True),
    ({"Journal": "Annals of Sheep"}, "venue", "Annals of Sheep"),
    ({"booktitle": "Sheep Days"}, "venue", "Sheep Days"),
    ({"doi": "https://doi.org/10.1/Ab"}, "doi", "10.1/Ab"),
    ({"DOI": "10.1/Ab"}, "doi", "10.1/Ab"),
    ({"arxiv": "https://arxiv.org/abs/2401.00001v2"}, "arxiv_id", "2401.00001v2"),
    ({"arxiv_id": "arXiv:2401.00001"}, "arxiv_id", "2401.00001"),
    ({"link": "https://example.org/sheep"}, "url", "https://example.org/sheep"),
    ({"is_digest": True}, "is_digest", True),
    ({"is_digest": "false"}, "is_digest", False),
    ({"zoo": 3, "Area": "hills", "open": True, "none": None, "list": [1], "": "x"}, "extra",
     (("", "x"), ("Area", "hills"), ("open", "True"), ("zoo", "3"))),
    ({"text": "A longer text."}, "extra", (("text", "A longer text."),)),
    ({"title": " Counting\x00 Sheep\x1b[0m "}, "title", "Counting Sheep\x1b[0m"),
    ({"abstract": "One.\rTwo.\x0bThree.\r\nFour."}, "abstract", "One. Two. Three.\nFour."),
    ({"year": "2023.0"}, "year", 2023),
    ({"n_authors": "7.0"}, "n_authors", 7),
    ({"authors": "Ann Lee, Bo Chen, Cy Diaz"}, "authors", ("Ann Lee", "Bo Chen", "Cy Diaz")),
    ({"authors": "Lee, Ann"}, "authors", ("Lee, Ann",)),
    ({"authors": "['Ann Lee', 'Bo Chen']"}, "authors", ("Ann Lee", "Bo Chen")),
    ({"authors": [{"given": "Ann", "family": "Lee"}]}, "authors", ("Ann Lee",)),
    ({"abstract": "One.\n\nTwo.\tThree\u2028."}, "abstract", "One.\n\nTwo.\tThree\u2028."),
    ({"_id": "p1", "key": "k1"}, "sources", (Source("papers.jsonl", "jsonl", "p1"),)),
    ({"id": 17}, "sources", (Source("papers.jsonl", "jsonl", "17"),)),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "field", "expected"), FIELDS)
def test_fields(tmp_path: Path, columns: dict[str, Any], field: str, expected: Any) -> None:
    assert getattr(one(tmp_path, **columns), field) == expected


@pytest.mark.parametrize("name", ["abstract", "text", "Summary", "DESCRIPTION"])
def test_names_of_the_abstract(tmp_path: Path, name: str) -> None:
    (entry,) = read(tmp_path, json.dumps({"Title": "Counting Sheep", name: "We count."}))
    assert isinstance(entry, Paper)
    assert entry.abstract == "We count."


BAD: list[tuple[str, str]] = [
    ('{"title": "Counting', "broken JSON at column 11: Unterminated string"),
    ('["a", "list"]', "not a JSON object"),
    ("7", "not a JSON object"),
    ('{"abstract": "We count."}', "no title"),
    ('{"title": " ", "abstract": "We count."}', "no title"),
    ('{"title": "Counting"}', "no abstract"),
    ('{"title": "Counting", "abstract": "\\u0007"}', "no abstract"),
    ('{"title": 5, "abstract": "We count."}', "the title is a number, not text"),
    ('{"title": "Counting", "abstract": ["We"]}', "the abstract is a list, not text"),
    (json.dumps(ROW | {"authors": 3}), "authors is neither a list nor text"),
    (json.dumps(ROW | {"authors": [{"first": "A."}]}), "authors holds something"),
    (json.dumps(ROW | {"n_authors": "many"}), "n_authors is 'many', not a count"),
    (json.dumps(ROW | {"n_authors": -1}), "n_authors is '-1', not a count"),
    (json.dumps(ROW | {"date": "2023-02-29"}), "bad date 2023-02-29"),
    (json.dumps(ROW | {"date": "soon"}), "bad date 'soon'"),
    (json.dumps(ROW | {"date": [2023]}), "the date is a list"),
    (json.dumps(ROW | {"is_digest": "maybe"}), "is_digest is 'maybe'"),
    (json.dumps(ROW | {"doi": {"a": 1}}), "the doi is an object"),
    (json.dumps(ROW | {"id": [1]}), "the id is a list"),
    ('{"title": "Half \\ud83d", "abstract": "We count."}', "the title holds text with half of a surrogate pair"),
    ('{"title": "Counting", "abstract": "We count.", "n": ' + "9" * 5000 + "}", "number too long"),
    ('{"a":' * 100_000, "nested too deep"),
]


@pytest.mark.parametrize(("line", "reason"), BAD)
def test_a_bad_row_is_named_and_reading_goes_on(tmp_path: Path, line: str, reason: str) -> None:
    first, bad, last = read(tmp_path, f"{json.dumps(ROW)}\n\n{line}\n{json.dumps(ROW)}")
    assert isinstance(first, Paper)
    assert isinstance(last, Paper)
    assert isinstance(bad, Rejected)
    assert (bad.file, bad.line) == (str(tmp_path / "papers.jsonl"), 3)
    assert reason in bad.reason


def test_bad_bytes_cost_one_row(tmp_path: Path) -> None:
    row = json.dumps(ROW).encode()
    entries = read(tmp_path, b"\xef\xbb\xbf" + row + b"\n" + row.replace(b"sheep", b"\xff\xfe") + b"\r\n" + row)
    assert [type(entry) for entry in entries] == [Paper, Rejected, Paper]
    assert entries[1] == Rejected(
        str(tmp_path / "papers.jsonl"), 2, "bytes that are not UTF-8 (save the file as UTF-8)"
    )


def test_utf16(tmp_path: Path) -> None:
    (entry,) = read(tmp_path, json.dumps(ROW | {"title": "Schäfchen"}, ensure_ascii=False).encode("utf-16"))
    assert isinstance(entry, Paper)
    assert entry.title == "Schäfchen"


def test_an_endless_line_is_rejected_without_being_held(tmp_path: Path) -> None:
    path = tmp_path / "papers.jsonl"
    with path.open("w") as stream:
        for _ in range(5):
            stream.write("x" * MAX_LINE)
        stream.write("\n" + json.dumps(ROW))
    (rejected, paper), peak = read_measured(Jsonl(), path)
    assert isinstance(rejected, Rejected)
    assert (rejected.line, "a line of more than" in rejected.reason) == (1, True)
    assert isinstance(paper, Paper)
    assert peak < 3 * MAX_LINE


@pytest.mark.parametrize(
    ("head", "name", "claimed"),
    [
        (json.dumps(ROW) + "\n", "anything.txt", True),
        ('{"title": "A very long first line', "anything", True),
        ('broken\n{"title": 1}\n', "papers.jsonl", True),
        ('{\n  "results": []\n}\n', "dump.json", False),
        ("[\n {}\n]", "dump.json", False),
        ("Counting Sheep\n\nWe count.", "page.txt", False),
    ],
)
def test_claims(head: str, name: str, claimed: bool) -> None:
    assert Jsonl().claims(head, Path(name)) is claimed


def test_columns_that_the_user_names(tmp_path: Path) -> None:
    path = tmp_path / "papers.jsonl"
    rows = [{"Titel": "Ziegen", "Inhalt": "Wir zählen.", "abstract": "no"}, ROW, {"Titel": "", "Inhalt": "Wir."}]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    options = ReadOptions(columns=(("title", "Titel"), ("abstract", "Inhalt")))
    good, other, empty = Jsonl().read(path, options)
    assert isinstance(good, Paper)
    assert (good.title, good.abstract, good.extra) == ("Ziegen", "Wir zählen.", (("abstract", "no"),))
    assert isinstance(other, Rejected)
    assert other.reason == "no title: there is no column 'Titel'; the columns are: title, abstract"
    assert isinstance(empty, Rejected)
    assert empty.reason == "no title"


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"id": "r7"}, "no abstract (r7)"),
        ({"_id": 7}, "no abstract"),
        ({}, "no abstract"),
        ({"id": True}, "no abstract"),
    ],
)
def test_a_rejected_row_is_named_by_its_id(tmp_path: Path, columns: dict[str, Any], reason: str) -> None:
    (entry,) = read(tmp_path, json.dumps({"title": "Counting"} | columns))
    assert isinstance(entry, Rejected)
    assert entry.reason == reason


def test_a_whole_number_of_any_size_is_kept(tmp_path: Path) -> None:
    paper = one(tmp_path, id=123456789012345678901234567890, n=98765432109876543210)
    assert paper.sources[0].entry == "123456789012345678901234567890"
    assert paper.extra == (("n", "98765432109876543210"),)


@pytest.mark.parametrize("year", ["1e999", "-1e999", "2024.5"])
def test_a_year_that_is_no_number_of_a_year(tmp_path: Path, year: str) -> None:
    (entry,) = read(tmp_path, f'{{"title": "Counting", "abstract": "We count.", "year": {year}}}')
    assert isinstance(entry, Rejected)
    assert entry.reason == "the year is a number, not a date"
