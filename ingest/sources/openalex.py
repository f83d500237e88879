"""OpenAlex works: full-text search over titles and abstracts, paged by cursor."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.settings import Settings
from ingest.formats.openalex import paper_of, work_id
from ingest.sources.base import Access, Key, Page, Query
from ingest.sources.replies import entries_of, json_of, optional, part

PER_PAGE = 100
"""The most that the service gives."""
FIELDS = (
    "id",
    "doi",
    "ids",
    "title",
    "display_name",
    "publication_date",
    "publication_year",
    "authorships",
    "primary_location",
    "locations",
    "type",
    "cited_by_count",
    "abstract_inverted_index",
)


class OpenAlex:
    """The source `openalex`."""

    name = "openalex"
    path = "works"

    def access(self, settings: Settings) -> Access:
        """At `LITASSIST_OPENALEX_URL`, with `LITASSIST_OPENALEX_API_KEY` as a parameter; up to 10 requests a second."""
        key = Key("parameter", "api_key", settings.openalex_api_key) if settings.openalex_api_key else None
        return Access(
            self.name,
            settings.openalex_url,
            "LITASSIST_OPENALEX_URL",
            interval_s=0.2,
            contact=settings.contact,
            mailto=True,
            key=key,
            key_setting="LITASSIST_OPENALEX_API_KEY",
        )

    def params(self, query: Query, cursor: str) -> Mapping[str, str]:
        """Works with an abstract alone: the others could not be read."""
        conditions = ["has_abstract:true"]
        if query.first:
            conditions.append(f"from_publication_date:{query.first}")
        if query.last:
            conditions.append(f"to_publication_date:{query.last}")
        return {
            "search": query.text,
            "filter": ",".join(conditions),
            "select": ",".join(FIELDS),
            "per_page": str(PER_PAGE),
            "cursor": cursor or "*",
        }

    def page(self, body: bytes, query: Query, cursor: str) -> Page:  # noqa: ARG002 - the reply says it all
        """The works of a reply; the cursor behind an empty page leads nowhere."""
        reply = json_of(body, dict)
        works, meta = part(reply, "results", list), part(reply, "meta", dict)
        entries = tuple(entries_of(works, self.name, paper_of, work_id))
        following = optional(meta, "next_cursor", str) if works else None
        return Page(entries, following or None, optional(meta, "count", int))
