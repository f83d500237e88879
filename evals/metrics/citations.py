"""Whether citations hold, in the sense of ALCE.

That is Gao et al., 2023, "Enabling Large Language Models to Generate Text with Citations". As there, a sentence has
recall 1 when all it cites together supports it in full, and a citation is precise when it alone supports its sentence,
or when without it the rest no longer would. Otherwise than there, an uncited sentence has recall
0 and inherits nothing from the one before it, and no sentence is skipped for being short. Each sentence counts the same
within an answer, each answer the same within a run. Sentences struck through are not said: they have a measure of their
own. A sentence of which the judge cannot tell is left out of the share and counted.

One weakness stays: of two pairs of citations, each pair enough, none is precise by leaving one out.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.grounding import Grounding
from assistant.records import STRUCK
from evals.metrics.subject import NONE, Subject, Values
from evals.metrics.support import both, either, negated, share, supports
from evals.scores import Definition, JudgedSentence

ALCE = "Gao et al., 2023, Enabling Large Language Models to Generate Text with Citations"
RECALL = Definition("citation recall", "higher", "sentences that all they cite together supports, of those said", ALCE)
PRECISION = Definition(
    "citation precision",
    "higher",
    "citations that alone support their sentence, or without which the rest does not",
    ALCE,
)
UNCITED = Definition("uncited sentences", "lower", "sentences that cite nothing, of those said")
STRUCK_OUT = Definition("struck sentences", "neither", "sentences struck through as unsupported, of all in the answer")
UNCHECKED = Definition("unchecked sentences", "neither", "sentences of which the judge could not tell, of those said")
CITES_GOLD = Definition("cites gold", "higher", "answers that cite a gold paper, of all answerable questions")
FITTING = Definition("cited papers fit", "higher", "cited papers that are gold or also fine, of answers that cite any")
DEFINITIONS = (RECALL, PRECISION, UNCITED, STRUCK_OUT, UNCHECKED, CITES_GOLD, FITTING)


def values(subject: Subject) -> Values:
    """Of an answer given: its sentences and citations; of an answerable case also which papers it cites."""
    return {**(of_sentences(subject.judged) if subject.given else NONE), **_of_papers(subject)}


def of_sentences(judged: Sequence[JudgedSentence]) -> Values:
    """The measures of one answer's sentences; none where it has no sentences."""
    if not judged:
        return NONE
    said = [sentence for sentence in judged if sentence.shown not in STRUCK]
    found: dict[str, float | None] = {STRUCK_OUT.name: 1 - len(said) / len(judged)}
    if said:
        told = [recalled(sentence) for sentence in said]
        found[RECALL.name] = share(told)
        found[UNCITED.name] = sum(not sentence.citations for sentence in said) / len(said)
        found[UNCHECKED.name] = told.count(None) / len(said)
    citations = [citation.relevant for sentence in said for citation in sentence.citations]
    if citations:
        found[PRECISION.name] = share(citations)
    return found


def recalled(sentence: JudgedSentence) -> bool | None:
    """Whether a sentence is supported by all it cites; one that cites nothing is not."""
    return supports(sentence.judged) if sentence.citations else False


def precise(alone: Grounding, together: Grounding, rest: Grounding) -> bool | None:
    """Whether a citation is precise, from what it, all citations, and all others say of the sentence."""
    return either(supports(alone), both(supports(together), negated(supports(rest))))


def _of_papers(subject: Subject) -> Values:
    if subject.case.should_abstain:
        return NONE
    if subject.answer is None:
        return {CITES_GOLD.name: None}
    found: dict[str, float | None] = {CITES_GOLD.name: float(bool(subject.cited & subject.gold))}
    if subject.cited:
        found[FITTING.name] = len(subject.cited & (subject.gold | subject.also_ok)) / len(subject.cited)
    return found
