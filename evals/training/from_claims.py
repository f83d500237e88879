"""Pairs from claims that people wrote and judged, and from titles, which sum up an abstract in other words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from random import Random

from evals.training import edits, terms
from evals.training.edits import Rule
from evals.training.pairs import Abstract, LabelledClaim, Pair
from evals.training.self_made import surroundings, told
from evals.training.word_tables import VERBS

MOST_OTHERS = 2
BEREFT = 0.35
CHANGED = 0.6
TITLE_CHANGED = 0.5
_STATEMENT = re.compile(rf"\b(?:is|are|was|were|can|has|have|does|do|(?:{'|'.join(VERBS)})s|{'|'.join(VERBS)})\b")
_NO_STATEMENT = re.compile(r"[?:\[]|^(?:How|What|Why|When|Does|Do|Is|Are|Can)\b")


def from_claim(
    claim: LabelledClaim, order: Sequence[int], neighbours: Sequence[Abstract], rng: Random
) -> Iterator[Pair]:
    """The claim with its label, often again with the label of another premise or after a change.

    `order` holds all sentences of the abstract, nearest to the claim first.
    """
    others = [i for i in order if i in claim.others]
    source, sentences = claim.abstract.id, claim.abstract.sentences
    if claim.label == "neither":
        chosen = _judged_open(claim, others, rng)
        yield Pair(claim.claim, told(sentences, chosen), "neither", "claim", source)
        return
    premise = told(sentences, [*claim.rationale, *others[: rng.randint(0, MOST_OTHERS)]])
    yield Pair(claim.claim, premise, claim.label, "claim", source, tagged=claim.label == "support")
    if others and rng.random() < BEREFT:
        rest = others[: rng.randint(1, MOST_OTHERS + 1)]
        yield Pair(claim.claim, told(sentences, rest), "neither", "claim without its rationale", source)
    if claim.label == "support" and rng.random() < CHANGED:
        yield from _changed(claim.claim, premise, claim.abstract, neighbours, rng)


def from_title(abstract: Abstract, order: Sequence[int], neighbours: Sequence[Abstract], rng: Random) -> Iterator[Pair]:
    """The title as a claim that its abstract supports, if it states something, and changed, as one that it does not."""
    title = abstract.title.strip().rstrip(".") + "."
    if _NO_STATEMENT.search(title) or not _STATEMENT.search(title):
        return
    premise = told(abstract.sentences, order[: rng.randint(3, 4)])
    yield Pair(title, premise, "support", "title", abstract.id)
    if rng.random() < TITLE_CHANGED:
        yield from _changed(title, premise, abstract, neighbours, rng)
    elif neighbours:
        other = neighbours[0].title.strip().rstrip(".") + "."
        yield Pair(other, premise, "neither", "title of another", abstract.id)


def _judged_open(claim: LabelledClaim, others: Sequence[int], rng: Random) -> list[int]:
    if len(claim.given) == len(claim.abstract.sentences):
        return list(others[: rng.randint(2, MOST_OTHERS + 1)])
    return [*claim.given, *others[: rng.randint(0, MOST_OTHERS - 1)]]


def _changed(
    claim: str, premise: str, abstract: Abstract, neighbours: Sequence[Abstract], rng: Random
) -> Iterator[Pair]:
    """The claim after a change, if one applies."""
    pool = surroundings([abstract, *neighbours]).terms
    choice: list[Rule] = [
        edits.reversed_direction, edits.reversed_direction, edits.negated, edits.affirmed, edits.number_changed,
        edits.sibling, partial(terms.replaced, pool=pool), terms.swapped,
    ]  # fmt: skip
    edit = edits.first_edit(claim, choice, rng)
    if edit is not None:
        other = edit.applied(claim)
        wrong = (edits.span_of_change(claim, other),)
        yield Pair(other, premise, edit.label, f"claim, {edit.kind}", abstract.id, tagged=True, wrong=wrong)
