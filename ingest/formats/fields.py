"""Named values to a Paper: the one rule that tables, JSON lines and the formats which map to such names share.

Where two names mean the same field, the more telling one wins and the other is kept in `extra`. Lists and objects that
no field asks for are left out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from assistant.errors import InputError
from assistant.export.carried import NAME
from assistant.records import Paper, Source
from ingest.formats.base import Rejected
from ingest.formats.beside import beside_of, restored
from ingest.formats.columns import GUESSED, Columns, listed
from ingest.formats.dates import iso_date
from ingest.formats.identifiers import bare_arxiv_id, bare_doi
from ingest.formats.markup import plain
from ingest.formats.people import MOST_AUTHORS, author_names
from ingest.formats.text import clean

_WHOLE = re.compile(r"(\d+)(?:\.0+)?")
"""A whole number, also as spreadsheets and data frames write it where other rows have none: 2023.0."""
_ID = ("id", 0)
_NOTHING = (None, "")
Read = Callable[[str], str]
_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def paper_or_rejected(
    row: Mapping[str, Any], path: Path, line: int, kind: str, columns: Columns = GUESSED
) -> Paper | Rejected:
    """The paper of a row, or why there is none. `kind` is the format's name, `line` where the row begins."""
    try:
        return paper_of_row(row, Source(path.name, kind, f"line {line}"), columns)
    except InputError as error:
        key = next((value for name, value in row.items() if columns.field_of(name) == _ID), None)
        return Rejected(str(path), line, with_key(str(error), key))


def with_key(reason: str, key: object) -> str:
    """Why a record is rejected, with the key by which its owner knows it, where it has one."""
    known = str(key).strip()[:80] if isinstance(key, (str, int)) and not isinstance(key, bool) else ""
    # A key may hold the very bytes for which its record is rejected.
    known = known.encode(errors="replace").decode()
    return f"{reason} ({known})" if known else reason


def paper_of_row(row: Mapping[str, Any], source: Source, columns: Columns = GUESSED) -> Paper:
    """The paper of a row of named values; `source` says where it stands, and its own key takes the place of the line.

    Markup becomes text, but not in a row of our own exports, which says itself that it is one.

    Raises:
        InputError: it has no title or no abstract, or a value cannot be what its name says.
    """
    if row.get(NAME) in _NOTHING:
        return _paper(row, source, columns, _read)
    rest = {name: value for name, value in row.items() if name != NAME}
    return restored(_paper(rest, source, columns, clean), beside_of(row[NAME]))


def _read(text: str) -> str:
    return clean(plain(text))


def _paper(row: Mapping[str, Any], source: Source, columns: Columns, read: Read) -> Paper:
    found, extra = _sorted_out(row, columns)
    title = _required(found, "title", row, columns, read)
    abstract = _required(found, "abstract", row, columns, read)
    authors = author_names(found["authors"]) if "authors" in found else ()
    date = _date(found)
    return Paper(
        id="",
        title=" ".join(title.split()) if "\n" in title else title,
        abstract=abstract,
        authors=authors,
        n_authors=_count(found["n_authors"], "n_authors") if "n_authors" in found else len(authors) or None,
        date=date,
        date_inferred="date_inferred" in found and _truth(found["date_inferred"], "date_inferred"),
        year=int(date[:4]) if date else None,
        venue=_text(found, "venue", read),
        doi=bare_doi(doi) or None if (doi := _text(found, "doi")) else None,
        arxiv_id=bare_arxiv_id(arxiv) or None if (arxiv := _text(found, "arxiv_id")) else None,
        url=_text(found, "url"),
        sources=(_with_entry(source, found["id"]) if "id" in found else source,),
        is_digest="is_digest" in found and _truth(found["is_digest"], "is_digest"),
        extra=tuple(sorted(extra)),
    )


def _sorted_out(row: Mapping[str, Any], columns: Columns) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The values of the fields, and the scalar rest; empty values count as absent."""
    found: dict[str, Any] = {}
    ranks: dict[str, tuple[int, str]] = {}
    extra: list[tuple[str, str]] = []
    for name, value in row.items():
        if value is None or value == "":
            continue
        known = columns.field_of(name)
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


def _required(found: dict[str, Any], field: str, row: Mapping[str, Any], columns: Columns, read: Read) -> str:
    text = _text(found, field, read)
    if text is not None:
        return text
    column = columns.chosen_for(field)
    if column is not None and field not in found and columns.lacking(row):
        raise InputError(f"no {field}: there is no column {column!r}; the columns are: {listed(row)}")
    raise InputError(f"no {field}")


def _text(found: dict[str, Any], field: str, read: Read = clean) -> str | None:
    value = found.get(field)
    if value is None:
        return None
    if not isinstance(value, str):
        raise InputError(f"the {field} is {_kind(value)}, not text")
    try:
        return read(value).strip() or None
    except InputError as error:
        raise InputError(f"the {field} holds {error}") from None


def _with_entry(source: Source, key: object) -> Source:
    if isinstance(key, bool) or not isinstance(key, (str, int)):
        raise InputError(f"the id is {_kind(key)}, not text or a whole number")
    entry = clean(str(key)).strip()
    return Source(source.name, source.kind, entry) if entry else source


def _date(found: dict[str, Any]) -> str | None:
    """The date, or where there is only a year, that year: both say when, the year less exactly."""
    for field in ("date", "year"):
        value = found.get(field)
        if value is None or (isinstance(value, float) and math.isnan(value)):
            continue
        if type(value) is int or (isinstance(value, float) and value.is_integer()):
            value = str(int(value))
        if not isinstance(value, str):
            raise InputError(f"the {field} is {_kind(value)}, not a date")
        if value.strip():
            return _day(value)
    return None


def _day(text: str) -> str:
    whole = _WHOLE.fullmatch(text.strip()) if ".0" in text else None
    return iso_date(whole[1] if whole else text)


def _count(value: object, field: str) -> int:
    if isinstance(value, str) and (whole := _WHOLE.fullmatch(value.strip())):
        value = int(whole[1])
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_AUTHORS:
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
