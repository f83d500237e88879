"""How often an answer given is wrong, and how that falls when only the surest are given.

Selective classification as in Geifman and El-Yaniv, 2017, "Selective Classification for Deep Neural Networks": answers
are taken in the order of the confidence that came with them; coverage is the share taken, risk the share of these that
is wrong. Wrong is an answer to a question that the library does not answer, or one that cites neither a gold paper nor
one that is also fine. Refused questions have no answer that could be wrong, so coverage is of the answers given.
Answers of one confidence are taken together, as no threshold tells them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evals.bootstrap import Array
from evals.metrics.subject import Subject, Values
from evals.scores import CaseScores, Definition

WRONG = Definition(
    "wrong answers",
    "lower",
    "answers to questions the library does not answer, or citing no fitting paper, of those given",
)
RIGHT = Definition(
    "right outcomes", "higher", "questions answered from a fitting paper, or refused where the library has none, of all"
)
CONFIDENCE = Definition("confidence", "neither", "how likely the answerer held the library to answer, of answers given")
AURC = Definition(
    "AURC",
    "lower",
    "mean risk of being wrong over all coverages, the surest answers given first",
    "Geifman and El-Yaniv, 2017, Selective Classification for Deep Neural Networks",
)
DEFINITIONS = (RIGHT, WRONG, CONFIDENCE, AURC)


@dataclass(frozen=True, slots=True)
class Point:
    """What it means to give only the answers at least so confident: the share given, and the share of these wrong."""

    confidence: float
    coverage: float
    risk: float


def values(subject: Subject) -> Values:
    """Whether the outcome is right, and, of an answer given, whether it is wrong and how confident."""
    if subject.answer is None:
        return {RIGHT.name: None}
    if subject.given is None:
        return {RIGHT.name: float(subject.case.should_abstain)}
    fits = bool(subject.cited & (subject.gold | subject.also_ok)) and not subject.case.should_abstain
    found: dict[str, float | None] = {RIGHT.name: float(fits), WRONG.name: float(not fits)}
    if subject.outcome.confidence is not None:
        found[CONFIDENCE.name] = subject.outcome.confidence
    return found


def curve(cases: Sequence[CaseScores]) -> tuple[Point, ...]:
    """The risk-coverage curve of a run, the surest answers first; empty where no answer came with a confidence."""
    confidences, wrong = answers(cases)
    order, ends = by_confidence(confidences)
    taken = np.arange(1, len(order) + 1)
    risks = np.cumsum(wrong[order]) / np.maximum(taken, 1)
    return tuple(Point(float(confidences[order[e]]), float(taken[e] / len(order)), float(risks[e])) for e in ends)


def answers(cases: Sequence[CaseScores]) -> tuple[Array, Array]:
    """Confidence, and 1 for wrong, of each answer that has both."""
    pairs = [(case.value(CONFIDENCE.name), case.value(WRONG.name)) for case in cases]
    known = [(c, w) for c, w in pairs if c is not None and w is not None]
    table = np.array(known, dtype=np.float64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def by_confidence(confidences: Array) -> tuple[np.ndarray[tuple[int], np.dtype[np.intp]], list[int]]:
    """The order of answers, surest first, and the places at which a confidence occurs last."""
    order = np.argsort(-confidences, kind="stable")
    ordered = confidences[order]
    return order, [i for i in range(len(ordered)) if i + 1 == len(ordered) or ordered[i + 1] != ordered[i]]
