"""What the ranker learns from: our own words, of no paper that test questions of ours or of SciFact are about."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from evals.beir import read_judged
from evals.copied import MOST, Wordings
from evals.read_cases import CASES, read_cases
from evals.training.ranking.sources import HELD_OUT, QUESTIONS, sources

DATA = Path(__file__).parents[2] / "shared" / "data"
SCIFACT, CHECK_COVID = DATA / "scifact", DATA / "check_covid"
INVENTED = [json.loads(line) for line in (QUESTIONS / "invented.jsonl").read_text(encoding="utf-8").splitlines()]
OWN = [json.loads(line) for line in (QUESTIONS / "scifact.jsonl").read_text(encoding="utf-8").splitlines()]
needs_data = pytest.mark.skipif(not SCIFACT.exists(), reason="the public sets are not here")


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def test_each_question_is_asked_once_and_each_paper_stands_once() -> None:
    questions = [plain(question) for row in (*INVENTED, *OWN) for question in row["questions"]]
    assert len(questions) > 6000
    assert len(set(questions)) == len(questions)
    assert min(len(question.split()) for question in questions) >= 2
    assert len({row["id"] for row in INVENTED}) == len(INVENTED) == len({plain(row["title"]) for row in INVENTED})
    assert len({row["id"] for row in OWN}) == len(OWN)


def test_invented_papers_come_in_groups_to_be_mistaken_for_one_another() -> None:
    groups: dict[str, int] = {}
    for row in INVENTED:
        group = row["id"].rpartition("-")[0]
        groups[group] = groups.get(group, 0) + 1
        assert 60 <= len(row["text"].split()) <= 260, row["id"]
    assert set(groups.values()) == {4}


def test_questions_do_not_copy_their_papers() -> None:
    copied = [
        (row["id"], question)
        for row in INVENTED
        for question in row["questions"]
        if Wordings([row["text"]], [row["title"]]).longest(question)[0] > MOST
    ]
    assert copied == []


def test_the_ranker_does_not_learn_what_cases_ask() -> None:
    asked = {plain(case.question) for path in CASES.glob("*.jsonl") for case in read_cases(path)}
    learned = {plain(question) for row in (*INVENTED, *OWN) for question in row["questions"]}
    assert asked.isdisjoint(learned)


@needs_data
def test_no_paper_of_scifacts_test_questions_has_one_of_ours() -> None:
    judged = frozenset[str]().union(*read_judged(SCIFACT, "test").values())
    assert judged.isdisjoint(row["id"] for row in OWN)


@needs_data
def test_what_is_held_out_is_not_learned() -> None:
    found = {source.name: source for source in sources(SCIFACT, CHECK_COVID)}
    assert set(found) == {"invented", "scifact", "check_covid"}
    for source in found.values():
        learned = {(asked.text, asked.gold) for asked in source.learn}
        assert learned.isdisjoint((asked.text, asked.gold) for asked in source.held_out)
    invented = found["invented"]
    papers = [{paper for asked in part for paper in asked.gold} for part in (invented.learn, invented.held_out)]
    groups = [{paper.rpartition("-")[0] for paper in part} for part in papers]
    assert groups[0].isdisjoint(groups[1])
    assert len(groups[1]) == -(-len(groups[0] | groups[1]) // HELD_OUT)
    texts = {row["id"]: row["questions"] for row in OWN}
    kept = {paper for asked in found["scifact"].held_out for paper in asked.gold}
    assert not {asked.text for asked in found["scifact"].learn} & {q for paper in kept for q in texts[paper]}


@needs_data
def test_our_questions_do_not_copy_scifacts_papers() -> None:
    rows = map(json.loads, (SCIFACT / "corpus.jsonl").read_text(encoding="utf-8").splitlines())
    papers = {row["id"]: row for row in rows}
    for row in OWN:
        paper = papers[row["id"]]
        wordings = Wordings([paper["text"]], [paper["title"]])
        for question in row["questions"]:
            assert wordings.longest(question)[0] <= MOST, (row["id"], question)
