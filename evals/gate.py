"""The gate: whether a run is worse than a baseline beyond noise, or has lost answers that the baseline has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.errors import UsageError
from evals.compare import Difference, Flip, Pair, differences, differing, flips, same_cases
from evals.metrics.definitions import DEFINITIONS
from evals.premises import QUOTED
from evals.reports.ordering import FAILED
from evals.scores import Scores

GATED = frozenset(name for name, d in DEFINITIONS.items() if d.better != "neither" and not d.unit)
"""Shares with a better and a worse end. What answers take (time, tokens, money) is never gated."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate found.

    `worse` are gated measures that fell beyond noise; `gone` are gated measures that had values and have none in any
    shared case; `lost` are cases that had an answer and are missing or failed now. `flips` are those behind `worse`,
    the worst first. `gained` counts measures that are better, `unchanged` all others that were compared.
    """

    passed: bool
    shared: int
    worse: tuple[Difference, ...]
    gone: tuple[str, ...]
    lost: tuple[str, ...]
    flips: tuple[Flip, ...]
    gained: int
    unchanged: int
    differing: tuple[str, ...]


def gate(baseline: Scores, run: Scores) -> Verdict:
    """Hold a run against a baseline.

    Raises:
        UsageError: they share no case, a case has changed, or another judge judged them: they cannot be compared.
    """
    if _judging(baseline) != _judging(run):
        raise UsageError(
            f"the baseline was judged by {_judging(baseline)}, the run by {_judging(run)}; "
            "judge the run alike, or write a new baseline with --update"
        )
    pairs = same_cases(baseline, run)
    found = differences(pairs)
    gated = [difference for difference in found if difference.name in GATED]
    worse = tuple(difference for difference in gated if difference.outcome == "worse")
    gone, lost = _gone(baseline, {difference.name for difference in found}), _lost(baseline, run)
    return Verdict(
        not (worse or gone or lost),
        len(pairs),
        worse,
        gone,
        lost,
        _behind(worse, pairs),
        sum(difference.outcome == "better" for difference in gated),
        sum(difference.outcome == "no difference" for difference in gated),
        differing(baseline.info, run.info),
    )


def _judging(scores: Scores) -> str:
    info = scores.info
    asking = f", asking {info.judge_model!r}" if info.judge_model else ""
    return f"{info.judge!r}{asking}" + (f", against {info.premise!r}" if info.premise != QUOTED else "")


def _gone(baseline: Scores, compared: set[str]) -> tuple[str, ...]:
    had = dict.fromkeys(name for case in baseline.cases for name, value in case.values if value is not None)
    return tuple(name for name in had if name in GATED and name not in compared)


def _lost(baseline: Scores, run: Scores) -> tuple[str, ...]:
    answered = {case.id for case in run.cases if case.status != FAILED}
    return tuple(case.id for case in baseline.cases if case.status != FAILED and case.id not in answered)


def _behind(worse: Sequence[Difference], pairs: Sequence[Pair]) -> tuple[Flip, ...]:
    found = flips(pairs, [difference.name for difference in worse])
    return tuple(flip for flip in found if flip.outcome == "worse")
