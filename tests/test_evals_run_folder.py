"""A run on disk: outcomes that survive a crash, and what another version or a damaged file is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.codec import to_json
from assistant.errors import InputError, LitAssistError, UsageError
from assistant.grounding import Grounding
from assistant.records import Answer, Citation, Paper, Sentence
from evals.outcomes import Outcome, Ranking
from evals.run_folder import (
    OUTCOMES,
    RUN,
    SCORES,
    Outcomes,
    Setup,
    create,
    read_outcomes,
    read_scores,
    read_setup,
    write_scores,
    write_setup,
)
from evals.scores import CaseScores, JudgedCitation, JudgedSentence, JudgeQuality, Measure, RunInfo, Scores

PAPER = Paper("p1", "Bees: How they Count", "There are 9 bees. None is blue.")
ANSWER = Answer(
    "How many bees?",
    "How many bees?",
    "answered",
    "extractive",
    (Sentence("There are 9 bees.", (0,), "supported", "word for word"),),
    (Citation(1, PAPER, "There are 9 bees.", 0, 17, verbatim=True),),
)
ONE = Outcome("c1", ANSWER, (Ranking("search", ("p1", "p2"), (0.9, 0.1)),), 0.75, 0.02)
FAILED = Outcome("c2", error="ModelError: the model is gone")
INFO = RunInfo("r", "2026-01-02T03:04:05+00:00", "extractive", None, "c.jsonl", "d1", 2, "fake", "none", "0.1")
SETUP = Setup(INFO, ("/c.jsonl",), "all", None, "p-digest", 3)
SCORED = Scores(
    replace(INFO, judge_quality=(JudgeQuality("claims", "test", 0.75, None, 12),)),
    (Measure("recall", 0.5, 0.25, 0.75, 12, 1), Measure("cost", None, None, None, 0)),
    (
        CaseScores(
            "c1",
            "single_fact",
            ("bees",),
            "How many?",
            "answered",
            "There are 9 bees. [1]",
            (("recall", 1.0), ("precision", None)),
            (
                JudgedSentence(
                    "There are 9 bees.",
                    "supported",
                    Grounding("supported", 0.9, "same words"),
                    (JudgedCitation(1, "Bees", "9 bees", "9 bees", Grounding("unchecked", None, ""), relevant=True),),
                ),
            ),
        ),
    ),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    create(tmp_path / "runs" / "one", SETUP)
    return tmp_path / "runs" / "one"


def test_what_is_written_is_read(folder: Path) -> None:
    with Outcomes(folder) as kept:
        kept.append(ONE)
        kept.append(FAILED)
    write_scores(folder, SCORED)
    assert read_setup(folder) == SETUP
    assert read_outcomes(folder) == (ONE, FAILED)
    assert read_scores(folder) == read_scores(folder / SCORES) == SCORED


def test_an_outcome_is_on_the_disk_before_the_next(folder: Path) -> None:
    with Outcomes(folder) as kept:
        kept.append(ONE)
        assert read_outcomes(folder) == (ONE,)


def test_a_run_that_has_just_begun_has_no_outcomes(folder: Path) -> None:
    assert read_outcomes(folder) == ()


def test_a_line_cut_short_is_dropped_and_then_cut_off(folder: Path) -> None:
    with Outcomes(folder) as kept:
        kept.append(ONE)
        kept.append(FAILED)
    path = folder / OUTCOMES
    whole = path.read_bytes()
    first = whole.index(b"\n") + 1
    for size in (first + 1, first + 40, len(whole) - 1):
        path.write_bytes(whole[:size])
        assert read_outcomes(folder) == (ONE,)
    with Outcomes(folder) as kept:
        kept.append(FAILED)
    assert path.read_bytes() == whole


def test_of_a_case_tried_again_the_last_outcome_counts(folder: Path) -> None:
    again = replace(ONE, case="c2")
    with Outcomes(folder) as kept:
        for outcome in (FAILED, ONE, again):
            kept.append(outcome)
    assert read_outcomes(folder) == (again, ONE)


@pytest.mark.parametrize("name", [RUN, "notes.txt"])
def test_a_folder_with_something_in_it_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x")
    with pytest.raises(UsageError, match=r"is not empty; name another folder with --out, or go on with: --resume"):
        create(tmp_path, SETUP)
    assert (tmp_path / name).read_text() == "x"


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for write, place in ((create, tmp_path / "file"), (write_setup, tmp_path / "no")):
        with pytest.raises(LitAssistError, match=r"cannot be written .*; name another folder with --out"):
            write(place, SETUP)


@pytest.mark.parametrize("read", [read_setup, read_scores])
def test_a_folder_without_a_run_is_wrong_usage(tmp_path: Path, read: Callable[[Path], object]) -> None:
    with pytest.raises(UsageError, match=r"cannot be read .*name the folder of a run"):
        read(tmp_path)


@pytest.mark.parametrize("place", ["", SCORES])
def test_a_run_that_was_stopped_has_no_scores_yet(folder: Path, place: str) -> None:
    with pytest.raises(UsageError, match=r"not finished; go on with: python -m evals run --resume "):
        read_scores(folder / place)


def changed(record: Any, **fields: object) -> str:
    row = to_json(record) | fields
    return json.dumps({name: value for name, value in row.items() if value is not ...})


DAMAGED = [
    ("another version", changed(SETUP, schema=2), "schema version 2; this version reads schema version 1 only"),
    ("a version that is none", changed(SETUP, schema=True), "schema version True"),
    ("no version", changed(SETUP, schema=...), 'no "schema"'),
    ("a field too many", changed(SETUP, colour="red"), "unknown field 'colour'"),
    ("no object", "[]", "expected an object, found list"),
    ("no JSON", '{"schema": 1', "Expecting"),
]


@pytest.mark.parametrize(("text", "message"), [row[1:] for row in DAMAGED], ids=[row[0] for row in DAMAGED])
def test_a_setup_that_cannot_be_read_names_the_file(folder: Path, text: str, message: str) -> None:
    (folder / RUN).write_text(text)
    with pytest.raises(InputError) as refused:
        read_setup(folder)
    assert str(refused.value).startswith(f"{folder / RUN}: ")
    assert message in str(refused.value)


def test_scores_of_another_version_are_refused(folder: Path) -> None:
    (folder / SCORES).write_text(changed(SCORED, schema=7))
    with pytest.raises(InputError, match="schema version 7"):
        read_scores(folder)


def test_a_damaged_line_in_the_middle_is_named(folder: Path) -> None:
    with Outcomes(folder) as kept:
        kept.append(ONE)
        kept.append(FAILED)
    path = folder / OUTCOMES
    path.write_bytes(path.read_bytes().replace(b'"case": "c2"', b'"case": 2'))
    with pytest.raises(InputError) as refused:
        read_outcomes(folder)
    assert str(refused.value).startswith(f"{path}:2: Outcome.case: expected str")
