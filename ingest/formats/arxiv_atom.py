"""Atom feeds of arXiv, as its API answers a query and as it announces each day's papers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

from assistant.errors import InputError
from assistant.records import Paper, Source
from ingest.formats.base import ReadOptions, Rejected
from ingest.formats.dates import iso_date
from ingest.formats.fields import with_key
from ingest.formats.identifiers import bare_doi
from ingest.formats.text import clean
from ingest.formats.xml_builder import Fault
from ingest.formats.xml_papers import papers
from ingest.formats.xml_records import parsed
from ingest.formats.xml_text import one_line

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
_ENTRY = f"{_ATOM}entry"
_TOTAL = f"{_OPENSEARCH}totalResults"
_ERROR = "Error"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_ID = re.compile(r"arxiv\.org(?:/abs/|:)(?P<id>.+?)(?P<version>v\d+)?$", re.IGNORECASE)
_ANNOUNCED = re.compile(r"arXiv:\S+ Announce Type: [\w-]+ Abstract: ")
"""What stands before the abstract in the daily announcements."""


class ArxivAtom:
    """The format `arxiv-atom`."""

    name = "arxiv-atom"

    def claims(self, head: str, path: Path) -> bool:  # noqa: ARG002 - the protocol's
        """Whether it is an Atom feed that names arXiv."""
        return re.search(r"<(?:\w+:)?feed\s", head) is not None and _ATOM[1:-1] in head and "arxiv.org/" in head

    def read(self, path: Path, options: ReadOptions) -> Iterator[Paper | Rejected]:  # noqa: ARG002 - the protocol's
        """The entries of the feed.

        Raises:
            OSError: the file cannot be read.
            InputError: it is a gzip file, and from here on it cannot be unpacked.
        """
        return papers(path, frozenset({_ENTRY}), self.name, paper_of)


def entries(feed: bytes) -> tuple[Element, ...]:
    """The entries of a feed, to be handed to `paper_of` one by one; none where a query finds nothing.

    Raises:
        InputError: the feed is cut off or no XML, or it is arXiv's word that it could not answer.
    """
    found = _elements(feed, _ENTRY)
    for entry in found:
        _raise_for_error(entry)
    return found


def total(feed: bytes) -> int | None:
    """How many papers the query of this feed finds in all; None where the feed does not say.

    Raises:
        InputError: as `entries`.
    """
    written = [one_line(element) for element in _elements(feed, _TOTAL)]
    return int(written[0]) if written and written[0].isdecimal() else None


def paper_of(element: Element, source: Source) -> Paper:
    """The copy that an entry gives; `source.entry` is replaced by its arXiv id without version.

    `date` is the day of the first version, and the version is part of `arxiv_id`.

    Raises:
        InputError: it has no title or no summary, a date that does not exist, or is arXiv's word of an error.
    """
    _raise_for_error(element)
    found = _ID.search(_part(element, "id"))
    try:
        return _paper(element, source, found)
    except InputError as error:
        raise InputError(with_key(str(error), found and found["id"])) from None


def _paper(element: Element, source: Source, found: re.Match[str] | None) -> Paper:
    title, abstract = _part(element, "title"), _ANNOUNCED.sub("", _part(element, "summary"), count=1)
    if not title or not abstract:
        raise InputError("no abstract" if title else "no title")
    authors = _authors(element)
    published = _part(element, "published")
    date = iso_date(published) if published else None
    return Paper(
        id="",
        title=title,
        abstract=abstract,
        authors=authors,
        n_authors=len(authors) or None,
        date=date,
        year=int(date[:4]) if date else None,
        venue=_own(element, "journal_ref") or None,
        doi=bare_doi(_own(element, "doi")) or None,
        arxiv_id=found["id"] + (found["version"] or "") if found else None,
        url=_page(element) or None,
        sources=(replace(source, entry=found["id"]) if found else source,),
        extra=tuple(_extra(element, date)),
    )


def _authors(element: Element) -> tuple[str, ...]:
    names = [one_line(author.find(f"{_ATOM}name")) for author in element.findall(f"{_ATOM}author")]
    # The announcements name all of them in one element.
    names += one_line(element.find(_CREATOR)).split(", ")
    return tuple(name for name in names if name)


def _extra(element: Element, date: str | None) -> Iterator[tuple[str, str]]:
    categories = " ".join(dict.fromkeys(_terms(element)))
    if categories:
        yield "categories", categories
    if comment := _own(element, "comment"):
        yield "comment", comment
    if (updated := _part(element, "updated")) and (changed := iso_date(updated)) != date:
        yield "updated", changed


def _terms(element: Element) -> Iterator[str]:
    """The primary category, then all of them."""
    for name in (f"{_ARXIV}primary_category", f"{_ATOM}category"):
        for category in element.findall(name):
            if term := clean(category.get("term", "")).strip():
                yield term


def _page(element: Element) -> str:
    """The address of the paper's page."""
    links = element.findall(f"{_ATOM}link[@rel='alternate']")
    return clean(links[0].get("href", "")).strip() if links else ""


def _raise_for_error(element: Element) -> None:
    if _part(element, "title") == _ERROR and "/api/errors" in _part(element, "id"):
        raise InputError(f"arXiv could not answer: {_part(element, 'summary')}")


def _elements(feed: bytes, name: str) -> tuple[Element, ...]:
    found = []
    for record in parsed([feed], frozenset({name})):
        if isinstance(record, Fault):
            raise InputError(record.reason)
        found.append(record.element)
    return tuple(found)


def _part(element: Element, name: str) -> str:
    return one_line(element.find(f"{_ATOM}{name}"))


def _own(element: Element, name: str) -> str:
    return one_line(element.find(f"{_ARXIV}{name}"))
