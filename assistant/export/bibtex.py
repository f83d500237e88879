"""Papers to BibTeX, with `year`, `month` and `day` as old styles want them and `eprint` as arXiv gives it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from assistant.export.base import Sink, Writer
from assistant.export.carried import NAME, beside, beside_text, in_paragraphs, on_one_line, plainly
from assistant.export.keys import Keys
from assistant.export.latex import escaped, escaped_address, escaped_title
from assistant.records import Paper

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The macros that every BibTeX style defines."""
USUAL = frozenset({"article", "misc"})
"""Entry types that say nothing of a paper but whether it has a journal."""
_IN_BOOKS = frozenset({"inproceedings", "incollection", "conference"})
_TYPES = _IN_BOOKS | frozenset(
    "book inbook manual mastersthesis phdthesis proceedings techreport unpublished thesis report".split()
)
_SIMPLE_NAME = re.compile(r"[^\W\d_][\w.’'-]*(?: [^\W\d_][\w.’'-]*)*")
_JOINING = frozenset({"and", "others"})


def write(papers: Iterable[Paper], stream: Sink) -> None:
    """Write an entry a paper; an empty line stands between two."""
    keys = Keys()
    for n, paper in enumerate(papers):
        stream.write("\n" if n else "")
        stream.write(_entry(paper, keys.of(paper)))


WRITER = Writer("bibtex", ".bib", write)


def _entry(paper: Paper, key: str) -> str:
    carried = _carried(paper)
    kind = dict(carried.extra).get("type") or ("article" if carried.venue else "misc")
    differing = beside(paper, carried)
    lines = [f"  {name} = {value}" for name, value in _fields(carried, kind)]
    if differing is not None:
        lines.append(f"  {NAME} = {{{beside_text(differing)}}}")
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}\n"


def _carried(paper: Paper) -> Paper:
    """What the fields written hold. "and others" says that there are more authors, nobody knows how many."""
    authors = tuple(name for name in map(on_one_line, paper.authors) if name)
    return replace(
        plainly(paper),
        abstract=in_paragraphs(paper.abstract),
        authors=authors,
        n_authors=len(authors) or None if paper.n_authors is not None else None,
        extra=tuple(sorted(_facts(paper))),
    )


def _facts(paper: Paper) -> Iterator[tuple[str, str]]:
    """The extra facts that have a field of their own, each name once."""
    facts = dict(reversed(paper.extra))
    if facts.get("type") in _TYPES:
        yield "type", facts["type"]
    if keywords := on_one_line(facts.get("keywords", "")):
        yield "keywords", keywords


def _fields(carried: Paper, kind: str) -> Iterator[tuple[str, str]]:
    yield "title", f"{{{escaped_title(carried.title)}}}"
    if carried.authors:
        names = [_name(name) for name in carried.authors] + ["others"] * (carried.n_authors is None)
        yield "author", f"{{{' and '.join(names)}}}"
    yield from _date(carried.date)
    if carried.venue:
        yield "booktitle" if kind in _IN_BOOKS else "journal", f"{{{escaped(carried.venue)}}}"
    for name, value in (("doi", carried.doi), ("eprint", carried.arxiv_id), ("url", carried.url)):
        if value:
            yield name, f"{{{escaped_address(value)}}}"
    if carried.arxiv_id:
        yield "archiveprefix", "{arXiv}"
    if keywords := dict(carried.extra).get("keywords"):
        yield "keywords", f"{{{escaped(keywords)}}}"
    yield "abstract", f"{{{escaped(carried.abstract)}}}"


def _name(name: str) -> str:
    """A name for BibTeX to take apart, or in braces where it would take it apart wrongly."""
    simple = _SIMPLE_NAME.fullmatch(name) and not _JOINING & set(name.lower().split())
    return escaped(name) if simple else f"{{{escaped(name)}}}"


def _date(date: str | None) -> Iterator[tuple[str, str]]:
    year, month, day = [*(date or "").split("-"), "", ""][:3]
    if year:
        yield "year", f"{{{year}}}"
    if month:
        yield "month", MONTHS[int(month) - 1]
    if day:
        yield "day", f"{{{int(day)}}}"
