"""An answer before the judge: each sentence against all it cites, and against each of its citations alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from assistant.grounding import Grounding
from assistant.records import Answer, Citation, Sentence
from assistant.verbatim import word_for_word
from evals.judges.base import Asked, BatchJudge, Judge
from evals.judges.llm import NAME as MODEL
from evals.known import KnownPapers
from evals.metrics.citations import precise
from evals.metrics.support import supports
from evals.premises import PREMISES, QUOTED, Premises
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
        self._said: dict[Asked, Grounding] = {}

    @property
    def name(self) -> str:
        """The judge's own."""
        return self._judge.name

    def ahead(self, use: Callable[[Judge], object], on_progress: Callable[[int, int], None]) -> None:
        """Have judged at once all that `use` asks for, if the judge is better asked so.

        What is asked may depend on what was said before: then there are further rounds. `on_progress` is told how many
        there are and how many of them are done.
        """
        if not isinstance(self._judge, BatchJudge):
            return
        while todo := _asked_by(use, self.name, self._said):
            found = self._judge.judge_all(todo, partial(on_progress, len(todo)))
            self._said |= dict(zip(todo, found, strict=True))

    def judge(self, claim: str, premises: Sequence[str]) -> Grounding:
        """What the judge says; equal premises count once."""
        asked = claim, tuple(dict.fromkeys(premises))
        if asked not in self._said:
            found = word_for_word(*asked)
            self._said[asked] = WORD_FOR_WORD if found else self._judge.judge(claim, asked[1])
        return self._said[asked]


class _Noting:
    """Stands in for a judge, and notes what it would have to be asked; meanwhile all of that is supported."""

    def __init__(self, name: str, said: Mapping[Asked, Grounding]) -> None:
        self.name = name
        self._said = said
        self.noted: dict[Asked, None] = {}

    def judge(self, claim: str, premises: Sequence[str]) -> Grounding:
        """What was said; else "supported", which is what asks for least besides."""
        asked = claim, tuple(dict.fromkeys(premises))
        if asked in self._said or word_for_word(*asked):
            return self._said.get(asked, WORD_FOR_WORD)
        self.noted[asked] = None
        return WORD_FOR_WORD


def _asked_by(use: Callable[[Judge], object], name: str, said: Mapping[Asked, Grounding]) -> list[Asked]:
    noting = _Noting(name, said)
    use(noting)
    return list(noting.noted)


def judged_sentences(
    answer: Answer, known: KnownPapers, judge: Judge, premises: Premises = PREMISES[QUOTED]
) -> tuple[JudgedSentence, ...]:
    """Every sentence of an answer, struck ones too, in its order."""
    return tuple(_sentence(sentence, answer, known, judge, premises) for sentence in answer.sentences)


def judged_points(points: Sequence[str], answer: Answer, said: Sequence[str], judge: Judge) -> tuple[Grounding, ...]:
    """Whether the sentences said in an answer make each of the points; if nothing is said, none is made.

    A model is told the question and the titles cited too, as a reader is: without them "Yes" and "[1]" mean nothing.
    Who compares words would take those of the question for the answer's.
    """
    told = [_whole(answer)] if judge.name == MODEL else said
    return tuple(judge.judge(point, told) if said else NOTHING_SAID for point in points)


def _whole(answer: Answer) -> str:
    titles = {citation.number: citation.paper.title for citation in answer.citations}
    cited = " ".join(f"[{number}] {titles[number]}." for number in sorted(titles))
    return f"Asked was: {answer.standalone_question} The reader was told: {answer.text} Cited are: {cited}"


NOTHING_SAID = Grounding("unsupported", 0.0, "nothing is said")


def _sentence(
    sentence: Sentence, answer: Answer, known: KnownPapers, judge: Judge, rests_on: Premises
) -> JudgedSentence:
    citations = _distinct([answer.citations[i] for i in sentence.citations], rests_on)
    if not citations:
        return JudgedSentence(sentence.text, sentence.verdict, UNCITED)
    premises = [rests_on.text(citation, known) for citation in citations]
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


def _distinct(citations: Sequence[Citation], rests_on: Premises) -> list[Citation]:
    """Each quote of each paper, or each paper, once: cited twice, it would never be missed by leaving it out once."""
    found = {rests_on.distinct(c): c for c in reversed(citations)}
    return list(reversed(found.values()))
