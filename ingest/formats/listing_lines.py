"""What one line of a saved listing page is: a whole entry, title or abstract, author count, date, or furniture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ingest.formats.dates import MONTH

Kind = Literal["blank", "furniture", "byline", "dot", "date", "row", "text"]

_DATE = rf"(?P<month>{MONTH})\s+(?P<day>\d{{1,2}})(?:,\s*(?P<year>\d{{4}}))?"
_COUNT = r"\d[\d.,]*k?"
_DATE_LINE = re.compile(rf"{_DATE}(?:\s+{_COUNT})?", re.IGNORECASE)
_BYLINE = re.compile(r"[•∙‣▪]\s*(?P<by>.+)")
_AUTHORS = re.compile(r"(?P<count>\d[\d,]*)\s+authors?", re.IGNORECASE)
_ROW = re.compile(rf"(?:{_COUNT}|[-–—])\s+(?P<text>.*\S)\s+·\s+{_DATE}(?:\s+{_COUNT})?", re.IGNORECASE)
_ROW_START = re.compile(rf"(?:{_COUNT}|[-–—])\s+(?=\S)", re.IGNORECASE)
_ROW_AUTHORS = re.compile(r"(?:^|\s+)(?P<count>\d[\d,]*)\s+authors?$", re.IGNORECASE)

_FURNITURE = re.compile(
    r"new|subscribe|(?:daily|trending|latest|top|all) papers|papers|get trending papers in your email inbox!?|"
    r"by\s?ak and the research community|hugging face|models|datasets|spaces|buckets|community|docs|enterprise|pricing|"
    r"log in|sign up|sign in|log out|search|menu|home|about|privacy|terms|tos|jobs|careers|website|company|system theme|"
    r"view all|show more|load more|previous|next|daily|weekly|monthly|today|yesterday|upvote|submitted by|abstract|"
    r"view arxiv page|view pdf|add to collection|week|month|sort by.*|[\d.,k\s/|·•«»<>…-]+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PageDate:
    """A date as a page shows it; the year is left out when it is the year the page was saved in."""

    month: str
    day: int
    year: int | None


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote it: how many authors, or in their place an organisation."""

    n_authors: int | None
    organisation: str | None


def kind_of(line: str) -> Kind:
    """What a line is, judged alone; `line` has no blanks at its ends."""
    if not line:
        return "blank"
    if line == "·":
        return "dot"
    if _DATE_LINE.fullmatch(line):
        return "date"
    if _BYLINE.fullmatch(line):
        return "byline"
    if _ROW.fullmatch(line):
        return "row"
    return "furniture" if _FURNITURE.fullmatch(line) else "text"


def page_date(line: str) -> PageDate:
    """The date of a line of kind `date` or `row`."""
    match = _DATE_LINE.fullmatch(line) or _ROW.fullmatch(line)
    assert match is not None, "only called for lines that kind_of found to hold a date"
    return PageDate(match["month"], int(match["day"]), int(match["year"]) if match["year"] else None)


def byline(line: str) -> Byline:
    """What a line of kind `byline` says."""
    who = line[1:].strip()
    count = _AUTHORS.fullmatch(who)
    return Byline(_number(count["count"]), None) if count else Byline(None, who)


def row_text(line: str) -> str:
    """Title, abstract and byline of a line of kind `row`, without votes before and date behind."""
    match = _ROW.fullmatch(line)
    assert match is not None, "only called for lines that kind_of found to be rows"
    return match["text"]


def undated_row_text(line: str) -> str | None:
    """What follows the votes on a line that lost its date; None where no votes stand before it."""
    match = _ROW_START.match(line)
    return line[match.end() :] if match else None


def without_author_count(text: str) -> tuple[str, int | None]:
    """A row's text without "7 authors" at its end, and the 7; None where no such count stands there."""
    match = _ROW_AUTHORS.search(text)
    return (text[: match.start()], _number(match["count"])) if match else (text, None)


def _number(text: str) -> int:
    return int(text.replace(",", ""))
