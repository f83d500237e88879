"""What a whole listing page says about its entries: above all the year that its newest dates leave out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assistant.errors import InputError
from ingest.formats.dates import checked, month_number
from ingest.formats.listing_lines import PageDate, kind_of, page_date
from ingest.formats.text import Line


@dataclass(frozen=True, slots=True)
class PageFacts:
    """`saved_year`: what dates without a year mean, None where nothing tells it; `rows`: one-line entries occur."""

    saved_year: int | None
    rows: bool


def page_facts(lines: Iterable[Line], saved_on: date | None) -> PageFacts:
    """Reads a page once for what its entries need to know.

    A page leaves the year out of the dates of the year it was saved in, so that is the year of `saved_on`, or the one
    after the newest year that is written out.
    """
    newest, rows = 0, False
    for line in lines:
        text = line.text.strip()
        kind = kind_of(text)
        rows = rows or kind == "row"
        if kind in {"date", "row"}:
            newest = max(newest, page_date(text).year or 0)
    if saved_on is not None:
        return PageFacts(saved_on.year, rows)
    return PageFacts(newest + 1 if newest else None, rows)


def entry_date(shown: PageDate | None, facts: PageFacts) -> tuple[str | None, bool]:
    """The ISO date of an entry and whether its year was inferred; no date where the year cannot be told.

    Raises:
        InputError: there is no such day in that year.
    """
    if shown is None:
        return None, False
    year = shown.year or facts.saved_year
    if year is None:
        return None, False
    try:
        return checked(year, month_number(shown.month), shown.day), shown.year is None
    except InputError as error:
        hint = (
            " in the year inferred for this page; give the day it was saved with --saved-on"
            if shown.year is None
            else ""
        )
        raise InputError(f"{error}{hint}") from None
