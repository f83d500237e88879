"""Two runs of the same cases: what the second has more or less than the first, and which cases flipped.

Each measure is compared over the cases in which both runs have a value, pair by pair, so that easy and hard cases do
not blur what changed. A difference counts where its 95% interval leaves out zero. Of twenty measures one may do so by
chance where answers vary from run to run; two runs of one program without a model are equal to the last digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.errors import UsageError
from evals.bootstrap import CHANGE, paired
from evals.metrics.citations import CITES_GOLD, RECALL
from evals.metrics.definitions import DEFINITIONS
from evals.metrics.facts import FACTS
from evals.scores import Better, CaseScores, Definition, RunInfo, Scores

KEY = (CITES_GOLD.name, RECALL.name, FACTS.name)
"""Measures whose flipped cases are always told, beside the status."""
STATUS = "status"
SAME = 1e-9
"""Smaller differences come of rounding."""

Outcome = Literal["better", "worse", "changed", "no difference"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure in both runs over the `n` cases in which both have a value; `change` is `b - a`, with its interval.

    `outcome` is "no difference" where the interval holds zero, and "changed" where neither way is better. `only_a` and
    `only_b` count the cases in which just one run has a value.
    """

    name: str
    unit: str
    better: Better
    a: float
    b: float
    change: float
    low: float
    high: float
    n: int
    only_a: int
    only_b: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Flip:
    """A case in which a measure, or the status, is not what it was."""

    measure: str
    case: str
    question: str
    a: str
    b: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs over the cases that both have. `differing` says in what else they differ, in words."""

    a: RunInfo
    b: RunInfo
    shared: int
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    differing: tuple[str, ...]
    differences: tuple[Difference, ...]
    flips: tuple[Flip, ...]


Pair = tuple[CaseScores, CaseScores]


def compare(a: Scores, b: Scores) -> Comparison:
    """What `b` does otherwise than `a`.

    Raises:
        UsageError: they share no case, or a case of one id is not the same case in both.
    """
    pairs = same_cases(a, b)
    shared = {one.id for one, _ in pairs}
    return Comparison(
        a.info,
        b.info,
        len(pairs),
        tuple(case.id for case in a.cases if case.id not in shared),
        tuple(case.id for case in b.cases if case.id not in shared),
        differing(a.info, b.info),
        differences(pairs),
        flips(pairs, KEY),
    )


def same_cases(a: Scores, b: Scores) -> tuple[Pair, ...]:
    """The cases that both runs have, in the order of the first.

    Raises:
        UsageError: there are none, or a case of one id is not the same case in both.
    """
    others = {case.id: case for case in b.cases}
    pairs = tuple((case, others[case.id]) for case in a.cases if case.id in others)
    if not pairs:
        raise UsageError(
            f"the runs share no case: {a.info.name} has {a.info.cases}, {b.info.name} has {b.info.cases}; "
            "name two runs of the same cases"
        )
    for one, other in pairs:
        if what := _changed(one, other):
            raise UsageError(f"case {one.id} has another {what} in {b.info.name} than in {a.info.name}; run both anew")
    return pairs


def _changed(one: CaseScores, other: CaseScores) -> str | None:
    checked = (
        ("kind", one.kind, other.kind),
        ("question", one.question, other.question),
        ("gold", one.gold, other.gold),
    )
    return next((name for name, was, is_ in checked if was != is_), None)


def differing(a: RunInfo, b: RunInfo) -> tuple[str, ...]:
    """In what two runs differ beside their scores, as "judge: none, then embedded"."""
    checked = {
        "cases": (f"{a.cases} {a.cases_digest}", f"{b.cases} {b.cases_digest}"),
        "answers by": (a.system, b.system),
        "mode": (a.mode, b.mode),
        "model": (a.model or "none", b.model or "none"),
        "papers": (str(a.library_papers), str(b.library_papers)),
        "library": (a.fingerprint, b.fingerprint),
        "judge": (a.judge, b.judge),
        "model of the judge": (a.judge_model or "none", b.judge_model or "none"),
        "judged against": (a.premise, b.premise),
        "version": (a.version, b.version),
    }
    found = [f"{name}: {was}, then {is_}" for name, (was, is_) in checked.items() if was != is_]
    refitted = a.judge == b.judge and a.judge_quality != b.judge_quality
    return (*found, *(["judge: the same by name, but measured otherwise against human labels"] if refitted else []))


def differences(pairs: Sequence[Pair]) -> tuple[Difference, ...]:
    """Every measure of which some case has a value in both runs, in the order of reports."""
    names = {name for pair in pairs for case in pair for name, _ in case.values}
    places = {name: place for place, name in enumerate(DEFINITIONS)}
    ordered = sorted(names, key=lambda name: (places.get(name, len(places)), name))
    return tuple(found for name in ordered if (found := difference(name, pairs)))


def difference(name: str, pairs: Sequence[Pair]) -> Difference | None:
    """One measure; None where no case has a value in both runs."""
    values = [(one.value(name), other.value(name)) for one, other in pairs]
    both = [(was, is_) for was, is_ in values if was is not None and is_ is not None]
    if not both:
        return None
    definition = definition_of(name)
    a, b = (tuple(side) for side in zip(*both, strict=True))
    change, low, high = paired(a, b, bounds=None if definition.unit else CHANGE)
    return Difference(
        name,
        definition.unit,
        definition.better,
        sum(a) / len(a),
        sum(b) / len(b),
        change,
        low,
        high,
        len(both),
        sum(was is not None and is_ is None for was, is_ in values),
        sum(was is None and is_ is not None for was, is_ in values),
        _outcome(definition.better, low, high),
    )


def definition_of(name: str) -> Definition:
    """What a measure is; one that this version does not know has no meaning and no direction."""
    return DEFINITIONS.get(name) or Definition(name, "neither", "")


def _outcome(better: Better, low: float, high: float) -> Outcome:
    """What an interval of a change says; one that holds zero says nothing."""
    if low <= SAME and high >= -SAME:
        return "no difference"
    if better == "neither":
        return "changed"
    return "better" if (low > 0) == (better == "higher") else "worse"


def flips(pairs: Iterable[Pair], measures: Sequence[str]) -> tuple[Flip, ...]:
    """The cases whose status changed, then by measure those whose value did, the greatest loss first."""
    known = tuple(pairs)
    status = [
        Flip(STATUS, one.id, one.question, one.status, other.status, "changed")
        for one, other in known
        if one.status != other.status
    ]
    return (*status, *(flip for name in measures for flip in _flips(name, known)))


def _flips(name: str, pairs: Sequence[Pair]) -> tuple[Flip, ...]:
    better = definition_of(name).better
    sign = -1 if better == "lower" else 1
    found = []
    for one, other in pairs:
        was, is_ = one.value(name), other.value(name)
        if was is not None and is_ is not None and abs(is_ - was) > SAME:
            flip = Flip(name, one.id, one.question, f"{was:.3f}", f"{is_:.3f}", _outcome(better, is_ - was, is_ - was))
            found.append((sign * (is_ - was), flip))
    return tuple(flip for _, flip in sorted(found, key=lambda gained: gained[0]))
