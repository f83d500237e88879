"""Named columns with guessed names, to a Paper: the one rule that JSONL, CSV and TSV share.

A column is known by its name without regard to case; where two columns mean the same, the more telling name wins
("abstract" over "text") and the other is kept in `extra`. Lists and objects that no field asks for are left out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.errors import InputError
from assistant.records import Paper, Source
from ingest.formats.base import Rejected
from ingest.formats.dates import iso_date
from ingest.formats.people import author_names
from ingest.formats.text import clean

_ALIASES: dict[str, tuple[str, ...]] = {
    "id": ("id", "_id", "paper_id", "key"),
    "title": ("title",),
    "abstract": ("abstract", "summary", "description", "text"),
    "authors": ("authors", "author"),
    "n_authors": ("n_authors",),
    "date": ("date", "published", "publication_date", "published_date"),
    "date_inferred": ("date_inferred",),
    "year": ("year",),
    "venue": ("venue", "journal", "booktitle"),
    "doi": ("doi",),
    "arxiv_id": ("arxiv_id", "arxiv"),
    "url": ("url", "link"),
    "is_digest": ("is_digest",),
}
_KNOWN: dict[str, tuple[str, int]] = {
    alias: (field, rank) for field, aliases in _ALIASES.items() for rank, alias in enumerate(aliases)
}
_WHOLE = re.compile(r"(\d+)(?:\.0+)?")
"""A whole number, also as spreadsheets and data frames write it where other rows have none: 2023.0."""
_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_DOI_HEADS = ("https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/", "doi:")
_ARXIV_HEADS = (
    "https://arxiv.org/abs/",
    "http://arxiv.org/abs/",
    "https://arxiv.org/pdf/",
    "http://arxiv.org/pdf/",
    "arxiv:",
)


@lru_cache(maxsize=4096)
def known_column(name: str) -> tuple[str, int] | None:
    """The field a column name stands for and its place in that field's list of names; None where it stands for none."""
    return _KNOWN.get(name.strip().lower())


def holds_papers(columns: list[str]) -> bool:
    """Whether a table with these columns has titles and abstracts."""
    fields = {known[0] for name in columns if (known := known_column(name))}
    return {"title", "abstract"} <= fields


def paper_or_rejected(row: Mapping[str, Any], path: Path, line: int, kind: str) -> Paper | Rejected:
    """The paper of a row, or why there is none. `kind` is the format's name, `line` where the row begins."""
    try:
        return _paper(row, Source(path.name, kind, f"line {line}"))
    except InputError as error:
        return Rejected(str(path), line, str(error))


def bare_doi(text: str) -> str:
    """A DOI without the address of a resolver: "https://doi.org/10.1/x" gives "10.1/x"."""
    return _without(text, _DOI_HEADS)


def bare_arxiv_id(text: str) -> str:
    """An arXiv id without an address or "arXiv:" before it; a version stays."""
    return _without(text, _ARXIV_HEADS).removesuffix(".pdf")


def _without(text: str, heads: tuple[str, ...]) -> str:
    text = text.strip()
    lower = text.lower()
    return next((text[len(head) :].strip() for head in heads if lower.startswith(head)), text)


def _paper(row: Mapping[str, Any], source: Source) -> Paper:
    found, extra = _sorted_out(row)
    title = _required(found, "title")
    abstract = _required(found, "abstract")
    authors = author_names(found["authors"]) if "authors" in found else ()
    date = _date(found)
    return Paper(
        id="",
        title=title,
        abstract=abstract,
        authors=authors,
        n_authors=_count(found["n_authors"], "n_authors") if "n_authors" in found else len(authors) or None,
        date=date,
        date_inferred="date_inferred" in found and _truth(found["date_inferred"], "date_inferred"),
        year=int(date[:4]) if date else None,
        venue=_text(found, "venue"),
        doi=bare_doi(doi) or None if (doi := _text(found, "doi")) else None,
        arxiv_id=bare_arxiv_id(arxiv) or None if (arxiv := _text(found, "arxiv_id")) else None,
        url=_text(found, "url"),
        sources=(Source(source.name, source.kind, _entry(found["id"])) if "id" in found else source,),
        is_digest="is_digest" in found and _truth(found["is_digest"], "is_digest"),
        extra=tuple(sorted(extra)),
    )


def _sorted_out(row: Mapping[str, Any]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The values of the fields, and the scalar rest; empty values count as absent."""
    found: dict[str, Any] = {}
    ranks: dict[str, tuple[int, str]] = {}
    extra: list[tuple[str, str]] = []
    for name, value in row.items():
        if value is None or value == "":
            continue
        known = known_column(name)
        if known is None:
            extra.extend(_scalar(name, value))
            continue
        field, rank = known
        if field not in found or rank < ranks[field][0]:
            if field in found:
                extra.extend(_scalar(ranks[field][1], found[field]))
            found[field], ranks[field] = value, (rank, name)
        else:
            extra.extend(_scalar(name, value))
    return found, extra


def _scalar(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, (str, int, float)) and not (isinstance(value, float) and math.isnan(value)):
        yield clean(name), clean(str(value))


def _required(found: dict[str, Any], field: str) -> str:
    text = _text(found, field)
    if text is None:
        raise InputError(f"no {field}")
    return text


def _text(found: dict[str, Any], field: str) -> str | None:
    value = found.get(field)
    if value is None:
        return None
    if not isinstance(value, str):
        raise InputError(f"the {field} is {_kind(value)}, not text")
    try:
        return clean(value).strip() or None
    except InputError as error:
        raise InputError(f"the {field} holds {error}") from None


def _entry(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise InputError(f"the id is {_kind(value)}, not text or a whole number")
    return clean(str(value)).strip()


def _date(found: dict[str, Any]) -> str | None:
    """The date, or where there is only a year, that year: both say when, the year less exactly."""
    for field in ("date", "year"):
        value = found.get(field)
        if value is None or (isinstance(value, float) and math.isnan(value)):
            continue
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value == int(value):
            value = str(int(value))
        if isinstance(value, str) and (whole := _WHOLE.fullmatch(value.strip())):
            value = whole[1]
        if not isinstance(value, str):
            raise InputError(f"the {field} is {_kind(value)}, not a date")
        if value.strip():
            return iso_date(value)
    return None


def _count(value: object, field: str) -> int:
    if isinstance(value, str) and (whole := _WHOLE.fullmatch(value.strip())):
        value = int(whole[1])
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise InputError(f"{field} is {str(value)[:40]!r}, not a count")
    return value


def _truth(value: object, field: str) -> bool:
    if isinstance(value, bool):
        return value
    known = _TRUTH.get(str(value).strip().lower())
    if known is None:
        raise InputError(f"{field} is {str(value)[:40]!r}, not true or false")
    return known


def _kind(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object", str: "text"}
    return names.get(type(value), type(value).__name__)
