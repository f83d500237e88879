"""Pairs made from abstracts alone: a sentence as a claim about its own abstract, as it is and changed.

A change is made now in the claim, now in the premise, now in both, so that neither the claim alone nor a word of the
change gives the label away: "not" is as often true as false.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random

from evals.training import edits, terms
from evals.training.edits import Edit, Rule
from evals.training.nearness import Nearness
from evals.training.pairs import Abstract, Pair
from evals.training.rewrites import rewritten

CHANGED_IN_BOTH = 0.3
CHANGED_IN_PREMISE = 0.4
MOST_OTHERS = 2
ABSENT = 0.2
FOREIGN = 0.1
SHORTEST, LONGEST = 40, 420
"""Characters of a sentence that is used."""
LAST = 2
"""The last sentences of an abstract often repeat others, so that leaving them out leaves what they say."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What changes of a sentence may draw on: terms and phrases of its abstract's neighbours."""

    terms: terms.Pool
    phrases: tuple[str, ...]


def surroundings(neighbours: Sequence[Abstract]) -> Surroundings:
    """Terms and phrases of some abstracts."""
    sentences = [sentence for abstract in neighbours for sentence in abstract.sentences]
    return Surroundings(terms.vocabulary(sentences), tuple(terms.phrases(sentences)))


def rules(around: Surroundings) -> list[Rule]:
    """The changes to choose from, the more telling ones named twice."""
    term = partial(terms.replaced, pool=around.terms)
    also: list[Rule] = [partial(_phrase, phrases=around.phrases)] if around.phrases else []
    return [
        edits.number_changed, edits.number_changed, edits.number_changed, edits.reversed_direction,
        edits.reversed_direction, edits.negated, edits.affirmed, edits.affirmed, edits.affirmed, edits.sibling, term,
        term, terms.swapped, *also,
    ]  # fmt: skip


def _phrase(text: str, rng: Random, *, phrases: Sequence[str]) -> Edit | None:
    return edits.added(text, rng.choice(phrases))


def from_abstract(abstract: Abstract, nearness: Nearness, rng: Random, count: int) -> Iterator[Pair]:
    """Pairs on up to `count` sentences of the abstract: at least one true and mostly one false claim each."""
    neighbours = nearness.neighbours(abstract, 3)
    around = surroundings([abstract, *neighbours])
    usable = [i for i, s in enumerate(abstract.sentences) if SHORTEST <= len(s) <= LONGEST]
    for index in rng.sample(usable, min(count, len(usable))):
        others = nearness.order_within(index, abstract)[: rng.randint(0, MOST_OTHERS)]
        yield from from_sentence(abstract, index, others, rules(around), rng)
        if rng.random() < ABSENT and index < len(abstract.sentences) - LAST and others:
            claim = rewritten(abstract.sentences[index], rng.getrandbits(32))
            yield Pair(claim, told(abstract.sentences, others), "neither", "absent", abstract.id)
        if rng.random() < FOREIGN and neighbours:
            yield foreign(neighbours[0], abstract, nearness, rng)


def from_sentence(
    abstract: Abstract, index: int, others: Sequence[int], choice: Sequence[Rule], rng: Random
) -> Iterator[Pair]:
    """A true claim from the sentence, and a false one by one of the rules if any applies."""
    sentence, seed = abstract.sentences[index], rng.getrandbits(32)
    edit = edits.first_edit(sentence, choice, rng)
    changed = sentence if edit is None else edit.applied(sentence)
    claim, other = rewritten(sentence, seed), rewritten(changed, seed)
    premise = told(abstract.sentences, [index, *others])
    sentences = (*abstract.sentences[:index], changed, *abstract.sentences[index + 1 :])
    premise_changed = told(sentences, [index, *others])
    if edit is None or claim == other:  # what was changed is not in the claim
        yield Pair(claim, premise_changed, "support", "part", abstract.id, tagged=True)
        return
    if rng.random() < CHANGED_IN_BOTH:
        yield Pair(other, premise_changed, "support", f"{edit.kind} in both", abstract.id, tagged=True)
    else:
        yield Pair(claim, premise, "support", "as it is", abstract.id, tagged=True)
    if edit.kind != "added" and rng.random() < CHANGED_IN_PREMISE:
        wrong = (edits.span_of_change(other, claim),)
        yield Pair(
            claim, premise_changed, edit.label, f"{edit.kind} in the premise", abstract.id, tagged=True, wrong=wrong
        )
    else:
        wrong = (edits.span_of_change(claim, other),)
        yield Pair(other, premise, edit.label, edit.kind, abstract.id, tagged=True, wrong=wrong)


def foreign(other: Abstract, abstract: Abstract, nearness: Nearness, rng: Random) -> Pair:
    """A sentence of another abstract against the sentences here that are nearest to it."""
    sentence = rng.choice(other.sentences)
    claim = rewritten(sentence, rng.getrandbits(32))
    nearest = nearness.order(nearness.vectors([sentence])[0], abstract)[: rng.randint(1, MOST_OTHERS + 1)]
    return Pair(claim, told(abstract.sentences, nearest), "neither", "foreign", abstract.id)


def told(sentences: Sequence[str], chosen: Sequence[int]) -> str:
    """The chosen sentences in the abstract's order, as one text."""
    return " ".join(sentences[i] for i in sorted(set(chosen)))
