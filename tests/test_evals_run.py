"""`python -m evals run` over a small real library: what it writes, prints, goes on with, and refuses."""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.codec import to_json
from assistant.records import SearchPlan
from evals.__main__ import called, main
from evals.commands.base import Command
from evals.outcomes import Outcome
from evals.rankings import ranking
from evals.run_folder import OUTCOMES, RUN, Outcomes, read_outcomes, read_scores, read_setup
from tests import small_library

Captured = pytest.CaptureFixture[str]
Row = dict[str, Any]
ROWS: tuple[Row, ...] = (
    {
        "id": "s1",
        "kind": "single_fact",
        "question": "How long before a swarm do hive scales raise the alarm?",
        "gold": ["Hive Scales Reveal When Bees Swarm"],
        "key_facts": ["forty minutes"],
        "split": "tune",
    },
    {
        "id": "s2",
        "kind": "which_work",
        "question": "Which paper weighs cold against hot coffee by caffeine?",
        "gold": ["cold brew coffee holds as much caffeine as hot"],
    },
    {"id": "s3", "kind": "absent_topic", "question": "Who wrote the odes of Horace?", "should_abstain": True},
)


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    return small_library.write_rows(tmp_path / "cases.jsonl", ROWS)


def run(*words: object) -> int:
    return main(["run", "--judge", "none", *map(str, words)])


def done(folder: Path) -> dict[str, Outcome]:
    return {outcome.case: outcome for outcome in read_outcomes(folder)}


def test_a_run_keeps_answers_scores_and_reports(library: Path, cases: Path, capsys: Captured) -> None:
    assert run("--cases", cases, "--library", library, "--out", "r") == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    values = {line[2:34].strip(): line[34:].split()[0] for line in printed.out.splitlines() if line.startswith("  ")}
    assert (values["cites gold"], values["key facts"], values["citation recall"]) == ("1.000", "1.000", "1.000")
    assert printed.out.splitlines()[-1] == "Report: r/report.html"
    folder = Path("r")
    assert {path.name for path in folder.iterdir()} == {RUN, OUTCOMES, "scores.json", "report.html", "report.md"}
    found = done(folder)
    assert list(found) == ["s1", "s2", "s3"]
    statuses = [outcome.answer.status for outcome in found.values() if outcome.answer]
    assert statuses == ["answered", "answered", "abstained"]
    info = read_setup(folder).info
    assert info == read_scores(folder).info
    assert (info.name, info.mode, info.system, info.judge, info.missing) == ("r", "extractive", "assistant", "none", ())
    assert (info.cases, info.library_papers) == ("cases.jsonl", len(small_library.PAPERS))


def test_an_outcome_has_rankings_confidence_and_time(library: Path, cases: Path) -> None:
    run("--cases", cases, "--library", library, "--out", "r")
    found = done(Path("r"))
    with small_library.opened(library) as assistant:
        bees = small_library.titled(assistant, "Hive Scales")
    assert [r.ranker for r in found["s1"].rankings] == ["search", "dense", "bm25"]
    for ranked in found["s1"].rankings:
        assert ranked.papers[0] == bees
        assert len(ranked.papers) == len(set(ranked.papers)) == len(ranked.scores) <= 10
        assert list(ranked.scores) == sorted(ranked.scores, reverse=True)
    confidence = [outcome.confidence or 0.0 for outcome in found.values()]
    assert min(confidence[:2]) > 0.5 > confidence[2]
    assert all(outcome.seconds for outcome in found.values())


def test_json_is_one_object(library: Path, cases: Path, capsys: Captured) -> None:
    assert run("--cases", cases, "--library", library, "--out", "r", "--json") == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["folder"], printed["failed"], printed["info"]["name"]) == ("r", [], "r")
    assert {measure["name"]: measure["value"] for measure in printed["measures"]}["cites gold"] == 1.0


