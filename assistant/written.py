"""Answers that a model writes: its part in planning, choosing and writing; without it where that comes to nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from assistant.answering import EVIDENCE, Answered, Answering, Asked, go_on
from assistant.embedding import Embedder
from assistant.extractive import NO_NUMBERS
from assistant.finding import select_papers
from assistant.fitted import FITTED, Fitted
from assistant.legs import Query
from assistant.library import Snapshot
from assistant.newest import newest
from assistant.parts import Part, abstained, read_part
from assistant.planning import Planned
from assistant.records import Answer, Evidence, Paper, Revised, SearchPlan, Text
from assistant.replies import Said, Tally
from assistant.search import interleaved, search
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
    says,
    with_model,
)

CANDIDATES = 20
"""Papers that a model judges, to choose the others among."""
BESIDE = 4
"""Papers that a model sees beside the newest, to tell which of them speak of the subject."""
LEAST_COPIED = 4
"""So many words of a paper one after the other are not a reader's."""


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
        self._alone: SearchPlan | None = None

    def plan(self, question: str) -> Planned:
        """The plan by rules, and by the model where rules may read wrongly."""
        rules, history = self.read(question), self.asked.history
        asking = Asking(question, history, self.asked.filters, self.asked.today)
        read = with_model(self.snapshot, rules, asking, self._calls) if needs_model(rules, asking) else rules
        read = newest(self.snapshot, self.embedder, question, read, history, beside=BESIDE)
        self._alone = read.alone
        return read

    def wanted(self) -> int:
        """More papers where the model judges them."""
        return CANDIDATES if self._writers.ranks else EVIDENCE

    def finish(self, blank: Answer, parts: Sequence[Part], candidates: tuple[Evidence, ...]) -> Answer:
        """The answer of the model where it is asked and stands, else one without it."""
        if all(part.probability < self.fitted.writing.worth for part in parts):
            return super().finish(blank, parts, candidates)
        own = {e.paper.id: e.paper for e in candidates}
        desk = Desk(
            tell=lambda text: self.asked.on_event(Text(text)),
            revise=lambda outcome: self.asked.on_event(Revised(self._written(blank, outcome, own))),
            stage=self.clock.stage,
            go_on=lambda: go_on(self.asked),
        )
        writer = Writer(self._calls, self._writers.grounder(self.embedder), desk, ranks=self._writers.ranks)
        split, today = blank.plan.sub_questions, self.asked.today.isoformat()
        found = [found for part in parts for found in part.found]
        papers = {each.evidence.paper.id: each.for_a_model() for each in found}
        shown = tuple(replace(e, paper=papers[e.paper.id]) for e in candidates)
        outcome = writer.answer(Task(blank.standalone_question, split, shown, today), found)
        if outcome.kind != "failed":
            return self._written(blank, outcome, own)
        return self._instead(blank, parts, writer)

    def extractive(self, blank: Answer, parts: Sequence[Part], shown: Mapping[str, int] = NO_NUMBERS) -> Answer:
        """An answer of the abstracts' own sentences; where the newest papers are asked for, as if no model were set."""
        if self._alone is None:
            return super().extractive(blank, parts, shown)
        selection = select_papers(self.snapshot, self._alone.filters)
        texts = self._alone.sub_questions or (self._alone.question,)
        queries = [Query(text, self.embedder.embed_questions([text])[0]) for text in texts]
        weights = self.fitted.search
        hits = [search(self.snapshot, q, k=EVIDENCE, selection=selection, weights=weights) for q in queries]
        pairs = zip(queries, hits, strict=True)
        own = [read_part(self.snapshot, self.embedder, query, found, self.fitted) for query, found in pairs]
        blank = replace(blank, plan=self._alone, evidence=interleaved(hits, EVIDENCE))
        return super().extractive(blank, own, shown)

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

    def _written(self, blank: Answer, outcome: Outcome, own: Mapping[str, Paper]) -> Answer:
        """The answer that the model wrote, as it stands; its papers are the library's `own`, not those it was shown."""
        sealed = self.seal(replace(blank, mode="llm"))
        if outcome.kind != "written":
            return abstained(sealed)
        sentences, citations = assembled(outcome.checked)
        asked = blank.standalone_question
        missing = tuple(part for part in outcome.missing if says(asked, part) or not _is_from(part, own.values()))
        return replace(
            sealed,
            status="partial" if missing or outcome.cut else "answered",
            sentences=sentences,
            citations=tuple(replace(c, paper=own[c.paper.id]) for c in citations),
            evidence=tuple(replace(e, paper=own[e.paper.id]) for e in outcome.evidence),
            missing=missing,
        )

    def _instead(self, blank: Answer, parts: Sequence[Part], writer: Writer) -> Answer:
        """An answer without the model, in place of the writer's, of which the reader may have seen some."""
        if any(part.likely for part in parts):
            self._calls.notices.append(WORD_FOR_WORD)
        finished = self.extractive(blank, parts, writer.numbers.given)
        if writer.told:
            self.asked.on_event(Revised(finished))
        else:
            self.tell(finished)
        return finished


def _is_from(part: str, papers: Iterable[Paper]) -> bool:
    """Whether what is said to be a part of the question that no paper covers are words of one of them."""
    words = part.lower().split()
    return len(words) >= LEAST_COPIED and any(" ".join(words) in paper.abstract.lower() for paper in papers)
