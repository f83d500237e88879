"""What a question says of the papers it wants ("since 2023", "by a single author"), read by rules and cut out of it.

Years count as years of publication. Where nothing in the question speaks of publishing, they might as well be years of
what is asked about: `Conditions.stated` tells the two apart, and who searches decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from assistant.naming import WORKS, Known, read_names, without
from assistant.records import Filters
from assistant.times import MOMENT, Span, back, span_of

NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()
_N = rf"(?P<n>\d{{1,3}}|{'|'.join(NUMBERS)})"
_PUBLISHED = re.compile(
    rf"\b(?:publish(?:ed|es)?|appear(?:ed|s)?|came out|released|written|wrote|{WORKS})\b", re.IGNORECASE
)
_ON = r"on(?=\s*(?:[,.;:?!)]|$)|\s+(?:and|that|which|say|do|are|have)\b)"
"""What makes "from 2018" a beginning; in "from 2018 on sleep" it leads to the subject."""
_LEAD = r"(?:\b(?:that |which )?(?:(?:has|have) been |was |were )?(?:published|written|released|appearing)\s+)?"
_PEOPLE = r"(?:co-?)?(?:authors?|people|researchers|writers)"
Found = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Conditions:
    """A question without what it says of papers, that as filters, and whether it speaks of publishing at all.

    `missed` has the author and the venue that it names and the library does not know; they stay in the question.
    """

    rest: str
    filters: Filters = field(default_factory=Filters)
    stated: bool = False
    missed: Filters = field(default_factory=Filters)


@dataclass(frozen=True, slots=True)
class _Rule:
    """A phrase, and the filters that it means; None where it means none after all."""

    phrase: re.Pattern[str]
    means: Callable[[re.Match[str], date], Found | None]


def read_conditions(question: str, known: Known, today: date) -> Conditions:
    """The conditions in a question, those of a later sentence in place of those of an earlier one of the same kind."""
    found: dict[str, Any] = {}
    missed: dict[str, Any] = {}
    kept: list[str] = []
    for sentence in re.split(r"(?<=[?!;])\s+", question):
        rest, times = _read(sentence, today)
        names = read_names(rest, known)
        own = {**times, **names.found}
        for kind in _KINDS:
            if own.keys() & kind:
                found = {name: value for name, value in found.items() if name not in kind}
        found |= own
        missed |= names.missed
        kept.append(names.rest)
    return Conditions(" ".join(kept), Filters(**found), bool(_PUBLISHED.search(question)), Filters(**missed))


_KINDS = (
    frozenset({"year_from", "year_to", "date_from", "date_to"}),
    frozenset({"n_authors_min", "n_authors_max"}),
    frozenset({"authors"}),
    frozenset({"venues"}),
)


def _read(sentence: str, today: date) -> tuple[str, dict[str, Any]]:
    """A sentence without what it says of times and numbers of authors, and this."""
    found: dict[str, Any] = {}
    for rule in _RULES:
        for match in list(rule.phrase.finditer(sentence))[:1]:
            if means := rule.means(match, today):
                found |= means
                sentence = _cut(sentence, match)
    return sentence, found


def _cut(sentence: str, match: re.Match[str]) -> str:
    """The sentence without the group `cut` of a phrase, or without all of it."""
    cuts = "cut" in match.re.groupindex and match["cut"] is not None
    return without(sentence, *match.span("cut" if cuts else 0))


def _times(phrase: str, means: Callable[[Sequence[Span], date], Found | None]) -> _Rule:
    """A rule about moments, which stand in the phrase as <M>."""
    numbered = iter(range(9))
    filled = re.sub("<M>", lambda _: MOMENT.replace("?P<", f"?P<m{next(numbered)}_"), phrase)

    def read(match: re.Match[str], today: date) -> Found | None:
        spans = [span_of(match, f"m{i}_") for i in range(9) if f"m{i}_year" in match.re.groupindex]
        return means(spans, today) if all(1900 <= int(span.first[:4]) <= today.year + 1 for span in spans) else None

    return _Rule(re.compile(filled, re.IGNORECASE), read)


def _between(first: Span | None, last: Span | None) -> Found:
    """Filters from the beginning of one moment to the end of another: by year where both are years."""
    wholes = [span.whole_years for span in (first, last) if span]
    low, high = ("year_from", "year_to") if all(wholes) else ("date_from", "date_to")
    found: dict[str, Any] = {}
    if first:
        found[low] = int(first.first[:4]) if all(wholes) else first.first
    if last:
        found[high] = int(last.last[:4]) if all(wholes) else last.last
    return found


def _both(one: Span, other: Span) -> Found:
    first, last = sorted((one, other), key=lambda span: span.first)
    return _between(first, last)


def _number(match: re.Match[str]) -> int:
    text = match["n"].lower()
    return NUMBERS.index(text) + 1 if text in NUMBERS else int(text)


def _counts(phrase: str, means: Callable[[int], tuple[int | None, int | None]]) -> _Rule:
    """A rule about how many wrote a paper; the number stands in the phrase as <N>."""

    def read(match: re.Match[str], _today: date) -> Found:
        low, high = means(_number(match))
        return {name: n for name, n in (("n_authors_min", low), ("n_authors_max", high)) if n is not None}

    return _Rule(re.compile(phrase.replace("<N>", _N), re.IGNORECASE), read)


def _alone(_match: re.Match[str], _today: date) -> Found:
    return {"n_authors_min": 1, "n_authors_max": 1}


def _back(match: re.Match[str], today: date) -> Found:
    span = back(today, _number(match) if match["n"] else 1, match["unit"].lower())
    return _between(span, None)


def _year(match: re.Match[str], today: date) -> Found:
    year = today.year - (match["which"].lower() == "last")
    return {"year_from": year, "year_to": year}


_RULES: tuple[_Rule, ...] = (
    _times(rf"{_LEAD}\b(?:in|on)\s+or\s+before\s+<M>\b", lambda m, _: _between(None, m[0])),
    _times(rf"{_LEAD}\b(?:in|on)\s+or\s+after\s+<M>\b", lambda m, _: _between(m[0], None)),
    _times(rf"{_LEAD}\b(?:from|in)\s+<M>\s+(?:and|or)\s+(?:earlier|before)\b", lambda m, _: _between(None, m[0])),
    # Of two moments that are no neighbours more is searched than was asked for, and that is told.
    _times(rf"\b{WORKS}\s+(?P<cut>(?:from|of|in)\s+<M>\s*(?:,|,?\s+(?:and|or))\s+<M>)\b", lambda m, _: _both(*m)),
    _times(rf"{_LEAD}\b(?:between|from)\s+<M>\s+(?:and|to|until|through)\s+<M>\b", lambda m, _: _between(m[0], m[1])),
    _times(rf"{_LEAD}\b(?:in\s+)?\b<M>\s*[-–]\s*<M>\b", lambda m, _: _between(m[0], m[1])),
    _times(
        rf"{_LEAD}\b(?:since|as of|starting (?:in|from)|not? (?:before|earlier than|older than))\s+<M>\b",
        lambda m, _: _between(m[0], None),
    ),
    _times(
        rf"{_LEAD}\b(?:from|in)\s+<M>\s+(?:onwards?|(?:and|or)\s+(?:later|after))\b", lambda m, _: _between(m[0], None)
    ),
    _times(rf"{_LEAD}\bfrom\s+<M>\s+{_ON}", lambda m, _: _between(m[0], None)),
    _times(
        rf"{_LEAD}\b(?:until|up to|through|by the end of|not? (?:after|later than|newer than|more recent than))\s+<M>\b"
        r"(?!\s+[a-z]+s\b)",
        lambda m, _: _between(None, m[0]),
    ),
    _times(
        rf"{_LEAD}\b(?:after|later than|newer than|more recent than)\s+<M>\b",
        lambda m, _: _between(m[0].following(), None),
    ),
    _times(
        rf"{_LEAD}\b(?:from\s+)?(?:before|prior to|earlier than|older than|pre-)\s*<M>\b",
        lambda m, _: _between(None, m[0].preceding()),
    ),
    _times(
        r"\b(?:publish(?:ed)?|appear(?:ed|s)?|came out|released|written|wrote)\b[^.?!]*?(?P<cut>\b(?:in|during|of)\s+<M>)\b",
        lambda m, _: _between(m[0], m[0]),
    ),
    _times(rf"\b{WORKS}\s+(?P<cut>(?:from|of|in)\s+<M>)\b", lambda m, _: _between(m[0], m[0])),
    _times(rf"(?P<cut>\b<M>)\s+{WORKS}\b", lambda m, _: _between(m[0], m[0])),
    _Rule(
        re.compile(
            rf"\b(?:in|over|from|of|within|during)\s+the\s+(?:last|past)\s+(?:{_N}\s+)?(?P<unit>year|month|week|day)s?\b",
            re.IGNORECASE,
        ),
        _back,
    ),
    _Rule(re.compile(rf"\b{WORKS}\s+(?P<cut>(?:from|of|in)\s+(?P<which>this|last)\s+year)\b", re.IGNORECASE), _year),
    _Rule(re.compile(rf"(?P<cut>\b(?P<which>this|last)\s+year['’]s)\s+{WORKS}\b", re.IGNORECASE), _year),
    _Rule(
        re.compile(
            r"\bby (?:only |just )?(?:a (?:single|sole|lone)|one) (?:author|person|researcher)\b|\bby (?:single|sole|lone) authors\b"
            r"|\b(?:with|having) (?:only |just )?(?:a (?:single|sole|lone)|one) author\b"
            rf"|(?P<cut>\b(?:single|sole|solo)-author(?:ed)?)\b(?=\s+{WORKS})",
            re.IGNORECASE,
        ),
        _alone,
    ),
    _counts(rf"\b(?:by|with|from|of)\s+(?:more than|over)\s+<N>\s+{_PEOPLE}\b", lambda n: (n + 1, None)),
    _counts(rf"\b(?:by|with|from|of)\s+at least\s+<N>\s+{_PEOPLE}\b", lambda n: (n, None)),
    _counts(rf"\b(?:by|with|from|of)\s+<N>\s+or more\s+{_PEOPLE}\b", lambda n: (n, None)),
    _counts(rf"\b(?:by|with|from|of)\s+(?:fewer|less) than\s+<N>\s+{_PEOPLE}\b", lambda n: (None, n - 1)),
    _counts(rf"\b(?:by|with|from|of)\s+(?:at most|up to|no more than)\s+<N>\s+{_PEOPLE}\b", lambda n: (None, n)),
    _counts(rf"\b(?:by|with|from|of)\s+<N>\s+or (?:fewer|less)\s+{_PEOPLE}\b", lambda n: (None, n)),
    _counts(rf"\bby\s+(?:just |only |exactly )?<N>\s+{_PEOPLE}\b", lambda n: (n, n)),
    _counts(r"\bwith\s+(?:just |only |exactly )?<N>\s+(?:co-?)?authors?\b", lambda n: (n, n)),
    _counts(rf"(?P<cut>\b<N>-author(?:ed)?)\b(?=\s+{WORKS})", lambda n: (n, n)),
)
