"""What is drawn of many: shares by kind, at least one of each, and always the same."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import UsageError
from evals.sampling import stratified


def kind(name: str) -> str:
    return name[0]


def same(name: str) -> str:
    return name


def many(**sizes: int) -> list[str]:
    return [f"{one}{i}" for one, n in sizes.items() for i in range(n)]


@pytest.mark.parametrize(
    ("sizes", "n", "shares"),
    [
        ({"a": 50, "b": 50}, 10, {"a": 5, "b": 5}),
        ({"a": 80, "b": 20}, 10, {"a": 8, "b": 2}),
        ({"a": 98, "b": 1, "c": 1}, 10, {"a": 8, "b": 1, "c": 1}),
        ({"a": 5, "b": 5}, 2, {"a": 1, "b": 1}),
        ({"a": 3, "b": 2}, 5, {"a": 3, "b": 2}),
        ({"a": 3, "b": 2}, 9, {"a": 3, "b": 2}),
    ],
)
def test_each_kind_has_its_share(sizes: dict[str, int], n: int, shares: dict[str, int]) -> None:
    assert Counter(map(kind, stratified(many(**sizes), n, kind, same))) == shares


def test_the_same_ones_in_whatever_order() -> None:
    things = many(a=60, b=40)
    drawn = stratified(things, 20, kind, same)
    mixed = Random(3).sample(things, len(things))
    assert set(stratified(mixed, 20, kind, same)) == set(drawn)
    assert list(drawn) == sorted(drawn, key=things.index)
    assert set(stratified(things, 20, kind, same, seed=7)) != set(drawn)
    assert set(drawn) != set(things[:12] + things[60:68])


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 30), min_size=1), st.integers(6, 100))
def test_so_many_and_none_twice(sizes: dict[str, int], n: int) -> None:
    drawn = stratified(many(**sizes), n, kind, same)
    assert len(drawn) == len(set(drawn)) == min(n, sum(sizes.values()))
    assert set(map(kind, drawn)) == set(sizes)


def test_fewer_than_there_are_kinds() -> None:
    with pytest.raises(UsageError, match=r"--sample 1: there are 2 kinds \(a, b\)"):
        stratified(many(a=3, b=3), 1, kind, same)
