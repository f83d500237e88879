"""Chooses from which probability on a question is worth a model's time, on the tuning cases.

The probability is the one that answering itself finds, of the likeliest part of a question, with the weights of
abstention as they are. Few answerable questions may be withheld from the model: it sees what those weights do not, and
can still abstain, while a question that is withheld gets no answer. Conversations are left out: a model reads their
last question before the probability is known, and rules do that worse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.answering import Answering, Asked
from assistant.embedding import Embedder
from assistant.fitted import Fitted
from assistant.library import Snapshot
from assistant.parts import Part
from assistant.records import Answer, Evidence
from evals.read_cases import Case

WITHHELD = 0.01
"""Of the answerable questions, so many may be withheld from the model at most."""
DIGITS = 4


@dataclass(frozen=True, slots=True)
class Worth:
    """The threshold, and what it does to the questions it was chosen on.

    `withheld` of the `answerable` questions do not reach the model; `reaching` of the `unanswerable` ones do.
    """

    threshold: float
    answerable: int
    withheld: int
    unanswerable: int
    reaching: int


def fit_writing(snapshot: Snapshot, embedder: Embedder, cases: Sequence[Case], fitted: Fitted) -> Worth:
    """The threshold for some cases of a library, at least one of them an answerable question of one turn."""
    alone = [case for case in cases if case.question]
    found = np.array([likelihood(snapshot, embedder, case, fitted) for case in alone])
    absent = np.array([case.should_abstain for case in alone])
    return worth(found[~absent].tolist(), found[absent].tolist())


def worth(answerable: Sequence[float], unanswerable: Sequence[float]) -> Worth:
    """The highest threshold that withholds no more of the answerable questions than may be, rounded down.

    >>> worth([0.2, 0.6, 0.9], [0.1, 0.3]).threshold
    0.2
    """
    least = sorted(answerable)[int(WITHHELD * len(answerable))]
    threshold = float(np.floor(least * 10**DIGITS) / 10**DIGITS)
    withheld, reaching = sum(p < threshold for p in answerable), sum(p >= threshold for p in unanswerable)
    return Worth(threshold, len(answerable), withheld, len(unanswerable), reaching)


def likelihood(snapshot: Snapshot, embedder: Embedder, case: Case, fitted: Fitted) -> float:
    """The probability of the likeliest part of a case's question."""
    reading = _Likeliest(snapshot, embedder, Asked(case.question, filters=case.filters), fitted)
    reading.run()
    return reading.found


class _Likeliest(Answering):
    """A question read as for an answer, and nothing written."""

    found = 0.0

    def finish(self, blank: Answer, parts: Sequence[Part], candidates: tuple[Evidence, ...]) -> Answer:
        """Only the probability is kept."""
        del candidates
        self.found = max(part.probability for part in parts)
        return blank
