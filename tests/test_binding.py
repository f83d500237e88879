"""Which way a claim and a text go about the same thing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.binding import bound
from assistant.claims import read


def ways(claim: str, *sentences: str) -> tuple[float, float]:
    return bound(read(claim), [read(sentence) for sentence in sentences])


@pytest.mark.parametrize(
    ("claim", "sentences"),
    [
        ("Heat raises yield", ["Heat increases the yield"]),
        ("Heat raises yield", ["Heat lowers cost", "Heat increases the yield"]),
        ("Heat does not lower yield", ["Heat increases the yield"]),
        ("Heat does not raise yield", ["Heat did not increase the yield"]),
        ("Glazing is slower at night", ["At night glazing was slow"]),
    ],
)
def test_the_same_way(claim: str, sentences: list[str]) -> None:
    agrees, differs = ways(claim, *sentences)
    assert agrees > 0.5
    assert differs == 0


@pytest.mark.parametrize(
    ("claim", "sentences"),
    [
        ("Heat raises yield", ["Heat decreases the yield"]),
        ("Heat raises yield", ["Heat does not increase the yield"]),
        ("Heat raises yield", ["Rain raises weeds", "Heat decreases the yield"]),
        ("Heat raises yield", ["We found no increase of yield by heat"]),
        ("Glazing is slower at night", ["At night glazing was faster"]),
    ],
)
def test_the_other_way(claim: str, sentences: list[str]) -> None:
    agrees, differs = ways(claim, *sentences)
    assert differs > 0.5
    assert agrees == 0


@pytest.mark.parametrize(
    ("claim", "sentences"),
    [
        ("Heat raises yield", []),
        ("Heat raises yield", ["Frost spoils wine"]),
        ("Heat raises yield", ["Frost raises prices"]),
        ("Heat raises yield", ["Heat makes yield faster"]),
        ("Salt melts ice", ["Heat increases the yield"]),
        ("", [""]),
        ("\ud800 \U0001f600", ["\u871c\u8702"]),
    ],
)
def test_no_way(claim: str, sentences: list[str]) -> None:
    assert ways(claim, *sentences) == (0, 0)


def test_a_negation_reaches_only_so_far() -> None:
    text = "Not that anyone in the old harbour minded, heat raises yield"
    assert ways("Heat raises yield", text)[0] > 0.5


def test_what_stands_far_from_the_word_counts_less() -> None:
    near = "Heat raises yield"
    far = "Heat, so said the keepers of the old harbour and all of their many cousins, raises the yield"
    assert ways(near, far)[0] < ways(near, near)[0] == 1


WORDS = st.lists(st.sampled_from("heat raises lowers yield not 5 faster slow never Vienna".split())).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(WORDS, st.lists(WORDS, max_size=3))
def test_both_are_shares(claim: str, sentences: list[str]) -> None:
    assert all(0 <= way <= 1 for way in ways(claim, *sentences))


def test_a_thousand_directions() -> None:
    assert ways("heat raises yield " * 1000, "heat lowers yield " * 1000) == (0, 1)
