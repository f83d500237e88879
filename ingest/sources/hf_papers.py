"""Hugging Face papers: a search over the papers that its users have shared, most of them on arXiv.

One request gives all there is. It knows no dates, so `--from` and `--to` are applied here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.records import Paper, Source
from assistant.settings import Settings
from ingest.formats.fields import paper_of_row
from ingest.formats.identifiers import is_arxiv_id
from ingest.formats.json_values import at, key_of
from ingest.sources.base import Access, Page, Query
from ingest.sources.replies import entries_of, json_of

PAGE = "https://huggingface.co/papers/"
LIMIT = 120
"""The most that the service gives."""


class HfPapers:
    """The source `hf-papers`."""

    name = "hf-papers"
    path = "papers/search"

    def access(self, settings: Settings) -> Access:
        """At `LITASSIST_HF_URL`, without a key."""
        return Access(self.name, settings.hf_url, "LITASSIST_HF_URL", interval_s=1.0, contact=settings.contact)

    def params(self, query: Query, cursor: str) -> Mapping[str, str]:  # noqa: ARG002 - there is one page
        """The words alone."""
        return {"q": query.text, "limit": str(LIMIT)}

    def page(self, body: bytes, query: Query, cursor: str) -> Page:  # noqa: ARG002 - as above
        """The whole answer, without the papers outside the query's days."""
        entries = entries_of(json_of(body, list), self.name, paper_of, paper_key)
        return Page(tuple(e for e in entries if not isinstance(e, Paper) or _within(e, query)), None)


def paper_of(record: Mapping[str, Any], source: Source) -> Paper:
    """A search result as a copy; its key is the id at Hugging Face, which is the arXiv id of a paper that has one.

    Raises:
        InputError: it has no title or no abstract, or a value cannot be what its name says.
    """
    key = paper_key(record)
    row = {
        "id": key,
        "title": at(record, "paper.title"),
        "abstract": at(record, "paper.summary"),
        "authors": at(record, "paper.authors"),
        "date": at(record, "paper.publishedAt"),
        "arxiv_id": key if key and is_arxiv_id(key) else None,
        "url": PAGE + key if key else None,
        "upvotes": at(record, "paper.upvotes"),
    }
    return paper_of_row(row, source)


def paper_key(record: Mapping[str, Any]) -> str | None:
    """The id of a search result's paper."""
    return key_of(at(record, "paper.id"))


def _within(paper: Paper, query: Query) -> bool:
    """Whether the paper's date, as exact as it is known, lies within the query's days; an unknown one does not."""
    if query.first is None and query.last is None:
        return True
    if paper.date is None:
        return False
    early = query.first is not None and paper.date < query.first.isoformat()[: len(paper.date)]
    late = query.last is not None and paper.date > query.last.isoformat()[: len(paper.date)]
    return not early and not late
