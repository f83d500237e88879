"""How many of a claim's words a text has, other forms of a word and abbreviations included."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.claims import Reading, Token, joined_key, name_key
from assistant.quantities import agrees
from assistant.stems import stem

SHARED_BEGINNING = 5
"""Stems of so many letters count as one word where one begins with the other."""
SHORTEST_ACRONYM = 3
NAME_WEIGHT = 2.0
_POSSESSIVE = re.compile(r"['\u2019]s$")
_JOINT = re.compile(r"[-\u2010\u2011/+]")


def coverage(claim: Reading, texts: Sequence[Reading]) -> float:
    """The share of the claim's names and words, names counting twice, that the texts have; 1 where it has none."""
    total = sum(_weight(token) for token in _meant(claim))
    return 1 - sum(_weight(token) for token in missing(claim, texts)) / total if total else 1.0


def missing(claim: Reading, texts: Sequence[Reading]) -> tuple[Token, ...]:
    """The names and words of the claim that no text has.

    >>> from assistant.claims import read
    >>> [t.text for t in missing(read("WBRT helps bees"), [read("Whole-brain radiation therapy helped patients")])]
    ['bees']
    """
    keys = frozenset().union(*(text.keys for text in texts))
    short = frozenset().union(*(text.acronyms for text in texts))
    joined = frozenset().union(*(text.joined for text in texts))
    spelled = _spelled_out(claim, keys)
    return tuple(t for t in _meant(claim) if t.key not in spelled | joined and not _has(t, keys, short))


def missing_numbers(claim: Reading, texts: Sequence[Reading]) -> tuple[Token, ...]:
    """The numbers of the claim that none of the texts bears out."""
    given = [t.quantity for text in texts for t in text.tokens if t.quantity]
    return tuple(t for t in claim.tokens if t.quantity and not any(agrees(t.quantity, other) for other in given))


def counted(claim: Reading, texts: Sequence[Reading]) -> bool:
    """Whether the claim has a number of the texts, in digits: "About 2.5 GB" has few words, and is of the matter."""
    wanting = missing_numbers(claim, texts)
    return any(t.quantity and not t.quantity.spelled and t not in wanting for t in claim.tokens)


def _meant(claim: Reading) -> tuple[Token, ...]:
    return tuple(token for token in claim.tokens if token.kind in ("word", "name"))


def _weight(token: Token) -> float:
    return NAME_WEIGHT if token.kind == "name" else 1.0


def _has(token: Token, keys: frozenset[str], short: frozenset[str]) -> bool:
    key = token.key
    if key in keys:
        return True
    if token.kind == "name" and len(key) >= SHORTEST_ACRONYM and key in short:
        return True
    if token.kind == "name" and (_has_parts(token.text, keys) or name_key(_POSSESSIVE.sub("", token.text)) in keys):
        return True
    return len(key) >= SHARED_BEGINNING and any(
        other.startswith(key) or (len(other) >= SHARED_BEGINNING and key.startswith(other)) for other in keys
    )


def _has_parts(name: str, keys: frozenset[str]) -> bool:
    """Whether all parts of a compound are there: those of "HIV-positive" are in "positive for HIV"."""
    parts = [part for part in _JOINT.split(name) if part]
    return len(parts) > 1 and all(name_key(part) in keys or stem(part.casefold()) in keys for part in parts)


def _spelled_out(claim: Reading, keys: frozenset[str]) -> frozenset[str]:
    """Words of the claim that the texts have as an acronym, or two of them as one word."""
    words = _meant(claim)
    found = {t.key for pair in pairwise(claim.tokens) if joined_key(*pair) in keys for t in pair}
    for size in range(SHORTEST_ACRONYM, 6):
        for i in range(len(words) - size + 1):
            run = words[i : i + size]
            if "".join(token.lower[0] for token in run) in keys:
                found.update(token.key for token in run)
    return frozenset(found)
