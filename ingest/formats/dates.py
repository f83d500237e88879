"""Dates as papers carry them, to the ISO form they are stored in: "2024-12-05", "2024-12" or "2024"."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from assistant.errors import InputError

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
"""A month's name, whole or short, as a pattern to be matched without regard to case."""

_ISO = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2})(?:[T ]\d\d:\d\d.*)?)?)?")
_BASIC_ISO = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_FIRST = re.compile(rf"(?:(\d{{1,2}})\s+)?({MONTH}),?\s+(\d{{4}})", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"({MONTH})\s+(\d{{1,2}}),?\s+(\d{{4}})", re.IGNORECASE)


def month_number(name: str) -> int:
    """1 to 12 for a month's English name."""
    return _MONTHS.index(name[:3].lower()) + 1


@lru_cache(maxsize=8192)
def iso_date(text: str) -> str:
    """The ISO form of a date, as exact as it was given.

    Example: "2024/3/9", "20240309" and "2024-03-09T10:00:00Z" give "2024-03-09"; "March 2024" gives "2024-03".

    Raises:
        InputError: it is no date, or no such day exists; the message says so in words for the user.
    """
    text = text.strip()
    if match := _ISO.fullmatch(text) or _BASIC_ISO.fullmatch(text):
        year, month, day = match.groups()
    elif match := _DAY_FIRST.fullmatch(text):
        day, month, year = match[1], str(month_number(match[2])), match[3]
    elif match := _MONTH_FIRST.fullmatch(text):
        month, day, year = str(month_number(match[1])), match[2], match[3]
    else:
        raise InputError(f"bad date {text[:40]!r}: write 2024-12-05, 2024-12 or 2024")
    return checked(int(year), int(month) if month else None, int(day) if day else None)


def checked(year: int, month: int | None, day: int | None) -> str:
    """The ISO form of numbers that must name a day, month or year that exists.

    Raises:
        InputError: there is none.
    """
    written = "-".join([f"{year:04}", *(f"{part:02}" for part in (month, day) if part is not None)])
    try:
        date(year, 1 if month is None else month, 1 if day is None else day)
    except (ValueError, OverflowError):
        raise InputError(f"bad date {written[:40]}: there is no such day") from None
    return written


def date_of_parts(parts: object) -> str | None:
    """The ISO form of CSL's and Crossref's "date-parts", [[2024, 12, 5]] or fewer numbers; None of [[null]] or nothing.

    Raises:
        InputError: it is something else, or there is no such day.
    """
    inner = parts[0] if isinstance(parts, list) and parts else parts
    if not inner or inner == [None]:
        return None
    if not isinstance(inner, list) or not all(_is_whole(part) for part in inner[:3]):
        raise InputError(f"bad date {str(parts)[:40]!r}: date-parts are [[year, month, day]]")
    year, month, day = (*(int(part) for part in inner[:3]), None, None)[:3]
    return checked(year or 0, month, day)


def _is_whole(part: object) -> bool:
    return type(part) is int or (isinstance(part, str) and part.isascii() and part.isdigit() and len(part) < 5)
