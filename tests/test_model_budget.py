"""Estimates, sums and bounds, as tables."""

from __future__ import annotations

import pytest

from assistant.model.budget import (
    PER_MESSAGE,
    PER_REQUEST,
    Fit,
    estimate,
    fit,
    left,
    prompt_tokens,
    total,
)
from assistant.model.prices import Price, Prices
from assistant.model.records import Budget, Message, Request
from assistant.records import Usage
from assistant.tokens import count_tokens

PRICES = Prices("2026-01-01", {"gpt-4o": Price(2.0, 10.0)})
REQUEST = Request((Message("system", "Be brief."), Message("user", "hello world")), 100)


def test_a_prompt_is_counted_with_what_stands_around_its_messages() -> None:
    words = count_tokens("Be brief.", "gpt-4o") + count_tokens("hello world", "gpt-4o")
    assert prompt_tokens(REQUEST, "gpt-4o") == words + 2 * PER_MESSAGE + PER_REQUEST


def test_an_estimate_is_the_most_that_a_call_can_take() -> None:
    read = prompt_tokens(REQUEST, "gpt-4o")
    assert estimate(REQUEST, "gpt-4o", PRICES) == Usage(read, 100, 1, (read * 2 + 100 * 10) / 1_000_000)
    assert estimate(REQUEST, "unknown", PRICES).cost_usd is None


@pytest.mark.parametrize(
    ("usages", "added"),
    [
        ([], Usage()),
        ([Usage()], Usage()),
        ([Usage(1, 2, 1, 0.5), Usage(10, 20, 2, 0.25)], Usage(11, 22, 3, 0.75)),
        ([Usage(), Usage(1, 2, 1, 0.5)], Usage(1, 2, 1, 0.5)),
        ([Usage(1, 2, 1, 0.5), Usage(10, 20, 1, None)], Usage(11, 22, 2, None)),
        ([Usage(1, 2, 1, 0.0)], Usage(1, 2, 1, 0.0)),
    ],
)
def test_sums(usages: list[Usage], added: Usage) -> None:
    assert total(usages) == added


SPENT, PLANNED = Usage(600, 200, 2, 0.02), Usage(150, 50, 1, 0.01)


@pytest.mark.parametrize(
    ("budget", "planned", "verdict"),
    [
        (Budget(), PLANNED, "fits"),
        (Budget(1000, 0.03), PLANNED, "fits"),
        (Budget(999, 0.03), PLANNED, "tokens"),
        (Budget(1000, 0.029), PLANNED, "cost"),
        (Budget(999, 0.001), PLANNED, "tokens"),
        (Budget(None, 0.03), Usage(150, 50, 1, None), "cost_unknown"),
        (Budget(999, 0.03), Usage(150, 50, 1, None), "tokens"),
        (Budget(1000, None), Usage(150, 50, 1, None), "fits"),
    ],
)
def test_whether_a_call_still_fits(budget: Budget, planned: Usage, verdict: Fit) -> None:
    assert fit(budget, SPENT, planned) == verdict


@pytest.mark.parametrize(
    ("budget", "spent", "rest"),
    [
        (Budget(), SPENT, Budget()),
        (Budget(1000, 0.03), Usage(), Budget(1000, 0.03)),
        (Budget(1000, 0.5), Usage(600, 200, 2, 0.25), Budget(200, 0.25)),
        (Budget(700, 0.01), SPENT, Budget(0, 0.0)),
        (Budget(None, 0.5), Usage(600, 200, 2, None), Budget(None, 0.0)),
        (Budget(1000, None), Usage(600, 200, 2, None), Budget(200, None)),
    ],
)
def test_what_is_left(budget: Budget, spent: Usage, rest: Budget) -> None:
    assert left(budget, spent) == rest
