"""`python -m evals run` over a small real library."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evals.__main__ import main
from evals.rankings import rank
from evals.read_cases import read_cases
from evals.run import run_cases
from tests import small_library

Captured = pytest.CaptureFixture[str]
ROWS: tuple[dict[str, Any], ...] = (
    {
        "id": "s1",
        "kind": "single_fact",
        "question": "How long before a swarm do hive scales raise the alarm?",
        "gold": ["Hive Scales Reveal When Bees Swarm"],
        "key_facts": ["forty minutes"],
    },
    {
        "id": "s2",
        "kind": "which_work",
        "question": "Which paper weighs cold against hot coffee by caffeine?",
        "gold": ["cold brew coffee holds as much caffeine as hot"],
    },
    {"id": "s3", "kind": "absent_topic", "question": "Who wrote the odes of Horace?", "should_abstain": True},
)
NAMES = ("search", "dense", "bm25")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_library.build(tmp_path_factory.mktemp("small"))


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    return small_library.write_rows(tmp_path / "cases.jsonl", ROWS)


def test_a_run_prints_its_scores(library: Path, cases: Path, capsys: Captured) -> None:
    assert main(["run", "--cases", str(cases), "--library", str(library)]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    values = {line[:34].strip(): line[34:].split()[:3] for line in printed.out.splitlines()}
    assert {f"{measure} {name}" for measure in ("recall@1", "recall@5", "MRR@10") for name in NAMES} <= set(values)
    assert values["recall@1 search"] == ["1.000", "of", "2"]
    assert values["cites gold"] == ["1.000", "of", "2"]
    assert values["key facts"] == ["1.000", "of", "1"]
    assert values["missed abstentions"] == ["0.000", "of", "1"]
    assert values["exact quotes"][0] == "1.000"


def test_the_library_of_the_settings_is_used(library: Path, cases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LITASSIST_LIBRARY", str(library))
    assert main(["run", "--cases", str(cases)]) == 0


def test_rankings_are_of_papers_best_first(library: Path) -> None:
    with small_library.opened(library) as assistant:
        found = rank(assistant.library.snapshot(), assistant.embedding, ROWS[0]["question"])
        bees = small_library.titled(assistant, "Hive Scales")
    for name in NAMES:
        ranking = getattr(found, name)
        assert ranking[0] == bees
        assert len(ranking) == len(set(ranking)) <= 10
    assert len(found.search) == 10


def test_results_come_in_the_order_of_the_cases(library: Path, cases: Path) -> None:
    with small_library.opened(library) as assistant:
        results = run_cases(assistant.library.snapshot(), assistant.embedding, read_cases(cases))
    assert [result.case.id for result in results] == ["s1", "s2", "s3"]
    assert [len(result.gold) for result in results] == [1, 1, 0]


def test_of_a_conversation_the_last_turn_counts(library: Path, tmp_path: Path) -> None:
    turns = ["How much memory does the translation mixture of small experts need?", "and how fast is it?"]
    gold = ["Mixtures of Small Experts for Translation on Phones"]
    path = small_library.write_rows(
        tmp_path / "talk.jsonl", [{"id": "t1", "kind": "follow_up", "turns": turns, "gold": gold}]
    )
    with small_library.opened(library) as assistant:
        (result,) = run_cases(assistant.library.snapshot(), assistant.embedding, read_cases(path))
    assert (result.answer.question, result.answer.standalone_question) == (turns[1], " ".join(turns))
    assert {result.rankings.search[0]} == result.gold
    assert result.answer.status == "answered"


FAILURES: list[tuple[str, list[dict[str, Any]] | None, int, str]] = [
    ("no such file", None, 2, "cases.jsonl: cannot be read (No such file or directory)"),
    ("a bad case", [ROWS[0], ROWS[0]], 1, "cases.jsonl:2: the id 's1' was used before"),
    (
        "a paper that is not in the library",
        [{**ROWS[0], "gold": ["Owls"]}],
        1,
        "case s1: no paper of the library is called 'Owls'; ingest the papers it is about",
    ),
]


@pytest.mark.parametrize(("rows", "code", "message"), [row[1:] for row in FAILURES], ids=[row[0] for row in FAILURES])
def test_what_cannot_be_run_says_why(
    library: Path, tmp_path: Path, rows: list[dict[str, Any]] | None, code: int, message: str, capsys: Captured
) -> None:
    path = tmp_path / "cases.jsonl"
    if rows is not None:
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert main(["run", "--cases", str(path), "--library", str(library)]) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("error: ")
    assert message in printed.err
    assert len(printed.err.splitlines()) == 1


def test_without_a_library_it_says_how_to_make_one(cases: Path, capsys: Captured) -> None:
    assert main(["run", "--cases", str(cases)]) == 1
    assert "make one with: python -m ingest PATH" in capsys.readouterr().err


@pytest.mark.parametrize("words", [[], ["guess"], ["run", "--loud"]], ids=" ".join)
def test_wrong_usage(words: list[str], capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(words)
    assert (stopped.value.code, capsys.readouterr().out) == (2, "")
