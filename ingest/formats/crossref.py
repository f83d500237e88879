"""Crossref works, as its API and its public data files give them: abstracts in JATS, titles in lists."""

from __future__ import annotations

import re

from assistant.records import Paper, Source
from ingest.formats.dates import date_of_parts
from ingest.formats.fields import paper_of_row
from ingest.formats.identifiers import arxiv_id_of_doi
from ingest.formats.json_format import JsonFormat, Record
from ingest.formats.json_values import at, first, key_of

_NAME = "crossref"
_DATES = ("issued", "published", "published-online", "published-print", "posted")
_OWN_KEYS = frozenset({"message-type", "is-referenced-by-count", "reference-count", "published-print"})
_TITLE_IN_A_LIST = re.compile(r'"title"\s*:\s*\[')


def paper_of(record: Record, source: Source) -> Paper:
    """A work as a copy; its key is the DOI. The reply to a request for one work may be given whole.

    Raises:
        InputError: it has no title or no abstract, or a value cannot be what its name says.
    """
    work = _work(record)
    doi = work.get("DOI")
    row = {
        "id": doi,
        "title": first(work.get("title")),
        "abstract": work.get("abstract"),
        "authors": work.get("author"),
        "date": _date(work),
        "venue": first(work.get("container-title")) or at(first(work.get("institution")), "name"),
        "doi": doi,
        "arxiv_id": arxiv_id_of_doi(doi) if isinstance(doi, str) else None,
        "url": work.get("URL"),
        "citations": work.get("is-referenced-by-count"),
        "type": work.get("type"),
    }
    return paper_of_row(row, source)


def doi_of(record: Record) -> str | None:
    """The DOI of a work, its key."""
    return key_of(_work(record).get("DOI"))


def _work(record: Record) -> Record:
    message = record.get("message")
    return message if isinstance(message, dict) else record


def _date(work: Record) -> str | None:
    """The day of publication, or else the next best day that is given."""
    dates = (date_of_parts(at(work.get(name), "date-parts")) for name in _DATES)
    return next((date for date in dates if date), None)


def _knows(keys: frozenset[str], head: str) -> bool:
    return not keys.isdisjoint(_OWN_KEYS) or ("DOI" in keys and _TITLE_IN_A_LIST.search(head) is not None)


CROSSREF = JsonFormat(_NAME, _knows, paper_of, doi_of, ("message.items", "items"))
