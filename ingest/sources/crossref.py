"""Crossref works: what publishers deposit with a DOI, those with an abstract, paged by cursor."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.settings import Settings
from ingest.formats.crossref import doi_of, paper_of
from ingest.sources.base import Access, Page, Query
from ingest.sources.replies import entries_of, json_of, optional, part

ROWS = 100
FIELDS = (
    "DOI",
    "title",
    "abstract",
    "author",
    "issued",
    "published-online",
    "published-print",
    "posted",
    "container-title",
    "type",
    "URL",
    "is-referenced-by-count",
)
"""Without a choice a work brings all its references, megabytes a page."""


class Crossref:
    """The source `crossref`."""

    name = "crossref"
    path = "works"

    def access(self, settings: Settings) -> Access:
        """At `LITASSIST_CROSSREF_URL`; searches are allowed once a second, a few times more with a contact address."""
        return Access(
            self.name,
            settings.crossref_url,
            "LITASSIST_CROSSREF_URL",
            interval_s=1.0,
            contact=settings.contact,
            mailto=True,
        )

    def params(self, query: Query, cursor: str) -> Mapping[str, str]:
        """Works with an abstract alone: the others could not be read."""
        conditions = ["has-abstract:true"]
        if query.first:
            conditions.append(f"from-pub-date:{query.first}")
        if query.last:
            conditions.append(f"until-pub-date:{query.last}")
        return {
            "query": query.text,
            "filter": ",".join(conditions),
            "select": ",".join(FIELDS),
            "rows": str(ROWS),
            "cursor": cursor or "*",
        }

    def page(self, body: bytes, query: Query, cursor: str) -> Page:  # noqa: ARG002 - the reply says it all
        """The works of a reply. There is always a cursor, often the same one: a page that is not full is the last."""
        message = part(json_of(body, dict), "message", dict)
        works = part(message, "items", list)
        entries = tuple(entries_of(works, self.name, paper_of, doi_of))
        following = optional(message, "next-cursor", str) if len(works) == ROWS else None
        return Page(entries, following or None, optional(message, "total-results", int))
