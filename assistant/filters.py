"""Which papers meet the conditions of `Filters`, exactly: unknown values never match, and are counted."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from assistant.errors import UsageError
from assistant.records import Filters, Paper

Bounds = tuple[str, str]
_ISO = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


@dataclass(frozen=True, slots=True)
class Selection:
    """The ids of the papers that match, and how many others cannot be judged for want of a value."""

    paper_ids: frozenset[str]
    unknown: int


def select(papers: Iterable[Paper], filters: Filters) -> Selection | None:
    """The papers that meet every condition; None where nothing is asked.

    Raises:
        UsageError: a date is not ISO ("2024", "2024-12" or "2024-12-05").
    """
    if filters == Filters():
        return None
    conditions = _conditions(filters)
    matching, unknown = set(), 0
    for paper in papers:
        results = [condition(paper) for condition in conditions]
        if all(results):
            matching.add(paper.id)
        elif False not in results:
            unknown += 1
    return Selection(frozenset(matching), unknown)


Condition = Callable[[Paper], bool | None]
"""True, False, or None where the paper does not say."""


def _conditions(f: Filters) -> list[Condition]:
    found: list[Condition] = []
    if f.year_from is not None or f.year_to is not None:
        found.append(lambda p: _within(p.year, f.year_from, f.year_to))
    if f.date_from or f.date_to:
        first = _span(f.date_from)[0] if f.date_from else None
        last = _span(f.date_to)[1] if f.date_to else None
        found.append(lambda p: _date_within(p.date, first, last))
    if f.n_authors_min is not None or f.n_authors_max is not None:
        found.append(lambda p: _within(_n_authors(p), f.n_authors_min, f.n_authors_max))
    if f.authors:
        found.append(lambda p: _names(p.authors, f.authors) if p.authors else None)
    if f.venues:
        found.append(lambda p: _names((p.venue,), f.venues) if p.venue else None)
    if f.sources:
        found.append(lambda p: any(source.name in f.sources for source in p.sources))
    if f.paper_ids:
        found.append(lambda p: p.id in f.paper_ids)
    return found


def _within(value: int | None, low: int | None, high: int | None) -> bool | None:
    if value is None:
        return None
    return (low is None or value >= low) and (high is None or value <= high)


def _date_within(value: str | None, first: str | None, last: str | None) -> bool | None:
    """Whether all days that `value` may mean lie within; None where only some do: "2024" may or may not be in May."""
    if value is None:
        return None
    start, end = _span(value)
    if (first is None or start >= first) and (last is None or end <= last):
        return True
    apart = (first is not None and end < first) or (last is not None and start > last)
    return False if apart else None


def _span(text: str) -> Bounds:
    """The first and the last day of an ISO year, month or day."""
    try:
        first = date.fromisoformat(f"{text}-01-01"[:10] if _ISO.fullmatch(text) else "")
    except ValueError as error:
        raise UsageError(f"{text!r} is no date; write 2024, 2024-12 or 2024-12-05") from error
    last = f"{text}-12-31" if len(text) == len("2024") else f"{text}-{monthrange(first.year, first.month)[1]}"
    return first.isoformat(), last[:10]


def _n_authors(paper: Paper) -> int | None:
    return paper.n_authors if paper.n_authors is not None else len(paper.authors) or None


def _names(have: Iterable[str | None], wanted: Iterable[str]) -> bool:
    folded = [name.casefold() for name in have if name]
    return any(want.casefold() in name for want in wanted for name in folded)
