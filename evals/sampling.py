"""Some of many, drawn so that each kind has its share; always the same ones, in whatever order they come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import TypeVar

from assistant.errors import UsageError

SEED = 6
"""Another draws others."""
T = TypeVar("T")


def stratified(
    things: Sequence[T], n: int, kind: Callable[[T], str], name: Callable[[T], str], seed: int = SEED
) -> tuple[T, ...]:
    """`n` of the things, or all where they are fewer, in their order: of each kind its share, and at least one.

    `name` tells one from another; what is drawn depends on the names alone.

    Raises:
        UsageError: `n` is less than the number of kinds.
    """
    kinds = sorted({kind(thing) for thing in things})
    if n >= len(things):
        return tuple(things)
    if n < len(kinds):
        raise UsageError(f"--sample {n}: there are {len(kinds)} kinds ({', '.join(kinds)}); draw at least one of each")
    groups = {one: sorted((t for t in things if kind(t) == one), key=lambda t: _drawn(name(t), seed)) for one in kinds}
    shares = _shares({one: len(group) for one, group in groups.items()}, n)
    taken = {name(thing) for one, group in groups.items() for thing in group[: shares[one]]}
    return tuple(thing for thing in things if name(thing) in taken)


def _shares(sizes: dict[str, int], n: int) -> dict[str, int]:
    """How many of each: one first, then one after the other to the kind that is furthest behind its share."""
    total = sum(sizes.values())
    shares = dict.fromkeys(sizes, 1)
    for _ in range(n - len(sizes)):
        behind = max((one for one in sizes if shares[one] < sizes[one]), key=lambda k: n * sizes[k] / total - shares[k])
        shares[behind] += 1
    return shares


def _drawn(name: str, seed: int) -> str:
    """A place in the draw, as good as random."""
    return sha256(f"{seed} {name}".encode("utf-8", "surrogatepass")).hexdigest()
