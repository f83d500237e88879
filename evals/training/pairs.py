"""What the reader is trained on: a claim, a premise, and whether the one follows from the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Label = Literal["support", "contradict", "neither"]
LABELS: tuple[Label, ...] = ("support", "contradict", "neither")
"""In the order of the network's outputs."""

Span = tuple[int, int]
"""Characters of a text, end exclusive."""


@dataclass(frozen=True, slots=True)
class Abstract:
    """An abstract of a training set, split as its publishers did."""

    id: str
    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelledClaim:
    """A claim that people wrote and judged against an abstract.

    It was judged against the sentences with the indexes in `given`. Those in `rationale` decide it, those in `others`
    are known not to; what is in neither may or may not bear on it. A claim that is left open has no rationale.
    """

    id: str
    claim: str
    abstract: Abstract
    label: Label
    given: frozenset[int]
    rationale: frozenset[int]
    others: frozenset[int]
    split: str


@dataclass(frozen=True, slots=True)
class Pair:
    """One example. `source` is the id of the abstract that the premise comes from, `kind` how the pair was made.

    Where `tagged`, it is known which characters of the claim the premise does not bear out: those in `wrong`.
    """

    claim: str
    premise: str
    label: Label
    kind: str
    source: str
    tagged: bool = False
    wrong: tuple[Span, ...] = ()
