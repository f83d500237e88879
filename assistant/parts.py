"""The parts of a question, the papers found for each, how likely these answer it; and an answer of their sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answerability import probability, signals
from assistant.candidates import Candidate, Found, read_found
from assistant.embedding import Embedder
from assistant.extractive import NO_NUMBERS, choose, cite
from assistant.fitted import Fitted
from assistant.legs import Query
from assistant.library import Snapshot
from assistant.records import Answer, Evidence
from assistant.terms import Terms, question_terms

NEAREST = 5


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the question, the papers found for it, and whether these likely answer it, with the probability."""

    question: str
    terms: Terms
    found: tuple[Found, ...]
    likely: bool
    probability: float


def read_part(
    snapshot: Snapshot, embedder: Embedder, query: Query, evidence: tuple[Evidence, ...], fitted: Fitted
) -> Part:
    """A part with its papers read."""
    found = read_found(snapshot, embedder, query, evidence)
    terms = question_terms(snapshot, query.text)
    p = probability(signals(found, terms), fitted.abstention)
    return Part(query.text, terms, found, p >= fitted.abstention.threshold, p)


def chosen(read: Sequence[Part], fitted: Fitted) -> list[Candidate]:
    """The sentences of an answer without a model, part by part, each sentence once."""
    share = max(2, fitted.extractive.max_sentences // len(read)) if len(read) > 1 else fitted.extractive.max_sentences
    weights = replace(fitted.extractive, max_sentences=share)
    taken: dict[tuple[str, int], Candidate] = {}
    for part in read:
        for sentence in choose(part.found, part.terms, weights) if part.likely else ():
            taken.setdefault((sentence.evidence.paper.id, sentence.start), sentence)
    return list(taken.values())


def extracted(
    blank: Answer,
    sentences: Sequence[Candidate],
    parts: Sequence[Part],
    snapshot: Snapshot,
    shown: Mapping[str, int] = NO_NUMBERS,
) -> Answer:
    """The answer that these sentences make, naming the parts left open; an abstention where there are none.

    `shown` are papers' numbers as `cite` takes them.
    """
    if not sentences:
        return abstained(blank)
    told, citations = cite(sentences, shown)
    missing = tuple(part.question for part in parts if not part.likely)
    # A part's own papers may stand behind those that all parts together have room for.
    evidence = {found.paper.id: found for found in (*blank.evidence, *(sentence.evidence for sentence in sentences))}
    return replace(
        blank,
        status="partial" if missing else "answered",
        evidence=tuple(evidence.values()),
        sentences=told,
        citations=citations,
        missing=missing,
        notices=blank.notices + _unknown_words(snapshot, blank.plan.question),
    )


def abstained(blank: Answer) -> Answer:
    """No answer, and the papers nearest to the question."""
    return replace(blank, status="abstained", nearest=blank.evidence[:NEAREST], evidence=())


def _unknown_words(snapshot: Snapshot, question: str) -> tuple[str, ...]:
    unknown = question_terms(snapshot, question).unknown
    words = [w.strip("?,.;:!()\"'") for w in question.split() if unknown.intersection(snapshot.lexical.terms(w))]
    return (f"No paper of this library mentions: {', '.join(words)}.",) if words else ()