def test_runs_without_a_name_lie_side_by_side(library: Path, cases: Path) -> None:
    for _ in range(2):
        assert run("--cases", cases, "--library", library, "--split", "tune") == 0
    folders = sorted(Path("eval-runs").iterdir())
    assert len(folders) == 2
    assert all("Z-extractive" in folder.name for folder in folders)


@pytest.mark.parametrize(("split", "ids"), [("tune", ["s1"]), ("report", ["s2", "s3"]), ("all", ["s1", "s2", "s3"])])
def test_a_split_is_chosen(library: Path, cases: Path, split: str, ids: list[str]) -> None:
    assert run("--cases", cases, "--library", library, "--out", "r", "--split", split) == 0
    assert list(done(Path("r"))) == ids


def test_filters_hold_for_every_ranking(library: Path, tmp_path: Path) -> None:
    asked = ROWS[0] | {"filters": {"year_from": 2021}}
    small_library.write_rows(tmp_path / "f.jsonl", [asked])
    run("--cases", "f.jsonl", "--library", library, "--out", "r")
    with small_library.opened(library) as assistant:
        years = {paper.id: paper.year or 0 for paper in assistant.papers()}
    rankings = done(Path("r"))["s1"].rankings
    assert all(years[paper] >= 2021 for ranked in rankings for paper in ranked.papers)
    assert all(ranked.papers for ranked in rankings)


def test_parts_of_a_question_are_ranked_in_turn() -> None:
    first, second = {"a": 3.0, "b": 2.0, "c": 1.0}, {"d": 9.0, "b": 8.0}
    assert ranking("bm25", [first]).scores == (3.0, 2.0, 1.0)
    both = ranking("bm25", [first, second])
    assert (both.papers, both.scores) == (("a", "d", "b", "c"), ())
    assert ranking("bm25", [{"b": 1.0, "a": 1.0}]).papers == ("a", "b")


def test_of_a_conversation_the_last_turn_counts(library: Path, tmp_path: Path) -> None:
    turns = ["How much memory does the translation mixture of small experts need?", "and how fast is it?"]
    gold = ["Mixtures of Small Experts for Translation on Phones"]
    small_library.write_rows(tmp_path / "talk.jsonl", [{"id": "t", "kind": "follow_up", "turns": turns, "gold": gold}])
    assert run("--cases", "talk.jsonl", "--library", library, "--out", "r") == 0
    answer = done(Path("r"))["t"].answer
    assert answer is not None
    assert (answer.question, answer.plan) == (turns[1], SearchPlan(" ".join(turns)))
    assert answer.citations[0].paper.title == gold[0]


def test_a_stopped_run_goes_on(library: Path, cases: Path, capsys: Captured) -> None:
    run("--cases", cases, "--library", library, "--out", "r")
    whole = done(Path("r"))
    lines = Path("r", OUTCOMES).read_bytes().splitlines(keepends=True)
    Path("r", OUTCOMES).write_bytes(lines[0] + lines[1][:100])
    with Outcomes(Path("r")) as kept:
        kept.append(Outcome("s3", error="ModelError: gone"))
    capsys.readouterr()
    assert run("--resume", "r") == 0
    assert capsys.readouterr().err == ""
    again = done(Path("r"))
    assert again["s1"] == whole["s1"]
    assert [again[case].answer is not None for case in ("s2", "s3")] == [True, True]
    assert read_setup(Path("r")).info.started == read_scores(Path("r")).info.started


def test_going_on_with_a_finished_run_scores_it_again(library: Path, cases: Path) -> None:
    run("--cases", cases, "--library", library, "--out", "r")
    before = Path("r", OUTCOMES).read_bytes(), read_scores(Path("r"))
    Path("r", "scores.json").unlink()
    assert run("--resume", "r") == 0
    assert (Path("r", OUTCOMES).read_bytes(), read_scores(Path("r"))) == before


