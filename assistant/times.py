"""Years, months and seasons as people write them, as spans of ISO dates."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = "january february march april may june july august september october november december".split()
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11)}
_NAMES = "|".join([*(f"{month[:3]}(?:{month[3:]})?\\.?" for month in MONTHS), "sept\\.?", *SEASONS])
_NTH = r"(?:0?[1-9]|[12]\d|3[01])"
MOMENT = (
    rf"(?:(?:(?P<before>{_NTH})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<part>{_NAMES})"
    rf"(?:\s+(?P<behind>{_NTH})(?:st|nd|rd|th)?,?)?,?\s+(?:of\s+)?)?(?P<year>(?:19|20)\d\d)"
    r"(?:-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>0[1-9]|[12]\d|3[01]))?(?!\d))?"
)
"""A year, with a season, a month or a day of one before it or an ISO month and day behind it.

Groups: `year`; `part` (season or month) with `before` or `behind`, the day; `month` and `day`.
"""
_YEAR = len("2024")
_MONTH = len("2024-03")
_LAST = 12
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Span:
    """From the first to the last of some days, months or years, both within: "2024-03", "2024-05"."""

    first: str
    last: str

    @property
    def whole_years(self) -> bool:
        """Whether both ends are years."""
        return len(self.first) == len(self.last) == _YEAR

    def following(self) -> Span:
        """What comes right after it, of one year, month or day."""
        after = _moved(self.last, 1)
        return Span(after, after)

    def preceding(self) -> Span:
        """What comes right before it, of one year, month or day."""
        before = _moved(self.first, -1)
        return Span(before, before)


def span_of(match: re.Match[str], prefix: str = "") -> Span:
    """What a match of `MOMENT` means; `prefix` stands before the names of its groups. Of 30 February only the month.

    >>> span_of(re.fullmatch(MOMENT, "autumn 2025", re.IGNORECASE))
    Span(first='2025-09', last='2025-11')
    """
    part, year, day = match[f"{prefix}part"], match[f"{prefix}year"], match[f"{prefix}day"]
    if part and (season := SEASONS.get(part.lower())):
        return Span(*(f"{year}-{month:02}" for month in season))
    if part:
        day = match[f"{prefix}before"] or match[f"{prefix}behind"]
    month = f"{_month(part):02}" if part else match[f"{prefix}month"]
    exists = bool(day) and int(day) <= monthrange(int(year), int(month))[1]
    moment = "-".join(filter(None, (year, month, day.zfill(2) if exists else None)))
    return Span(moment, moment)


def back(today: date, n: int, unit: str) -> Span:
    """The year, month or day that lies so many years, months, weeks or days ("year", "month", "week", "day") back.

    >>> back(date(2026, 2, 9), 3, "month")
    Span(first='2025-11', last='2025-11')
    """
    day = today.isoformat()
    now = {"year": day[:_YEAR], "month": day[:_MONTH]}.get(unit, day)
    then = _moved(now, -n * (_WEEK if unit == "week" else 1))
    return Span(then, then)


def _month(name: str) -> int:
    return 1 + [month[:3] for month in MONTHS].index(name[:3].lower())


def _moved(moment: str, by: int) -> str:
    """A year, month or day some of them on."""
    if len(moment) == _YEAR:
        return str(int(moment) + by)
    if len(moment) > _MONTH:
        return str(date.fromisoformat(moment) + timedelta(by))
    months = int(moment[:_YEAR]) * _LAST + int(moment[_YEAR + 1 :]) - 1 + by
    return f"{months // _LAST}-{months % _LAST + 1:02}"
