"""Semantic Scholar papers, as its API gives them and, with other spellings of the same keys, its data sets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.records import Paper, Source
from ingest.formats.fields import paper_of_row
from ingest.formats.json_format import JsonFormat, Record
from ingest.formats.json_values import at, key_of

_NAME = "semanticscholar"
_TEXTS = frozenset({"title", "abstract"})
_IDS = frozenset({"paperid", "corpusid", "externalids"})


def paper_of(record: Record, source: Source) -> Paper:
    """A paper as a copy; its key is the paperId, in data sets the corpus id.

    Raises:
        InputError: it has no title or no abstract, or a value cannot be what its name says.
    """
    paper = _lowered(record)
    ids = _lowered(paper.get("externalids"))
    row = {
        "id": paper_key(record),
        "title": paper.get("title"),
        "abstract": paper.get("abstract"),
        "authors": paper.get("authors"),
        "date": paper.get("publicationdate"),
        "year": paper.get("year"),
        "venue": paper.get("venue") or at(paper, "publicationvenue.name") or at(paper, "journal.name"),
        "doi": ids.get("doi"),
        "arxiv_id": ids.get("arxiv"),
        "url": paper.get("url"),
        "citations": paper.get("citationcount"),
        "pmid": ids.get("pubmed"),
    }
    return paper_of_row(row, source)


def paper_key(record: Record) -> str | None:
    """The paperId of a paper, in data sets its corpus id."""
    paper = _lowered(record)
    return key_of(paper.get("paperid")) or key_of(paper.get("corpusid"))


def _lowered(value: object) -> dict[str, Any]:
    return {name.lower(): part for name, part in value.items()} if isinstance(value, Mapping) else {}


def _knows(keys: frozenset[str], head: str) -> bool:  # noqa: ARG001 - the keys say enough
    lowered = {key.lower() for key in keys}
    return not lowered.isdisjoint(_IDS) and not lowered.isdisjoint(_TEXTS)


SEMANTIC_SCHOLAR = JsonFormat(_NAME, _knows, paper_of, paper_key, ("data", "recommendedPapers", "papers"))
