"""All pairs of a training run, in stages: made ones first, then people's claims among fewer made ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from evals.training.from_claims import from_claim, from_title
from evals.training.nearness import Nearness
from evals.training.pairs import Abstract, LabelledClaim, Pair
from evals.training.self_made import from_abstract, told

NEIGHBOURS = 3
PREMISE = 4
"""Sentences of a whole abstract that are read, those nearest to the claim."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many abstracts a stage uses, sentences of each, and how often it goes through people's claims."""

    abstracts: int
    sentences: int
    titles: int
    rounds: int


STAGES = (
    Sizes(abstracts=1500, sentences=2, titles=1500, rounds=1),
    Sizes(abstracts=900, sentences=2, titles=900, rounds=3),
)


def stage(
    sizes: Sizes, claims: Sequence[LabelledClaim], abstracts: Sequence[Abstract], nearness: Nearness, rng: Random
) -> list[Pair]:
    """The pairs of one stage, shuffled."""
    pairs: list[Pair] = []
    for abstract in rng.sample(abstracts, min(sizes.abstracts, len(abstracts))):
        pairs += from_abstract(abstract, nearness, rng, sizes.sentences)
    pairs += titles(rng.sample(abstracts, min(sizes.titles, len(abstracts))), nearness, rng)
    for _ in range(sizes.rounds):
        pairs += labelled(claims, nearness, rng)
    rng.shuffle(pairs)
    return [pair for pair in pairs if pair.premise]


def titles(abstracts: Sequence[Abstract], nearness: Nearness, rng: Random) -> Iterator[Pair]:
    """Pairs from the titles of some abstracts."""
    vectors = nearness.vectors([abstract.title for abstract in abstracts])
    for abstract, vector in zip(abstracts, vectors, strict=True):
        yield from from_title(abstract, nearness.order(vector, abstract), nearness.neighbours(abstract, 1), rng)


def labelled(claims: Sequence[LabelledClaim], nearness: Nearness, rng: Random) -> Iterator[Pair]:
    """Pairs from people's claims."""
    vectors = nearness.vectors([claim.claim for claim in claims])
    for claim, vector in zip(claims, vectors, strict=True):
        order = nearness.order(vector, claim.abstract)
        yield from from_claim(claim, order, nearness.neighbours(claim.abstract, NEIGHBOURS), rng)


def as_judged(claims: Sequence[LabelledClaim], nearness: Nearness) -> list[Pair]:
    """One pair a claim, for measuring: against the sentences it was judged by, the nearest of them if they are many."""
    vectors = nearness.vectors([claim.claim for claim in claims])
    pairs = []
    for claim, vector in zip(claims, vectors, strict=True):
        order = [i for i in nearness.order(vector, claim.abstract) if i in claim.given]
        premise = told(claim.abstract.sentences, order[:PREMISE])
        pairs.append(Pair(claim.claim, premise, claim.label, "as judged", claim.abstract.id))
    return pairs
