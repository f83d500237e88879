"""A bundle's file: what is read is what was written, and nothing in it is believed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.bundles import Reply, read_bundle, to_text
from assistant.bundles.files import MAX_BYTES, parsed
from assistant.codec import to_json
from assistant.errors import InputError, UsageError
from assistant.records import Answer, Filters, Sentence, Turn
from tests.kept_answers import SWARM, a_bundle, an_answer, found, quote

WHOLE = a_bundle(history=(Turn("q", an_answer()),), filters=Filters(2020), replies=(Reply("write", "x\udce9", "ab"),))


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(to_text(WHOLE), encoding="ascii")
    assert read_bundle(path) == WHOLE
    assert isinstance(json.loads(to_text(WHOLE)), dict)


def test_a_bundle_without_what_has_a_default_is_read() -> None:
    row = to_json(WHOLE)
    del row["replies"]
    assert parsed(json.dumps(row).encode()) == replace(WHOLE, replies=())


def changed(**fields: Any) -> bytes:
    return json.dumps(to_json(WHOLE) | fields).encode()


def answer(**fields: Any) -> bytes:
    return changed(answer=to_json(an_answer()) | fields)


def scored(score: str) -> bytes:
    return changed().replace(b'"score": 1.0', f'"score": {score}'.encode())


MISQUOTED = replace(quote(SWARM, "We weigh hives."), quote="We weigh bees.")
LONG_AGO = replace(quote(SWARM, "We weigh hives."), start=-len(SWARM.abstract), end=15 - len(SWARM.abstract))
REFUSED: list[tuple[str, bytes, str]] = [
    ("nothing", b"", "no bundle, for it is no JSON ("),
    ("no JSON", b"question: why?", "no bundle, for it is no JSON ("),
    ("bytes", b"\x89PNG\xff", "no bundle, for it is no JSON ("),
    ("cut", changed()[:-100], "no bundle, for it is no JSON ("),
    ("deep", b'{"format": ' + b"[" * 200_000, "no bundle, for it is no JSON ("),
    ("deep objects", b'{"format": 1, "question": ' + b'{"a":' * 200_000, "no bundle, for it is no JSON ("),
    ("not a number", scored("NaN"), "no bundle, for it is no JSON (NaN is no JSON number)"),
    ("infinity", scored("-Infinity"), "no bundle, for it is no JSON (-Infinity is no JSON number)"),
    ("a float out of range", scored("1e999"), "no bundle, for it is no JSON (1e999 is out of range)"),
    ("a number out of range", changed(format=10**30), "no bundle, for it is no JSON (1000"),
    ("a number without end", b'{"format": ' + b"1" * 5_000 + b"}", "no bundle, for it is no JSON ("),
    ("a list", b"[]", 'no bundle: it has no "format"'),
    ("another file", b'{"papers": []}', 'no bundle: it has no "format"'),
    ("a newer format", changed(format=2, colour="red"), "format '2' is none that this version reads (1); upgrade"),
    ("a format that is true", changed(format=True), "format 'True' is none that this version reads"),
    ("a path", changed(library_path="/etc"), "Bundle: unknown field 'library_path'"),
    ("an address", changed(base_url="http://x"), "Bundle: unknown field 'base_url'"),
    ("no answer", changed(answer=None), "Bundle.answer: expected an object, found NoneType"),
    ("a verdict", changed(answer={"question": 1}), "Bundle.answer.question: expected str, found int"),
    ("a citation of nothing", answer(citations=[]), "Bundle.answer: sentences[0] cites"),
    (
        "a citation below nothing",
        answer(sentences=to_json((Sentence("s", (-1,)),))),
        "Bundle.answer: sentences[0] cites",
    ),
    (
        "a misquote",
        answer(sentences=[], citations=to_json((MISQUOTED,))),
        "Bundle.answer: citations[0] is said to be verbatim, but its abstract does not have it there",
    ),
    (
        "a place counted from the end",
        answer(sentences=[], citations=to_json((LONG_AGO,))),
        "Bundle.answer: citations[0] is said to be verbatim, but its abstract does not have it there",
    ),
    (
        "a history that cites nothing",
        changed(history=to_json((Turn("q", replace(an_answer(), citations=())),))),
        "Bundle.history[0].answer: sentences[0] cites",
    ),
    ("sentences", answer(sentences=to_json((Sentence("s"),) * 201)), "Bundle.answer: more than 200 sentences or 1000"),
    ("papers", answer(evidence=to_json(found(SWARM) * 1001)), "Bundle.answer: more than 1000 papers"),
    ("seen", changed(evidence=to_json(WHOLE.evidence * 1001)), "Bundle.evidence: more than 2000 papers"),
    ("names", changed(filters=to_json(Filters(authors=("a",) * 1001))), "Bundle.filters: more than 1000 names"),
    (
        "half a character",
        changed(filters=to_json(Filters(venues=("\ud800",)))),
        "a name in Bundle.filters or Bundle.evidence is no text",
    ),
]


@pytest.mark.parametrize(("content", "why"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_is_no_bundle_is_refused_with_its_place(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(InputError) as refused:
        read_bundle(path)
    assert str(refused.value).startswith(f"{path}: {why}")
    assert len(str(refused.value)) < 400


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b" " * (MAX_BYTES + 1))
    with pytest.raises(InputError, match="larger than 16 MiB, so it is no bundle"):
        read_bundle(path)


@pytest.mark.parametrize("name", ["none.json", "", "/dev/zero"])
def test_what_is_no_file_is_not_opened(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="there is no such file; name one that"):
        read_bundle(tmp_path / name)


def test_a_quote_that_claims_nothing_may_say_anything() -> None:
    row = changed(answer=to_json(Answer("q", "q", "answered", "llm", citations=(replace(MISQUOTED, verbatim=False),))))
    assert parsed(row).answer.citations[0].quote == "We weigh bees."
