"""A condition asked of all papers at once: over columns of numbers, in the logic of `assistant.filters`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.filters import Condition, Days, From, Named, Part, Range
from assistant.library.columns import UNKNOWN, Columns

Bools = NDArray[np.bool_]
Numbers = NDArray[Any]


class Names(Protocol):
    """Where papers and values that have names stand in the columns."""

    def numbers(self, paper_ids: Sequence[str]) -> dict[str, int]:
        """The numbers of papers; ids of none are left out."""
        ...

    def authored(self, name: str) -> Sequence[int]:
        """The numbers of the papers that an author of a folded name wrote."""
        ...

    def codes(self, kind: str, fits: Callable[[str], bool]) -> Sequence[int]:
        """The codes of the values of a column that fit."""
        ...


@dataclass(frozen=True, slots=True)
class Mask:
    """The papers that meet a condition, by number; how many they are, and how many others do not say."""

    met: Bools
    count: int
    unknown: int


def masked(columns: Columns, names: Names, asked: Condition) -> Mask:
    """Which papers meet all parts of a condition."""
    alive = columns["alive"].astype(bool)
    met, failed = alive.copy(), np.zeros(len(alive), bool)
    for part in asked:
        yes, no = _answers(columns, names, part, len(alive))
        met &= yes
        failed |= no
    return Mask(met, int(met.sum()), int((alive & ~failed & ~met).sum()))


def _answers(columns: Columns, names: Names, part: Part, n: int) -> tuple[Bools, Bools]:
    """Which papers say yes to a part, and which no."""
    if isinstance(part, Range):
        values = columns[part.column][:n]
        yes = (values >= part.low) & (values <= part.high)
        return yes, ~yes & (values != UNKNOWN)
    if isinstance(part, Days):
        first, last = columns["day_first"][:n], columns["day_last"][:n]
        known = first != UNKNOWN
        return known & (first >= part.first) & (last <= part.last), known & ((last < part.first) | (first > part.last))
    if isinstance(part, Named) and part.column == "authors":
        yes = _marked((number for name in part.names for number in names.authored(name)), n)
        return yes, ~yes & columns["named"][:n].astype(bool)
    if isinstance(part, Named):
        venues = columns["venue"][:n]
        yes = _coded(venues, names.codes("venue", lambda text: any(name in text for name in part.names)))
        return yes, ~yes & (venues > 0)
    if isinstance(part, From):
        yes = _coded(columns["sources"][:n], names.codes("sources", lambda text: any(s in text for s in part.sources)))
        return yes, ~yes
    yes = _marked(names.numbers(part.paper_ids).values(), n)
    return yes, ~yes


def _marked(numbers: Iterable[int], n: int) -> Bools:
    marks = np.zeros(n, bool)
    places = np.fromiter(numbers, np.int64)
    marks[places[places < n]] = True
    return marks


def _coded(values: Numbers, codes: Sequence[int]) -> Bools:
    """Which values are among some codes."""
    table = np.zeros(int(values.max(initial=0)) + 1, bool)
    table[[code for code in codes if code < len(table)]] = True
    found: Bools = table[values]
    return found
