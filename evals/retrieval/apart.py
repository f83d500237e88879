"""Questions whose right papers are also right in another split, apart from the others: did the ranker know them?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evals.bootstrap import paired
from evals.retrieval.measuring import CHANGE, Measured
from evals.retrieval.methods import SEARCH, UNRANKED
from evals.retrieval.questions import Question


@dataclass(frozen=True, slots=True)
class Apart:
    """The other split, and of each question whether one of its right papers is right there too."""

    split: str
    shared: tuple[bool, ...]


def parted(questions: Sequence[Question], split: str, others: Sequence[Question]) -> Apart:
    """The questions parted by what is right for others, those of `split`."""
    known = frozenset(paper for other in others for paper in other.gold)
    return Apart(split, tuple(not known.isdisjoint(question.gold) for question in questions))


def told(apart: Apart, found: Sequence[Measured]) -> list[str]:
    """A line a part: what search and search without the ranker reach there, and their difference in pairs.

    Nothing where one of them was not measured.
    """
    by_name = {one.method: one for one in found}
    if SEARCH not in by_name or UNRANKED not in by_name:
        return []
    ranked, unranked = (by_name[name].values[CHANGE] for name in (SEARCH, UNRANKED))
    return [
        _line(
            f"{has} right paper that is also right in {apart.split}",
            [p for p, s in enumerate(apart.shared) if s is shared],
            ranked,
            unranked,
        )
        for has, shared in (("With a", True), ("Without any", False))
    ]


def _line(part: str, places: Sequence[int], ranked: Sequence[float], unranked: Sequence[float]) -> str:
    head = f"{part} ({len(places)} questions)"
    if not places:
        return f"{head}: nothing to measure."
    own, other = ([values[place] for place in places] for values in (ranked, unranked))
    more, low, high = paired(other, own)
    means = f"{CHANGE} of {SEARCH} {sum(own) / len(own):.3f}, {UNRANKED} {sum(other) / len(other):.3f}"
    return f"{head}: {means}, difference {more:+.3f} ({low:+.3f} to {high:+.3f})."
