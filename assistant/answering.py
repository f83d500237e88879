"""From question to answer, a stage at a time, telling the caller what happens and stopping when asked to.

Answers are made here of the abstracts' own sentences; what is different where a model writes them is in `written.py`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from threading import Event as ThreadEvent
from typing import Protocol

from assistant.embedding import Embedder
from assistant.errors import Stopped
from assistant.extractive import NO_NUMBERS
from assistant.filters import Selection, left_out
from assistant.finding import select_papers
from assistant.fitted import FITTED, Fitted
from assistant.legs import Query
from assistant.library import Snapshot
from assistant.newest import newest
from assistant.parts import Part, chosen, extracted, read_part
from assistant.planning import Planned, planned
from assistant.questions import checked
from assistant.records import Answer, Done, Evidence, Filters, OnEvent, Step, Text, Turn
from assistant.replies import Said, Tally
from assistant.search import interleaved, search

EVIDENCE = 10


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
    `tally` is None where no model is set.
    """

    answer: Answer
    confidence: float
    said: tuple[Said, ...] = ()
    tally: Tally | None = None


@dataclass(slots=True)
class Clock:
    """Seconds a stage, in the order of the stages."""

    asked: Asked
    timings: list[tuple[str, float]] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str, detail: str) -> Iterator[None]:
        """A stage, told to the reader; raises `Stopped` where nobody wants it any more."""
        go_on(self.asked)
        self.asked.on_event(Step(name, detail))
        start = time.perf_counter()
        yield
        self.timings.append((name, time.perf_counter() - start))


class AnswersWith(Protocol):
    """Answers questions in some way. Safe for any number of threads."""

    def __call__(self, snapshot: Snapshot, embedder: Embedder, asked: Asked, fitted: Fitted = FITTED, /) -> Answered:
        """As `answered`."""
        ...


def answer(snapshot: Snapshot, embedder: Embedder, asked: Asked, fitted: Fitted = FITTED, /) -> Answer:
    """Answer a question from the library alone, with sentences of its abstracts.

    Raises:
        QuestionError: the question is empty or too long.
        Stopped: `asked.stop` was set.
    """
    return answered(snapshot, embedder, asked, fitted).answer


def answered(snapshot: Snapshot, embedder: Embedder, asked: Asked, fitted: Fitted = FITTED, /) -> Answered:
    """`answer`, together with how likely it was held that there is one; raises the same."""
    return Answering(snapshot, embedder, asked, fitted).run()


class Answering:
    """One question on its way, without a model; its public methods are what a model may do in another way."""

    def __init__(self, snapshot: Snapshot, embedder: Embedder, asked: Asked, fitted: Fitted) -> None:
        """Nothing is done yet."""
        self.snapshot = snapshot
        self.embedder = embedder
        self.asked = asked
        self.fitted = fitted
        self.clock = Clock(asked)

    def run(self) -> Answered:
        """All stages, one after the other; raises as `answer` does."""
        question = checked(self.asked.question)
        with self.clock.stage("plan", "reading the question"):
            read = self.plan(question)
            selection = select_papers(self.snapshot, read.plan.filters)
        with self.clock.stage("search", "searching the library"):
            texts = read.plan.sub_questions or (read.plan.question,)
            queries = [Query(part, self.embedder.embed_questions([part])[0]) for part in texts]
            hits = [self._search(query, selection) for query in queries]
            candidates = interleaved(hits, self.wanted())
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
            notices=self.asked.notices + read.notices + left_out(selection),
            fingerprint=str(self.snapshot.manifest.fingerprint),
        )
        finished = self.finish(blank, parts, candidates)
        self.asked.on_event(Done(finished))
        confidence = sum(part.probability for part in parts) / len(parts)
        return Answered(finished, confidence, self.said(), self.tally())

    def plan(self, question: str) -> Planned:
        """The plan, by rules alone."""
        return newest(self.snapshot, self.embedder, question, self.read(question), self.asked.history)

    def read(self, question: str) -> Planned:
        """What the words of the question say, by rules."""
        return planned(self.snapshot, question, self.asked.history, self.asked.filters, self.asked.today)

    def wanted(self) -> int:
        """How many papers are looked for, for each part of the question."""
        return EVIDENCE

    def finish(self, blank: Answer, parts: Sequence[Part], candidates: tuple[Evidence, ...]) -> Answer:
        """The answer from the papers found, told to the reader; `blank` has all that is known before it."""
        del candidates  # their sentences are in the parts
        finished = self.extractive(blank, parts)
        self.tell(finished)
        return finished

    def said(self) -> tuple[Said, ...]:
        """What a model replied."""
        return ()

    def tally(self) -> Tally | None:
        """What was wrong in it."""
        return None

    def seal(self, answer: Answer) -> Answer:
        """The answer with what is known of how it was made."""
        return replace(answer, timings=tuple(self.clock.timings))

    def extractive(self, blank: Answer, parts: Sequence[Part], shown: Mapping[str, int] = NO_NUMBERS) -> Answer:
        """An answer of the abstracts' own sentences; papers with a number that was `shown` keep it."""
        with self.clock.stage("write", "choosing sentences"):
            sentences = chosen(parts, self.fitted)
        return extracted(self.seal(blank), sentences, parts, self.snapshot, shown)

    def tell(self, finished: Answer) -> None:
        """Tell the reader an answer, sentence by sentence."""
        for i, sentence in enumerate(finished.sentences):
            go_on(self.asked)
            self.asked.on_event(Text(f"{' ' if i else ''}{finished.cited(sentence)}"))

    def _search(self, query: Query, selection: Selection | None) -> tuple[Evidence, ...]:
        return search(self.snapshot, query, k=self.wanted(), selection=selection, weights=self.fitted.search)


def go_on(asked: Asked) -> None:
    """Nothing, or `Stopped` where the reader wants no more."""
    if asked.stop.is_set():
        raise Stopped("stopped on request; ask again to start over")
