"""Shown verdicts beside the judge's, and kappa."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.grounding import Grounding
from assistant.records import Verdict
from evals.metrics import over_runs
from evals.metrics.verdicts import agreements, kappa, table, values
from evals.outcomes import Outcome
from evals.scores import CaseScores, JudgedSentence
from tests.scored_answers import ABSTAINED, CASE, TableJudge, answer, subject


def judged(shown: Verdict, found: Verdict) -> JudgedSentence:
    return JudgedSentence("One.", shown, Grounding(found, None, ""))


@pytest.mark.parametrize(
    ("shown", "found", "expected"),
    [
        ("supported", "supported", [True]),
        ("supported", "unsupported", [False]),
        ("supported", "partial", [False]),
        ("supported", "contradicted", [False]),
        ("unsupported", "supported", [False]),
        ("unsupported", "contradicted", [True]),
        ("partial", "unsupported", [True]),
        ("supported", "unchecked", [None]),
        ("unsupported", "unchecked", [None]),
        ("unchecked", "supported", []),
        ("unchecked", "unchecked", []),
    ],
)
def test_one_sentence(shown: Verdict, found: Verdict, expected: list[bool | None]) -> None:
    assert agreements([judged(shown, found)]) == expected


def test_struck_sentences_count_too() -> None:
    given = answer(("One.", "a"), ("Two.", "b", "unsupported"), ("Three.", "b", "unchecked"), ("Four.", "b"))
    found = values(subject(CASE, given, TableJudge({"a": "supported"})))
    assert found == {"verdict agreement": pytest.approx(2 / 3)}


def test_what_nobody_can_tell_is_unscored() -> None:
    assert values(subject(CASE, answer(("One.", "a")), TableJudge({"a": "unchecked"}))) == {"verdict agreement": None}


@pytest.mark.parametrize("given", [ABSTAINED, answer(("One.", "a", "unchecked")), Outcome("c1", error="it broke")])
def test_no_verdict_shown_none_measured(given: Outcome) -> None:
    assert values(subject(CASE, given)) == {}


# Tables as [[both no, shown no], [shown yes, both yes]] worked by hand.
@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([[20, 5], [10, 15]], 0.4),
        ([[1, 0], [0, 1]], 1.0),
        ([[0, 1], [1, 0]], -1.0),
        ([[1, 1], [1, 1]], 0.0),
        ([[0, 0], [3, 1]], 0.0),
    ],
)
def test_kappa(counts: list[list[float]], expected: float) -> None:
    assert float(kappa(np.array(counts, dtype=float))) == pytest.approx(expected)


def test_kappa_is_undefined_where_both_say_always_the_same() -> None:
    assert np.isnan(kappa(np.array([[0.0, 0.0], [0.0, 4.0]])))
    assert np.isnan(kappa(np.zeros((2, 2))))


def cases(*sentences: JudgedSentence) -> list[CaseScores]:
    return [CaseScores("c", "single_fact", (), "q", "answered", "", (), judged=(s,)) for s in sentences]


def test_kappa_over_a_run() -> None:
    pairs = [("unsupported", "unsupported")] * 20 + [("unsupported", "supported")] * 5
    pairs += [("supported", "unsupported")] * 10 + [("supported", "supported")] * 15
    pairs += [("supported", "unchecked"), ("unchecked", "supported")]
    sentences = [judged(shown, found) for shown, found in pairs]  # type: ignore[arg-type]
    assert table(sentences).tolist() == [[20, 5], [10, 15]]
    (measure,) = over_runs.over_run(cases(*sentences))
    assert (measure.name, measure.n) == ("verdict kappa", 50)
    assert measure.value == pytest.approx(0.4)
    assert measure.low is not None
    assert measure.high is not None
    # Fleiss, Cohen and Everitt, 1969, give a standard error of 0.12 here.
    assert (measure.low, measure.high) == pytest.approx((0.4 - 0.24, 0.4 + 0.24), abs=0.04)


def test_a_run_without_any_disagreement_to_find_has_no_kappa() -> None:
    assert over_runs.over_run(cases(judged("supported", "supported"))) == ()
