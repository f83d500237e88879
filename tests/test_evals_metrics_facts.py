"""Key facts as text, and key points by the judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.grounding import Grounding
from assistant.records import Answer
from evals.metrics.facts import facts_told, has_fact, values
from evals.outcomes import Outcome
from evals.plain import plain
from tests.scored_answers import ABSENT, ABSTAINED, CASE, TableJudge, answer, subject

FACTS = [
    ("It fell by 6.17 points.", "6.17", True),
    ("It fell by 16.17 points.", "6.17", False),
    ("It fell by 6.175 points.", "6.17", False),
    ("Version 6.17.2 is out.", "6.17", False),
    ("It is 6.17.", "6.17", True),
    ("It cost 1,000 dollars.", "1000", True),
    ("It cost 1000 dollars.", "1,000", True),
    ("It cost 1\u202f000 dollars.", "1,000", True),
    ("It cost 1,000,000 dollars.", "1000000", True),
    ("It cost 1,000,000 dollars.", "1,000", False),
    ("It cost 21,000 dollars.", "1,000", False),
    ("It cost 10000 dollars.", "1,000", False),
    ("It cost $1,000 USD.", "$1000 usd", True),
    ("Of 3,5 and 7", "5", False),
    ("97.3% agree", "97.3 %", True),
    ("97.3 percent agree", "97.3%", True),
    ("97.3 per cent agree", "97.3%", True),
    ("97.35% agree", "97.3%", False),
    ("197.3% agree", "97.3%", False),
    ("97.3 points", "97.3%", False),
    ("It needs 2.5GB.", "2.5 GB", True),
    ("It needs 2.5\n gb of memory.", "2.5 GB", True),
    ("It needs 12.5 GB.", "2.5 GB", False),
    ("It needs 2.5 GBit.", "2.5 GB", False),
    ("a 1B model", "1B", True),
    ("an 11B model", "1B", False),
    ("80 million", "80M", False),
    ("80M parameters", "80 M", True),
    ("2.7\u00d7 as fast", "2.7x", True),
    ("2.7 times as fast", "2.7x", True),
    ("12.7 times as fast", "2.7x", False),
    ("20 terabytes", "20 terabyte", True),
    ("a 60-language corpus", "60 language", True),
    ("30%\u201350% less", "30%-50%", True),
    ("1/3 of them", "1/3", True),
    ("11/3 of them", "1/3", False),
    ("1/30 of them", "1/3", False),
    ("The  SOFTMAX\nbottleneck.", "softmax bottleneck", True),
    ("A supersoftmax bottleneck.", "softmax bottleneck", False),
    ("", "5", False),
    ("Anything.", "", False),
    ("Anything.", "  ", False),
    ("Is it (a+b)?", "(a+b)", True),
]


@pytest.mark.parametrize(("text", "fact", "expected"), FACTS)
def test_a_fact_in_a_text(text: str, fact: str, expected: bool) -> None:
    assert has_fact(text, fact) is expected


@given(st.decimals(0, 10**9, places=2), st.integers(0, 9))
def test_a_number_is_matched_whole(number: Decimal, digit: int) -> None:
    fact = str(number)
    for text in (f"It is {fact}.", f"({fact})", f"{fact}, or so", f"{number:,}", f"about {fact}%"):
        assert has_fact(text, fact)
    for text in (f"It is {digit}{fact}.", f"{fact}{digit}", f"{digit}.{fact}", f"{fact}.{digit}"):
        assert not has_fact(text, fact)


@given(st.text(alphabet="abGB .,%x\u00d7-/0123456789", min_size=1, max_size=12))
def test_any_fact_is_in_itself(fact: str) -> None:
    assert has_fact(fact, fact) is bool(fact.strip())


def test_plain_is_plain_already() -> None:
    for text, fact, _ in FACTS:
        assert plain(plain(text)) == plain(text)
        assert plain(plain(fact)) == plain(fact)


def test_each_fact_with_whether_it_is_told() -> None:
    case = replace(CASE, key_facts=("4 days", "5 weeks"))
    assert facts_told(subject(case, answer(("It took 4 days.", "a")))) == (("4 days", True), ("5 weeks", False))
    assert facts_told(subject(case, ABSTAINED)) == (("4 days", False), ("5 weeks", False))
    assert facts_told(subject(case, Outcome("c1", error="it broke"))) == ()


CASE_WITH = replace(CASE, key_facts=("9 bees", "5 wasps"), key_points=("Bees dance.", "Wasps sting."))


@pytest.mark.parametrize(
    ("given", "facts", "points"),
    [
        (answer(("There are 9 bees.", "a")), 0.5, 0.5),
        (answer(("There are 9 bees.", "a"), ("And 5 wasps.", "a", "partial")), 1.0, 0.5),
        (answer(("There are 9 bees.", "a"), ("And 5 wasps.", "a", "unsupported")), 0.5, 0.5),
        (answer(("No, 9.", "a"), ("Bees.", "a")), 0.0, 0.5),
        (answer(("There are 9 bees.", "a"), status="partial"), 0.5, 0.5),
        (answer(("There are 9 bees.", "a", "contradicted")), 0.0, 0.0),
        (ABSTAINED, 0.0, 0.0),
        (Outcome("c1", error="it broke"), None, None),
    ],
)
def test_facts_and_points_of_an_answer(given: Answer | Outcome, facts: float | None, points: float | None) -> None:
    judge = OnlyDances()
    assert values(subject(CASE_WITH, given, judge)) == {"key facts": facts, "key points": points}
    assert all(premises for _, premises in judge.asked)


class OnlyDances(TableJudge):
    """Finds that bees dance in whatever is said, and no more."""

    def judge(self, claim: str, premises: Sequence[str]) -> Grounding:
        """Supported by any sentence, if it is about dancing."""
        found = super().judge(claim, premises)
        return replace(found, verdict="supported" if "dance" in claim else "unsupported")


def test_points_that_nobody_can_tell_are_left_out() -> None:
    case = replace(CASE, key_points=("One.", "Two."))
    unknown = TableJudge({"B": "unchecked"})
    assert values(subject(case, answer(("Bees.", "a")), unknown)) == {"key points": None}


def test_no_number_of_a_citation_is_taken_for_a_fact() -> None:
    case = replace(CASE, key_facts=("1",))
    assert values(subject(case, answer(("There are bees.", "a")))) == {"key facts": 0.0}


def test_what_applies_to_whom() -> None:
    assert values(subject(CASE, answer(("One.", "a")))) == {}
    assert values(subject(replace(ABSENT, key_facts=("9",)), answer(("One 9.", "a")))) == {}
    assert values(subject(replace(CASE, key_points=("One.",)), ABSTAINED)) == {"key points": 0.0}
