"""An answer before the judge: each sentence against all it cites, and against each of its citations alone."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.grounding import Grounding
from assistant.records import Answer, Citation, Sentence
from assistant.verbatim import word_for_word
from evals.judges.base import Judge
from evals.known import KnownPapers
from evals.metrics.citations import precise
from evals.metrics.support import supports
from evals.premises import premise
from evals.scores import JudgedCitation, JudgedSentence

UNCITED = Grounding("unsupported", 0.0, "it cites nothing")
NOT_HELD = Grounding("unsupported", 0.0, "the library holds no such paper")
WORD_FOR_WORD = Grounding("supported", 1.0, "word for word in what it cites")


class Remembering:
    """A judge that says at once what it said before, and what needs no judge: a sentence that is there word for word.

    Safe for any number of threads if the judge is; two that ask the same at once may both ask it.
    """

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._said: dict[tuple[str, tuple[str, ...]], Grounding] = {}

    @property
    def name(self) -> str:
        """The judge's own."""
        return self._judge.name

    def judge(self, claim: str, premises: Sequence[str]) -> Grounding:
        """What the judge says; equal premises count once."""
        asked = claim, tuple(dict.fromkeys(premises))
        if asked not in self._said:
            found = word_for_word(*asked)
            self._said[asked] = WORD_FOR_WORD if found else self._judge.judge(claim, asked[1])
        return self._said[asked]


def judged_sentences(answer: Answer, known: KnownPapers, judge: Judge) -> tuple[JudgedSentence, ...]:
    """Every sentence of an answer, struck ones too, in its order."""
    return tuple(_sentence(sentence, answer, known, judge) for sentence in answer.sentences)


def judged_points(points: Sequence[str], said: Sequence[str], judge: Judge) -> tuple[Grounding, ...]:
    """Whether the sentences said make each of the points; where nothing is said, none is made."""
    return tuple(judge.judge(point, said) if said else NOTHING_SAID for point in points)


NOTHING_SAID = Grounding("unsupported", 0.0, "nothing is said")


def _sentence(sentence: Sentence, answer: Answer, known: KnownPapers, judge: Judge) -> JudgedSentence:
    citations = _distinct([answer.citations[i] for i in sentence.citations])
    if not citations:
        return JudgedSentence(sentence.text, sentence.verdict, UNCITED)
    premises = [premise(citation, known) for citation in citations]
    together = _judged(sentence.text, premises, judge)
    judged = tuple(
        _citation(sentence.text, citation, premises, i, together, judge) for i, citation in enumerate(citations)
    )
    return JudgedSentence(sentence.text, sentence.verdict, together, judged)


def _citation(
    claim: str, citation: Citation, premises: Sequence[str], place: int, together: Grounding, judge: Judge
) -> JudgedCitation:
    alone = _judged(claim, [premises[place]], judge)
    # What the others say matters only where this one says too little and all together may say enough.
    asks = supports(alone) is not True and supports(together) is not False
    rest = _judged(claim, [*premises[:place], *premises[place + 1 :]], judge) if asks else together
    return JudgedCitation(
        number=citation.number,
        title=citation.paper.title,
        quote=citation.quote,
        premise=premises[place],
        alone=alone,
        relevant=precise(alone, together, rest),
    )


def _judged(claim: str, premises: Sequence[str], judge: Judge) -> Grounding:
    held = [text for text in premises if text.strip()]
    if not premises:
        return UNCITED
    return judge.judge(claim, held) if held else NOT_HELD


def _distinct(citations: Sequence[Citation]) -> list[Citation]:
    """Each quote of each paper once: cited twice, it would never be missed by leaving it out once."""
    found = {(c.paper.id, c.start, c.end, c.quote): c for c in reversed(citations)}
    return list(reversed(found.values()))
