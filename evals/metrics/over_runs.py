"""Measures that only a whole run has: they are no mean over cases, but made of all of them at once.

Each gives its statistic as a function of how often every case counts, so that the bootstrap draws cases, as it does for
all other measures, and sentences of one answer stay together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from evals.bootstrap import Array, Bounds, Statistic, interval_of
from evals.metrics import abstention, risk, verdicts
from evals.scores import CaseScores, Definition, Measure


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statistic over `n` cases, within bounds, that rests on no fewer than `rests_on` of them in any part."""

    statistic: Statistic
    n: int
    rests_on: int
    bounds: Bounds = (0.0, 1.0)


def balanced(cases: Sequence[CaseScores]) -> Prepared | None:
    """Balanced accuracy of answering or refusing; None without cases of both sorts."""
    wrong = [(case.value(abstention.REFUSED.name), case.value(abstention.MISSED.name)) for case in cases]
    refused, missed = ([pair[i] for pair in wrong if pair[i] is not None] for i in (0, 1))
    if not refused or not missed:
        return None
    values = 1 - np.array([*refused, *missed], dtype=np.float64)
    answerable = np.arange(len(values)) < len(refused)

    def statistic(counts: Array) -> Array:
        with np.errstate(invalid="ignore", divide="ignore"):
            halves = [
                counts[:, part] @ values[part] / counts[:, part].sum(axis=1) for part in (answerable, ~answerable)
            ]
        return np.asarray((halves[0] + halves[1]) / 2)

    return Prepared(statistic, len(values), min(len(refused), len(missed)))


def aurc(cases: Sequence[CaseScores]) -> Prepared | None:
    """The area under the risk-coverage curve; None where no answer came with a confidence."""
    confidences, wrong = risk.answers(cases)
    if not len(wrong):
        return None
    order, ends = risk.by_confidence(confidences)
    starts = [0, *(end + 1 for end in ends[:-1])]

    def statistic(counts: Array) -> Array:
        taken = np.add.reduceat(counts[:, order], starts, axis=1)
        errors = np.add.reduceat(counts[:, order] * wrong[order], starts, axis=1)
        coverage = np.maximum(np.cumsum(taken, axis=1), 1)
        return np.asarray((taken * np.cumsum(errors, axis=1) / coverage).sum(axis=1) / taken.sum(axis=1))

    return Prepared(statistic, len(wrong), len(wrong))


def verdict_kappa(cases: Sequence[CaseScores]) -> Prepared | None:
    """Cohen's kappa over the sentences of all answers; None where it is undefined."""
    tables = [verdicts.table(case.judged) for case in cases]
    counted = np.array([table for table in tables if table.any()]).reshape(-1, 2, 2)
    if not len(counted) or np.isnan(verdicts.kappa(counted.sum(axis=0))):
        return None

    def statistic(counts: Array) -> Array:
        return verdicts.kappa(np.tensordot(counts, counted, axes=1))

    return Prepared(statistic, len(counted), len(counted), (-1.0, 1.0))


MEASURES: tuple[tuple[Definition, Callable[[Sequence[CaseScores]], Prepared | None]], ...] = (
    (abstention.BALANCED, balanced),
    (risk.AURC, aurc),
    (verdicts.KAPPA, verdict_kappa),
)


def over_run(cases: Sequence[CaseScores]) -> tuple[Measure, ...]:
    """The measures of a whole run that it has, each with its 95% interval."""
    prepared = [(definition.name, prepare(cases)) for definition, prepare in MEASURES]
    return tuple(_measure(name, found) for name, found in prepared if found)


def _measure(name: str, found: Prepared) -> Measure:
    value = float(found.statistic(np.ones((1, found.n)))[0])
    low, high = interval_of(found.statistic, found.n, bounds=found.bounds, rests_on=found.rests_on)
    return Measure(name, value, low, high, found.n)
