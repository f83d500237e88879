"""Semantic Scholar's bulk search: up to 1,000 papers a page, most cited first, paged by token."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.settings import Settings
from ingest.formats.semantic_scholar import paper_key, paper_of
from ingest.sources.base import FIRST, Access, Key, Page, Query
from ingest.sources.replies import entries_of, json_of, optional, part

FIELDS = (
    "paperId",
    "externalIds",
    "url",
    "title",
    "abstract",
    "venue",
    "publicationVenue",
    "journal",
    "year",
    "publicationDate",
    "authors",
    "citationCount",
)


class SemanticScholar:
    """The source `semanticscholar`."""

    name = "semanticscholar"
    path = "paper/search/bulk"

    def access(self, settings: Settings) -> Access:
        """At `LITASSIST_SEMANTICSCHOLAR_URL`, with `LITASSIST_S2_API_KEY` as a header; one request a second."""
        return Access(
            self.name,
            settings.semanticscholar_url,
            "LITASSIST_SEMANTICSCHOLAR_URL",
            interval_s=1.0,
            contact=settings.contact,
            key=Key("header", "x-api-key", settings.s2_api_key) if settings.s2_api_key else None,
            key_setting="LITASSIST_S2_API_KEY",
        )

    def params(self, query: Query, cursor: str) -> Mapping[str, str]:
        """The bulk search knows no order of relevance; of those it has, citations serve a bounded fetch best."""
        asked = {"query": query.text, "fields": ",".join(FIELDS), "sort": "citationCount:desc"}
        if query.first or query.last:
            asked["publicationDateOrYear"] = f"{query.first or ''}:{query.last or ''}"
        return asked if cursor == FIRST else {**asked, "token": cursor}

    def page(self, body: bytes, query: Query, cursor: str) -> Page:  # noqa: ARG002 - the reply says it all
        """The papers of a reply; there is no token where there is no more."""
        reply = json_of(body, dict)
        papers = part(reply, "data", list)
        entries = tuple(entries_of(papers, self.name, paper_of, paper_key))
        following = optional(reply, "token", str) if papers else None
        return Page(entries, following or None, optional(reply, "total", int))
