"""A run's outcomes to its scores."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.codec import from_json, to_json
from assistant.errors import InputError
from assistant.records import Evidence, Passage
from evals.judges.exact import ExactJudge
from evals.metrics.definitions import DEFINITIONS, GROUPS
from evals.outcomes import Outcome, Ranking
from evals.read_cases import Case
from evals.scores import RunInfo, Scores
from evals.scoring import score
from tests.scored_answers import ABSENT, ABSTAINED, CASE, PAPERS, TableJudge, answer

INFO = RunInfo("run", "2026-01-02T03:04:05Z", "extractive", None, "c.jsonl", "d1", 6, "fake", "", "0.1")
CASES = (
    replace(CASE, id="right", key_facts=("9 bees",), tags=("bees",)),
    replace(CASE, id="elsewhere", also_ok=("b",), tags=("bees",)),
    replace(CASE, id="refused", kind="why_how"),
    replace(CASE, id="broke", key_facts=("9 bees",), key_points=("Bees dance.",)),
    replace(ABSENT, id="absent"),
    replace(ABSENT, id="invented", kind="near_miss"),
    replace(CASE, id="left", question="", turns=("First?", "Then?")),
)
RANKED = (Ranking("search", ("b", "a")),)
OUTCOMES = (
    Outcome("right", answer(("a grows.", "a"), ("There are 9 bees.", "a")), RANKED, 0.9, 0.5),
    Outcome("elsewhere", answer(("b grows.", "b")), (Ranking("search", ("a",)),), 0.8, 0.1),
    Outcome("refused", ABSTAINED, (Ranking("search", ("f",)),), 0.2, 0.3),
    Outcome("broke", error="ModelError: no"),
    Outcome("absent", ABSTAINED, seconds=0.1),
    Outcome("invented", answer(("It sings.", "a"), ("All do.", "", "unsupported")), confidence=0.6, seconds=0.2),
)


def scored(outcomes: tuple[Outcome, ...] = OUTCOMES, cases: tuple[Case, ...] = CASES) -> Scores:
    return score(outcomes, cases, PAPERS, ExactJudge(), INFO)


@pytest.mark.parametrize(
    ("name", "value", "n", "unscored"),
    [
        ("recall@1 search", 1 / 3, 3, 0),
        ("MRR@10 search", (0.5 + 1 + 0) / 3, 3, 0),
        # "There are 9 bees" has a number that the paper has not; "It sings" has no word of it.
        ("citation recall", (0.5 + 1 + 0) / 3, 3, 0),
        ("struck sentences", (0 + 0 + 0.5) / 3, 3, 0),
        ("cites gold", 1 / 3, 3, 1),
        ("cited papers fit", 1, 2, 0),
        ("exact quotes", 1, 3, 0),
        ("key facts", 1, 1, 1),
        ("key points", None, 0, 1),
        ("right outcomes", 3 / 5, 5, 1),
        ("wrong answers", 1 / 3, 3, 0),
        ("confidence", (0.9 + 0.8 + 0.6) / 3, 3, 0),
        ("AURC", (0 + 0 + 1 / 3) / 3, 3, 0),
        ("false refusals", 1 / 3, 3, 1),
        ("missed abstentions", 1 / 2, 2, 0),
        ("missed abstentions, near_miss", 1, 1, 0),
        ("balanced decisions", (2 / 3 + 1 / 2) / 2, 5, 0),
        ("failed", 1 / 6, 6, 0),
        ("seconds", (0.5 + 0.1 + 0.3 + 0.1 + 0.2) / 5, 5, 1),
        ("cost", 0, 5, 1),
    ],
)
def test_the_measures_of_a_run(name: str, value: float | None, n: int, unscored: int) -> None:
    found = scored().measure(name)
    assert found is not None
    assert (found.n, found.unscored) == (n, unscored)
    assert found.value == (None if value is None else pytest.approx(value))
    if found.value is None:
        assert (found.low, found.high) == (None, None)
    else:
        assert found.low is not None
        assert found.high is not None
        assert found.low - 1e-9 <= found.value <= found.high + 1e-9


def test_measures_stand_in_the_order_of_reports() -> None:
    names = [measure.name for measure in scored().measures]
    order = list(DEFINITIONS)
    assert names == sorted(names, key=order.index)
    assert len(names) == len(set(names))


def test_every_measure_is_defined_once() -> None:
    listed = [definition.name for _, definitions in GROUPS for definition in definitions]
    assert len(listed) == len(set(listed))
    assert all(definition.meaning for definition in DEFINITIONS.values())


def test_a_measure_without_definition_comes_last() -> None:
    outcome = Outcome("right", ABSTAINED, (Ranking("oracle", ("a",)),))
    names = [measure.name for measure in scored((outcome,)).measures]
    assert names.index("recall@1 oracle") > names.index("cost")


def test_what_a_case_keeps() -> None:
    nearest = Evidence("k", PAPERS[2], Passage("c:0", "c", "c grows.", 0, 8), 1.0)
    outcomes = (*OUTCOMES[:2], replace(OUTCOMES[2], answer=replace(ABSTAINED, nearest=(nearest,))), *OUTCOMES[3:])
    cases = {case.id: case for case in scored(outcomes).cases}
    assert list(cases) == [outcome.case for outcome in OUTCOMES]
    right, refused, broke = cases["right"], cases["refused"], cases["broke"]
    assert (right.status, right.text) == ("answered", "a grows. [1] There are 9 bees. [1]")
    assert [s.judged.verdict for s in right.judged] == ["supported", "unsupported"]
    assert right.value("key facts") == 1
    assert (right.gold, right.tags, right.kind) == (("a",), ("bees",), "single_fact")
    assert (refused.status, refused.nearest, refused.judged) == ("abstained", ("On c",), ())
    assert (broke.status, broke.error, broke.text) == ("failed", "ModelError: no", "")
    assert broke.value("cites gold") is None
    assert dict(broke.values)["key points"] is None


def test_a_case_without_outcome_counts_nowhere_and_is_named() -> None:
    found = scored()
    assert found.info.missing == ("left",)
    assert found.info.judge == "none"
    assert "left" not in {case.id for case in found.cases}
    assert found.measure("failed") == scored(cases=CASES[:-1]).measure("failed")


def test_the_question_of_a_conversation_is_its_last() -> None:
    (case,) = scored((Outcome("left", ABSTAINED),)).cases
    assert case.question == "Then?"


def test_the_later_of_two_outcomes_counts() -> None:
    (case,) = scored((Outcome("right", error="it broke"), Outcome("right", ABSTAINED))).cases
    assert case.status == "abstained"


def test_nothing_at_all() -> None:
    found = scored(())
    assert (found.measures, found.cases, len(found.info.missing)) == ((), (), len(CASES))


def test_scores_survive_json() -> None:
    found = scored()
    assert from_json(Scores, to_json(found)) == found


def test_the_same_outcomes_have_the_same_scores_in_any_order() -> None:
    assert scored(OUTCOMES[::-1]) == scored()


def test_no_claim_is_judged_twice_against_the_same() -> None:
    table = TableJudge()
    score(
        [replace(outcome, case=f"{i}") for i in range(3) for outcome in OUTCOMES[5:]], _copies(3), PAPERS, table, INFO
    )
    assert table.asked == [("It sings.", "a")]


def _copies(n: int) -> tuple[Case, ...]:
    return tuple(replace(ABSENT, id=f"{i}") for i in range(n))


@pytest.mark.parametrize(
    ("outcome", "case", "says"),
    [
        (Outcome("stray", ABSTAINED), CASE, "'stray' is the id of an answer but of no case"),
        (Outcome("c1", ABSTAINED), replace(CASE, gold=("Owls",)), "case c1: no paper of the library is called 'Owls'"),
    ],
)
def test_what_cannot_be_scored_says_why(outcome: Outcome, case: Case, says: str) -> None:
    with pytest.raises(InputError, match=says):
        score([outcome], [case], PAPERS, ExactJudge(), INFO)


def test_key_points_are_kept_with_the_verdict_of_each() -> None:
    case = replace(CASE, key_points=("a grows.", "It takes 77 weeks."))
    (kept,) = scored((Outcome(case.id, answer(("a grows.", "a"))),), (case,)).cases
    assert kept.key_points == (("a grows.", "supported"), ("It takes 77 weeks.", "unsupported"))
    (failed,) = scored((Outcome(case.id, error="ModelError: no"),), (case,)).cases
    assert failed.key_points == ()
