"""Papers to RIS, as Zotero, EndNote and Mendeley read it: a tag and a value a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from assistant.export.base import Sink, Writer
from assistant.export.carried import NAME, beside, beside_text, on_one_line, plainly
from assistant.export.names import parts
from assistant.records import Paper

BESIDE = "C8"
"""The tag, one of eight for whatever a program likes, of what the others cannot carry."""
USUAL = frozenset({"JOUR", "GEN"})
"""Types that say nothing of a paper but whether it has a journal."""
BETWEEN_KEYWORDS = "; "
_TYPE = re.compile("[A-Z]{3,8}")


def write(papers: Iterable[Paper], stream: Sink) -> None:
    """Write a record a paper; an empty line stands between two."""
    for n, paper in enumerate(papers):
        stream.write("\n" if n else "")
        stream.write("".join(f"{tag}  - {value}\n" for tag, value in _lines(paper)))


WRITER = Writer("ris", ".ris", write)


def _lines(paper: Paper) -> Iterator[tuple[str, str]]:
    carried = _carried(paper)
    facts = dict(carried.extra)
    yield "TY", facts.get("type") or ("JOUR" if carried.venue else "GEN")
    yield "ID", paper.id
    yield "TI", carried.title
    yield from (("AU", _inverted(name)) for name in carried.authors)
    if carried.date:
        yield "PY", carried.date[:4]
        if len(carried.date) > 4:
            yield "DA", carried.date.replace("-", "/")
    arxiv = carried.arxiv_id and f"arXiv:{carried.arxiv_id}"
    fields = (("T2", carried.venue), ("DO", carried.doi), ("AN", arxiv), ("UR", carried.url))
    yield from ((tag, value) for tag, value in fields if value)
    if "keywords" in facts:
        yield from (("KW", word) for word in facts["keywords"].split(BETWEEN_KEYWORDS))
    yield "AB", carried.abstract
    differing = beside(paper, carried)
    if differing is not None:
        yield BESIDE, f"{NAME} {beside_text(differing)}"
    yield "ER", ""


def _carried(paper: Paper) -> Paper:
    """What the lines written hold. A comma in a name would part it, so it cannot be written."""
    authors = tuple(name for name in (on_one_line(name.replace(",", " ")) for name in paper.authors) if name)
    return replace(plainly(paper), authors=authors, n_authors=len(authors) or None, extra=tuple(sorted(_facts(paper))))


def _facts(paper: Paper) -> Iterator[tuple[str, str]]:
    """The extra facts that have a tag of their own, each name once."""
    facts = dict(reversed(paper.extra))
    if _TYPE.fullmatch(kind := facts.get("type", "")) and kind not in USUAL:
        yield "type", kind
    keywords = [on_one_line(word) for word in facts.get("keywords", "").split(BETWEEN_KEYWORDS)]
    if any(keywords):
        yield "keywords", BETWEEN_KEYWORDS.join(word for word in keywords if word)


def _inverted(name: str) -> str:
    found = parts(name)
    return f"{found.family}, {found.given}" if found else name
