"""Checking eval cases: against each other, against the papers that they are about, and the command that does both."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import InputError, UsageError
from assistant.records import Filters, Paper, Source
from evals.alike import alike, content_words, likeness
from evals.case_filters import conditions, passing
from evals.check_cases import (
    Placed,
    Problem,
    Shelf,
    check_against,
    check_alone,
    check_splits,
    in_both_splits,
    placed_cases,
)
from evals.commands.cases import COMMAND, sample_papers, wordings_of
from evals.copied import MOST, Wordings
from evals.read_cases import Case

BEES = Paper(
    "p1",
    "Bees that Count to Four",
    "Honey bees were trained to fly past marks. They count up to 4 of them, and lose 16.17 seconds for every mark that "
    "stands too far from the others. Old bees count no better than young ones.",
    n_authors=2,
    date="2020-05-01",
    year=2020,
    sources=(Source("hive.txt", "jsonl", "line 1"),),
)
OWLS = Paper("p2", "Owls Hear in the Dark", "Owls find mice by sound.", n_authors=5, date="2024", year=2024)
TIDES = Paper("p3", "Tides", "Tides follow the moon.")
PAPERS = (BEES, OWLS, TIDES)
GOOD = Case("c1", "single_fact", question="How far do the insects get in numbering?", gold=(BEES.title,), split="tune")


def placed(*cases: Case) -> list[Placed]:
    return [Placed(Path("f.jsonl"), n, case) for n, case in enumerate(cases, 1)]


def against(*cases: Case) -> list[str]:
    return [problem.text for problem in check_against(placed(*cases), Shelf(PAPERS), wordings_of(PAPERS))]


def test_a_sound_case_has_no_problem() -> None:
    full = replace(
        GOOD,
        also_ok=("p2",),
        key_facts=("16.17 seconds", "Count to Four"),
        key_points=("Four marks at most.",),
    )
    assert list(check_alone(placed(full))) == []
    assert against(full) == []


ABSENT = Case("c1", "near_miss", question="How heavy are they?", should_abstain=True)
SHAPES: list[tuple[str, Case, str]] = [
    ("turns without follow_up", replace(GOOD, question="", turns=("a b", "c d")), "a follow_up has turns"),
    ("follow_up without turns", replace(GOOD, kind="follow_up"), "a follow_up has turns"),
    ("one turn", replace(GOOD, kind="follow_up", question="", turns=("a",)), "turns are at least two"),
    ("an empty turn", replace(GOOD, kind="follow_up", question="", turns=("a", " ")), "none is empty"),
    ("a near miss with gold", replace(GOOD, kind="near_miss"), "near_miss has should_abstain"),
    ("several papers of one", replace(GOOD, kind="several_papers"), "at least two gold papers"),
    ("a premise without its value", replace(GOOD, kind="false_premise"), "key fact, which is the true value"),
    ("facts of an abstention", replace(ABSENT, key_facts=("4",)), "neither facts nor points nor papers"),
    ("a filter case that filters nothing", replace(GOOD, kind="filter"), "sets filters, or its tags state them"),
    ("a tag that is no filter", replace(GOOD, kind="filter", tags=("year=2020",)), "states no filter"),
    ("a tag without a number", replace(GOOD, kind="filter", tags=("year_to=old",)), "states no filter"),
]


@pytest.mark.parametrize(("case", "text"), [row[1:] for row in SHAPES], ids=[row[0] for row in SHAPES])
def test_a_case_that_contradicts_its_kind_is_named(case: Case, text: str) -> None:
    (problem,) = check_alone(placed(case))
    assert text in problem.text
    assert str(problem).startswith("f.jsonl:1: c1: ")


PAPERLESS: list[tuple[str, Case, str]] = [
    ("unknown gold", replace(GOOD, gold=("Wasps",)), "gold: no paper is called 'Wasps'"),
    ("unknown also_ok", replace(GOOD, also_ok=("Wasps",)), "also_ok: no paper is called 'Wasps'"),
    ("named twice", replace(GOOD, also_ok=("p1",)), "a paper is named twice"),
    ("half a number", replace(GOOD, key_facts=("6.17 seconds",)), "key fact '6.17 seconds' stands in no gold paper"),
    ("another paper's fact", replace(GOOD, key_facts=("mice",)), "key fact 'mice' stands in no gold paper"),
    (
        "gold outside its year",
        replace(GOOD, filters=Filters(year_from=2021)),
        "does not meet the case's own conditions",
    ),
    (
        "gold of unknown year",
        replace(GOOD, gold=("p3",), filters=Filters(year_to=2050)),
        "does not meet the case's own",
    ),
    ("outside in words", replace(GOOD, tags=("n_authors_max=1",)), "does not meet the case's own conditions"),
    ("also_ok outside", replace(GOOD, also_ok=("p2",), filters=Filters(year_to=2020)), "'p2' does not meet"),
    ("no date", replace(GOOD, filters=Filters(date_from="May")), "'May' is no date"),
    (
        "a copied question",
        replace(GOOD, question="What do they lose for every mark that stands too far?"),
        "for every mark that stands too far",
    ),
    (
        "a copied point",
        replace(GOOD, key_points=("No better than young ones count old bees, old bees count no better than young",)),
        "old bees count no better than young",
    ),
]


@pytest.mark.parametrize(("case", "text"), [row[1:] for row in PAPERLESS], ids=[row[0] for row in PAPERLESS])
def test_a_case_that_its_papers_contradict_is_named(case: Case, text: str) -> None:
    (problem,) = against(case)
    assert text in problem


def test_conditions_that_all_papers_meet_test_nothing() -> None:
    case = replace(GOOD, kind="filter", filters=Filters(paper_ids=("p1", "p2", "p3")))
    assert against(case) == ["the conditions leave no paper out"]


def test_an_abstention_may_have_conditions_that_nothing_meets() -> None:
    assert against(replace(ABSENT, kind="filter", filters=Filters(year_to=1900))) == []


@pytest.mark.parametrize(
    ("filters", "passed"),
    [
        (Filters(), {0, 1, 2}),
        (Filters(year_to=2022), {0}),
        (Filters(date_from="2024-01", date_to="2024-12"), {1}),
        (Filters(date_from="2024-02"), set()),
        (Filters(n_authors_min=2), {0, 1}),
        (Filters(sources=("hive.txt",)), {0}),
        (Filters(authors=("Ram",)), set()),
    ],
)
def test_an_unknown_value_passes_no_filter(filters: Filters, passed: set[int]) -> None:
    assert passing(PAPERS, filters) == passed


def test_conditions_said_in_words_join_those_set() -> None:
    case = replace(GOOD, filters=Filters(year_to=2024), tags=("in words", "n_authors_max=3", "date_from=2020-02"))
    assert conditions(case) == Filters(year_to=2024, n_authors_max=3, date_from="2020-02")
    with pytest.raises(InputError, match="venues=Nature states no filter"):
        conditions(replace(GOOD, tags=("venues=Nature",)))


def test_ids_are_used_once_over_all_files() -> None:
    second = Placed(Path("g.jsonl"), 7, replace(GOOD, question="What else swims?"))
    (problem,) = check_alone([*placed(GOOD), second])
    assert problem == Problem("g.jsonl", 7, "c1", "the id was used before, in f.jsonl:1")


ALIKE: list[tuple[str, str, bool]] = [
    ("How far can honey bees count?", "how far can honey BEES count", True),
    ("Which paper has honey bees counting marks?", "Is there a study that has honey bee counting marks", True),
    ("How far can honey bees count?", "How far can barn owls hear?", False),
    ("What F1 does it reach on SQuAD?", "What F1 does it reach on XNLI?", False),
]


@pytest.mark.parametrize(("one", "other", "same"), ALIKE)
def test_questions_that_ask_the_same_are_found(one: str, other: str, *, same: bool) -> None:
    cases = [GOOD, replace(GOOD, question=one), replace(GOOD, question=other)]
    assert [(i, j) for i, j, _ in alike(cases)] == ([(1, 2)] if same else [])


def test_the_same_question_under_other_filters_is_another() -> None:
    twice = replace(GOOD, id="c2", filters=Filters(year_to=2020))
    assert list(check_alone(placed(GOOD, twice))) == []
    (problem,) = check_alone(placed(GOOD, replace(GOOD, id="c2")))
    assert problem.text == "asks the same as c1 in f.jsonl:1 (100% equal words)"


def test_two_questions_without_content_are_not_alike() -> None:
    assert content_words("How is it?") == frozenset()
    assert likeness(frozenset(), frozenset()) == 0.0


TEXT = "All young bees fly to the red mark before they return."
RUNS: list[tuple[str, int, str]] = [
    ("Do young bees fly to the red house?", 6, "young bees fly to the red"),
    ("bees fly; to the red, mark before they return", 9, "bees fly to the red mark before they return"),
    ("they return before the mark", 0, ""),
    ("red mark", 0, ""),
    ("", 0, ""),
]


@pytest.mark.parametrize(("text", "n", "run"), RUNS)
def test_the_longest_run_of_shared_words(text: str, n: int, run: str) -> None:
    found = Wordings([TEXT]).longest(text)
    assert found == (n, run) if n else found[0] == 0


def test_names_and_titles_do_not_count_as_wording() -> None:
    wordings = Wordings(["We train the big GPT-4 model on Wiki Text with masked language modeling and 5 GPUs."])
    assert wordings.longest("they train the big GPT-4 model on Wiki Text")[0] == len(
        ["train", "the", "big", "model", "on"]
    )
    titled = Wordings(["It uses masked language modeling for all."], ["On Masked Language Modeling"])
    assert titled.longest("who uses masked language modeling for fish")[0] == len(["uses", "for"])


def test_a_run_of_the_allowed_length_passes() -> None:
    words = "one two three four five six".split()
    assert len(words) == MOST + 1
    assert Wordings([" ".join(words)]).longest(" ".join(words[:-1]))[0] == MOST


def suite(tune: int, report: int) -> list[Placed]:
    cases = [replace(GOOD, id=f"c{n}", split="tune" if n < tune else "report") for n in range(tune + report)]
    return placed(*cases)


@pytest.mark.parametrize(("tune", "report", "n"), [(4, 4, 0), (2, 6, 0), (1, 7, 1), (0, 8, 1), (0, 7, 0), (9, 1, 1)])
def test_a_kind_that_is_nearly_all_in_one_split_is_named(tune: int, report: int, n: int) -> None:
    assert len(list(check_splits(suite(tune, report)))) == n


def test_papers_that_are_gold_in_both_splits() -> None:
    other = replace(GOOD, id="c2", split="report", gold=("BEES that count to four", "Tides"))
    assert in_both_splits(placed(GOOD, other)) == ("bees that count to four",)
    assert in_both_splits(placed(GOOD)) == ()


ROW: dict[str, Any] = {
    "id": "own-1",
    "kind": "near_miss",
    "question": "How many goats pull the plough?",
    "should_abstain": True,
}


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_cases_know_their_lines(tmp_path: Path) -> None:
    path = write(tmp_path / "own.jsonl", "", json.dumps(ROW), "  ", json.dumps(ROW | {"id": "own-2"}))
    assert [(p.line, p.case.id) for p in placed_cases(path)] == [(2, "own-1"), (4, "own-2")]


def run(*words: str) -> int:
    return COMMAND.run(COMMAND.parser().parse_args(words))


def output(capsys: pytest.CaptureFixture[str], words: Sequence[str]) -> tuple[int, dict[str, Any]]:
    code = run(*words, "--json")
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return code, found


def test_the_command_checks_a_file_about_the_samples(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = ROW | {"kind": "which_work", "should_abstain": False, "gold": ["Goats"]}
    path = write(tmp_path / "samples_own.jsonl", json.dumps(row))
    code, found = output(capsys, [str(path)])
    assert (code, found["cases"], found["unchecked"]) == (1, 1, 0)
    assert found["counts"] == [{"kind": "which_work", "split": "report", "n": 1}]
    assert found["problems"] == [
        {"file": str(path), "line": 1, "case": "own-1", "text": "gold: no paper is called 'Goats'"}
    ]


def test_the_command_says_what_it_could_not_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(
        tmp_path / "own.jsonl", json.dumps(ROW | {"gold": ["Goats"], "should_abstain": False, "kind": "why_how"})
    )
    assert run(str(path)) == 0
    told = capsys.readouterr()
    assert "1 cases were checked without their papers" in told.err
    assert told.out.endswith("1 cases, 0 problems\n")


def test_the_command_prints_a_problem_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "own.jsonl", json.dumps(ROW), json.dumps(ROW | {"id": "own-2"}))
    assert run(str(path)) == 1
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith(f"{path}:2: own-2: asks the same as own-1 in {path}:1")


def test_a_malformed_case_and_a_file_that_is_not_there_stop_the_command(tmp_path: Path) -> None:
    path = write(tmp_path / "own.jsonl", json.dumps(ROW), "{")
    with pytest.raises(InputError, match=r"own\.jsonl:2: "):
        run(str(path))
    with pytest.raises(UsageError, match="cannot be read"):
        run(str(tmp_path / "none.jsonl"))


def test_the_samples_are_read_without_a_library() -> None:
    papers = sample_papers()
    assert len({paper.id for paper in papers}) == len(papers) > 0
    assert all(paper.id and paper.abstract for paper in papers)
