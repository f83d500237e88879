"""The judge "none": no model, only what comparing words and numbers shows; where that is too little, no verdict.

In this order: a claim that is there word for word, as whole sentences, is supported; one with a number that no premise
has is unsupported; one of whose words the premises have hardly any is unsupported; one whose words are nearly all in
one sentence that negates as it does is supported. All else is left open, which is most of what is not word for word.

So it decides little of what is said in other words: 17% of scifact's training claims, 90% of these as people did, and
14% of check_covid's, 67% as people did. Minimal edits deceive it: of 40 summaries of summedits_scitldr that it calls
supported, 27 are not. `python -m evals grounding DATASET --judge none` measures it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.grounding import Grounding
from assistant.library.stop_words import STOP_WORDS
from assistant.polarity import is_negation
from assistant.quantities import agrees, quantities
from assistant.sentences import split_sentences
from assistant.stems import stem
from assistant.verbatim import word_for_word
from evals.plain import plain

ENOUGH = 0.9
TOO_LITTLE = 0.2
_WORD = re.compile(r"[^\W_]+(?:['\u2019.-][^\W_]+)*")
_STOP = frozenset(STOP_WORDS)


class ExactJudge:
    """Judges by words and numbers alone. Its `support` is a share of words, not a probability that was measured."""

    @property
    def name(self) -> str:
        """What `--judge` calls it."""
        return "none"

    def judge(self, claim: str, premises: Sequence[str]) -> Grounding:
        """Whether the premises hold the claim, as far as words and numbers tell."""
        if word_for_word(claim, premises):
            return Grounding("supported", 1.0, "word for word")
        if numbers := numbers_missing(claim, premises):
            return Grounding("unsupported", 0.0, f"no text has the number {numbers[0]}")
        shared = overlap(claim, premises)
        if shared <= TOO_LITTLE:
            return Grounding("unsupported", shared, f"{shared:.0%} of its words are there")
        nearest, in_nearest = _nearest(claim, premises)
        if in_nearest < ENOUGH:
            return Grounding("unchecked", None, f"one sentence has {in_nearest:.0%} of its words: that does not tell")
        if negates(claim) != negates(nearest):
            return Grounding("unchecked", None, "one sentence has its words, but only one of the two negates")
        return Grounding("supported", in_nearest, f"one sentence has {in_nearest:.0%} of its words")


def numbers_missing(claim: str, premises: Sequence[str]) -> tuple[str, ...]:
    """The numbers of the claim, written in digits, that no premise has, as the claim writes them."""
    given = [quantity for premise in premises for quantity in quantities(premise)]
    claimed = [quantity for quantity in quantities(claim) if not quantity.spelled]
    return tuple(claim[q.start : q.end] for q in claimed if not any(agrees(q, other) for other in given))


def overlap(claim: str, premises: Iterable[str]) -> float:
    """The share of the claim's words, stop words aside, that the premises have in some form; 0 where it has none."""
    wanted = _stems(claim)
    given = frozenset().union(*(_stems(premise) for premise in premises))
    return len(wanted & given) / len(wanted) if wanted else 0.0


def negates(text: str) -> bool:
    """Whether a text has a word that denies."""
    return any(is_negation(word) for word in _WORD.findall(text.casefold()))


def _nearest(claim: str, premises: Iterable[str]) -> tuple[str, float]:
    """The sentence of the premises that has most of the claim's words, and the share that it has."""
    sentences = [premise[a:b] for premise in premises for a, b in split_sentences(premise)]
    shares = [overlap(claim, [sentence]) for sentence in sentences]
    best = max(range(len(shares)), key=shares.__getitem__, default=None)
    return ("", 0.0) if best is None else (sentences[best], shares[best])


def _stems(text: str) -> frozenset[str]:
    words = _WORD.findall(plain(text))
    return frozenset(stem(part) for word in words if word not in _STOP for part in (word, *word.split("-")) if part)
