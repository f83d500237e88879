"""What papers are compared by: aspects that the asker named, those a question lists, or its parts, or itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.errors import UsageError
from assistant.questions import one_line, parts

MOST = 8
"""More columns than anyone reads side by side."""
_LISTING = re.compile(
    r",?\s+(?:in terms of|with (?:respect|regard) to|regarding|as to|by their)\s+(?P<list>[^?]+)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:[,;]\s*(?:and\s+|or\s+)?|\s(?:and|or)\s)\s*")
_BEFORE = re.compile(r"^(?:(?:by|in|of|their|its|the)\s+)+", re.IGNORECASE)
_MOST_WORDS = 6
"""An aspect is a phrase, "cost of training"; what is longer is no list of aspects."""


@dataclass(frozen=True, slots=True)
class Aspect:
    """What a column is about: a `phrase` ("memory", "training cost") or a `question` of its own."""

    text: str
    kind: Literal["phrase", "question"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is searched for, one question or its parts, and the aspects that the papers found are compared by."""

    questions: tuple[str, ...]
    aspects: tuple[Aspect, ...]


def comparison_of(question: str, named: Sequence[str] = ()) -> Comparison:
    """What a question compares; aspects that are named come before all that it says itself.

    >>> [aspect.text for aspect in comparison_of("How do adapters differ in terms of memory and speed?").aspects]
    ['memory', 'speed']

    Raises:
        UsageError: a named aspect has no words, or there are too many.
    """
    line = one_line(question)
    if named:
        return Comparison(parts(line) or (line,), _named(named))
    if (found := _LISTING.search(line)) and (listed := _listed(found["list"])):
        return Comparison((line,), listed)
    asked = parts(line) or (line,)
    return Comparison(asked, tuple(Aspect(part, "question") for part in asked))


def _named(named: Sequence[str]) -> tuple[Aspect, ...]:
    texts = tuple(dict.fromkeys(one_line(name) for name in named))
    if blank := [text for text in texts if not any(character.isalnum() for character in text)]:
        raise UsageError(f"the aspect {blank[0]!r} has no words; name what to compare, for example: training cost")
    if len(texts) > MOST:
        raise UsageError(f"{len(texts)} aspects are too many to compare by; name at most {MOST}")
    return tuple(Aspect(text, "phrase") for text in texts)


def _listed(text: str) -> tuple[Aspect, ...]:
    """The aspects of a list; none where something in it is too long to be one."""
    names = [_BEFORE.sub("", name.strip(" .")) for name in _BETWEEN.split(text)]
    kept = tuple(dict.fromkeys(name for name in names if name))
    fits = 0 < len(kept) <= MOST and all(len(name.split()) <= _MOST_WORDS for name in kept)
    return tuple(Aspect(name, "phrase") for name in kept) if fits else ()
