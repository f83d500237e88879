"""What a metric sees of one case: the case, its papers, what was answered, and what the judge said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from assistant.grounding import Grounding
from assistant.records import STRUCK, Answer, Citation, Sentence
from evals.known import KnownPapers
from evals.outcomes import Outcome
from evals.read_cases import Case
from evals.scores import JudgedSentence

Values = Mapping[str, float | None]
"""A value by the name of its measure: None for unscored; what does not apply is left out."""

NONE: Values = MappingProxyType({})
"""The values of a metric that does not apply."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One case with its outcome. `gold` and `also_ok` are ids of the library's papers.

    `judged` has a record for each sentence of the answer, `points` a judgement for each key point of the case; both are
    empty where there is no answer.
    """

    case: Case
    gold: frozenset[str]
    also_ok: frozenset[str]
    outcome: Outcome
    known: KnownPapers
    judged: tuple[JudgedSentence, ...] = ()
    points: tuple[Grounding, ...] = ()

    @property
    def answer(self) -> Answer | None:
        """The answer; None where the outcome is a failure."""
        return None if self.outcome.error else self.outcome.answer

    @property
    def given(self) -> Answer | None:
        """The answer, if it answers: one that abstains is none. An answer in part answers."""
        return self.answer if self.answer and self.answer.status != "abstained" else None

    @property
    def said(self) -> tuple[Sentence, ...]:
        """The sentences of the answer that are not struck through; none where it abstained."""
        return tuple(s for s in self.given.sentences if s.verdict not in STRUCK) if self.given else ()

    @property
    def cited(self) -> frozenset[str]:
        """The papers that the sentences said cite, by the library's id, else by the id that the answer gives."""
        return frozenset(self.known.id_of(citation.paper) or citation.paper.id for citation in self._citations())

    def _citations(self) -> tuple[Citation, ...]:
        answer = self.given
        return tuple(answer.citations[i] for s in self.said for i in s.citations) if answer else ()
