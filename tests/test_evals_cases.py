"""Reading eval cases, and the case files of this project."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import InputError, UsageError
from assistant.records import Filters, Paper
from evals.check_cases import Shelf, check_against, check_alone, check_splits, placed_cases
from evals.commands.cases import sample_papers, wordings_of
from evals.read_cases import CASES, KINDS, Case, by_title, ids_of, read_cases

ROW: dict[str, Any] = {"id": "c1", "kind": "single_fact", "question": "How many bees?", "gold": ["Bees"]}
FILES = sorted(CASES.glob("*.jsonl"))


def write(folder: Path, *rows: dict[str, Any] | str | bytes) -> Path:
    path = folder / "cases.jsonl"
    lines = [
        row if isinstance(row, bytes) else (row if isinstance(row, str) else json.dumps(row)).encode() for row in rows
    ]
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def test_a_case_with_what_it_need_not_say(tmp_path: Path) -> None:
    assert read_cases(write(tmp_path, ROW)) == (
        Case("c1", "single_fact", question="How many bees?", gold=("Bees",), split="report"),
    )


def test_a_case_with_everything(tmp_path: Path) -> None:
    everything = ROW | {
        "also_ok": ["Wasps"],
        "key_facts": ["9 bees"],
        "key_points": ["There are nine."],
        "filters": {"year_from": 2020, "authors": ["Ram"]},
        "should_abstain": False,
        "tags": ["bees"],
        "split": "tune",
    }
    (case,) = read_cases(write(tmp_path, everything))
    assert case.filters == Filters(year_from=2020, authors=("Ram",))
    assert (case.also_ok, case.key_facts, case.tags, case.split) == (("Wasps",), ("9 bees",), ("bees",), "tune")


def test_a_conversation_and_an_abstention(tmp_path: Path) -> None:
    talk = {"id": "c2", "kind": "follow_up", "turns": ["Do bees swarm?", "And when?"], "gold": ["Bees"]}
    absent = {"id": "c3", "kind": "absent_topic", "question": "Ships?", "should_abstain": True}
    cases = read_cases(write(tmp_path, talk, "", "   ", absent))
    assert [(case.turns, case.should_abstain) for case in cases] == [
        (("Do bees swarm?", "And when?"), False),
        ((), True),
    ]


def test_a_line_separator_in_a_question_ends_no_line(tmp_path: Path) -> None:
    (case,) = read_cases(write(tmp_path, json.dumps(ROW | {"question": "a\u2028b\x85c"}, ensure_ascii=False)))
    assert case.question == "a\u2028b\x85c"


REFUSED: list[tuple[str, dict[str, Any] | str | bytes, str]] = [
    ("no JSON", "{", "Expecting"),
    ("no object", "[]", "expected an object"),
    ("not UTF-8", b'{"id": "\xff"}', "utf-8"),
    ("a field missing", {"id": "c2", "question": "?", "gold": ["x"]}, "a field is missing"),
    ("a field too many", ROW | {"id": "c2", "golds": []}, "unknown field 'golds'"),
    ("a wrong type", ROW | {"id": "c2", "gold": "Bees"}, "Case.gold: expected a list"),
    ("a wrong filter", ROW | {"id": "c2", "filters": {"year": 2020}}, "unknown field 'year'"),
    ("an unknown kind", ROW | {"id": "c2", "kind": "hard"}, "kind 'hard' is none of"),
    ("an id used before", ROW, "the id 'c1' was used before"),
    ("neither question nor turns", ROW | {"id": "c2", "question": ""}, "give either question or turns"),
    ("both", ROW | {"id": "c2", "turns": ["a", "b"]}, "give either question or turns"),
    ("gold of an abstention", ROW | {"id": "c2", "should_abstain": True}, "gold papers exactly when"),
    ("no gold", ROW | {"id": "c2", "gold": []}, "gold papers exactly when"),
    ("an unknown split", ROW | {"id": "c2", "split": "test"}, "split 'test' is neither tune nor report"),
]


@pytest.mark.parametrize(("row", "message"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_bad_line_is_named(tmp_path: Path, row: dict[str, Any] | str | bytes, message: str) -> None:
    path = write(tmp_path, ROW, "", row)
    with pytest.raises(InputError) as refused:
        read_cases(path)
    assert str(refused.value).startswith(f"{path}:3: ")
    assert message in str(refused.value)


@pytest.mark.parametrize("name", ["nowhere.jsonl", "."])
def test_a_file_that_cannot_be_read_is_wrong_usage(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"cannot be read .*; name a file of cases with --cases"):
        read_cases(tmp_path / name)


PAPERS = (Paper("p1", "Bees: How they Count", "A"), Paper("p2", "Tides", "B"))


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        ((), set()),
        (("p2",), {"p2"}),
        (("Bees: How they Count", "TIDES"), {"p1", "p2"}),
        (("bees how they count",), {"p1"}),
    ],
)
def test_gold_papers_are_found_by_title_or_id(names: tuple[str, ...], ids: set[str]) -> None:
    assert ids_of(names, by_title(PAPERS), Case("c", "filter")) == ids


def test_a_gold_paper_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match="case c9: no paper of the library is called 'Owls'"):
        ids_of(("Tides", "Owls"), by_title(PAPERS), Case("c9", "filter"))


def test_the_case_files_are_there() -> None:
    assert [path.stem for path in FILES] == [
        "corpus_conditions",
        "corpus_premises",
        "corpus_report",
        "corpus_tune",
        "corpus_turns",
        "samples",
        "samples_more",
    ]


def test_the_case_files_are_sound_as_far_as_they_can_be_checked_without_their_papers() -> None:
    cases = [placed for path in FILES for placed in placed_cases(path)]
    assert [str(problem) for problem in (*check_alone(cases), *check_splits(cases))] == []


def test_the_cases_about_the_samples_are_sound() -> None:
    papers = sample_papers()
    cases = [placed for path in FILES if path.stem.startswith("samples") for placed in placed_cases(path)]
    assert [str(problem) for problem in check_against(cases, Shelf(papers), wordings_of(papers))] == []


def test_every_kind_has_cases_in_both_splits() -> None:
    counts = Counter((case.kind, case.split) for path in FILES for case in read_cases(path))
    assert [kind for kind in sorted(KINDS) if min(counts[kind, "tune"], counts[kind, "report"]) < 10] == []


@pytest.mark.parametrize(("name", "split"), [("corpus_tune", "tune"), ("corpus_report", "report")])
def test_a_question_set_is_large_enough(name: str, split: str) -> None:
    cases = read_cases(CASES / f"{name}.jsonl")
    assert {case.split for case in cases} == {split}
    assert sum(not case.should_abstain for case in cases) >= 60
    assert sum(case.should_abstain for case in cases) >= 30


def test_forty_cases_go_with_the_samples() -> None:
    assert len(read_cases(CASES / "samples.jsonl")) >= 40
