"""What holds for every JSON format: it is known by its content, packed or not, and a bad record costs no other."""

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.records import Paper
from ingest.formats import Rejected, Skipped
from ingest.reading import read_paths
from tests import (
    test_arxiv_snapshot,
    test_crossref,
    test_csl_json,
    test_openalex,
    test_semantic_scholar,
)

Entry = Paper | Rejected | Skipped
ROW: dict[str, Any] = {"id": "r1", "title": "Counting Bees", "abstract": "We count bees.", "year": 2024}
LONG = "We count, one by one. " * 50_000

# Each format: a good record, what makes it one without an abstract, and one with a long abstract.
FORMATS: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "arxiv-snapshot": (test_arxiv_snapshot.ROW, {"abstract": None}, {"abstract": LONG}),
    "openalex": (
        test_openalex.WORK,
        {"abstract_inverted_index": None},
        {"abstract_inverted_index": {"We": list(range(300_000))}},
    ),
    "crossref": (test_crossref.WORK, {"abstract": None}, {"abstract": f"<jats:p>{LONG}</jats:p>"}),
    "semanticscholar": (test_semantic_scholar.FOUND, {"abstract": None}, {"abstract": LONG}),
    "csl-json": (test_csl_json.ITEM, {"abstract": None}, {"abstract": LONG}),
    "json": (ROW, {"abstract": None}, {"abstract": LONG}),
}
LISTS = {"openalex": "results", "crossref": "items", "semanticscholar": "data", "csl-json": "items", "json": "papers"}
every_format = pytest.mark.parametrize("name", FORMATS)


def lines(records: list[str]) -> str:
    return "\n".join(records) + "\n"


def array(records: list[str]) -> str:
    return "[\n" + ",\n".join(records) + "\n]\n"


def on_one_line(records: list[str]) -> str:
    return "[" + ",".join(records) + "]"


SHAPES: list[Callable[[list[str]], str]] = [lines, array, on_one_line]


def read(tmp_path: Path, content: str | bytes, name: str = "dump.json") -> list[Entry]:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_paths([path]))


def kinds(entries: list[Entry]) -> list[str]:
    return [entry.sources[0].kind if isinstance(entry, Paper) else entry.reason for entry in entries]


def lasting(entries: list[Entry]) -> list[Paper]:
    """The papers, without where they stand in a file."""
    return [replace(entry, sources=()) for entry in entries if isinstance(entry, Paper)]


@every_format
@pytest.mark.parametrize("name_of_file", ["dump.json", "page.txt", "table.csv", "refs.bib"])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_file_is_known_by_its_content(
    tmp_path: Path, name: str, name_of_file: str, shape: Callable[[list[str]], str]
) -> None:
    text = shape([json.dumps(FORMATS[name][0])] * 3)
    entries = read(tmp_path, text, name_of_file)
    expected = "jsonl" if (name, shape) == ("json", lines) else name
    assert kinds(entries) == [expected] * 3
    packed = read(tmp_path, gzip.compress(text.encode()), f"{name_of_file}.gz")
    assert lasting(packed) == lasting(entries)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("indent", [None, 2])
def test_an_object_that_holds_the_list(tmp_path: Path, name: str, indent: int | None) -> None:
    good = FORMATS[name][0]
    page = {"meta": {"count": 2, "of": [1]}, LISTS[name]: [good, good], "next": None}
    assert kinds(read(tmp_path, json.dumps(page, indent=indent))) == [name] * 2


@every_format
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings(tmp_path: Path, name: str, encoding: str) -> None:
    good = json.dumps(FORMATS[name][0], ensure_ascii=False)
    assert len(lasting(read(tmp_path, array([good, good]).encode(encoding)))) == 2


