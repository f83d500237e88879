"""Words that turn a statement round."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.polarity import AXES, Direction, conflict, direction, half_denied, is_negation, opposite
from assistant.stems import stem


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("not", True),
        ("without", True),
        ("nobody", True),
        ("failed", True),
        ("isn't", True),
        ("doesn\u2019t", True),
        ("non", True),
        ("note", False),
        ("knot", False),
        ("nothingness", False),
        ("ant", False),
        ("", False),
        ("\ud800", False),
    ],
)
def test_what_denies(word: str, wanted: bool) -> None:
    assert is_negation(word) is wanted


@pytest.mark.parametrize(
    ("following", "wanted"),
    [(("only", "small"), True), (("just",), True), (("more", "than"), True), (("more", "ice"), False), ((), False)],
)
def test_what_denies_by_half(following: tuple[str, ...], wanted: bool) -> None:
    assert half_denied(*following) is wanted


@pytest.mark.parametrize(
    ("word", "axis", "sign"),
    [
        ("increase", "amount", 1),
        ("increases", "amount", 1),
        ("higher", "amount", 1),
        ("reduces", "amount", -1),
        ("inhibition", "amount", -1),
        ("improves", "quality", 1),
        ("worse", "quality", -1),
        ("before", "time", 1),
        ("afterwards", "time", 0),
        ("slower", "pace", -1),
        ("rarely", "chance", -1),
        ("accelerates", "amount", 1),
        ("accelerates", "pace", 1),
        ("kiln", "amount", 0),
        ("", "amount", 0),
    ],
)
def test_which_way_a_word_says(word: str, axis: str, sign: int) -> None:
    found = direction(word)
    assert (dict(found.signs).get(axis, 0) if found else 0) == sign


def test_no_word_stands_on_both_sides_of_its_axis() -> None:
    for axis, (one, other) in AXES.items():
        assert set(one.split()).isdisjoint(other.split()), axis
        assert {stem(word) for word in one.split()}.isdisjoint(stem(word) for word in other.split()), axis


def test_every_word_of_the_lists_says_its_side() -> None:
    for axis, words in AXES.items():
        for sign, side in zip((1, -1), words, strict=True):
            for word in side.split():
                found = direction(word)
                assert found, word
                assert dict(found.signs)[axis] == sign, word


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ("increase", "decrease", True),
        ("raised", "lowered", True),
        ("better", "worse", True),
        ("stable", "unstable", True),
        ("effective", "ineffective", True),
        ("regular", "irregular", True),
        ("linear", "nonlinear", True),
        ("hypertension", "hypotension", True),
        ("overestimates", "underestimates", True),
        ("upstream", "downstream", True),
        ("increase", "increases", False),
        ("increase", "better", False),
        ("before", "lower", False),
        ("kiln", "glaze", False),
        ("over", "under", True),
        ("hyper", "hypo", False),
        ("", "", False),
        ("", "un", False),
        ("to", "into", False),
        ("t", "at", False),
        ("fit", "unfit", True),
    ],
)
def test_opposites(one: str, other: str, wanted: bool) -> None:
    assert opposite(one, other) is wanted


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=12), st.text(max_size=12))
def test_opposites_are_so_both_ways(one: str, other: str) -> None:
    assert opposite(one, other) is opposite(other, one)
    assert not opposite(one, one)


UP, DOWN = Direction("rise", (("amount", 1),)), Direction("fall", (("amount", -1),))
FAST, SLOW = Direction("fast", (("pace", 1),)), Direction("slow", (("pace", -1),))


@pytest.mark.parametrize(
    ("claimed", "given_", "wanted"),
    [
        ([], [UP], (0, 0)),
        ([UP], [], (0, 0)),
        ([UP], [UP], (1, 0)),
        ([UP], [DOWN], (0, 1)),
        ([UP], [SLOW], (0, 0)),
        ([UP, FAST], [UP, SLOW], (0.5, 0.5)),
        ([UP, FAST], [DOWN], (0, 0.5)),
        ([UP], [UP, DOWN], (0, 0)),
        ([UP, DOWN], [UP], (0, 0)),
        ([UP, UP], [DOWN, DOWN], (0, 1)),
    ],
)
def test_shares_of_axes(claimed: list[Direction], given_: list[Direction], wanted: tuple[float, float]) -> None:
    assert conflict(claimed, given_) == wanted
