"""From question to answer, a stage at a time, telling the caller what happens and stopping when asked to."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Event as ThreadEvent

from assistant.answerability import probability, signals
from assistant.candidates import Candidate, Found, read_found
from assistant.embedding import Embedder
from assistant.errors import Stopped
from assistant.extractive import choose, cite
from assistant.filters import left_out
from assistant.finding import select_papers
from assistant.fitted import FITTED, Fitted
from assistant.library import Snapshot
from assistant.questions import checked, one_line, parts, standalone
from assistant.records import Answer, Done, Evidence, Filters, OnEvent, SearchPlan, Step, Text, Turn
from assistant.search import Query, interleaved, search
from assistant.terms import Terms, question_terms

EVIDENCE = 10
NEAREST = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """One call of `ask`: everything it was given."""

    question: str
    history: tuple[Turn, ...] = ()
    filters: Filters = field(default_factory=Filters)
    on_event: OnEvent = lambda _event: None
    stop: ThreadEvent = field(default_factory=ThreadEvent)
    notices: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, and how likely, 0 to 1, the library was held to answer the question.

    Where the question has several parts, `confidence` is their mean: the share of it that is expected to be answered.
    """

    answer: Answer
    confidence: float


def answer(snapshot: Snapshot, embedder: Embedder, asked: Asked, fitted: Fitted = FITTED) -> Answer:
    """Answer a question from the library alone, with sentences of its abstracts.

    Raises:
        QuestionError: the question is empty or too long.
        Stopped: `asked.stop` was set.
    """
    return answered(snapshot, embedder, asked, fitted).answer


def answered(snapshot: Snapshot, embedder: Embedder, asked: Asked, fitted: Fitted = FITTED) -> Answered:
    """`answer`, together with how likely it was held that there is one; raises the same."""
    clock = _Clock(asked)
    question = checked(asked.question)
    with clock.stage("plan", "reading the question"):
        line = one_line(question)
        alone = standalone(line, asked.history)
        plan = SearchPlan(alone, parts(line, asked.history), asked.filters)
        selection = select_papers(snapshot, plan.filters)
    with clock.stage("search", "searching the library"):
        queries = [Query(part, embedder.embed([part])[0]) for part in plan.sub_questions or (alone,)]
        hits = [search(snapshot, q, k=EVIDENCE, selection=selection, weights=fitted.search) for q in queries]
        evidence = interleaved(hits, EVIDENCE)
    with clock.stage("read", f"reading {len(evidence)} papers"):
        read = [_part(snapshot, embedder, q, found, fitted) for q, found in zip(queries, hits, strict=True)]
    with clock.stage("write", "choosing sentences"):
        chosen = _chosen(read, fitted)
    finished = _finished(
        Answer(
            question=question,
            standalone_question=alone,
            status="abstained",
            mode="extractive",
            plan=plan,
            evidence=evidence,
            notices=asked.notices + left_out(selection),
            timings=tuple(clock.timings),
            fingerprint=str(snapshot.manifest.fingerprint),
        ),
        chosen,
        missing=[part.question for part in read if not part.likely],
        unknown=_unknown_words(snapshot, question_terms(snapshot, alone), alone),
    )
    _tell(finished, asked)
    asked.on_event(Done(finished))
    return Answered(finished, sum(part.probability for part in read) / len(read))


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of the question, the papers found for it, and whether these likely answer it, with the probability."""

    question: str
    terms: Terms
    found: tuple[Found, ...]
    likely: bool
    probability: float


def _part(
    snapshot: Snapshot, embedder: Embedder, query: Query, evidence: tuple[Evidence, ...], fitted: Fitted
) -> _Part:
    found = read_found(snapshot, embedder, query, evidence)
    terms = question_terms(snapshot, query.text)
    p = probability(signals(found, terms), fitted.abstention)
    return _Part(query.text, terms, found, p >= fitted.abstention.threshold, p)


def _chosen(read: Sequence[_Part], fitted: Fitted) -> list[Candidate]:
    """The sentences of the answer, part by part, each sentence once."""
    share = max(2, fitted.extractive.max_sentences // len(read)) if len(read) > 1 else fitted.extractive.max_sentences
    weights = replace(fitted.extractive, max_sentences=share)
    taken: dict[tuple[str, int], Candidate] = {}
    for part in read:
        for sentence in choose(part.found, part.terms, weights) if part.likely else ():
            taken.setdefault((sentence.evidence.paper.id, sentence.start), sentence)
    return list(taken.values())


def _finished(
    blank: Answer, chosen: Sequence[Candidate], *, missing: Sequence[str], unknown: tuple[str, ...]
) -> Answer:
    if not chosen:
        return replace(blank, nearest=blank.evidence[:NEAREST], evidence=())
    sentences, citations = cite(chosen)
    return replace(
        blank,
        status="partial" if missing else "answered",
        sentences=sentences,
        citations=citations,
        missing=tuple(missing),
        notices=blank.notices + unknown,
    )


def _go_on(asked: Asked) -> None:
    if asked.stop.is_set():
        raise Stopped("stopped on request; ask again to start over")


def _tell(finished: Answer, asked: Asked) -> None:
    for i, sentence in enumerate(finished.sentences):
        _go_on(asked)
        asked.on_event(Text(f"{' ' if i else ''}{finished.cited(sentence)}"))


def _unknown_words(snapshot: Snapshot, terms: Terms, question: str) -> tuple[str, ...]:
    words = [w.strip("?,.;:!()\"'") for w in question.split() if terms.unknown.intersection(snapshot.lexical.terms(w))]
    return (f"No paper of this library mentions: {', '.join(words)}.",) if words else ()