def odd(name: str) -> list[tuple[str, str]]:
    """Records that cannot be read, each with what is said of it."""
    good, without, _ = FORMATS[name]
    untitled = dict.fromkeys(("title", "display_name"))
    return [
        (json.dumps(good | without), "no abstract"),
        (json.dumps(good | untitled), "no title"),
        (json.dumps(good | {"title": 7, "display_name": 7}), "the title is a number"),
        (json.dumps(good)[:-1] + ', "x": nought}', "broken JSON at column"),
        (json.dumps(good)[:-1] + ', "x": ' + "[" * 5000 + "]" * 5000 + "}", "nested too deep"),
        (json.dumps(good)[:-1] + ', "x": ' + "9" * 5000 + "}", "a number too long"),
        ("7", "not a JSON object"),
        ('["a", "b"]', "not a JSON object"),
    ]


@every_format
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("case", range(len(odd("json"))))
def test_an_odd_record_costs_no_other(tmp_path: Path, name: str, shape: Callable[[list[str]], str], case: int) -> None:
    record, reason = odd(name)[case]
    good = json.dumps(FORMATS[name][0])
    first, bad, last = read(tmp_path, shape([good, record, good]))
    assert isinstance(bad, Rejected)
    assert reason in bad.reason
    assert bad.line == [2, 3, 1][SHAPES.index(shape)]
    assert lasting([first]) == lasting([last]) == lasting([first, last])[:1]


@every_format
def test_a_record_without_an_abstract_is_named_by_its_key(tmp_path: Path, name: str) -> None:
    good, without, _ = FORMATS[name]
    paper, bad = read(tmp_path, array([json.dumps(good), json.dumps(good | without)]))
    assert isinstance(paper, Paper)
    assert isinstance(bad, Rejected)
    assert bad.reason == f"no abstract ({paper.sources[0].entry})"


@every_format
@pytest.mark.parametrize("shape", SHAPES)
def test_bytes_in_another_encoding_cost_one_record(
    tmp_path: Path, name: str, shape: Callable[[list[str]], str]
) -> None:
    good = FORMATS[name][0]
    text = shape([json.dumps(good), json.dumps(good | {"x": "@@@"}), json.dumps(good)])
    first, bad, last = read(tmp_path, text.encode().replace(b"@@@", b"caf\xe9"))
    assert isinstance(bad, Rejected)
    assert bad.reason == "bytes that are not UTF-8 (save the file as UTF-8)"
    assert lasting([first]) == lasting([last])


@every_format
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("packed", [False, True])
def test_a_file_that_is_cut_off(tmp_path: Path, name: str, shape: Callable[[list[str]], str], packed: bool) -> None:
    content = shape([json.dumps(FORMATS[name][0])] * 40).encode()
    cut = gzip.compress(content, 0)[: len(content) // 2] if packed else content[: len(content) // 2 + 9]
    *papers, bad = read(tmp_path, cut, "dump.gz" if packed else "dump.json")
    assert isinstance(bad, Rejected)
    assert "cut off" in bad.reason or "broken JSON" in bad.reason
    assert len(lasting(papers)) == len(papers) > 15


@every_format
def test_a_long_abstract(tmp_path: Path, name: str) -> None:
    good, _, long = FORMATS[name]
    (paper,) = read(tmp_path, array([json.dumps(good | long)]))
    assert isinstance(paper, Paper)
    assert len(paper.abstract) > 890_000


@every_format
def test_of_a_key_that_stands_twice_the_last_counts(tmp_path: Path, name: str) -> None:
    good = json.dumps(FORMATS[name][0])
    (paper,) = lasting(read(tmp_path, array([good[:-1] + ', "title": "Later", "display_name": "Later"}'])))
    assert paper.title == "Later"


@every_format
def test_odd_values_elsewhere_do_no_harm(tmp_path: Path, name: str) -> None:
    good = json.dumps(FORMATS[name][0])[:-1]
    values = '"x": [1, {"y": null}], "n": 1e999, "m": -0.0, "big": 123456789012345678901234567890, "z": NaN, "": {}}'
    (paper,) = lasting(read(tmp_path, array([f"{good}, {values}"])))
    (plain,) = lasting(read(tmp_path, array([good + "}"])))
    assert replace(paper, extra=()) == replace(plain, extra=())
