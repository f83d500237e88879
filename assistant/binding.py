"""Which way a claim and a text go about the same thing: "raises IL-10" against "IL-10 was not raised".

A word of direction is tied to the words around it, and turned round by a negation close before it. Of the text, only
the place counts that is about the most of what the claim says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.claims import Reading, Token

WINDOW = 5
"""Words on each side that say what a direction is about."""
REACH = 3
"""A negation turns a direction round that follows within so many words."""
NEAR_SHARE = 0.6
"""How much the words around count against all other words of the claim."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """A word of direction: its axis, +1 or -1 with negations taken in, and what stands around it."""

    axis: str
    sign: int
    around: frozenset[str]


def bound(claim: Reading, sentences: Sequence[Reading]) -> tuple[float, float]:
    """How surely the text goes the claim's way, and how surely the other way; each 0 to 1, both 0 without directions.

    >>> from assistant.claims import read
    >>> agrees, differs = bound(read("Heat raises yield"), [read("Heat does not increase the yield")])
    >>> agrees < differs
    True
    """
    topic = frozenset(token.key for token in claim.tokens if _is_topic(token))
    given = [turn for sentence in sentences for turn in _turns(sentence)]
    agrees = differs = 0.0
    for turn in _turns(claim):
        same, share = _nearest(turn, topic, given)
        agrees = max(agrees, share if same else 0.0)
        differs = max(differs, 0.0 if same else share)
    return agrees, differs


def _nearest(turn: _Turn, topic: frozenset[str], given: Sequence[_Turn]) -> tuple[bool, float]:
    """Whether the place that is most about what the turn is about goes the same way, and how much it is about it."""
    best, same = 0.0, True
    for other in given:
        if other.axis == turn.axis:
            near = len(turn.around & other.around) / max(len(turn.around), 1)
            share = NEAR_SHARE * near + (1 - NEAR_SHARE) * len(topic & other.around) / max(len(topic), 1)
            if share > best:
                best, same = share, other.sign == turn.sign
    return same, best


def _turns(reading: Reading) -> Iterator[_Turn]:
    for i, token in enumerate(reading.tokens):
        if token.direction:
            window = reading.tokens[max(0, i - WINDOW) : i + WINDOW + 1]
            denied = any(t.kind == "negation" for t in reading.tokens[max(0, i - REACH) : i])
            around = frozenset(t.key for t in window if _is_topic(t))
            for axis, sign in token.direction.signs:
                yield _Turn(axis, -sign if denied else sign, around)


def _is_topic(token: Token) -> bool:
    return token.carries and token.kind != "negation" and token.direction is None
