"""What a mutation of a sentence is: the records, and the care for English that all of them take."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from assistant.records import Paper

_ARTICLE = re.compile(r"\b([Aa])(n?)( )$")
# Written with a consonant that is not spoken, or with a vowel that is spoken "you" or "won".
_SILENT = re.compile(r"hour|honest|honou?r|heir", re.IGNORECASE)
_CONSONANT = re.compile(r"uni(?!m)|use|usu|util|eu|one|once", re.IGNORECASE)
_SPELT_OUT = re.compile(r"(?:[AEFHILMNORSX](?![a-z])|8|11\b|18\b)")


@dataclass(frozen=True, slots=True)
class Around:
    """What a mutation may draw on beside the sentence: the cited paper, another paper, and names of the library."""

    paper: Paper
    other: Paper
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """A sentence changed: the whole new text, in which way, what stood there before and what stands there now.

    `held_out` says that it was made with words or patterns that no scorer may be built on (see `words`).
    """

    text: str
    variant: str
    before: str
    after: str
    held_out: bool = False


Edits = Callable[[str, Around, Random], Iterator[Edit]]
"""All ways to change a sentence in one kind, at most one a variant; none where the kind does not apply."""


def put(text: str, start: int, end: int, new: str) -> str:
    """The text with `new` in the place of [start, end): "a"/"an" before it and a capital at the beginning made right.

    >>> put("A fast way", 2, 6, "expensive")
    'An expensive way'
    """
    if start == 0 and text[:1].isupper():
        new = new[:1].upper() + new[1:]
    before = text[:start]
    article = _ARTICLE.search(before)
    if article and new[:1].isalnum():
        n = "n" if _sounds_open(new) else ""
        before = f"{before[: article.start()]}{article[1]}{n} "
    changed = before + new + text[end:]
    return re.sub(r"\s+([,.;:])", r"\1", changed) if not new else changed


def _sounds_open(word: str) -> bool:
    """Whether a word begins with a vowel when spoken."""
    if _SPELT_OUT.match(word) and (word[0].isdigit() or word[:2].isupper()):
        return True
    if _SILENT.match(word):
        return True
    return word[0].lower() in "aeiou" and not _CONSONANT.match(word)
