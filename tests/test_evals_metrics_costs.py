"""What answers took, and what nobody knows of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.records import Usage
from evals.metrics.costs import values
from evals.outcomes import Outcome
from tests.scored_answers import CASE, answer, subject

FREE = answer(("One.", "a"))
WRITTEN = replace(FREE, mode="llm", usage=Usage(900, 80, 2, 0.0125))


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Outcome("c1", FREE, seconds=0.25), (0, 0.25, 0, 0, 0, 0)),
        (Outcome("c1", FREE), (0, None, 0, 0, 0, 0)),
        (Outcome("c1", WRITTEN, seconds=3.0), (0, 3.0, 900, 80, 2, 0.0125)),
        (Outcome("c1", replace(WRITTEN, usage=Usage(900, 80, 2))), (0, None, 900, 80, 2, None)),
        (Outcome("c1", replace(WRITTEN, usage=Usage())), (0, None, None, None, None, None)),
        (Outcome("c1", error="it broke", seconds=9.0), (1, None, None, None, None, None)),
    ],
)
def test_what_an_answer_took(outcome: Outcome, expected: tuple[float | None, ...]) -> None:
    names = ("failed", "seconds", "prompt tokens", "completion tokens", "model calls", "cost")
    assert values(subject(CASE, outcome)) == dict(zip(names, expected, strict=True))