@pytest.mark.parametrize(("words", "judge"), [([], "none"), (["--judge", "signs"], "signs")])
def test_a_run_keeps_its_judge_unless_another_is_named(
    library: Path, cases: Path, words: Sequence[str], judge: str
) -> None:
    run("--cases", cases, "--library", library, "--out", "r")
    assert read_setup(Path("r")).info.judge == "none"
    assert main(["run", "--resume", "r", *words]) == 0
    assert read_scores(Path("r")).info.judge == judge


@pytest.mark.parametrize("what", ["cases", "papers in the library", "system", "mode"])
def test_a_run_does_not_go_on_with_something_else(library: Path, cases: Path, what: str, capsys: Captured) -> None:
    assert run("--cases", cases, "--library", library, "--out", "r", "--split", "tune") == 0
    kept = {path.name: path.read_bytes() for path in Path("r").iterdir()}
    words: Sequence[object] = {"system": ["--system", "abstain"], "cases": ["--split", "all"], "mode": []}.get(what, [])
    if what == "mode":
        setup = json.loads(Path("r", RUN).read_text())
        setup["info"]["mode"] = "other"
        Path("r", RUN).write_text(json.dumps(setup))
        kept[RUN] = Path("r", RUN).read_bytes()
        words = ["--mode", "extractive"]
    if what == "papers in the library":
        shutil.copytree(library, "copy")
        small_library.load(Path("copy"), small_library.write_rows(Path("more.jsonl"), [{**MORE}]))
        words = ["--library", "copy"]
    capsys.readouterr()
    assert run("--resume", "r", *words) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"error: r was begun with other {what} (")
    assert "start anew without --resume" in told
    assert {path.name: path.read_bytes() for path in Path("r").iterdir()} == kept


MORE = {"title": "Owls Hear in Three Dimensions", "abstract": "We place microphones in an owl. It hears well."}


def answers(folder: Path, *outcomes: Row) -> Path:
    return small_library.write_rows(folder / "answers.jsonl", outcomes)


def row(outcome: Outcome) -> Row:
    """An outcome as somebody else would write it, with what `ask --json` prints."""
    assert outcome.answer is not None
    return {
        "schema": 1,
        "case": outcome.case,
        "answer": to_json(outcome.answer) | {"text": outcome.answer.text},
    }


def test_answers_made_elsewhere_are_scored_alike(library: Path, cases: Path, tmp_path: Path, capsys: Captured) -> None:
    run("--cases", cases, "--library", library, "--out", "r")
    path = answers(tmp_path, *(row(outcome) for outcome in read_outcomes(Path("r"))))
    assert run("--cases", cases, "--library", library, "--answers", path, "--out", "a") == 0
    ours, theirs = read_scores(Path("r")), read_scores(Path("a"))
    assert (theirs.info.system, theirs.info.mode, theirs.info.model) == ("answers", "extractive", None)
    for name in ("cites gold", "citation recall", "key facts", "false refusals"):
        assert theirs.measure(name) == ours.measure(name)
    assert capsys.readouterr().err == ""
    assert run("--resume", "a") == 2
    assert f"score them again with --answers {path}" in capsys.readouterr().err


def test_cases_without_an_answer_are_named(library: Path, cases: Path, tmp_path: Path, capsys: Captured) -> None:
    run("--cases", cases, "--library", library, "--out", "r")
    kept = done(Path("r"))
    path = answers(tmp_path, row(kept["s2"]), {"schema": 1, "case": "s1", "error": "it timed out"})
    capsys.readouterr()
    assert run("--cases", cases, "--library", library, "--answers", path, "--out", "a") == 3
    told = capsys.readouterr().err
    assert "case s1 failed: it timed out" in told
    assert "1 cases have no answer and count nowhere: s3" in told
    scores = read_scores(Path("a"))
    assert scores.info.missing == ("s3",)
    assert [case.status for case in scores.cases] == ["failed", "answered"]


