"""How far a judge agrees with people on labelled claims. A claim that it leaves unchecked is neither right nor wrong.

Balanced accuracy is the mean of the shares of supported claims that it calls supported and of all others that it does
not; "partial" is not supported. AUROC (Hanley and McNeil, 1982) is how often a supported claim has the higher support
of two, ties counting half. The expected calibration error (Naeini and others, 2015) is the mean distance, over ten
bins of equal width weighted by their claims, between what it said and how often it was so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from assistant.grounding import Grounding
from assistant.records import Verdict
from evals.bootstrap import Array, interval_of
from evals.judges.base import Judge, judged_all
from evals.judges.exact import overlap
from evals.labelled import Label, LabelledClaim

BINS = 10
TAILS = (0.005, 0.01, 0.02, 0.05)
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 95% bootstrap interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Claims whose support lies in [low, high): how many, what was said on average, the share that are supported."""

    low: float
    high: float
    n: int
    said: float
    supported: float


@dataclass(frozen=True, slots=True)
class Tail:
    """Claims whose support lies below `below`: how many, and how many of them are supported all the same.

    Those that the judge objects to by comparing are left out: of them nothing else is asked.
    """

    below: float
    n: int
    supported: int


@dataclass(frozen=True, slots=True)
class LabelRow:
    """Of the claims with one label, how many got each of the `VERDICTS`."""

    label: Label
    counts: tuple[tuple[Verdict, int], ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """A judge against people's labels on one split. None stands where there is nothing to tell it by.

    `n` claims have a verdict, `unscored` do not. `overlap` is the balanced accuracy of the share of words that the
    premise has, cut where that is best on these very claims, and `overlap_auroc` its AUROC. `model` is the one that
    the judge asks, "" where it asks none.
    """

    dataset: str
    split: str
    premise: str
    judge: str
    n: int
    unscored: int
    balanced_accuracy: Estimate | None
    auroc: Estimate | None
    calibration_error: float | None
    overlap: float | None
    overlap_auroc: float | None
    labels: tuple[LabelRow, ...]
    bins: tuple[Bin, ...]
    tails: tuple[Tail, ...] = ()
    model: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What was judged: the set, its split, and whether against what the labels are about or the whole abstract.

    `model` is the one that the judge asks.
    """

    dataset: str
    split: str
    premise: str
    model: str = ""


def judged(judge: Judge, claims: Sequence[LabelledClaim], on_progress: Callable[[int], None]) -> list[Grounding]:
    """The judgement of each claim, in order; told how many are done."""
    return judged_all(judge, [(claim.claim, (claim.premise,)) for claim in claims], on_progress)


def agreement(about: About, judge: str, claims: Sequence[LabelledClaim], found: Sequence[Grounding]) -> Agreement:
    """How the judgements of claims agree with their labels; at least one claim."""
    truth = np.array([claim.supported for claim in claims])
    scored = np.array([grounding.verdict != "unchecked" for grounding in found])
    said = np.array([grounding.verdict == "supported" for grounding in found])
    sure = np.array([grounding.support is not None and grounding.verdict != "unchecked" for grounding in found])
    objected = np.array([grounding.objected for grounding in found])
    support = np.array([grounding.support or 0.0 for grounding in found])
    shares = np.array([overlap(claim.claim, [claim.premise]) for claim in claims])
    bins = calibration(support[sure], truth[sure])
    return Agreement(
        dataset=about.dataset,
        split=about.split,
        premise=about.premise,
        judge=judge,
        n=int(scored.sum()),
        unscored=int((~scored).sum()),
        balanced_accuracy=_estimate(_balanced(said[scored], truth[scored]), truth[scored]),
        auroc=_estimate(_area(support[sure], truth[sure]), truth[sure]),
        calibration_error=calibration_error(bins) if bins else None,
        overlap=_told(best_cut(shares, truth)),
        overlap_auroc=_told(auroc(shares, truth)),
        labels=confusion(claims, found),
        bins=bins,
        tails=tails(support[sure & ~objected], truth[sure & ~objected]),
        model=about.model,
    )


def _told(value: float) -> float | None:
    return None if np.isnan(value) else value


def confusion(claims: Sequence[LabelledClaim], found: Sequence[Grounding]) -> tuple[LabelRow, ...]:
    """A row a label, in the order in which labels first come."""
    rows = []
    for label in dict.fromkeys(claim.label for claim in claims):
        verdicts = [g.verdict for claim, g in zip(claims, found, strict=True) if claim.label == label]
        rows.append(LabelRow(label, tuple((verdict, verdicts.count(verdict)) for verdict in VERDICTS)))
    return tuple(rows)


def balanced_accuracy(said: Bools, truth: Bools) -> float:
    """The mean of both classes' shares of right calls; NaN where a class is empty."""
    return float(_balanced(said, truth)(np.ones((1, len(truth))))[0])


def auroc(scores: Array, truth: Bools) -> float:
    """How often a true one has the higher score than one that is not, ties half; NaN where a class is empty."""
    return float(_area(scores, truth)(np.ones((1, len(truth))))[0])


def best_cut(scores: Array, truth: Bools) -> float:
    """The highest balanced accuracy that any threshold on the scores would have had; NaN where a class is empty."""
    return max(balanced_accuracy(scores >= cut, truth) for cut in np.unique(scores))


def calibration(support: Array, truth: Bools) -> tuple[Bin, ...]:
    """The bins that hold any claim; the last includes 1."""
    place = np.minimum((support * BINS).astype(int), BINS - 1)
    return tuple(
        Bin(i / BINS, (i + 1) / BINS, int(mask.sum()), float(support[mask].mean()), float(truth[mask].mean()))
        for i in range(BINS)
        if (mask := place == i).any()
    )


def tails(support: Array, truth: Bools) -> tuple[Tail, ...]:
    """What lies at the lower end, finer than the bins tell."""
    return tuple(Tail(end, int((support < end).sum()), int(truth[support < end].sum())) for end in TAILS)


def calibration_error(bins: Sequence[Bin]) -> float:
    """The mean distance between what was said and what was so, each bin counting by its claims."""
    return sum(b.n * abs(b.said - b.supported) for b in bins) / sum(b.n for b in bins)


def _balanced(said: Bools, truth: Bools) -> Callable[[Array], Array]:
    def statistic(counts: Array) -> Array:
        with np.errstate(invalid="ignore"):
            right = (counts @ (truth & said)) / (counts @ truth)
            kept = (counts @ (~truth & ~said)) / (counts @ ~truth)
        return np.asarray((right + kept) / 2)

    return statistic


def _area(scores: Array, truth: Bools) -> Callable[[Array], Array]:
    order = np.argsort(scores, kind="stable")
    starts = np.flatnonzero(np.diff(scores[order], prepend=-np.inf))
    true = truth[order]

    def statistic(counts: Array) -> Array:
        ordered = counts[:, order]
        yes = np.add.reduceat(ordered * true, starts, axis=1)
        no = np.add.reduceat(ordered * ~true, starts, axis=1)
        below = np.cumsum(no, axis=1) - no / 2
        with np.errstate(invalid="ignore"):
            return np.asarray((yes * below).sum(1) / (yes.sum(1) * no.sum(1)))

    return statistic


def _estimate(statistic: Callable[[Array], Array], truth: Bools) -> Estimate | None:
    fewer = int(min(truth.sum(), (~truth).sum()))
    if not fewer:
        return None
    low, high = interval_of(statistic, len(truth), rests_on=fewer)
    return Estimate(float(statistic(np.ones((1, len(truth))))[0]), low, high)
