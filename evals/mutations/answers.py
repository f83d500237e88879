"""Good answers made bad: a sentence rewritten, or its citations exchanged. Pure functions from answer to answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.records import Answer, Citation, Paper, Sentence
from assistant.sentences import split_sentences
from evals.mutations.base import Edit

SWAPPED = "citation swapped"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Mutated:
    """A bad answer: of which kind and variant, the sentences that are wrong now, and what was changed into what."""

    answer: Answer
    kind: str
    variant: str
    wrong: tuple[int, ...]
    before: str
    after: str
    held_out: bool = False


def alone(answer: Answer, place: int) -> Answer:
    """The answer with one of its sentences only; its citations stay where they are."""
    return replace(answer, sentences=(answer.sentences[place],))


def said(answer: Answer, place: int, text: str) -> Answer:
    """The answer with other words in one of its sentences, which cites what it cited."""
    return _with(answer, {place: replace(answer.sentences[place], text=text)})


def rewritten(answer: Answer, place: int, kind: str, edit: Edit) -> Mutated:
    """The answer with one sentence edited; the citation and its quote stay as they were."""
    changed = said(answer, place, edit.text)
    return Mutated(changed, kind, edit.variant, (place,), edit.before, edit.after, edit.held_out)


def swapped(answer: Answer, place: int, other: Paper, variant: str) -> Mutated | None:
    """A sentence that cites another paper instead, by the sentence of it that is nearest in words.

    None where the sentence cites that paper already, or the paper has no sentence.
    """
    before = _cited(answer, answer.sentences[place])
    if not other.abstract.strip() or other.id in {citation.paper.id for citation in before}:
        return None
    start, end = nearest_span(other, answer.sentences[place].text)
    numbers = {citation.paper.id: citation.number for citation in answer.citations}
    number = numbers.get(other.id, max(numbers.values(), default=0) + 1)
    citation = Citation(number, other, other.abstract[start:end], start, end, verbatim=True)
    changed = _with(answer, {place: replace(answer.sentences[place], citations=(len(answer.citations),))})
    return Mutated(
        replace(changed, citations=(*answer.citations, citation)),
        SWAPPED,
        variant,
        (place,),
        " | ".join(c.paper.title for c in before),
        other.title,
    )


def permuted(answer: Answer) -> Mutated | None:
    """Each sentence with the citations of the next one, the last with those of the first.

    None where no sentence gets another paper or quote.
    """
    turned = (*answer.sentences[1:], *answer.sentences[:1])
    pairs = list(zip(answer.sentences, turned, strict=True))
    wrong = tuple(i for i, (own, other) in enumerate(pairs) if not _quotes(answer, own) & _quotes(answer, other))
    if not wrong:
        return None
    changed = _with(answer, {i: replace(pairs[i][0], citations=pairs[i][1].citations) for i in wrong})
    before = " | ".join(c.paper.title for i in wrong for c in _cited(answer, pairs[i][0]))
    after = " | ".join(c.paper.title for i in wrong for c in _cited(answer, pairs[i][1]))
    return Mutated(changed, SWAPPED, "permuted within the answer", wrong, before, after)


def nearest_span(paper: Paper, text: str) -> tuple[int, int]:
    """Where the sentence of an abstract lies that shares most of its words with a text; the first of equals."""
    wanted = set(_WORD.findall(text.lower()))

    def likeness(span: tuple[int, int]) -> float:
        words = set(_WORD.findall(paper.abstract[span[0] : span[1]].lower()))
        return len(words & wanted) / (len(words | wanted) or 1)

    return max(split_sentences(paper.abstract), key=likeness)


def quoted(answer: Answer, place: int, paper: Paper, span: tuple[int, int]) -> Answer:
    """The answer whose sentence `place` is a sentence of `paper`, word for word, and cites just that."""
    start, end = span
    quote = paper.abstract[start:end]
    number = max((citation.number for citation in answer.citations), default=0) + 1
    number = next((c.number for c in answer.citations if c.paper.id == paper.id), number)
    sentence = replace(answer.sentences[place], text=quote, citations=(len(answer.citations),))
    citation = Citation(number, paper, quote, start, end, verbatim=True)
    return replace(_with(answer, {place: sentence}), citations=(*answer.citations, citation))


def _with(answer: Answer, sentences: dict[int, Sentence]) -> Answer:
    return replace(answer, sentences=tuple(sentences.get(i, s) for i, s in enumerate(answer.sentences)))


def _cited(answer: Answer, sentence: Sentence) -> Sequence[Citation]:
    return [answer.citations[i] for i in sentence.citations]


def _quotes(answer: Answer, sentence: Sentence) -> set[tuple[str, str]]:
    return {(citation.paper.id, citation.quote) for citation in _cited(answer, sentence)}
