"""Stored names, "Ann Lee", in the two parts that reference managers sort by."""

from __future__ import annotations

import re
from typing import NamedTuple

_PERSON = re.compile(r"[^\W\d_][^\s,;&]*(?: [^\W\d_][^\s,;&]*){1,5}")
_NO_NAMES = frozenset(
    "of for the and und et others team group collaboration consortium university institute organization organisation "
    "foundation society network initiative project council department center centre laboratory committee association".split()
)
_PARTICLES = frozenset("van von der den de del della di da dos du la le ten ter zu zum zur bin ibn al el".split())


class Parts(NamedTuple):
    """`f"{given} {family}"` is the name."""

    given: str
    family: str


def parts(name: str) -> Parts | None:
    """The given and the family name of a person; None where the name is one word, no person's, or written with a comma.

    The family name is the last word with the particles before it.

    >>> parts("Ludwig van der Berg")
    Parts(given='Ludwig', family='van der Berg')
    """
    words = name.split(" ")
    if not _PERSON.fullmatch(name) or _NO_NAMES & {word.lower() for word in words}:
        return None
    last = len(words) - 1
    while last > 1 and words[last - 1] in _PARTICLES:
        last -= 1
    return Parts(" ".join(words[:last]), " ".join(words[last:]))
