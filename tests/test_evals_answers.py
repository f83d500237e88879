"""Answers made elsewhere: read as `ask --json` prints them, and refused with file and line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.codec import to_json
from assistant.errors import InputError, UsageError
from evals.answers import read_answers
from evals.outcomes import Outcome, Ranking
from tests.test_evals_run_folder import ANSWER

IDS = {"c1", "c2", "c3"}
ROW: dict[str, Any] = {"schema": 1, "case": "c1", "answer": to_json(ANSWER) | {"text": ANSWER.text}}


def write(folder: Path, *rows: dict[str, Any] | str, end: str = "\n") -> Path:
    path = folder / "answers.jsonl"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows) + end)
    return path


@pytest.mark.parametrize("end", ["\n", "", "\n\n  \n"])
def test_an_answer_as_ask_prints_it(tmp_path: Path, end: str) -> None:
    assert read_answers(write(tmp_path, ROW, end=end), IDS) == (Outcome("c1", ANSWER),)


def test_what_may_stand_beside_an_answer(tmp_path: Path) -> None:
    more = {"seconds": 2, "confidence": 1, "rankings": [{"ranker": "search", "papers": ["p1"]}]}
    failed = {"schema": 1, "case": "c2", "error": "out of quota"}
    assert read_answers(write(tmp_path, ROW | more, failed), IDS) == (
        Outcome("c1", ANSWER, (Ranking("search", ("p1",)),), 1.0, 2.0),
        Outcome("c2", error="out of quota"),
    )


def row(**fields: object) -> dict[str, Any]:
    return {name: value for name, value in (ROW | {"case": "c2"} | fields).items() if value is not ...}


def answer(**fields: object) -> dict[str, Any]:
    return row(answer=ROW["answer"] | fields)


REFUSED: list[tuple[str, dict[str, Any] | str, str]] = [
    ("another version", row(schema=2), "schema version 2; this version reads schema version 1 only"),
    ("a version in words", row(schema="1"), "schema version '1'"),
    ("no version", row(schema=...), 'no "schema"; this version reads schema version 1 only'),
    ("no JSON", '{"schema": 1,', "no JSON"),
    ("no number", '{"schema": 1, "case": "c2", "error": "x", "confidence": NaN}', "NaN is no JSON number"),
    ("endless nesting", "[" * 100_000, "no JSON"),
    ("no object", "[1]", "expected an object, found list"),
    ("an unknown case", row(case="c9"), "no case has the id 'c9'; name the cases with --cases"),
    ("a case again", row(case="c1"), "case 'c1' was answered before"),
    ("neither answer nor error", row(answer=None), "give either answer or error"),
    ("both", row(error="x"), "give either answer or error"),
    ("an unknown field", row(colour="red"), "unknown field 'colour'"),
    ("an unknown status", answer(status="good"), "Outcome.answer.status: expected one of answered"),
    ("a missing field", row(answer={"question": "?"}), "Outcome.answer: a field is missing"),
    ("a citation that is not there", answer(citations=[]), "answer.sentences[0] cites 0, but there are 0 citations"),
    ("certainty above one", row(confidence=1.5), "confidence 1.5 is not between 0 and 1"),
    ("time before", row(seconds=-1), "seconds -1.0 cannot be"),
    (
        "scores that do not fit",
        row(rankings=[{"ranker": "bm25", "papers": ["p1"], "scores": [1, 2]}]),
        "ranking 'bm25' has 1 papers and 2 scores",
    ),
]


@pytest.mark.parametrize(("bad", "message"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_cannot_be_scored_is_named(tmp_path: Path, bad: dict[str, Any] | str, message: str) -> None:
    path = write(tmp_path, ROW, "", bad)
    with pytest.raises(InputError) as refused:
        read_answers(path, IDS)
    assert str(refused.value).startswith(f"{path}:3: ")
    assert message in str(refused.value)


def test_a_negative_citation_does_not_count_from_the_end(tmp_path: Path) -> None:
    sentence = {"text": "There are 9 bees.", "citations": [-1]}
    with pytest.raises(InputError, match="cites -1"):
        read_answers(write(tmp_path, answer(sentences=[sentence])), IDS)


def test_a_file_without_answers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no answers"):
        read_answers(write(tmp_path), IDS)


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot be read .*; name a file of answers with --answers"):
        read_answers(tmp_path / "nowhere.jsonl", IDS)
