"""Which sentence of one answer is which of another."""

from __future__ import annotations

import pytest

from assistant.bundles.pairing import Pair, likeness, paired

A, A2 = "A hive loses 2.3 kg before the bees swarm.", "A hive loses 2.1 kg before the bees swarm."
B, B2 = "Rain delays it by a day or two.", "Heavy rain delays it by a week or two."
C = "Nobody has weighed wasps."

TABLE: list[tuple[str, list[str], list[str], list[Pair]]] = [
    ("nothing", [], [], []),
    ("the same", [A, B], [A, B], [Pair(0, 0, same=True), Pair(1, 1, same=True)]),
    ("blanks", [A], [A.replace(" ", "\n  ")], [Pair(0, 0, same=True)]),
    ("other order", [A, B], [B, A], [Pair(1, 0, same=True), Pair(0, 1, same=True)]),
    ("added", [A], [C, A], [Pair(None, 0), Pair(0, 1, same=True)]),
    ("lost", [A, C, B], [B], [Pair(2, 0, same=True), Pair(0, None), Pair(1, None)]),
    ("changed", [A], [A2], [Pair(0, 0)]),
    ("one for another", [A], [C], [Pair(None, 0), Pair(0, None)]),
    ("changed and moved", [A, B, C], [B2, A2], [Pair(1, 0), Pair(0, 1), Pair(2, None)]),
    ("twice", [A, A], [A], [Pair(0, 0, same=True), Pair(1, None)]),
    ("twice now", [A], [A, A], [Pair(0, 0, same=True), Pair(None, 1)]),
    ("the same goes before the like", [A2, A], [A], [Pair(1, 0, same=True), Pair(0, None)]),
    ("the likest goes first", [A2], [f"{A} {B}", A], [Pair(None, 0), Pair(0, 1)]),
    ("without words", ["…"], ["!"], [Pair(None, 0), Pair(0, None)]),
]


@pytest.mark.parametrize(("before", "after", "pairs"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_pairs(before: list[str], after: list[str], pairs: list[Pair]) -> None:
    assert paired(before, after) == tuple(pairs)


@pytest.mark.parametrize(
    ("a", "b", "like"), [("", "", 0.0), ("a", "", 0.0), ("a b", "a b", 1.0), ("a b c", "a", 0.5), ("a", "b", 0.0)]
)
def test_likeness(a: str, b: str, like: float) -> None:
    assert likeness(frozenset(a.split()), frozenset(b.split())) == like


def test_of_a_text_without_end_the_beginning_is_compared() -> None:
    start = " ".join(f"w{n}" for n in range(100))
    before, after = start + " x" * 50_000, start + "".join(f" y{n}" for n in range(50_000))
    assert paired([before], [after]) == (Pair(0, 0),)
