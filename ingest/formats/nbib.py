"""MEDLINE as PubMed saves it (.nbib): "TI  - A title", long values going on in indented lines, from PMID to PMID."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from assistant.errors import InputError
from assistant.records import Paper, Source
from ingest.formats.base import ReadOptions, Rejected
from ingest.formats.loose_dates import first_date
from ingest.formats.markup import plain
from ingest.formats.tagged import Layout, Record, every, first, papers, whole
from ingest.formats.text import clean

_LAYOUT = Layout(
    begin=re.compile(r"PMID ?- ?\d+\s*$"),
    tagged=re.compile(r"(?=.{4}-)([A-Z]{2,4}) *-[ \t]?(.*)", re.DOTALL),
    loose=re.compile(r"([A-Z]{2,4}) *-[ \t]+(.*)", re.DOTALL),
    end=None,
)
_CLAIM = re.compile(r"^PMID ?- ?\d+[ \t]*\r?$", re.MULTILINE)
_URL = "https://pubmed.ncbi.nlm.nih.gov/{}/"
_DOI = re.compile(r"(?<!\S)(\S+) \[doi\]")
_SUFFIX = r"(?: (Jr|Sr|2nd|3rd|\dth))?"
_FULL = re.compile(rf"([^,]+), (.+?){_SUFFIX}")
_INITIALS = re.compile(rf"(.+) ([A-Z]{{1,4}}){_SUFFIX}")


class Nbib:
    """The format `nbib`."""

    name = "nbib"

    def claims(self, head: str, path: Path) -> bool:  # noqa: ARG002 - by content, whatever the file is called
        """Whether a line with a PubMed id stands near the beginning."""
        return _CLAIM.search(head) is not None

    def read(self, path: Path, options: ReadOptions) -> Iterator[Paper | Rejected]:  # noqa: ARG002 - the protocol's
        """The records of the file.

        Raises:
            OSError: the file cannot be read.
            InputError: it is a gzip file, and from here on it cannot be unpacked.
        """
        return papers(path, _LAYOUT, _entry)


def paper_of(values: Mapping[str, tuple[str, ...]], source: Source) -> Paper:
    """The copy that the values of each tag make.

    Raises:
        InputError: it has no title, two titles, or no abstract.
    """
    pmid = first(values, "PMID")
    title = _read(first(values, "TI", "BTI", "TT"))
    abstract = _read(first(values, "AB"))
    if not title or not abstract:
        raise InputError("no abstract" if title else "no title")
    if len(every(values, "TI")) > 1:
        raise InputError("two titles: a line with a PMID is missing or damaged, so that two records run together")
    authors = _authors(values)
    # The day it went online where that is known, else the issue's, as with PubMed's XML.
    date = first_date((first(values, "DEP"),)) or first_date((first(values, "DP"),))
    return Paper(
        id="",
        title=title,
        abstract=abstract,
        authors=authors,
        n_authors=len(authors) or None,
        date=date,
        year=int(date[:4]) if date else None,
        venue=_read(first(values, "JT", "TA")) or None,
        doi=next((clean(doi[1]) for tag in ("LID", "AID") for v in every(values, tag) if (doi := _DOI.match(v))), None),
        url=_URL.format(pmid) if pmid.isdecimal() else None,
        sources=(source,),
        extra=tuple(sorted(_facts(values, pmid))),
    )


def _entry(record: Record, path: Path) -> Paper | Rejected:
    pmid = first(record.values, "PMID")
    try:
        return paper_of(whole(record), Source(path.name, Nbib.name, clean(pmid) or f"line {record.line}"))
    except InputError as error:
        return Rejected(str(path), record.line, f"{error} (PMID {pmid})" if pmid.isdecimal() else str(error))


def _read(value: str) -> str:
    return clean(plain(value)).strip()


def _authors(values: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Full names where there are any, else the short ones; then the groups."""
    people = [_full(name) for name in every(values, "FAU")] or [_short(name) for name in every(values, "AU")]
    return tuple(clean(name) for name in (*people, *every(values, "CN")))


def _full(written: str) -> str:
    """A name given first; "Lee, Ann B Jr" has its suffix last."""
    match = _FULL.fullmatch(written)
    return " ".join(part for part in (match[2], match[1], match[3]) if part) if match else written


def _short(written: str) -> str:
    """A name with its initials behind it, "Lee AB", as it is stored."""
    match = _INITIALS.fullmatch(written)
    if match is None:
        return written
    initials = " ".join(f"{letter}." for letter in match[2])
    return " ".join(part for part in (initials, match[1], match[3]) if part)


def _facts(values: Mapping[str, tuple[str, ...]], pmid: str) -> Iterator[tuple[str, str]]:
    if pmc := first(values, "PMC"):
        yield "pmc", clean(pmc)
    if pmid:
        yield "pmid", clean(pmid)
    if kinds := every(values, "PT"):
        yield "type", clean("; ".join(kinds))
    if words := every(values, "OT"):
        yield "keywords", clean("; ".join(words))
