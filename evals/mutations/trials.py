"""One mutation, or one untouched sentence, put before the suite; and the rates over many of them.

Mutations of one answer hang together, so answers are what is counted: a rate is the mean over answers of the share
of their trials, and its 95% interval is the bootstrap's over answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from evals.bootstrap import interval

UNTOUCHED = "untouched"
VERBATIM, PARAPHRASED, WHOLE = "verbatim", "paraphrased", "whole answer"


@dataclass(frozen=True, slots=True)
class Trial:
    """What the suite said of one sentence or answer.

    `base` is what was mutated: a sentence as its paper has it, one rewritten without a change of meaning, or the answer
    as a whole. `marked` says whether the suite took it for wrong, None where it could not tell. `before` and `after`
    are what was changed, `text` what was judged, against `premise`; `reason` is the suite's.
    """

    case: str
    kind: str
    variant: str
    base: str
    marked: bool | None
    before: str = ""
    after: str = ""
    text: str = ""
    premise: str = ""
    reason: str = ""
    held_out: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The share of trials that were marked, with its interval, over `n` trials of `answers` answers.

    `variant` is empty for all of a kind. `unscored` trials are those of which the suite could not tell; they are not
    among `n`. Without any other, `value`, `low` and `high` are None.
    """

    kind: str
    variant: str
    base: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    answers: int
    unscored: int


def rows(trials: Sequence[Trial]) -> tuple[Row, ...]:
    """A row for each kind and base, followed by those of its variants; kinds in the order of the trials."""
    found: list[Row] = []
    for kind in _values(trials, lambda t: t.kind):
        of_kind = [t for t in trials if t.kind == kind]
        for base in _values(of_kind, lambda t: t.base):
            of_base = [t for t in of_kind if t.base == base]
            variants = _values(of_base, lambda t: t.variant)
            found.append(row(of_base, kind, "", base))
            if len(variants) > 1:
                found += [row([t for t in of_base if t.variant == v], kind, v, base) for v in sorted(variants)]
    return tuple(found)


def row(trials: Sequence[Trial], kind: str, variant: str, base: str) -> Row:
    """The rate of some trials."""
    told: dict[str, list[bool]] = {}
    for trial in trials:
        if trial.marked is not None:
            told.setdefault(trial.case, []).append(trial.marked)
    n = sum(map(len, told.values()))
    if not told:
        return Row(kind, variant, base, None, None, None, 0, 0, len(trials))
    shares = [fmean(marks) for marks in told.values()]
    low, high = interval(shares)
    return Row(kind, variant, base, fmean(shares), low, high, n, len(told), len(trials) - n)


def _values(trials: Iterable[Trial], of: Callable[[Trial], str]) -> list[str]:
    return list(dict.fromkeys(of(trial) for trial in trials))
