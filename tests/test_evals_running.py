"""Cases answered by scripted systems: failures, several at once, interrupts, and what is left to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from threading import Barrier, Event

import pytest

from assistant.answering import Asked
from assistant.errors import LitAssistError, ModelError, QuestionError, Stopped
from assistant.records import Answer, Filters
from evals.outcomes import Outcome, Ranking
from evals.read_cases import Case
from evals.run_folder import Outcomes, read_outcomes
from evals.running import left, outcome_of, run_cases
from evals.systems import Given
from ingest.report import Progress

CASES = tuple(Case(f"c{n}", "single_fact", question=f"question {n}?", gold=("p",)) for n in range(1, 7))
RANKINGS = (Ranking("search", ("p", "q")),)


class Scripted:
    """Answers every question, or raises what `script` has for it; keeps what it was asked."""

    def __init__(self, script: Mapping[str, BaseException] | None = None) -> None:
        self.script = script or {}
        self.asked: list[Asked] = []

    def answer(self, asked: Asked) -> Given:
        self.asked.append(asked)
        if error := self.script.get(asked.question):
            raise error
        return Given(Answer(asked.question, asked.question.upper(), "answered", "extractive"), 0.5)

    def rankings(self, given: Given) -> tuple[Ranking, ...]:
        assert given.answer.question
        return RANKINGS


def ran(system: Scripted, cases: tuple[Case, ...] = CASES, jobs: int = 1) -> list[Outcome]:
    found: list[Outcome] = []
    run_cases(system, cases, found.append, jobs=jobs)
    return found


@pytest.mark.parametrize("jobs", [1, 3])
def test_every_case_has_its_outcome(jobs: int) -> None:
    found = {outcome.case: outcome for outcome in ran(Scripted(), jobs=jobs)}
    assert sorted(found) == [case.id for case in CASES]
    for case in CASES:
        outcome = found[case.id]
        assert outcome.answer is not None
        assert (outcome.answer.question, outcome.confidence, outcome.rankings) == (case.question, 0.5, RANKINGS)
        assert outcome.seconds is not None
        assert outcome.seconds >= 0


def test_one_job_keeps_the_order() -> None:
    assert [outcome.case for outcome in ran(Scripted())] == [case.id for case in CASES]


def test_several_jobs_run_at_once() -> None:
    together = Barrier(3, timeout=20)

    class Waiting(Scripted):
        def answer(self, asked: Asked) -> Given:
            together.wait()
            return super().answer(asked)

    assert len(ran(Waiting(), CASES[:3], jobs=3)) == 3


def test_a_case_that_fails_is_kept_and_the_others_go_on() -> None:
    found = ran(Scripted({"question 2?": ModelError("it is gone"), "question 4?": QuestionError("empty")}))
    assert {o.case: o.error for o in found if o.error} == {
        "c2": "ModelError: it is gone",
        "c4": "QuestionError: empty",
    }
    assert sum(o.answer is not None for o in found) == 4


def test_a_ranking_that_fails_fails_its_case() -> None:
    class Lost(Scripted):
        def rankings(self, given: Given) -> tuple[Ranking, ...]:
            raise LitAssistError(f"no ranking for {given.answer.question}")

    assert outcome_of(Lost(), CASES[0], Event()).error == "LitAssistError: no ranking for question 1?"


def test_what_is_no_failure_of_a_case_ends_the_run() -> None:
    with pytest.raises(ZeroDivisionError):
        ran(Scripted({"question 2?": ZeroDivisionError()}))


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupt_keeps_what_is_finished_and_stops_the_rest(tmp_path: Path, jobs: int) -> None:
    system = Scripted({"question 3?": KeyboardInterrupt()})
    with Outcomes(tmp_path) as kept, pytest.raises(KeyboardInterrupt):
        run_cases(system, CASES, kept.append, jobs=jobs)
    done = read_outcomes(tmp_path)
    assert {"c1", "c2"} <= {outcome.case for outcome in done}
    assert len(done) < len(CASES)
    assert all(asked.stop.is_set() for asked in system.asked)
    with Outcomes(tmp_path) as kept:
        run_cases(Scripted(), left(CASES, done), kept.append)
    assert sorted(o.case for o in read_outcomes(tmp_path)) == [case.id for case in CASES]


def test_an_answer_that_was_stopped_is_no_outcome() -> None:
    with pytest.raises(Stopped):
        outcome_of(Scripted({"question 1?": Stopped("on request")}), CASES[0], Event())


def test_an_outcome_that_cannot_be_kept_ends_the_run() -> None:
    def keep(outcome: Outcome) -> None:
        raise LitAssistError(f"no space for {outcome.case}")

    with pytest.raises(LitAssistError, match="no space for c1"):
        run_cases(Scripted(), CASES, keep)


def test_a_conversation_is_answered_turn_by_turn() -> None:
    system = Scripted()
    talk = Case("t", "follow_up", turns=("first?", "second?", "third?"), gold=("p",), filters=Filters(year_from=2020))
    outcome = outcome_of(system, talk, Event())
    assert outcome.answer is not None
    assert outcome.answer.question == "third?"
    assert [[turn.question for turn in asked.history] for asked in system.asked] == [
        [],
        ["first?"],
        ["first?", "second?"],
    ]
    assert system.asked[-1].history[-1].answer.standalone_question == "SECOND?"
    assert {asked.filters for asked in system.asked} == {talk.filters}


def test_an_earlier_turn_that_fails_fails_the_case() -> None:
    talk = Case("t", "follow_up", turns=("first?", "second?"), gold=("p",))
    assert outcome_of(Scripted({"first?": ModelError("gone")}), talk, Event()).error == "ModelError: gone"


def test_progress_counts_cases() -> None:
    told: list[Progress] = []
    run_cases(Scripted(), CASES[:2], lambda _: None, on_progress=told.append)
    assert told == [Progress("cases", n, 2) for n in range(3)]


def test_no_cases_are_no_work() -> None:
    assert ran(Scripted(), ()) == []


def test_those_that_failed_or_have_no_outcome_are_left() -> None:
    answer = Answer("q", "q", "abstained", "extractive")
    done = [Outcome("c1", answer), Outcome("c2", error="x"), replace(Outcome("c4", answer), seconds=1.0)]
    assert [case.id for case in left(CASES, done)] == ["c2", "c3", "c5", "c6"]
