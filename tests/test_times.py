"""Moments as people write them."""

from __future__ import annotations

import re

import pytest

from assistant.times import MOMENT, Span, span_of


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023", "2023", "2023"),
        ("May 2023", "2023-05", "2023-05"),
        ("sept. 2019", "2019-09", "2019-09"),
        ("Dec 1999", "1999-12", "1999-12"),
        ("autumn of 2025", "2025-09", "2025-11"),
        ("Fall 2025", "2025-09", "2025-11"),
        ("2023-06", "2023-06", "2023-06"),
        ("2024-02-29", "2024-02-29", "2024-02-29"),
        ("2023-02-29", "2023-02", "2023-02"),
    ],
)
def test_a_moment_is_a_span(text: str, first: str, last: str) -> None:
    match = re.fullmatch(MOMENT, text, re.IGNORECASE)
    assert match is not None
    assert span_of(match) == Span(first, last)
    assert Span(first, last).whole_years == (len(first) == 4)


@pytest.mark.parametrize(
    "text", ["1823", "winter 2020", "20234", "2050s", "may be 2020", "Q3 2020", "2020-13", "2020-062"]
)
def test_nothing_else_is(text: str) -> None:
    assert re.fullmatch(MOMENT, text, re.IGNORECASE) is None


@pytest.mark.parametrize(
    ("span", "before", "after"),
    [
        (Span("2020", "2021"), "2019", "2022"),
        (Span("2020-01", "2020-01"), "2019-12", "2020-02"),
        (Span("2020-09", "2020-12"), "2020-08", "2021-01"),
        (Span("2020-03-01", "2020-12-31"), "2020-02-29", "2021-01-01"),
    ],
)
def test_what_comes_before_and_after(span: Span, before: str, after: str) -> None:
    assert span.preceding() == Span(before, before)
    assert span.following() == Span(after, after)
