"""The records of JSON files of any shape, decoded."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import InputError
from ingest.formats.json_records import JsonRecord, decoded, is_lines, json_records, keys_of
from ingest.formats.text import MAX_LINE

LISTS = ("results", "message.items")
A, B = {"a": 1}, {"b": [2, {"c": None}]}


def records(tmp_path: Path, content: str | bytes, name: str = "dump") -> list[JsonRecord]:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(json_records(path, LISTS))


PAGE = {"meta": {"count": 2}, "results": [A, B]}
SHAPES: list[tuple[str, str, list[int]]] = [
    ("lines", f"{json.dumps(A)}\n\n{json.dumps(B)}\n", [1, 3]),
    ("an array", json.dumps([A, B]), [1, 1]),
    ("an array over lines", json.dumps([A, B], indent=1), [2, 5]),
    ("an array, an entry a line", f"[\n{json.dumps(A)},\n{json.dumps(B)}\n]", [2, 3]),
    ("an object with the list", json.dumps(PAGE), [1, 1]),
    ("the same over lines", json.dumps(PAGE, indent=1), [6, 9]),
    ("a list deeper down", json.dumps({"message": {"query": {"a": []}, "items": [A, B]}}), [1, 1]),
    ("a page a line", json.dumps(PAGE | {"results": [A]}) + "\n" + json.dumps(PAGE | {"results": [B]}), [1, 2]),
    ("objects over lines", json.dumps(A, indent=1) + "\n" + json.dumps(B, indent=1), [1, 4]),
    ("blank lines first", "\n\n" + json.dumps([A, B]), [3, 3]),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(("text", "lines"), [case[1:] for case in SHAPES], ids=[case[0] for case in SHAPES])
def test_shapes(tmp_path: Path, text: str, lines: list[int], encoding: str) -> None:
    assert records(tmp_path, text.encode(encoding)) == [(lines[0], A, ""), (lines[1], B, "")]


@pytest.mark.parametrize("text", [json.dumps(A), json.dumps(A, indent=1), json.dumps([A])])
def test_one_object_is_a_record(tmp_path: Path, text: str) -> None:
    assert [record[1] for record in records(tmp_path, text)] == [A]


DECODED: list[tuple[bytes, dict[str, Any]]] = [
    (b'{"a": 1, "a": 2}', {"a": 2}),
    (b'{"a": "tab\there"}', {"a": "tab\there"}),
    (b'{"a": NaN, "b": -Infinity}', {"b": float("-inf")}),
    (b'{"a": 123456789012345678901234567890}', {"a": 123456789012345678901234567890}),
    (b'{"a": 9223372036854775807, "b": 18446744073709551615}', {"a": 2**63 - 1, "b": 2**64 - 1}),
    (b'{"a": 1e400}', {"a": float("inf")}),
    (b'{"a": 1.5e300}', {"a": 1.5e300}),
    (b'{"a": "half \\ud83d"}', {"a": "half \ud83d"}),
]


@pytest.mark.parametrize(("raw", "value"), DECODED)
def test_what_is_read_leniently(raw: bytes, value: dict[str, Any]) -> None:
    found = decoded(raw)
    assert {name: part for name, part in found.items() if part == part} == value  # noqa: PLR0124 - NaN alone differs


REFUSED: list[tuple[bytes, str]] = [
    (b'{"a": "b', "broken JSON at column 7: Unterminated string"),
    (b'{\n"a": b}', "broken JSON at its line 2, column 6: Expecting value"),
    (b'{"a": 1} {"b": 2}', "broken JSON at column 10: Extra data"),
    (b"{'a': 1}", "broken JSON at column 2: Expecting property name"),
    (b'{"a": "\xff"}', "bytes that are not UTF-8"),
    (b'["a"]', "not a JSON object"),
    (b"NaN", "not a JSON object"),
    (b'{"a":' * 100_000, "nested too deep"),
    (b'{"a": ' + b"9" * 5000 + b"}", "number too long"),
]


@pytest.mark.parametrize(("raw", "reason"), REFUSED)
def test_what_is_refused(raw: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        decoded(raw)


@pytest.mark.parametrize("shape", ["{},\n{},\n{}", "[{},\n{},\n{}]", '{{"results": [{},\n{},\n{}]}}'])
@pytest.mark.parametrize("broken", ['{"a": nought}', '{"a": 1,}', '["a"]', "7"])
def test_a_broken_record_costs_no_other(tmp_path: Path, shape: str, broken: str) -> None:
    text = shape.format(json.dumps(A), broken, json.dumps(B))
    if shape.startswith("{},"):
        text = text.replace(",\n", "\n")
    first, bad, last = records(tmp_path, text)
    assert (first, last) == ((1, A, ""), (3, B, ""))
    assert bad[:2] == (2, {})
    assert bad[2]


def test_a_page_with_something_else_in_its_list(tmp_path: Path) -> None:
    assert records(tmp_path, json.dumps({"results": [A, None]}) + "\n" + json.dumps({"results": []})) == [
        (1, A, ""),
        (1, {}, "not a JSON object"),
    ]


@pytest.mark.parametrize("shape", ["{}\n{}\n", "[{},\n{}]"])
def test_a_record_too_long_to_read(tmp_path: Path, shape: str) -> None:
    long = json.dumps({"a": "x" * MAX_LINE})
    bad, good = records(tmp_path, shape.format(long, json.dumps(B)))
    assert (bad[0], f"of more than {MAX_LINE:,} bytes" in bad[2]) == (1, True)
    assert good == (2, B, "")


@pytest.mark.parametrize(
    ("head", "name", "lines"),
    [
        ('{"a": 1}\n{"b": 2}', "x", True),
        ('{"a": 1}', "x", True),
        ('{"a": "a first line that goes on', "x", True),
        ('{"a": 1\n{"b": 2}\n', "x", True),
        ('{"a": 1\n{"b": 2\n', "x.jsonl.gz", True),
        ('{\n  "a": {"b": 2}\n}', "x.json", False),
        ('{"results": [', "x", False),
        ('{"results": [{}]}', "x.jsonl", False),
        ("[\n{}\n]", "x.jsonl", False),
        ("", "x", False),
    ],
)
def test_lines_or_not(head: str, name: str, lines: bool) -> None:
    assert is_lines(head, Path(name), LISTS) is lines


def test_keys() -> None:
    assert keys_of(' {"a-b": "\\"c\\": 1", "d" : [{"e": "f"}]') == {"a-b", "d", "e"}
    assert keys_of('We say "title": a word.') == frozenset()
