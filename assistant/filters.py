"""`Filters`, exactly: what of a paper can be filtered by, and what filters ask of that.

An answer is yes, no, or None where the paper does not say. What several conditions say together is no if one says no,
else None if one says that: so an unknown value never matches, and the unknown can be counted.
"""

from __future__ import annotations

import json
import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from assistant.errors import UsageError
from assistant.given import typed
from assistant.records import Filters, Paper

LOWEST, HIGHEST = -(2**31) + 1, 2**31 - 1
"""Bounds of every number that can be filtered by."""
_ISO = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_NO_WORD = re.compile(r"[\W_]+")


class Selection(Protocol):
    """The papers that filters let through. `unknown`: how many others cannot be judged for want of a value."""

    @property
    def unknown(self) -> int:
        """How many papers cannot be judged."""
        ...

    def __len__(self) -> int: ...

    def kept(self, paper_ids: Iterable[str]) -> set[str]:
        """Which of these are among them."""
        ...

    def ids(self) -> list[str]:
        """All of them, sorted."""
        ...


def left_out(selection: Selection | None) -> tuple[str, ...]:
    """What a reader is told of papers that filters cannot judge: one notice, or none where there are none."""
    if selection is None or not selection.unknown:
        return ()
    if selection.unknown == 1:
        return ("1 paper does not state what the filters ask for and was left out.",)
    return (f"{selection.unknown} papers do not state what the filters ask for and were left out.",)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A selection that is known paper by paper."""

    paper_ids: frozenset[str]
    unknown: int = 0

    def __len__(self) -> int:
        return len(self.paper_ids)

    def kept(self, paper_ids: Iterable[str]) -> set[str]:
        """Which of these are among them."""
        return set(paper_ids) & self.paper_ids

    def ids(self) -> list[str]:
        """All of them, sorted."""
        return sorted(self.paper_ids)


@dataclass(frozen=True, slots=True)
class Facets:
    """What of a paper can be filtered by; None where it does not say.

    Days are those that the date may mean, as numbers: 20240517. Names are folded to plain words between blanks, those
    of several authors parted by "|"; the names of sources are a JSON list.
    """

    paper_id: str
    year: int | None
    day_first: int | None
    day_last: int | None
    n_authors: int | None
    authors: str | None
    venue: str | None
    sources: str


@dataclass(frozen=True, slots=True)
class Range:
    """A number, `year` or `n_authors`, between two bounds, both within."""

    column: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Days:
    """All days that the date may mean lie between two, both within; None where only some do."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Named:
    """One of some names occurs in `authors` or `venue`, as whole words in their order: "Li" is not in "Julian Liu"."""

    column: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class From:
    """One of some sources, by its whole name, as it stands in the JSON list."""

    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Among:
    """One of some papers."""

    paper_ids: tuple[str, ...]


Part = Range | Days | Named | From | Among
Condition = tuple[Part, ...]
"""What filters ask: every part."""


def condition(filters: Filters) -> Condition | None:
    """What all of the filters together ask; None where they ask nothing.

    Raises:
        UsageError: a field holds something of another kind, such as one text in place of names, a name is blank, or a
            date is not ISO ("2024", "2024-12" or "2024-12-05").
    """
    filters, parts = typed(filters), list[Part]()
    for column, low, high in (
        ("year", filters.year_from, filters.year_to),
        ("n_authors", filters.n_authors_min, filters.n_authors_max),
    ):
        if low is not None or high is not None:
            parts.append(Range(column, _bound(low, LOWEST), _bound(high, HIGHEST)))
    if filters.date_from or filters.date_to:
        first = _span(filters.date_from)[0] if filters.date_from else LOWEST
        parts.append(Days(first, _span(filters.date_to)[1] if filters.date_to else HIGHEST))
    if filters.authors:
        parts.append(Named("authors", tuple(_folded(_turned(name)) for name in filters.authors)))
    if filters.venues:
        parts.append(Named("venue", tuple(_folded(name) for name in filters.venues)))
    if filters.sources:
        # In a JSON list, in quotes and with their own quotes escaped, names occur as a whole or not at all.
        parts.append(From(tuple(json.dumps(name, ensure_ascii=False) for name in filters.sources)))
    if filters.paper_ids:
        parts.append(Among(filters.paper_ids))
    return tuple(parts) or None


def facets(paper: Paper) -> Facets:
    """What of one paper can be filtered by."""
    first, last = _span(paper.date) if paper.date else (None, None)
    n_authors = paper.n_authors if paper.n_authors is not None else len(paper.authors) or None
    return Facets(
        paper.id,
        None if paper.year is None else _bound(paper.year, LOWEST),
        first,
        last,
        None if n_authors is None else _bound(n_authors, LOWEST),
        "|".join(_folded(_turned(name)) for name in paper.authors) or None,
        _folded(paper.venue) if paper.venue else None,
        json.dumps(sorted({source.name for source in paper.sources}), ensure_ascii=False),
    )


def meets(paper: Facets, asked: Condition) -> bool | None:
    """Whether a paper meets all parts of a condition; None where it does not say."""
    said = [_meets(paper, part) for part in asked]
    return False if False in said else None if None in said else True


def _meets(paper: Facets, part: Part) -> bool | None:
    if isinstance(part, Range):
        value: int | None = getattr(paper, part.column)
        return None if value is None else part.low <= value <= part.high
    if isinstance(part, Days):
        return _within(paper.day_first, paper.day_last, part)
    if isinstance(part, Named):
        text: str | None = getattr(paper, part.column)
        return None if text is None else any(name in text for name in part.names)
    if isinstance(part, From):
        return any(name in paper.sources for name in part.sources)
    return paper.paper_id in part.paper_ids


def _within(first: int | None, last: int | None, days: Days) -> bool | None:
    if first is None or last is None:
        return None
    if days.first <= first and last <= days.last:
        return True
    return False if last < days.first or first > days.last else None


def _bound(value: int | None, default: int) -> int:
    return default if value is None else max(LOWEST, min(value, HIGHEST))


def _span(text: str) -> tuple[int, int]:
    """The first and the last day of an ISO year, month or day, as numbers."""
    try:
        first = date.fromisoformat(f"{text}-01-01"[:10] if _ISO.fullmatch(text) else "")
    except ValueError as error:
        raise UsageError(f"{text!r} is no date; write 2024, 2024-12 or 2024-12-05") from error
    last = f"{text}-12-31" if len(text) == len("2024") else f"{text}-{monthrange(first.year, first.month)[1]}"
    return _number(first.isoformat()), _number(last[:10])


def _number(day: str) -> int:
    return int(day.replace("-", ""))


def _turned(author: str) -> str:
    """A name with its given part first, as in "Ada Ram" for "Ram, Ada"."""
    family, _, given = author.partition(",")
    return f"{given} {family}"


def _folded(name: str) -> str:
    """A name's words in lower case without accents, between blanks."""
    words = _NO_WORD.sub(" ", unaccented(name)).strip()
    return f" {words or name} "


def unaccented(text: str) -> str:
    """The text in lower case without accents, as names of authors are kept and looked for."""
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(c))
