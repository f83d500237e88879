"""Dates as bibliographies print them, as exact as can be read: "2020 Jan-Feb", "2020/03/15/", "2019-12/2020-01"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.errors import InputError
from ingest.formats.dates import MONTH, checked, iso_date, month_number

_ISO_BEGIN = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}(?!\d)|\d{4}[-/]\d{1,2}(?!\d)")
_YEAR_FIRST = re.compile(rf"\b(\d{{4}})[\s,/-]+({MONTH})(?![a-z])(?:[\s,/-]+(\d{{1,2}})(?!\d))?", re.IGNORECASE)
_YEAR_LAST = re.compile(rf"\b({MONTH})(?![a-z])\D*?(?:(\d{{1,2}})(?!\d)\D+?)?(\d{{4}})(?!\d)", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)")
_LONGEST = 200


def loose_date(text: str) -> str | None:
    """The ISO form of the first date in the text, less exact where there is no such day or month; None without one."""
    text = text[:_LONGEST].strip().strip("/")
    for attempt in (_whole, _iso_begin, _year_first, _year_last):
        try:
            if found := attempt(text):
                return found
        except InputError:
            continue
    year = _YEAR.search(text)
    return year[0] if year else None


def first_date(texts: Iterable[str]) -> str | None:
    """The first of the dates that are as exact as any of them."""
    found = [date for text in texts if (date := loose_date(text))]
    return max(found, key=len, default=None)


def _whole(text: str) -> str | None:
    return iso_date(text)


def _iso_begin(text: str) -> str | None:
    found = _ISO_BEGIN.match(text)
    return iso_date(found[0]) if found else None


def _year_first(text: str) -> str | None:
    found = _YEAR_FIRST.search(text)
    return checked(int(found[1]), month_number(found[2]), int(found[3]) if found[3] else None) if found else None


def _year_last(text: str) -> str | None:
    found = _YEAR_LAST.search(text)
    return checked(int(found[3]), month_number(found[1]), int(found[2]) if found[2] else None) if found else None
