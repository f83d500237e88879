"""Answering when there is an answer and abstaining when there is none, and how risk falls with confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from assistant.records import Answer
from evals.metrics import abstention, over_runs, risk
from evals.outcomes import Outcome
from evals.read_cases import Case
from evals.scores import CaseScores
from tests.scored_answers import ABSENT, ABSTAINED, CASE, answer, subject

GIVEN = answer(("One.", "a"))
PART = replace(GIVEN, status="partial")
FAILED = Outcome("c1", error="it broke")
NEAR = replace(ABSENT, kind="near_miss")

DECISIONS: list[tuple[str, Case, Answer | Outcome, dict[str, float | None]]] = [
    ("answered", CASE, GIVEN, {"false refusals": 0, "right decisions": 1}),
    ("answered in part", CASE, PART, {"false refusals": 0, "right decisions": 1}),
    ("refused", CASE, ABSTAINED, {"false refusals": 1, "right decisions": 0}),
    ("failed", CASE, FAILED, {"false refusals": None, "right decisions": None}),
    (
        "rightly refused",
        ABSENT,
        ABSTAINED,
        {"missed abstentions": 0, "missed abstentions, absent_topic": 0, "right decisions": 1},
    ),
    (
        "answered though absent",
        NEAR,
        GIVEN,
        {"missed abstentions": 1, "missed abstentions, near_miss": 1, "right decisions": 0},
    ),
    (
        "answered in part though absent",
        ABSENT,
        PART,
        {"missed abstentions": 1, "missed abstentions, absent_topic": 1, "right decisions": 0},
    ),
    (
        "failed though absent",
        ABSENT,
        FAILED,
        {"missed abstentions": None, "missed abstentions, absent_topic": None, "right decisions": None},
    ),
]


@pytest.mark.parametrize(("case", "given", "expected"), [r[1:] for r in DECISIONS], ids=[r[0] for r in DECISIONS])
def test_a_decision(case: Case, given: Answer | Outcome, expected: dict[str, float | None]) -> None:
    assert abstention.values(subject(case, given)) == expected


RISKS: list[tuple[str, Case, Answer | Outcome, dict[str, float | None]]] = [
    ("cites gold", CASE, GIVEN, {"right outcomes": 1, "wrong answers": 0}),
    ("cites what is also fine", CASE, answer(("One.", "b")), {"right outcomes": 1, "wrong answers": 0}),
    ("cites another", CASE, answer(("One.", "c")), {"right outcomes": 0, "wrong answers": 1}),
    ("cites gold among others", CASE, answer(("One.", "ca")), {"right outcomes": 1, "wrong answers": 0}),
    ("cites gold, struck", CASE, answer(("One.", "a", "unsupported")), {"right outcomes": 0, "wrong answers": 1}),
    ("cites nothing", CASE, answer(("One.", "")), {"right outcomes": 0, "wrong answers": 1}),
    ("refused", CASE, ABSTAINED, {"right outcomes": 0}),
    ("rightly refused", ABSENT, ABSTAINED, {"right outcomes": 1}),
    ("answered though absent", ABSENT, GIVEN, {"right outcomes": 0, "wrong answers": 1}),
    ("failed", CASE, FAILED, {"right outcomes": None}),
]


@pytest.mark.parametrize(("case", "given", "expected"), [r[1:] for r in RISKS], ids=[r[0] for r in RISKS])
def test_whether_an_outcome_is_right(case: Case, given: Answer | Outcome, expected: dict[str, float | None]) -> None:
    assert risk.values(subject(case, given, also_ok="b")) == expected


def test_confidence_is_of_answers_given() -> None:
    assert risk.values(subject(CASE, Outcome("c1", GIVEN, confidence=0.7)))["confidence"] == 0.7
    assert "confidence" not in risk.values(subject(CASE, Outcome("c1", ABSTAINED, confidence=0.1)))


def scored(**values: float | None) -> CaseScores:
    """A case with nothing but values; blanks in names are written "_"."""
    named = tuple((name.replace("_", " "), value) for name, value in values.items())
    return CaseScores("c", "single_fact", (), "q", "answered", "", named)


def run_of(pairs: Sequence[tuple[float | None, float]]) -> list[CaseScores]:
    """Cases of (confidence, wrong)."""
    return [scored(confidence=c, wrong_answers=w) for c, w in pairs]


# Answers as (confidence, wrong); the curve as (coverage, risk); the area by hand.
CURVES: list[tuple[list[tuple[float | None, float]], list[tuple[float, float]], float]] = [
    ([(0.9, 0)], [(1, 0)], 0),
    ([(0.9, 1)], [(1, 1)], 1),
    ([(0.9, 0), (0.5, 1)], [(0.5, 0), (1, 0.5)], 0.25),
    ([(0.5, 1), (0.9, 0)], [(0.5, 0), (1, 0.5)], 0.25),
    ([(0.5, 0), (0.9, 1)], [(0.5, 1), (1, 0.5)], 0.75),
    ([(0.5, 0), (0.5, 1)], [(1, 0.5)], 0.5),
    (
        [(0.9, 0), (0.8, 0), (0.7, 1), (0.6, 0)],
        [(0.25, 0), (0.5, 0), (0.75, 1 / 3), (1, 0.25)],
        (1 / 3 + 0.25) / 4,
    ),
    ([(0.9, 0), (0.6, 1), (0.6, 0)], [(1 / 3, 0), (1, 1 / 3)], (0 + 2 / 3) / 3),
    ([(0.9, 0), (None, 1)], [(1, 0)], 0),
]


@pytest.mark.parametrize(("pairs", "points", "area"), CURVES)
def test_the_risk_coverage_curve(
    pairs: list[tuple[float | None, float]], points: list[tuple[float, float]], area: float
) -> None:
    cases = run_of(pairs)
    assert [(p.coverage, p.risk) for p in risk.curve(cases)] == [pytest.approx(p) for p in points]
    (measure,) = over_runs.over_run(cases)
    assert measure.name == "AURC"
    assert measure.value == pytest.approx(area)
    assert measure.low is not None
    assert measure.high is not None
    assert measure.low - 1e-9 <= area <= measure.high + 1e-9


def test_the_area_is_that_of_the_definition_where_no_confidences_tie() -> None:
    rng = np.random.default_rng(3)
    wrong = (rng.random(50) < 0.3).astype(float)
    confidence = rng.permutation(50) / 50
    ordered = wrong[np.argsort(-confidence)]
    expected = np.mean([ordered[: k + 1].mean() for k in range(50)])
    (measure,) = over_runs.over_run(run_of(list(zip(confidence.tolist(), wrong.tolist(), strict=True))))
    assert measure.value == pytest.approx(expected)


def test_confidence_that_tells_right_from_wrong_has_a_smaller_area() -> None:
    wrong = [0.0] * 15 + [1.0] * 5
    areas = {}
    for name, confidences in {"good": range(20, 0, -1), "none": [1] * 20, "inverted": range(1, 21)}.items():
        (measure,) = over_runs.over_run(run_of([(c / 20, w) for c, w in zip(confidences, wrong, strict=True)]))
        areas[name] = measure.value or 0.0
    assert areas["good"] < areas["none"] < areas["inverted"]
    assert areas["none"] == pytest.approx(0.25)


def test_no_confidence_no_curve() -> None:
    assert risk.curve(run_of([(None, 1)])) == ()
    assert over_runs.over_run(run_of([(None, 1)])) == ()


def decided(refused: Sequence[float | None], missed: Sequence[float | None]) -> list[CaseScores]:
    return [*(scored(false_refusals=v) for v in refused), *(scored(missed_abstentions=v) for v in missed)]


@pytest.mark.parametrize(
    ("refused", "missed", "expected"),
    [
        ([0, 0], [0], 1.0),
        ([1, 1], [0], 0.5),
        ([0, 0], [1], 0.5),
        ([0, 0, 0, 1], [0, 1], (0.75 + 0.5) / 2),
        ([0] * 99 + [1], [1], 0.495),
        ([0, None], [0, None], 1.0),
    ],
)
def test_both_sorts_of_question_weigh_the_same(
    refused: list[float | None], missed: list[float | None], expected: float
) -> None:
    (measure,) = over_runs.over_run(decided(refused, missed))
    assert measure.name == "balanced decisions"
    assert measure.value == pytest.approx(expected)
    assert measure.n == len([v for v in (*refused, *missed) if v is not None])


def test_one_sort_of_question_has_no_balance() -> None:
    assert over_runs.over_run(decided([0, 1], [])) == ()
    assert over_runs.over_run(decided([], [0, 1])) == ()


def test_a_few_questions_of_one_sort_leave_the_balance_uncertain() -> None:
    (few,) = over_runs.over_run(decided([0.0] * 100, [0.0] * 3))
    (many,) = over_runs.over_run(decided([0.0] * 100, [0.0] * 100))
    assert few.low is not None
    assert many.low is not None
    assert few.value == many.value == 1.0
    assert few.low < 0.7
    assert many.low > 0.9
