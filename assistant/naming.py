"""The author and the venue that a question names, known to the library or not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from assistant.times import MONTHS, SEASONS

WORKS = r"(?:papers?|articles?|works?|stud(?:y|ies)|surveys?|preprints?|publications?|research|abstracts?|reviews?)"
"""What a library holds, as questions call it."""
_BLANKS = re.compile(r"[\s,]+([?.!,;:])|\s{2,}")
_NAME = (
    r"(?P<name>[A-ZÀ-Þ][\w.'’-]*(?:\s+(?:(?:van|von|de|der|den|di|da|del|la|le|bin|al|el)\s+)*[A-ZÀ-Þ][\w.'’-]*){0,3})"
)
_VENUE = r"(?P<name>[A-Z][\w&'’-]*(?:\s+(?:(?:of|on|and|for|in|the)\s+)*[A-Z][\w&'’-]*)*)"
_OTHERS = r"(?:\s+(?:et al\.?|and (?:colleagues|others|co-?workers)))"
_NAMED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("authors", re.compile(rf"\b(?:by|from|of)\s+{_NAME}{_OTHERS}?")),
    ("authors", re.compile(rf"\b{_NAME}(?P<tail>\s+et al\.?|['’]s? (?={WORKS}))")),
    ("venues", re.compile(rf"\b(?:in|at)\s+(?:the\s+)?{_VENUE}")),
)
"""Where a name may stand; it is one if the library knows it."""
_SURELY: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("authors", re.compile(rf"\b(?i:{WORKS})\s+(?:(?:co-?)?(?:written|authored)\s+)?by\s+{_NAME}{_OTHERS}?")),
    ("authors", re.compile(rf"\b{_NAME}{_OTHERS}(?=\W|$)")),
    (
        "venues",
        re.compile(rf"\b(?i:published|appear(?:ed|s|ing)?|presented|accepted)\s+(?:in|at)\s+(?:the\s+)?{_VENUE}"),
    ),
)
"""Where nothing but a name is meant, known or not."""
_NO_NAMES = frozenset(name.title() for name in (*MONTHS, *SEASONS))
Known = Callable[[str, str], bool]
"""Whether the library has a paper by an author, or of a venue: ("authors", "Mira Oktett")."""


@dataclass(frozen=True, slots=True)
class Names:
    """A question without the names that the library knows, these by kind, and those that it does not know."""

    rest: str
    found: Mapping[str, tuple[str, ...]]
    missed: Mapping[str, tuple[str, ...]]


def read_names(question: str, known: Known) -> Names:
    """The names in a question: at most one author and one venue, known or else surely meant."""
    found: dict[str, tuple[str, ...]] = {}
    missed: dict[str, tuple[str, ...]] = {}
    for kind in ("authors", "venues"):
        spots = ((name, span) for match in _matches(_NAMED, kind, question) for name, span in _candidates(match))
        if spot := next((spot for spot in spots if known(kind, spot[0])), None):
            name, span = spot
            found[kind] = (name,)
            question = without(question, *span)
        elif name := next((m["name"].rstrip(".,") for m in _matches(_SURELY, kind, question) if _may_be(m)), ""):
            missed[kind] = (name,)
    return Names(question, found, missed)


def without(sentence: str, start: int, end: int) -> str:
    """A sentence without what stands from `start` to `end`, its blanks and commas put right."""
    return _BLANKS.sub(lambda m: m[1] or " ", f"{sentence[:start]} {sentence[end:]}").strip(" ,:;")


def _matches(phrases: tuple[tuple[str, re.Pattern[str]], ...], kind: str, question: str) -> Iterator[re.Match[str]]:
    return (match for own, phrase in phrases if own == kind for match in phrase.finditer(question))


def _candidates(match: re.Match[str]) -> Iterator[tuple[str, tuple[int, int]]]:
    """The names that may be meant where one may stand, the longest first, each with what is cut for it.

    What stands before a name says where it begins, "et al." where it ends.
    """
    start = match.start("name")
    words = list(re.finditer(r"\S+", match["name"]))
    if "tail" in match.re.groupindex:
        yield from ((match["name"][w.start() :], (start + w.start(), match.end())) for w in words)
        return
    for word in reversed(words):
        to = match.end() if word is words[-1] else start + word.end()
        yield match["name"][: word.end()].rstrip(".,"), (match.start(), to)


def _may_be(match: re.Match[str]) -> bool:
    return match["name"] not in _NO_NAMES
