"""The days of `--from` and `--to`: a year or a month means its first day in the one and its last in the other."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from assistant.errors import UsageError

_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def first_day(text: str) -> date:
    """The first day that is meant: "2024-05" gives 2024-05-01.

    Raises:
        UsageError: it is no year, month or day.
    """
    year, month, day = _numbers(text)
    return _date(text, year, 1 if month is None else month, 1 if day is None else day)


def last_day(text: str) -> date:
    """The last day that is meant: "2024-02" gives 2024-02-29.

    Raises:
        UsageError: it is no year, month or day.
    """
    year, month, day = _numbers(text)
    end = _date(text, year, 12 if month is None else month, 1 if day is None else day)
    return end if day is not None else end.replace(day=monthrange(end.year, end.month)[1])


def _numbers(text: str) -> tuple[int, int | None, int | None]:
    match = _DAY.fullmatch(text.strip()) if text.isascii() else None
    if match is None:
        raise _wrong(text)
    year, month, day = match.groups()
    return int(year), int(month) if month else None, int(day) if day else None


def _date(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _wrong(text) from None


def _wrong(text: str) -> UsageError:
    return UsageError(f"{text!r} is no date; write 2024, 2024-05 or 2024-05-01")
