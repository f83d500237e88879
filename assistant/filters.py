"""`Filters`, exactly: what of a paper can be filtered by, and a condition over that in SQL's three-valued logic.

A condition is true, false, or NULL where the paper does not say; so is a conjunction of several, which is what makes an
unknown value never match and lets the unknown be counted.
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
from assistant.records import Filters, Paper

Facet = str | int | None
FACETS = ("year", "day_first", "day_last", "n_authors", "authors", "venue", "sources")
"""The columns that conditions speak of, beside `id`: the days a date may mean, and names folded to plain words."""

_ISO = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_MOST_AUTHORS = 1 << 31
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
class Where:
    """A condition in SQL over `FACETS` and `id`, with the values of its placeholders."""

    sql: str
    values: tuple[Facet, ...] = ()


def facets(paper: Paper) -> tuple[Facet, ...]:
    """The values of `FACETS` for one paper; None where it does not say."""
    first, last = _span(paper.date) if paper.date else (None, None)
    n_authors = paper.n_authors if paper.n_authors is not None else len(paper.authors) or None
    authors = "|".join(_folded(_turned(name)) for name in paper.authors) or None
    sources = json.dumps(sorted({source.name for source in paper.sources}), ensure_ascii=False)
    return (
        paper.year,
        first,
        last,
        n_authors and min(n_authors, _MOST_AUTHORS),
        authors,
        _folded(paper.venue) if paper.venue else None,
        sources,
    )


def condition(filters: Filters) -> Where | None:
    """What all of the filters together ask; None where they ask nothing.

    Raises:
        UsageError: a date is not ISO ("2024", "2024-12" or "2024-12-05").
    """
    parts = [*_bounds("year", filters.year_from, filters.year_to), *_dates(filters.date_from, filters.date_to)]
    parts += _bounds("n_authors", filters.n_authors_min, filters.n_authors_max)
    parts += [*_names("authors", map(_turned, filters.authors)), *_names("venue", filters.venues)]
    if filters.sources:
        # In a JSON list, in quotes and with their own quotes escaped, names occur as a whole or not at all.
        quoted = tuple(json.dumps(name, ensure_ascii=False) for name in filters.sources)
        parts.append(Where(" OR ".join(["instr(sources, ?) > 0"] * len(quoted)), quoted))
    if filters.paper_ids:
        parts.append(Where("id IN (SELECT value FROM json_each(?))", (json.dumps(filters.paper_ids),)))
    if not parts:
        return None
    return Where(" AND ".join(f"({part.sql})" for part in parts), tuple(v for part in parts for v in part.values))


def _bounds(column: str, low: int | None, high: int | None) -> list[Where]:
    found = [Where(f"{column} >= ?", (low,))] if low is not None else []
    return found + ([Where(f"{column} <= ?", (high,))] if high is not None else [])


def _dates(first: str | None, last: str | None) -> list[Where]:
    """Whether all days that a date may mean lie within; NULL where only some do: "2024" may or may not be in May."""
    if not first and not last:
        return []
    start, end = _span(first)[0] if first else "", _span(last)[1] if last else "~"
    case = "CASE WHEN day_first >= ? AND day_last <= ? THEN 1 WHEN day_last < ? OR day_first > ? THEN 0 END"
    return [Where(case, (start, end, start, end))]


def _span(text: str) -> tuple[str, str]:
    """The first and the last day of an ISO year, month or day."""
    try:
        first = date.fromisoformat(f"{text}-01-01"[:10] if _ISO.fullmatch(text) else "")
    except ValueError as error:
        raise UsageError(f"{text!r} is no date; write 2024, 2024-12 or 2024-12-05") from error
    last = f"{text}-12-31" if len(text) == len("2024") else f"{text}-{monthrange(first.year, first.month)[1]}"
    return first.isoformat(), last[:10]


def _names(column: str, wanted: Iterable[str]) -> list[Where]:
    """Whether one of the names occurs, as whole words in their order: "Li" is not in "Julian Liu"."""
    folded = tuple(_folded(name) for name in wanted)
    if not folded:
        return []
    return [Where(" OR ".join([f"instr({column}, ?) > 0"] * len(folded)), folded)]


def _turned(author: str) -> str:
    """A name with its given part first, as in "Ada Ram" for "Ram, Ada"."""
    family, _, given = author.partition(",")
    return f"{given} {family}"


def _folded(name: str) -> str:
    """A name's words in lower case without accents, between blanks."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    words = _NO_WORD.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()
    return f" {words or name} "
