"""Telling an abstract from a title, and an organisation printed behind an abstract from its last sentence."""

from __future__ import annotations

import re

_LONG = 250
"""Characters: no title is longer, hardly an abstract is shorter."""

_SENTENCE_END = re.compile(r"[.!?][)\]\"'”’*]*(?=\s)")
_ENDS = re.compile(r"[.!][)\]\"'”’*]*$")
_OPENS = re.compile(r"(?:we|in this (?:paper|work)|this (?:paper|work|study|report|survey))\b", re.IGNORECASE)
_ADDRESS = re.compile(r"\S*(?:https?://|www\.)\S*(?=\s)")
_INITIALS = re.compile(r"(?:^|\s)(?:[A-Z]\.)+$|\b(?:Inc|Ltd|Corp|Co|St|Dr)\.$")
_SMALL_WORDS = frozenset("of for and the at in de la di da del des du der für y et & on ai".split())
_LONGEST_NAME = 9


def is_abstract(text: str) -> bool:
    """Whether a line with no context reads as an abstract: it is long, or it is made of sentences."""
    words = text.split()
    if len(text) >= _LONG:
        return True
    if len(words) < 5:
        return False
    if _OPENS.match(text):
        return len(words) >= 8 or _ENDS.search(text) is not None
    if not _ENDS.search(text):
        return False
    small = sum(word[0].islower() for word in words[1:])
    return small >= 0.6 * (len(words) - 1) or re.search(r"[a-z)]\.\s+[A-Z]", text) is not None


def split_organisation(text: str) -> tuple[str, str | None]:
    """Splits "... of the cost. Example Research Lab" behind the last sentence's end.

    Returns:
        The abstract and the name, or the text as it is and None where what stands last is no name: a sentence without
        its full stop, for one.
    """
    ends = [match.end() for pattern in (_SENTENCE_END, _ADDRESS) for match in pattern.finditer(text)]
    for end in sorted(ends, reverse=True):
        if _INITIALS.search(text[:end]):
            continue
        name = text[end:].strip()
        return (text[:end], name) if _is_name(name) else (text, None)
    return text, None


def _is_name(name: str) -> bool:
    words = name.split()
    if "://" in name or not any(char.isalpha() for char in name):
        return False
    if name[-1] in ".!?" and not _INITIALS.search(name):
        return False
    if not 0 < len(words) <= _LONGEST_NAME:
        return False
    small = [word for word in words if word[0].islower() and word not in _SMALL_WORDS]
    return not small or len(words) == 1
