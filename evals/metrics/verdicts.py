"""Whether the verdicts that the reader was shown agree with the judge's.

Compared is what matters to a reader: supported in full, or not. Left out are sentences that were shown unchecked, as
they claim nothing. A sentence of which the judge cannot tell is unscored.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evals.bootstrap import Array
from evals.metrics.subject import NONE, Subject, Values
from evals.metrics.support import share, supports
from evals.scores import Definition, JudgedSentence

AGREEMENT = Definition(
    "verdict agreement",
    "higher",
    "sentences shown supported or not as the judge has them, of those shown with a verdict",
)
KAPPA = Definition(
    "verdict kappa",
    "higher",
    "agreement of shown verdicts with the judge's beyond chance: 0 is chance, 1 is full agreement",
    "Cohen, 1960, A Coefficient of Agreement for Nominal Scales",
)
DEFINITIONS = (AGREEMENT, KAPPA)


def values(subject: Subject) -> Values:
    """The share of the answer's sentences on which they agree; none where no sentence has a verdict."""
    told = agreements(subject.judged)
    return {AGREEMENT.name: share(told)} if told else NONE


def agreements(judged: Sequence[JudgedSentence]) -> list[bool | None]:
    """For each sentence shown with a verdict, whether the judge agrees; None where it cannot tell."""
    shown = [(s.shown == "supported", supports(s.judged)) for s in judged if s.shown != "unchecked"]
    return [None if judge is None else judge == verdict for verdict, judge in shown]


def table(judged: Sequence[JudgedSentence]) -> Array:
    """How many sentences of [not supported, supported] as shown (row) the judge has so (column)."""
    counts = np.zeros((2, 2))
    for sentence in judged:
        found = supports(sentence.judged)
        if found is not None and sentence.shown != "unchecked":
            counts[int(sentence.shown == "supported"), int(found)] += 1
    return counts


def kappa(counts: Array) -> Array:
    """Cohen's kappa of tables (..., 2, 2); NaN where both always say the same one thing, as agreement is certain then.

    Cohen, 1960, "A Coefficient of Agreement for Nominal Scales".

    >>> float(kappa(np.array([[2.0, 0.0], [0.0, 2.0]])))
    1.0
    """
    total = counts.sum(axis=(-2, -1))
    with np.errstate(invalid="ignore", divide="ignore"):
        observed = (counts[..., 0, 0] + counts[..., 1, 1]) / total
        expected = (counts.sum(axis=-1) * counts.sum(axis=-2)).sum(axis=-1) / total**2
        return np.asarray(np.where(expected < 1, (observed - expected) / (1 - expected), np.nan))
