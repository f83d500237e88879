"""arXiv's API: an Atom feed a page, counted by offset; one request every three seconds, as arXiv asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from assistant.errors import InputError
from assistant.records import Source
from assistant.settings import Settings
from ingest.formats.arxiv_atom import entries, paper_of, total
from ingest.formats.base import Rejected
from ingest.sources.arxiv_query import search_query
from ingest.sources.base import Access, BrokenReply, Entry, Page, Query, Refused
from ingest.sources.replies import kind_of

RESULTS = 100
_ERROR = b"/api/errors"


class Arxiv:
    """The source `arxiv`."""

    name = "arxiv"
    path = "query"

    def access(self, settings: Settings) -> Access:
        """At `LITASSIST_ARXIV_URL`; it knows no keys."""
        return Access(self.name, settings.arxiv_url, "LITASSIST_ARXIV_URL", interval_s=3.0, contact=settings.contact)

    def params(self, query: Query, cursor: str) -> Mapping[str, str]:
        """The best matches first; the cursor is the number of results before the page."""
        return {
            "search_query": search_query(query.text, query.first, query.last),
            "start": cursor or "0",
            "max_results": str(RESULTS),
            "sortBy": "relevance",
            "sortOrder": "descending",
        }

    def page(self, body: bytes, query: Query, cursor: str) -> Page:  # noqa: ARG002 - the reply says it all
        """The entries of a feed. arXiv sends an empty one now and then where there is more; that one is broken."""
        start = int(cursor or "0")
        try:
            found, matches = entries(body), total(body)
        except InputError as error:
            raise _fault(body, error) from error
        if matches is None:
            raise BrokenReply("a feed that does not say how many papers match")
        if not found and start < matches:
            raise BrokenReply(f"an empty page, though {matches:,} papers match")
        end = start + len(found)
        return Page(tuple(_read(found)), str(end) if found and end < matches else None, matches)


def _fault(body: bytes, error: InputError) -> BrokenReply | Refused:
    if _ERROR in body:
        return Refused(f"{error}; change the query or its dates")
    return BrokenReply(f"a feed that is cut off, or none ({error})")


def _read(found: tuple[Element, ...]) -> Iterator[Entry]:
    for number, element in enumerate(found, 1):
        try:
            yield paper_of(element, Source(Arxiv.name, kind_of(Arxiv.name), f"line {number}"))
        except InputError as error:
            yield Rejected(Arxiv.name, None, str(error))
