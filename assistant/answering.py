"""From question to answer, a stage at a time, telling the caller what happens and stopping when asked to.

Without a model the answer is made of the abstracts' own sentences. With one it is written (`assistant/writing/`), and
where that comes to nothing it is made of the abstracts' own sentences after all.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from threading import Event as ThreadEvent

from assistant.embedding import Embedder
from assistant.errors import Stopped
from assistant.filters import Selection
from assistant.finding import select_papers
from assistant.fitted import FITTED, Fitted
from assistant.library import Snapshot
from assistant.parts import Part, abstained, chosen, extracted, read_part
from assistant.planning import Planned, planned
from assistant.questions import checked
from assistant.records import Answer, Done, Evidence, Filters, OnEvent, Revised, Step, Text, Turn
from assistant.search import Query, interleaved, search
from assistant.writing import (
    WORD_FOR_WORD,
    Asking,
    Calls,
    Desk,
    Outcome,
    Said,
    Task,
    Writer,
    Writers,
    assembled,
    needs_model,
    with_model,
)

EVIDENCE = 10
CANDIDATES = 20
"""Papers that a model judges, to choose the others among."""
WORTH_WRITING = 0.1
"""A model is asked where some part is answered with at least this probability. It sees what the weights of abstention
do not, so this is lower than their threshold; chosen by hand so far."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One call of `ask`: everything it was given."""

    question: str
    history: tuple[Turn, ...] = ()
    filters: Filters = field(default_factory=Filters)
    on_event: OnEvent = lambda _event: None
    stop: ThreadEvent = field(default_factory=ThreadEvent)
    notices: tuple[str, ...] = ()
    today: date = field(default_factory=date.today)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, how likely, 0 to 1, the library was held to answer the question, and what a model replied for it.

    Where the question has several parts, `confidence` is their mean: the share of it that is expected to be answered.
    """

    answer: Answer
    confidence: float
    said: tuple[Said, ...] = ()


@dataclass(slots=True)
class _Clock:
    """Seconds a stage, in the order of the stages."""

    asked: Asked
    timings: list[tuple[str, float]] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str, detail: str) -> Iterator[None]:
        _go_on(self.asked)
        self.asked.on_event(Step(name, detail))
        start = time.perf_counter()
        yield
        self.timings.append((name, time.perf_counter() - start))


def answer(snapshot: Snapshot, embedder: Embedder, asked: Asked, fitted: Fitted = FITTED) -> Answer:
    """Answer a question from the library alone, with sentences of its abstracts.

    Raises:
        QuestionError: the question is empty or too long.
        Stopped: `asked.stop` was set.
    """
    return answered(snapshot, embedder, asked, fitted).answer


def answered(
    snapshot: Snapshot, embedder: Embedder, asked: Asked, fitted: Fitted = FITTED, writers: Writers | None = None
) -> Answered:
    """`answer`, with all that belongs to it; written by a model where `writers` are given.

    Raises:
        SettingsError: the model cannot be used as it is set.
        QuestionError, Stopped: as `answer`.
    """
    return _Answering(snapshot, embedder, asked, fitted, writers).run()


@dataclass(slots=True)
class _Answering:
    """One question on its way."""

    snapshot: Snapshot
    embedder: Embedder
    asked: Asked
    fitted: Fitted
    writers: Writers | None
    clock: _Clock = field(init=False)
    calls: Calls | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.clock = _Clock(self.asked)

    def run(self) -> Answered:
        question = checked(self.asked.question)
        with self.clock.stage("plan", "reading the question"):
            read = self._planned(question)
            selection = select_papers(self.snapshot, read.plan.filters)
        with self.clock.stage("search", "searching the library"):
            texts = read.plan.sub_questions or (read.plan.question,)
            queries = [Query(part, self.embedder.embed([part])[0]) for part in texts]
            hits = [self._search(query, selection) for query in queries]
            candidates = interleaved(hits, self._wanted)
        with self.clock.stage("read", f"reading {len(candidates)} papers"):
            parts = [
                read_part(self.snapshot, self.embedder, q, found, self.fitted)
                for q, found in zip(queries, hits, strict=True)
            ]
        blank = Answer(
            question=question,
            standalone_question=read.standalone_question,
            status="abstained",
            mode="extractive",
            plan=read.plan,
            evidence=candidates[:EVIDENCE],
            notices=self.asked.notices + read.notices + _notices(selection),
            fingerprint=str(self.snapshot.manifest.fingerprint),
        )
        finished = self._answer(blank, parts, candidates)
        self.asked.on_event(Done(finished))
        said = tuple(self.calls.said) if self.calls else ()
        return Answered(finished, sum(part.probability for part in parts) / len(parts), said)

    @property
    def _wanted(self) -> int:
        """How many papers are looked for: more where a model judges them."""
        return CANDIDATES if self.writers is not None and self.writers.ranks else EVIDENCE

    def _planned(self, question: str) -> Planned:
        asked = self.asked
        rules = planned(self.snapshot, question, asked.history, asked.filters, asked.today)
        if self.writers is None:
            return rules
        self.calls = self.writers.calls(asked.stop)
        asking = Asking(question, asked.history, asked.filters, asked.today)
        return with_model(self.snapshot, rules, asking, self.calls) if needs_model(rules, asking) else rules

    def _search(self, query: Query, selection: Selection | None) -> tuple[Evidence, ...]:
        return search(self.snapshot, query, k=self._wanted, selection=selection, weights=self.fitted.search)

    def _answer(self, blank: Answer, parts: Sequence[Part], candidates: tuple[Evidence, ...]) -> Answer:
        """The answer of a model where one is asked and it stands, else one without."""
        if self.writers is None or self.calls is None or all(part.probability < WORTH_WRITING for part in parts):
            return self._extractive(blank, parts, told=False)
        desk = Desk(
            tell=lambda text: self.asked.on_event(Text(text)),
            revise=lambda outcome: self.asked.on_event(Revised(self._kept(blank, outcome))),
            stage=self.clock.stage,
            go_on=lambda: _go_on(self.asked),
        )
        writer = Writer(self.calls, self.writers.grounder(self.embedder), desk, ranks=self.writers.ranks)
        split = blank.plan.sub_questions
        task = Task(blank.standalone_question, split, candidates, self.asked.today.isoformat())
        outcome = writer.answer(task, [found for part in parts for found in part.found])
        if outcome.kind == "failed":
            return self._extractive(blank, parts, told=writer.told)
        return self._kept(blank, outcome)

    def _kept(self, blank: Answer, outcome: Outcome) -> Answer:
        """The answer that a model wrote, as it stands."""
        sealed = self._sealed(replace(blank, mode="llm"))
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

    def _extractive(self, blank: Answer, parts: Sequence[Part], *, told: bool) -> Answer:
        """An answer of the abstracts' own sentences; `told` where the reader has seen another that does not stand."""
        with self.clock.stage("write", "choosing sentences"):
            sentences = chosen(parts, self.fitted)
        if self.calls is not None and self.calls.notices and sentences:
            self.calls.notices.append(WORD_FOR_WORD)
        finished = extracted(self._sealed(blank), sentences, parts, self.snapshot)
        if told:
            self.asked.on_event(Revised(finished))
        else:
            _tell(finished, self.asked)
        return finished

    def _sealed(self, answer: Answer) -> Answer:
        """The answer with what is known of how it was made."""
        timed = replace(answer, timings=tuple(self.clock.timings))
        if self.calls is None or not self.calls.said:
            return timed if self.calls is None else replace(timed, notices=timed.notices + tuple(self.calls.notices))
        return replace(
            timed,
            notices=timed.notices + tuple(self.calls.notices),
            model=self.calls.answered_by or self.calls.name,
            prompts=self.calls.prompts,
            usage=self.calls.usage,
        )


def _go_on(asked: Asked) -> None:
    if asked.stop.is_set():
        raise Stopped("stopped on request; ask again to start over")


def _tell(finished: Answer, asked: Asked) -> None:
    for i, sentence in enumerate(finished.sentences):
        _go_on(asked)
        asked.on_event(Text(f"{' ' if i else ''}{finished.cited(sentence)}"))


def _notices(selection: Selection | None) -> tuple[str, ...]:
    if selection is None or not selection.unknown:
        return ()
    told = "1 paper does not state what the filters ask for and was left out."
    if selection.unknown > 1:
        told = f"{selection.unknown} papers do not state what the filters ask for and were left out."
    return (told,)