def test_a_run_in_which_all_fails_has_failed(library: Path, cases: Path, tmp_path: Path) -> None:
    path = answers(tmp_path, *({"schema": 1, "case": row["id"], "error": "no"} for row in ROWS))
    assert run("--cases", cases, "--library", library, "--answers", path, "--out", "a") == 1


FAILURES: list[tuple[str, Sequence[Row] | None, list[str], int, str]] = [
    ("no such file", None, [], 2, "cases.jsonl: cannot be read (No such file or directory)"),
    ("a bad case", [ROWS[0], ROWS[0]], [], 1, "cases.jsonl:2: the id 's1' was used before"),
    (
        "a paper that is not in the library",
        [*ROWS, ROWS[0] | {"id": "s4", "gold": ["Owls"]}],
        [],
        1,
        "case s4: no paper of the library is called 'Owls'; ingest the papers it is about",
    ),
    ("a split without cases", ROWS[:1], ["--split", "report"], 2, "no case of the split 'report' in "),
    ("no model yet", ROWS, ["--mode", "llm"], 2, "--mode llm needs answers written by a language model"),
    ("a judge without its model", ROWS, ["--judge", "llm"], 2, "--judge llm asks a language model, and none is set"),
    ("a folder in use", ROWS, ["--out", "."], 2, ". is not empty; name another folder with --out"),
    ("answers and a mode", ROWS, ["--answers", "a", "--mode", "llm"], 2, "--answers and --mode do not go together"),
    ("two folders", ROWS, ["--resume", "r", "--out", "s"], 2, "--resume and --out do not go together"),
    ("answers that are not there", ROWS, ["--answers", "a.jsonl"], 2, "a.jsonl: cannot be read"),
]


@pytest.mark.parametrize(
    ("rows", "words", "code", "message"), [row[1:] for row in FAILURES], ids=[row[0] for row in FAILURES]
)
def test_what_cannot_be_run_says_why_before_anything_runs(
    library: Path, rows: Sequence[Row] | None, words: list[str], code: int, message: str, capsys: Captured
) -> None:
    if rows is not None:
        small_library.write_rows(Path("cases.jsonl"), rows)
    assert run("--cases", "cases.jsonl", "--library", library, *words) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("error: ")
    assert message in printed.err
    assert len(printed.err.splitlines()) == 1
    assert not Path("eval-runs").exists()


def test_without_a_library_it_says_how_to_make_one(cases: Path, capsys: Captured) -> None:
    assert run("--cases", cases, "--library", "nowhere") == 1
    assert "make one with: python -m ingest PATH" in capsys.readouterr().err


@pytest.mark.slow
def test_alone_it_runs_the_cases_of_the_samples(capsys: Captured) -> None:
    assert main(["run", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    scores = read_scores(Path(printed["folder"]))
    assert scores.info.library_papers >= 100
    assert len(scores.cases) >= 40
    found = {measure["name"]: measure["value"] for measure in printed["measures"]}
    assert min(found["cites gold"], found["citation recall"], found["exact quotes"]) > 0.9
    assert main(["run", "--resume", printed["folder"]]) == 0


@pytest.mark.parametrize("words", [[], ["guess"], ["run", "--loud"], ["run", "--jobs", "0"]], ids=" ".join)
def test_wrong_usage(words: list[str], capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(words)
    assert (stopped.value.code, capsys.readouterr().out) == (2, "")


def stopped(_: argparse.Namespace) -> int:
    raise KeyboardInterrupt


def test_a_command_that_is_stopped_promises_nothing(capsys: Captured) -> None:
    assert called(Command(argparse.ArgumentParser, stopped), argparse.Namespace()) == 1
    assert capsys.readouterr() == ("", "stopped before it was done\n")


def test_the_commands_are_listed(capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == 0
    listed = {line.split()[0] for line in capsys.readouterr().out.splitlines() if line.startswith("  ")}
    assert {"run", "fit", "speed"} <= listed
