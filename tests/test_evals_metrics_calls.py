"""What a model's replies were like, counted, and what nobody counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.records import Answer, Usage
from assistant.replies import Said, Tally
from evals.metrics.calls import BY_KIND, KINDS, values
from evals.metrics.costs import values as costs
from evals.outcomes import Outcome
from tests.scored_answers import ABSTAINED, CASE, answer, subject

SAID = (
    Said("rank", "x", "", "stop", Usage(100, 10, 1)),
    Said("write", "y", "", "stop", Usage(900, 200, 1)),
    Said("check", "z", "", "stop", Usage(300, 20, 1)),
    Said("check", "z", "", "stop", Usage(50, 5, 2)),
)
WRITTEN = replace(answer(("One.", "a"), ("Two.", "b")), mode="llm", usage=Usage(1350, 235, 5))
TALLY = Tally(unknown_keys=3, misquoted=1, malformed=2, mended=1)


def test_replies_are_counted() -> None:
    found = values(subject(CASE, Outcome("c1", WRITTEN, said=SAID, tally=TALLY)))
    names = ("unknown keys", "misquotes", "malformed replies", "mended sentences")
    assert tuple(found[name] for name in names) == (3.0, 1.0, 0.5, 0.5)


def test_kinds_of_calls_add_up() -> None:
    case = subject(CASE, Outcome("c1", WRITTEN, said=SAID, tally=TALLY))
    found, whole = values(case), costs(case)
    for name in ("prompt tokens", "completion tokens", "model calls"):
        assert sum(found[f"{name}, {kind}"] or 0.0 for kind in KINDS) == whole[name]
    assert found["prompt tokens, check"] == 350
    assert found["model calls, check"] == 3
    assert found["model calls, repair"] == 0


@pytest.mark.parametrize(
    ("outcome", "names"),
    [
        (Outcome("c1", WRITTEN), set()),
        (Outcome("c1", error="it broke"), set()),
        (Outcome("c1", ABSTAINED, tally=Tally()), {d.name for d in BY_KIND}),
        (
            Outcome("c1", replace(ABSTAINED, mode="llm"), said=SAID[:2], tally=Tally()),
            {d.name for d in BY_KIND} | {"unknown keys", "misquotes", "malformed replies"},
        ),
    ],
    ids=["nobody counted", "failed", "not asked", "asked, and abstained"],
)
def test_what_applies(outcome: Outcome, names: set[str]) -> None:
    assert values(subject(CASE, outcome)).keys() == names


def test_nothing_is_mended_where_the_answer_is_not_the_models() -> None:
    own: Answer = replace(WRITTEN, mode="extractive")
    assert "mended sentences" not in values(subject(CASE, Outcome("c1", own, said=SAID, tally=TALLY)))


def test_tallies_add_up() -> None:
    assert TALLY + TALLY + Tally(1, 0, 0, 0) == Tally(7, 2, 4, 2)
