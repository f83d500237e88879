"""arXiv's own metadata snapshot: JSON lines, with texts folded as in its listings and the day of each version."""

from __future__ import annotations

import re
from email.utils import parsedate_tz
from typing import Any

from assistant.errors import InputError
from assistant.records import Paper, Source
from ingest.formats.dates import checked, iso_date
from ingest.formats.fields import paper_of_row
from ingest.formats.identifiers import without_version
from ingest.formats.json_format import JsonFormat, Record
from ingest.formats.json_values import first, key_of, objects

_NAME = "arxiv-snapshot"
_SIGNS = ({"authors_parsed"}, {"versions", "update_date"}, {"journal-ref", "categories"})
_NEW_PARAGRAPH = re.compile(r"\n[ \t]+")
_ASIDE = re.compile(r"\([^()]*\)")
_BETWEEN_NAMES = re.compile(r",\s*+(?:and\s)?|\sand\s")


def paper_of(record: Record, source: Source) -> Paper:
    """A paper of the snapshot as a copy; its key is the arXiv id without version, its date that of its first version.

    Raises:
        InputError: it has no title or no abstract, or a value cannot be what its name says.
    """
    arxiv_id = arxiv_key(record)
    row = {
        "id": arxiv_id,
        "title": _folded(record.get("title")),
        "abstract": _unfolded(record.get("abstract")),
        "authors": _authors(record),
        "date": _date(record),
        "venue": _folded(record.get("journal-ref")),
        "doi": _first_word(record.get("doi")),
        "arxiv_id": arxiv_id,
        "url": f"https://arxiv.org/abs/{arxiv_id}" if arxiv_id else None,
        "categories": record.get("categories"),
    }
    return paper_of_row(row, source)


def arxiv_key(record: Record) -> str | None:
    """The arXiv id of a record, without version."""
    key = key_of(record.get("id"))
    return without_version(key) if key else None


def _folded(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value


def _unfolded(value: object) -> object:
    """An abstract with its paragraphs on one line each: a line of theirs that is indented begins one."""
    if not isinstance(value, str):
        return value
    paragraphs = (" ".join(paragraph.split()) for paragraph in _NEW_PARAGRAPH.split(value.strip()))
    return "\n".join(paragraph for paragraph in paragraphs if paragraph)


def _first_word(value: object) -> object:
    """One DOI: some papers have several, with blanks between."""
    return value.split()[0] if isinstance(value, str) and value.strip() else value


def _authors(record: Record) -> Any:
    """Names from [family, given, suffix, ...], which is the surer form, or from the line of authors."""
    parsed = record.get("authors_parsed")
    if isinstance(parsed, list) and parsed and all(_is_name(one) for one in parsed):
        return [" ".join(part for part in (one[1], one[0], *one[2:3]) if part) for one in parsed]
    line = record.get("authors")
    if not isinstance(line, str):
        return line
    # Twice, as affiliations are numbered in brackets within brackets: "((1) Hill College)".
    return [name for name in _BETWEEN_NAMES.split(_ASIDE.sub("", _ASIDE.sub("", line))) if name]


def _is_name(one: object) -> bool:
    return isinstance(one, list) and len(one) > 1 and all(isinstance(part, str) for part in one[:3])


def _date(record: Record) -> str | None:
    created = first([one.get("created") for one in objects(record, "versions")])
    if created is None:
        updated = record.get("update_date")
        return iso_date(updated) if isinstance(updated, str) else None
    parts = parsedate_tz(created) if isinstance(created, str) else None
    if parts is None:
        raise InputError(f"bad date {str(created)[:40]!r} of the first version")
    return checked(*parts[:3])


def _knows(keys: frozenset[str], head: str) -> bool:  # noqa: ARG001 - the keys say enough
    return any(signs <= keys for signs in _SIGNS)


ARXIV_SNAPSHOT = JsonFormat(_NAME, _knows, paper_of, arxiv_key)
