"""The suite's own measures and judge, as mutations meet them: sentence by sentence, and case by case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.records import Answer
from evals.judges.base import Judge
from evals.judging import Remembering, judged_sentences
from evals.known import KnownPapers
from evals.metrics.citations import recalled
from evals.mutations.answers import alone
from evals.outcomes import Outcome
from evals.read_cases import Case
from evals.scoring import case_scores, subject_of


@dataclass(frozen=True, slots=True)
class Told:
    """What the suite says of a sentence: whether what it cites supports it (None: cannot tell), over what, and why."""

    supported: bool | None
    premise: str
    reason: str


class Suite:
    """A judge over the papers of a library. It remembers what it was asked before."""

    def __init__(self, judge: Judge, known: KnownPapers) -> None:
        self._judge = Remembering(judge)
        self._known = known

    def sentence(self, answer: Answer, place: int) -> Told:
        """The citation recall of one sentence, 1 or 0, as a verdict."""
        (judged,) = judged_sentences(alone(answer, place), self._known, self._judge)
        premise = " ".join(citation.premise for citation in judged.citations)
        return Told(recalled(judged), premise, f"{judged.judged.verdict}: {judged.judged.reason}")

    def values(self, case: Case, answer: Answer, known: KnownPapers) -> Mapping[str, float | None]:
        """Every measure that applies to a case, were this the answer and `known` the library.

        Raises:
            InputError: the case names a paper that the library does not have.
        """
        subject = subject_of(case, Outcome(case.id, answer), known, self._judge)
        return dict(case_scores(subject).values)
