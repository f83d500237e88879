"""A sentence as its clauses: what each says may be true or invented for itself."""

from __future__ import annotations

import re

from assistant.claims import read

LEAST_CARRYING, LEAST_WORDS = 3, 5
"""Words with a meaning of their own, or words at all: what has fewer says too little to be looked at alone."""
_CUT = re.compile(
    r"[,;:.!?]\s+|\s[\u2013\u2014-]+\s|\s?[()]\s?"
    r"|\s+(?=(?:and|but|or|while|whereas|because|since|if|although|though|so that|which|yet|nor)\b)",
    re.IGNORECASE,
)


def clauses(sentence: str) -> tuple[str, ...]:
    """The clauses of a sentence that say something, in their order, each with the word that joins it.

    Names in a row are parted, too: what is said of them is then looked for several times.

    >>> clauses("Notably, bees sleep at night, and badgers wrote a song.")
    ('bees sleep at night', 'and badgers wrote a song.')
    """
    return tuple(filter(_says, _CUT.split(sentence)))


def _says(part: str) -> bool:
    return len(part.split()) >= LEAST_WORDS or sum(t.carries for t in read(part).tokens) >= LEAST_CARRYING
