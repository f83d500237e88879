"""PubMed XML, as PubMed saves it, E-utilities send it and the yearly baseline holds it: articles and book chapters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

from assistant.errors import InputError
from assistant.records import Paper, Source
from ingest.formats.base import ReadOptions, Rejected
from ingest.formats.fields import with_key
from ingest.formats.identifiers import arxiv_id_of_doi, bare_doi
from ingest.formats.loose_dates import loose_date
from ingest.formats.text import clean
from ingest.formats.xml_papers import papers
from ingest.formats.xml_text import inner_text, one_line

_CLAIM = re.compile(r"<(?:!DOCTYPE\s+)?Pubmed(?:Book)?Article(?:Set)?[\s>]")
_NAMES = frozenset({"PubmedArticle", "PubmedBookArticle"})
_URL = "https://pubmed.ncbi.nlm.nih.gov/{}/"
_UNLABELLED = "UNLABELLED"


class PubmedXml:
    """The format `pubmed-xml`."""

    name = "pubmed-xml"

    def claims(self, head: str, path: Path) -> bool:  # noqa: ARG002 - the protocol's
        """Whether one of PubMed's own elements stands near the beginning."""
        return _CLAIM.search(head) is not None

    def read(self, path: Path, options: ReadOptions) -> Iterator[Paper | Rejected]:  # noqa: ARG002 - the protocol's
        """The articles of the file.

        Raises:
            OSError: the file cannot be read.
            InputError: it is a gzip file, and from here on it cannot be unpacked.
        """
        return papers(path, _NAMES, self.name, paper_of)


def paper_of(element: Element, source: Source) -> Paper:
    """The copy that a `PubmedArticle` or `PubmedBookArticle` gives; `source.entry` is replaced by its PMID.

    Raises:
        InputError: it has no title or no abstract; the message names the PMID.
    """
    record = element.find("MedlineCitation")
    article = element.find("MedlineCitation/Article")
    if record is None or article is None:
        record = article = element.find("BookDocument")
    if record is None or article is None:
        raise InputError("neither an article nor a book document in it")
    pmid = one_line(record.find("PMID"))
    try:
        return _paper(element, article, replace(source, entry=pmid) if pmid else source)
    except InputError as error:
        raise InputError(with_key(str(error), pmid)) from None


def _paper(element: Element, article: Element, source: Source) -> Paper:
    title, venue = _title(article)
    abstract = _abstract(article)
    if not title or not abstract:
        raise InputError("no abstract" if title else "no title")
    ids = {part.get("IdType", ""): one_line(part) for part in _ids(element)}
    authors = _authors(article.find("AuthorList"))
    date = _date(article)
    doi = bare_doi(one_line(article.find("ELocationID[@EIdType='doi']")) or ids.get("doi", ""))
    pmid = one_line(article.find("PMID")) or one_line(element.find("MedlineCitation/PMID"))
    return Paper(
        id="",
        title=title,
        abstract=abstract,
        authors=authors,
        n_authors=len(authors) if authors and article.find("AuthorList[@CompleteYN='N']") is None else None,
        date=date,
        year=int(date[:4]) if date else None,
        venue=venue or None,
        doi=doi or None,
        arxiv_id=arxiv_id_of_doi(doi),
        url=_URL.format(pmid) if pmid else None,
        sources=(source,),
        extra=tuple(_extra(article, pmid, ids)),
    )


def _ids(element: Element) -> list[Element]:
    """The article's own ids; each work it cites has a list of its own further down."""
    return [
        *element.findall("PubmedData/ArticleIdList/ArticleId"),
        *element.findall("BookDocument/ArticleIdList/ArticleId"),
    ]


def _title(article: Element) -> tuple[str, str]:
    """The title and where it appeared; a book that is recorded as a whole appeared in no other."""
    title = one_line(article.find("ArticleTitle")) or one_line(article.find("VernacularTitle"))
    book = one_line(article.find("Book/BookTitle"))
    if book:
        return title or book, book if title else ""
    return title, one_line(article.find("Journal/Title")) or one_line(article.find("Journal/ISOAbbreviation"))


def _abstract(article: Element) -> str:
    parts = []
    for part in article.findall("Abstract/AbstractText"):
        text = inner_text(part)
        label = clean(part.get("Label", "")).strip().rstrip(":")
        if text:
            parts.append(f"{label}: {text}" if label and label != _UNLABELLED else text)
    return "\n".join(parts)


def _authors(people: Element | None) -> tuple[str, ...]:
    """Names as they are spoken; an author who was recorded wrongly has ValidYN="N" and stands there again, mended."""
    names = [_name(person) for person in people or () if person.get("ValidYN") != "N"]
    return tuple(name for name in names if name)


def _name(person: Element) -> str:
    given = one_line(person.find("ForeName")) or one_line(person.find("Initials"))
    parts = (given, one_line(person.find("LastName")), one_line(person.find("Suffix")))
    return " ".join(part for part in parts if part) or one_line(person.find("CollectiveName"))


def _date(article: Element) -> str | None:
    """The day it went online where that is known, else the day, month or year of the issue."""
    for place in ("ArticleDate", "Journal/JournalIssue/PubDate", "ContributionDate", "Book/PubDate"):
        found = article.find(place)
        if found is not None and (date := _one_date(found)):
            return date
    return None


def _one_date(found: Element) -> str | None:
    if span := one_line(found.find("MedlineDate")):
        return loose_date(span)
    year, month, day = (one_line(found.find(name)) for name in ("Year", "Month", "Day"))
    parts = [year, month, day if month else ""]
    return loose_date(("-" if month.isdecimal() else " ").join(part for part in parts if part))


def _extra(article: Element, pmid: str, ids: dict[str, str]) -> Iterator[tuple[str, str]]:
    if pmc := ids.get("pmc"):
        yield "pmc", pmc
    if pmid:
        yield "pmid", pmid
    if kinds := "; ".join(one_line(kind) for kind in article.findall("PublicationTypeList/PublicationType")):
        yield "type", kinds
