"""Whether a sentence that cites nothing only frames an answer: short, and made of words that claim nothing."""

from __future__ import annotations

import re

from assistant.claims import read
from assistant.stems import stem

_ANSWERS = re.compile(r"\b(?:yes|yeah|yep|nope|differ(?:s|ed)?)\b", re.IGNORECASE)
LONGEST = 14
"""Words."""
_WORDS = (
    "paper study work publication article abstract research literature question answer evidence following aspect part "
    "point side view several various some other different line approach kind group overview summary summarise short "
    "brief detail turn first second third next last final together overall general regard concern address discuss "
    "consider treat cover speak relate relevant subject topic library here below above given give come take look turn "
    "main"
)
_EMPTY = frozenset(stem(word) for word in _WORDS.split())


def only_frames(sentence: str) -> bool:
    """Whether a sentence may stand without evidence: no number, name or denial, no word that says something of a thing.

    What has no word of meaning at all ("Both do so.") is an answer, unless a colon says that it follows ("So:").

    >>> only_frames("Several studies address this question."), only_frames("Owls hear well.")
    (True, False)
    """
    if len(sentence.split()) > LONGEST or _ANSWERS.search(sentence):
        return False
    said = [token for token in read(sentence).tokens if token.carries]
    if not said:
        return sentence.rstrip().endswith(":")
    return all(token.kind == "word" and token.key in _EMPTY for token in said)
