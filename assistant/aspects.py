"""What papers are compared by: aspects that the asker named, those a question lists, or its parts, or itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.errors import UsageError
from assistant.questions import one_line, parts

MOST = 8
"""More columns than anyone reads side by side."""
_LISTING = re.compile(
    r"(?:^|\s)(?:in terms of|(?:with|in) (?:respect|regards?) to|in respect of|as regards|regarding|as to|by their"
    r"|when it comes to|(?:with|by|on|along|under) (?:the )?(?:columns?|aspects|criteria|dimensions)(?: of)?\b:?)\s+",
    re.IGNORECASE,
)
"""Behind these stands a list of aspects, whatever else is said."""
_COMPARES = re.compile(
    r"\b(?:compar(?:e|es|ed|ing)|differ(?:s|ed|ing)?|contrast(?:s|ed|ing)?|tabulate)\b", re.IGNORECASE
)
_BEHIND = re.compile(r"(\S+) (by|on|in|considering|based on|according to)\s+", re.IGNORECASE)
_WORK = r"(?:papers?|stud(?:y|ies)|works?|articles?|methods?|models?|approach(?:es)?|systems?|of (?:them|these|those))"
_TIED = (
    re.compile(r"\w+ed|written|made", re.IGNORECASE),
    re.compile(
        rf"\w+ed|built|run|{_WORK}|research|literature|surveys?|results?|findings|progress|effects?|experiments",
        re.IGNORECASE,
    ),
)
"""Behind these too where something is compared, unless the word before has "by" or "on" for itself: "trained on"."""
_EACH = rf"\b(?:each|every) {_WORK}\b"
_TELL = r"\b(?:list|give|show|state|name|report|tabulate|compare|what (?:is|are|was|were))(?: me)?"
_OF_EACH = tuple(
    (re.compile(rule, re.IGNORECASE), least)
    for rule, least in (
        (rf"\b(?:what|which) ([^?]{{1,200}}?) (?:do|does|did|is|are|was|were) (?:[^?]{{0,200}} )??{_EACH}", 1),
        (rf"\b(?:what|which) ([^?]{{1,200}}?) (?:do|does|did) (?:[^?]{{0,200}} )??(?:each|every|they|{_WORK})\b", 2),
        (rf"{_TELL} ([^?]{{1,200}}?) (?:of|in|for|from|(?:used|reported|given) (?:in|by|for)) {_EACH}", 1),
        (rf"{_EACH}(?: [^?,]{{1,100}})?,? {_TELL} ([^?]{{1,200}})", 1),
        (r"\bcompare (?:the|their) ([^?]{1,200}?) (?:of|between|across|among) ", 2),
    )
)
"""What is asked of each paper, and how many aspects there must be so that it is a list."""
_BETWEEN = re.compile(r"\s*(?:[,;]\s*(?:(?:and|or)\s+)?|\s(?:and|or|&)\s)\s*")
_EXAMPLES = re.compile(
    r"[\s,;]*\(?\b(?:e\.?\s?g\b\.?|i\.\s?e\b\.?|viz\b\.?|for (?:example|instance)\b)[,:]?\s*", re.IGNORECASE
)
"""What stands before examples of an aspect, which are aspects too."""
_BEFORE = re.compile(r"^(?:(?:by|in|of|their|its|the|both)\s+)+", re.IGNORECASE)
_END = re.compile(r"[.?!:](?:\s|$)|,\s*(?:how|what|which|who|where|why|do|does|is|are|compare)\b", re.IGNORECASE)
"""Where a list ends: "In terms of memory and speed, how do adapters differ"."""
_TAIL = re.compile(r"\s(?:for|when|while|since|across|among)\s.*", re.IGNORECASE)
_OPEN_END = re.compile(r"(?:etc|so on|so forth|more|others?|the like)\W*", re.IGNORECASE)
_NO_NAME = re.compile(r"\b(?:an?|it|them|they|we|how|what|which|whether|that|who)\b|^[\W\d]+$", re.IGNORECASE)
_INSERTED = re.compile(r"(?:compare|contrast|tabulate),$", re.IGNORECASE)
"""In front of a list before what is compared: "Compare, by year, the papers"."""
_PERSON = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]*\.?)*")
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
    for text, least in _lists(line):
        if len(names := _listed(text)) >= least:
            return Comparison((line,), tuple(Aspect(name, "phrase") for name in names))
    asked = parts(line) or (line,)
    return Comparison(asked, tuple(Aspect(part, "question") for part in asked))


def _named(named: Sequence[str]) -> tuple[Aspect, ...]:
    texts = tuple(dict.fromkeys(one_line(name) for name in named))
    if blank := [text for text in texts if not any(character.isalnum() for character in text)]:
        raise UsageError(f"the aspect {blank[0]!r} has no words; name what to compare, for example: training cost")
    if len(texts) > MOST:
        raise UsageError(f"{len(texts)} aspects are too many to compare by; name at most {MOST}")
    return tuple(Aspect(text, "phrase") for text in texts)


def _lists(line: str) -> Iterator[tuple[str, int]]:
    """What may be a list of aspects, the surest first, and how many it must have."""
    yield from ((_rest(line, match.start(), match.end()), 1) for match in _LISTING.finditer(line))
    yield from ((match[1], least) for rule, least in _OF_EACH for match in rule.finditer(line))
    compares = _COMPARES.search(line)
    for match in _BEHIND.finditer(line, compares.start()) if compares else ():
        before, word, rest = match[1], match[2].lower(), _rest(line, match.end(1), match.end())
        if _COMPARES.fullmatch(before):
            yield rest, 2 if word == "in" else 1
        elif not (word == "in" or _TIED[word == "on"].fullmatch(before) or (word == "by" and _PERSON.match(rest))):
            yield rest, 1


def _rest(line: str, start: int, end: int) -> str:
    """What stands behind words that a list follows, without what is compared where that is named last."""
    rest = line[end:]
    return rest.rpartition(",")[0] or rest if _INSERTED.search(line[:start]) else rest


def _listed(text: str) -> tuple[str, ...]:
    """The aspects of a list; none where something in it is too long to be one, or is no name of one."""
    *names, last = _BETWEEN.split(_END.split(_EXAMPLES.sub(", ", text))[0])
    cleaned = [_BEFORE.sub("", name.strip(" .?" if "(" in name else " .?)")) for name in (*names, _TAIL.sub("", last))]
    kept = tuple(dict.fromkeys(name for name in cleaned if name and not _OPEN_END.fullmatch(name)))
    fits = len(kept) <= MOST and all(len(name.split()) <= _MOST_WORDS and not _NO_NAME.search(name) for name in kept)
    return kept if fits else ()
