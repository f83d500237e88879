"""Good sentences, their paraphrases, and every mutation of both, one by one before the suite."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from assistant.records import Answer, Paper
from evals.mutations.answers import Mutated, alone, permuted, rewritten, said, swapped
from evals.mutations.base import Around
from evals.mutations.good import Good
from evals.mutations.made_up import KIND as MADE_UP
from evals.mutations.paraphrase import paraphrase
from evals.mutations.sentences import mutate
from evals.mutations.suite import Suite
from evals.mutations.trials import PARAPHRASED, UNTOUCHED, VERBATIM, Trial

Nearest = Callable[[str, frozenset[str]], Paper | None]
"""The paper that fits a text best and is none of some; None where there is no other."""


@dataclass(frozen=True, slots=True)
class Stock:
    """What mutations draw on: the library's papers and their names, and which paper is nearest to a text."""

    papers: Sequence[Paper]
    names: tuple[str, ...]
    nearest: Nearest


def sentence_trials(good: Good, stock: Stock, suite: Suite, seed: int) -> Iterator[Trial]:
    """The trials of one good answer: its sentences untouched, each mutation of those that pass, and permutations."""
    passed = []
    for place in good.places:
        text = good.answer.sentences[place].text
        for base, changed in ((VERBATIM, text), (PARAPHRASED, paraphrase(text))):
            if changed is None:
                continue
            answer = alone(said(good.answer, place, changed), place)
            untouched = _trial(good, suite, Mutated(answer, UNTOUCHED, "", (0,), text, changed), 0, base)
            yield untouched
            if untouched.marked is not False:
                continue
            passed += [place] if base == VERBATIM else []
            random = Random(f"{seed} {good.case.id} {place} {base}")
            for mutated in _mutations(good, answer, stock, random):
                if base == VERBATIM or mutated.kind != MADE_UP:
                    yield _trial(good, suite, mutated, 0, base)
    if (turned := permuted(good.answer)) is not None:
        for place in turned.wrong:
            if place in passed:
                yield _trial(good, suite, turned, place, VERBATIM)


def _mutations(good: Good, answer: Answer, stock: Stock, random: Random) -> Iterator[Mutated]:
    """Every mutation of an answer of one sentence."""
    text = answer.sentences[0].text
    others = [paper for paper in stock.papers if paper.id not in good.gold and paper.abstract.strip()]
    if not others:
        return
    cited = answer.citations[answer.sentences[0].citations[0]].paper
    nearest = stock.nearest(text, good.gold)
    for other, variant in ((nearest, "nearest paper"), (random.choice(others), "random paper")):
        if other is not None and (changed := swapped(answer, 0, other, variant)) is not None:
            yield changed
    around = Around(cited, nearest or random.choice(others), stock.names)
    for kind, edit in mutate(text, around, random, held_out=True):
        yield rewritten(answer, 0, kind, edit)


def _trial(good: Good, suite: Suite, mutated: Mutated, place: int, base: str) -> Trial:
    judged = suite.sentence(mutated.answer, place)
    return Trial(
        good.case.id,
        mutated.kind,
        mutated.variant,
        base,
        None if judged.supported is None else not judged.supported,
        mutated.before,
        mutated.after,
        mutated.answer.sentences[place].text,
        judged.premise,
        judged.reason,
        mutated.held_out,
    )
