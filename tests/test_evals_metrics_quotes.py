"""Quotes against the library's own abstracts, whatever the answer says that these are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.records import Citation, Paper
from evals.metrics.quotes import is_exact, values
from evals.outcomes import Outcome
from tests.scored_answers import ABSTAINED, CASE, KNOWN, answer, citation, subject

EXACT = citation("a")
ELSEWHERE = replace(EXACT.paper, abstract="Nothing of it.")


@pytest.mark.parametrize(
    ("name", "quoted", "expected"),
    [
        ("as it stands", EXACT, True),
        ("the whole abstract", replace(EXACT, quote="a grows. It is a.", end=17), True),
        ("one place off", replace(EXACT, start=1, end=9), False),
        ("other words", replace(EXACT, quote="a shrinks.", end=10), False),
        ("another case", replace(EXACT, quote="A grows."), False),
        ("of nothing", replace(EXACT, quote="", start=3, end=3), False),
        ("before the beginning", replace(EXACT, quote="a.", start=-2, end=17), False),
        ("behind the end", replace(EXACT, start=9, end=17), False),
        ("longer than the abstract", replace(EXACT, quote="a grows. It is a.", start=0, end=99), False),
        ("the answer's copy of the paper differs", replace(EXACT, paper=ELSEWHERE), True),
        ("called verbatim or not", replace(EXACT, verbatim=False), True),
        ("known by its title", replace(EXACT, paper=Paper("W9", "ON A", "")), True),
        ("of a paper that the library does not hold", citation("x"), False),
        ("of another paper", replace(EXACT, paper=citation("b").paper), False),
    ],
)
def test_a_quote(name: str, quoted: Citation, expected: bool) -> None:
    assert is_exact(quoted, KNOWN) is expected, name


def test_the_share_is_of_all_citations() -> None:
    assert values(subject(CASE, answer(("One.", "abx"), ("Two.", "c", "unsupported")))) == {"exact quotes": 0.75}


@pytest.mark.parametrize("outcome", [ABSTAINED, answer(("One.", "")), Outcome("c1", error="it broke")])
def test_nothing_quoted_nothing_measured(outcome: Outcome) -> None:
    assert values(subject(CASE, outcome)) == {}
