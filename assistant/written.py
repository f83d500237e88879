"""Answers that a model writes: its part in planning, choosing and writing; without it where that comes to nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering import EVIDENCE, Answered, Answering, Asked, go_on
from assistant.embedding import Embedder
from assistant.fitted import FITTED, Fitted
from assistant.library import Snapshot
from assistant.parts import Part, abstained
from assistant.planning import Planned
from assistant.records import Answer, Evidence, Revised, Text
from assistant.replies import Said, Tally
from assistant.settings import Settings
from assistant.writing import (
    WORD_FOR_WORD,
    Asking,
    Desk,
    Outcome,
    Task,
    Writer,
    Writers,
    assembled,
    needs_model,
    with_model,
)

CANDIDATES = 20
"""Papers that a model judges, to choose the others among."""


class WrittenAnswers:
    """Answers questions with the model of the settings. Safe for any number of threads."""

    def __init__(self, settings: Settings, model: str) -> None:
        """Nothing is opened before the first question."""
        self._writers = Writers(settings, model)

    def __call__(self, snapshot: Snapshot, embedder: Embedder, asked: Asked, fitted: Fitted = FITTED, /) -> Answered:
        """The answer, written by the model.

        Raises:
            SettingsError: the model cannot be used as it is set.
            QuestionError, Stopped: as `assistant.answering.answer`.
        """
        return _Writing(self._writers, snapshot, embedder, asked, fitted).run()

    def close(self) -> None:
        """Close the model; answers under way end with `Stopped`."""
        self._writers.close()


class _Writing(Answering):
    """One question on its way, with a model."""

    def __init__(self, writers: Writers, snapshot: Snapshot, embedder: Embedder, asked: Asked, fitted: Fitted) -> None:
        super().__init__(snapshot, embedder, asked, fitted)
        self._writers = writers
        self._calls = writers.calls(asked.stop)

    def plan(self, question: str) -> Planned:
        """The plan by rules, and by the model where rules may read wrongly."""
        rules = self.read(question)
        asking = Asking(question, self.asked.history, self.asked.filters, self.asked.today)
        return with_model(self.snapshot, rules, asking, self._calls) if needs_model(rules, asking) else rules

    def wanted(self) -> int:
        """More papers where the model judges them."""
        return CANDIDATES if self._writers.ranks else EVIDENCE

    def finish(self, blank: Answer, parts: Sequence[Part], candidates: tuple[Evidence, ...]) -> Answer:
        """The answer of the model where it is asked and stands, else one without it."""
        if all(part.probability < self.fitted.writing.worth for part in parts):
            return super().finish(blank, parts, candidates)
        desk = Desk(
            tell=lambda text: self.asked.on_event(Text(text)),
            revise=lambda outcome: self.asked.on_event(Revised(self._written(blank, outcome))),
            stage=self.clock.stage,
            go_on=lambda: go_on(self.asked),
        )
        writer = Writer(self._calls, self._writers.grounder(self.embedder), desk, ranks=self._writers.ranks)
        split, today = blank.plan.sub_questions, self.asked.today.isoformat()
        task = Task(blank.standalone_question, split, candidates, today)
        outcome = writer.answer(task, [found for part in parts for found in part.found])
        if outcome.kind != "failed":
            return self._written(blank, outcome)
        return self._instead(blank, parts, told=writer.told)

    def said(self) -> tuple[Said, ...]:
        """What the model replied, call by call."""
        return tuple(self._calls.said)

    def tally(self) -> Tally:
        """What was wrong in what it replied."""
        return self._calls.tally

    def seal(self, answer: Answer) -> Answer:
        """With the model, its prompts and what it took, where it was asked anything."""
        calls = self._calls
        sealed = replace(super().seal(answer), notices=answer.notices + tuple(calls.notices))
        if not calls.said:
            return sealed
        return replace(sealed, model=calls.answered_by or calls.name, prompts=calls.prompts, usage=calls.usage)

    def _written(self, blank: Answer, outcome: Outcome) -> Answer:
        """The answer that the model wrote, as it stands."""
        sealed = self.seal(replace(blank, mode="llm"))
        if outcome.kind != "written":
            return abstained(sealed)
        sentences, citations = assembled(outcome.checked)
        return replace(
            sealed,
            status="partial" if outcome.missing else "answered",
            sentences=sentences,
            citations=citations,
            evidence=outcome.evidence,
            missing=outcome.missing,
        )

    def _instead(self, blank: Answer, parts: Sequence[Part], *, told: bool) -> Answer:
        """An answer without the model; `told` where the reader has seen one that does not stand."""
        if any(part.likely for part in parts):
            self._calls.notices.append(WORD_FOR_WORD)
        finished = self.extractive(blank, parts)
        if told:
            self.asked.on_event(Revised(finished))
        else:
            self.tell(finished)
        return finished
