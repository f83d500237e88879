"""Which cases went worst, and by what: the order of a report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import fmean

from evals.metrics.definitions import GROUPS
from evals.scores import CaseScores, Definition

FAILED = "failed"


def shortfall(definition: Definition, value: float | None) -> float | None:
    """How far a share is from the best it could be, 0 to 1; None for what has no best, no value, or another unit."""
    if value is None or definition.unit or definition.better == "neither":
        return None
    return value if definition.better == "lower" else 1 - value


def faults(case: CaseScores) -> tuple[tuple[str, float], ...]:
    """Of each group of measures the one on which a case fell shortest, with its value; worst first."""
    found = []
    for _, definitions in GROUPS:
        short = [(lost, d.name) for d in definitions if (lost := shortfall(d, case.value(d.name)))]
        found += sorted(short, key=lambda fault: -fault[0])[:1]
    return tuple((name, case.value(name) or 0.0) for _, name in sorted(found, key=lambda fault: -fault[0]))


def badness(case: CaseScores) -> float:
    """The mean over groups of measures of the mean shortfall in each; a case that failed is worse than any other."""
    if case.status == FAILED:
        return 2.0
    groups = [_mean_shortfall(case, definitions) for _, definitions in GROUPS]
    known = [lost for lost in groups if lost is not None]
    return fmean(known) if known else 0.0


def _mean_shortfall(case: CaseScores, definitions: Iterable[Definition]) -> float | None:
    found = [lost for d in definitions if (lost := shortfall(d, case.value(d.name))) is not None]
    return fmean(found) if found else None


def worst_first(cases: Sequence[CaseScores]) -> tuple[CaseScores, ...]:
    """The cases by badness; equals by id."""
    return tuple(sorted(cases, key=lambda case: (-badness(case), case.id)))
