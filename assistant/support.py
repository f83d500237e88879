"""What speaks for and against a claim in the sentences that it cites, as numbers between 0 and 1."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from assistant.alignment import Difference, compare
from assistant.binding import bound
from assistant.claims import Reading, Token
from assistant.coverage import coverage, missing, missing_numbers
from assistant.polarity import conflict

Similarities = np.ndarray[Any, np.dtype[np.float32]]

COMPARED = 3
"""So many of the best sentences are laid beside the claim word by word."""
MANY = 3
"""Differing words are counted up to so many."""
MANY_MISSING = 5


@dataclass(frozen=True, slots=True)
class Compared:
    """A claim beside the sentences that it cites, best first by cosine plus coverage, with its cosines to them.

    `coverage` is the share of the claim's words that the best sentence has. `difference` is from the sentence, among
    the best three, that has the most of the claim in order. `places` are those of `ranked` as given.
    `numbers` and `words` of the claim are in no sentence. The directions of claim and best sentence agree and
    differ by the shares in `directions`; `bound` is the same where only what is said about the same thing counts.
    """

    claim: Reading
    ranked: tuple[Reading, ...]
    cosines: Similarities
    coverage: float
    difference: Difference
    places: tuple[int, ...]
    numbers: tuple[Token, ...]
    words: tuple[Token, ...]
    directions: tuple[float, float]
    bound: tuple[float, float]

    @property
    def denied(self) -> tuple[bool, bool]:
        """Whether there is a negation in the claim, and in the best sentence."""
        return self.claim.denied, self.ranked[0].denied

    def by_order(self, count: int) -> float:
        """How much differences count: they tell a copy with one change from a text in other words by its order."""
        return float(self.difference.order**2) * min(count, MANY) / MANY


def beside(claim: Reading, sentences: Sequence[Reading], cosines: Similarities) -> Compared:
    """A claim and one sentence or more, compared in all ways that the signs need."""
    coverages = [coverage(claim, [sentence]) for sentence in sentences]
    places = tuple(sorted(range(len(sentences)), key=lambda i: (-float(cosines[i]) - coverages[i], i)))
    ranked = tuple(sentences[i] for i in places)
    differences = [compare(claim, sentence) for sentence in ranked[:COMPARED]]
    difference = max(differences, key=lambda d: d.order)
    return Compared(
        claim=claim,
        ranked=ranked,
        cosines=np.sort(cosines)[::-1],
        coverage=coverages[places[0]],
        difference=difference,
        places=places,
        numbers=missing_numbers(claim, sentences),
        words=missing(claim, sentences),
        directions=conflict(claim.directions, ranked[0].directions),
        bound=bound(claim, sentences),
    )


def _pairs(compared: Compared) -> float:
    """The share of the claim's neighbouring words that are neighbours in a sentence too."""
    ours = compared.claim.pairs
    theirs = frozenset().union(*(sentence.pairs for sentence in compared.ranked))
    return len(ours & theirs) / max(len(ours), 1)


SIGNS: dict[str, Callable[[Compared], float]] = {
    "cosine": lambda c: float(c.cosines[0]),
    "cosine of the second": lambda c: float(c.cosines[:2][-1]),
    "cosine, mean": lambda c: float(c.cosines.mean()),
    "coverage": lambda c: c.coverage,
    "coverage by two": lambda c: coverage(c.claim, c.ranked[:2]),
    "coverage by all": lambda c: coverage(c.claim, c.ranked),
    "neighbours": _pairs,
    "missing": lambda c: min(len(c.words), MANY_MISSING) / MANY_MISSING,
    "missing name": lambda c: float(any(token.kind == "name" for token in c.words)),
    "missing number": lambda c: len(c.numbers) / max(len(c.claim.of("number")), 1),
    "denied here": lambda c: float(c.denied == (True, False)),
    "denied there": lambda c: float(c.denied == (False, True)),
    "direction agrees": lambda c: c.directions[0],
    "direction differs": lambda c: c.directions[1],
    # Twice turned is not turned: "not increase" and "decrease".
    "turned": lambda c: float((c.directions[1] > 0) != (c.denied[0] != c.denied[1])),
    "bound agrees": lambda c: c.bound[0],
    "bound differs": lambda c: c.bound[1],
    "order": lambda c: c.difference.order,
    "order, squared": lambda c: c.difference.order**2,
    "kept, in order": lambda c: c.difference.kept * c.difference.order**2,
    "number, in order": lambda c: c.by_order(MANY * bool(c.difference.numbers)),
    "opposite, in order": lambda c: c.by_order(MANY * bool(c.difference.opposites)),
    "name, in order": lambda c: c.by_order(MANY * bool(c.difference.names)),
    "denial, in order": lambda c: c.by_order(MANY * bool(c.difference.denials)),
    "words, in order": lambda c: c.by_order(len(c.difference.words)),
    "moved, in order": lambda c: c.by_order(len(c.difference.moved)),
    "added, in order": lambda c: c.by_order(len(c.difference.added)),
}
"""The inputs of the fitted model, each about 0 to 1. None looks at the claim alone: no habit of claims counts."""


def signs(compared: Compared) -> tuple[float, ...]:
    """The signs in the order of `SIGNS`."""
    return tuple(sign(compared) for sign in SIGNS.values())
