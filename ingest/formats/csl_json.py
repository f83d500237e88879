"""CSL-JSON, which Zotero, Mendeley, pandoc and our own export write: an array of items, or an object with `items`."""

from __future__ import annotations

import re
from typing import Any

from assistant.export.carried import NAME
from assistant.records import Paper, Source
from ingest.formats.dates import date_of_parts
from ingest.formats.fields import paper_of_row
from ingest.formats.identifiers import arxiv_id_in, arxiv_id_of_doi, pubmed_id_in
from ingest.formats.json_format import JsonFormat, Record
from ingest.formats.json_values import at, key_of
from ingest.formats.loose_dates import loose_date

_NAME = "csl-json"
_OWN_KEYS = frozenset({"issued", "container-title", "citation-key", "non-dropping-particle", "family", NAME})
_TYPE = re.compile(
    r'"type"\s*:\s*"(?:article|article-journal|article-magazine|article-newspaper|bill|book|broadcast|chapter|classic|'
    r"collection|dataset|document|entry|entry-dictionary|entry-encyclopedia|event|figure|graphic|hearing|interview|"
    r"legal_case|legislation|manuscript|map|motion_picture|musical_score|pamphlet|paper-conference|patent|performance|"
    r"periodical|personal_communication|post|post-weblog|regulation|report|review|review-book|software|song|speech|"
    r'standard|thesis|treaty|webpage)"'
)


def paper_of(record: Record, source: Source) -> Paper:
    """An item as a copy; its key is the item's id.

    Raises:
        InputError: it has no title or no abstract, or a value cannot be what its name says.
    """
    doi, note = record.get("DOI"), record.get("note")
    row = {
        "id": item_id(record),
        "title": record.get("title"),
        "abstract": record.get("abstract"),
        "authors": record.get("author"),
        "date": _date(record.get("issued")),
        "venue": record.get("container-title") or record.get("event-title"),
        "doi": doi,
        "arxiv_id": _arxiv_id(record) or (arxiv_id_of_doi(doi) if isinstance(doi, str) else None),
        "url": record.get("URL"),
        "type": record.get("type"),
        "keyword": record.get("keyword"),
        "pmid": record.get("PMID") or (pubmed_id_in(note) if isinstance(note, str) else None),
    }
    if isinstance(carried := at(record, f"custom.{NAME}"), dict):
        row[NAME] = _with_texts(carried, record)
    return paper_of_row(row, source)


def item_id(record: Record) -> str | None:
    """The id that an item is cited by."""
    return key_of(record.get("id"))


def _with_texts(carried: dict[str, Any], record: Record) -> dict[str, Any]:
    """What our export carries, with the texts exactly as they stand in the item."""
    texts = {name: record[name] for name in ("title", "abstract") if isinstance(record.get(name), str)}
    return {**texts, **carried}


def _date(issued: object) -> str | None:
    if parts := at(issued, "date-parts"):
        return date_of_parts(parts)
    written = at(issued, "raw") or at(issued, "literal") or issued
    return loose_date(written) if isinstance(written, str) else None


def _arxiv_id(record: Record) -> str | None:
    """The id where Zotero's arXiv items, its notes and our own export have it."""
    if str(record.get("archive")).lower() == "arxiv":
        for name in ("number", "archive_location"):
            value = record.get(name)
            if isinstance(value, str) and value:
                return value
    for name in ("number", "archive_location", "note", "URL"):
        value = record.get(name)
        if isinstance(value, str) and (found := arxiv_id_in(value)):
            return found
    return None


def _knows(keys: frozenset[str], head: str) -> bool:
    return _TYPE.search(head) is not None and not keys.isdisjoint(_OWN_KEYS)


CSL_JSON = JsonFormat(_NAME, _knows, paper_of, item_id, ("items",))
