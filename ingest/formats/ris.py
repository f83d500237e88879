"""RIS, which Zotero, EndNote, Mendeley and most publishers write: "TI  - A title", from "TY" to "ER"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from assistant.errors import InputError
from assistant.export.carried import NAME
from assistant.export.ris import BESIDE, BETWEEN_KEYWORDS, USUAL
from assistant.records import Paper, Source
from ingest.formats.base import ReadOptions, Rejected
from ingest.formats.beside import beside_of, restored
from ingest.formats.fields import with_key
from ingest.formats.identifiers import bare_arxiv_id, bare_doi
from ingest.formats.loose_dates import first_date
from ingest.formats.markup import plain
from ingest.formats.people import given_first
from ingest.formats.tagged import Layout, Record, every, first, papers, whole
from ingest.formats.text import clean

Values = Mapping[str, tuple[str, ...]]

_LAYOUT = Layout(
    begin=re.compile(r"TY[ \t]{0,3}-[ \t]*[A-Z0-9]{0,8}\s*$"),
    tagged=re.compile(r"([A-Z][A-Z0-9])  -[ \t]?(.*)", re.DOTALL),
    loose=re.compile(r"([A-Z][A-Z0-9])[ \t]{0,3}-(?:[ \t]+|$)(.*)", re.DOTALL | re.MULTILINE),
    end="ER",
)
_CLAIM = re.compile(r"^TY[ \t]{1,2}-[ \t]*[A-Z]{2,8}[ \t]*\r?$", re.MULTILINE)
_SUFFIX = re.compile(r"(?:jr|sr|[ivx]+|\d(?:nd|rd|th))\.?", re.IGNORECASE)


class Ris:
    """The format `ris`."""

    name = "ris"

    def claims(self, head: str, path: Path) -> bool:  # noqa: ARG002 - by content, whatever the file is called
        """Whether a line that begins a record stands near the beginning."""
        return _CLAIM.search(head) is not None

    def read(self, path: Path, options: ReadOptions) -> Iterator[Paper | Rejected]:  # noqa: ARG002 - the protocol's
        """The records of the file.

        Raises:
            OSError: the file cannot be read.
            InputError: it is a gzip file, and from here on it cannot be unpacked.
        """
        return papers(path, _LAYOUT, _entry)


def paper_of(values: Values, source: Source) -> Paper:
    """The copy that the values of each tag make.

    Raises:
        InputError: it has no title or no abstract, or holds what cannot be stored.
    """
    own = _own(values)
    # In a record of our own "<i>" is text.
    reading = plain if own is None else str
    authors = tuple(name for name in map(_name, every(values, "AU") or every(values, "A1")) if name)
    date = _date(values)
    paper = Paper(
        id="",
        title=_text(first(values, "TI", "T1"), reading, "title"),
        abstract=_text(first(values, "AB", "N2"), reading, "abstract"),
        authors=authors,
        n_authors=len(authors) or None,
        date=date,
        year=int(date[:4]) if date else None,
        venue=clean(reading(first(values, "T2", "JF", "JO", "BT", "JA", "J2"))).strip() or None,
        doi=bare_doi(clean(first(values, "DO"))) or None,
        arxiv_id=_arxiv_id(values),
        url=clean(first(values, "UR", "LK")) or None,
        sources=(source,),
        extra=tuple(sorted(_facts(values, date))),
    )
    return paper if own is None else restored(paper, own)


def _entry(record: Record, path: Path) -> Paper | Rejected:
    key = first(record.values, "ID") or bare_doi(first(record.values, "DO"))
    try:
        return paper_of(whole(record), Source(path.name, Ris.name, clean(key) or f"line {record.line}"))
    except InputError as error:
        reason = with_key(str(error), key.encode(errors="replace").decode())
        return Rejected(str(path), record.line, reason)


def _own(values: Values) -> Mapping[str, object] | None:
    """What our own export wrote beside the fields; the tag is anybody's, so only what calls itself ours counts."""
    mark = f"{NAME} "
    return next((beside_of(v.removeprefix(mark)) for v in every(values, BESIDE) if v.startswith(mark + "{")), None)


def _text(text: str, reading: Callable[[str], str], name: str) -> str:
    try:
        text = clean(reading(text)).strip()
    except InputError as error:
        raise InputError(f"the {name} holds {error}") from None
    if not text:
        raise InputError(f"no {name}")
    return text


def _name(written: str) -> str:
    """A name given first; RIS puts "Jr." last, "Lee, Ann, Jr.", where others put it in the middle."""
    parts = [part.strip() for part in written.split(",")]
    if len(parts) == 3 and _SUFFIX.fullmatch(parts[2]):
        parts = [parts[0], parts[2], parts[1]]
    return clean(given_first(", ".join(parts)))


def _date(values: Values) -> str | None:
    """When it appeared: the day where it is of the year that is printed."""
    printed = first_date((first(values, "PY"), first(values, "Y1")))
    day = first_date((first(values, "DA"),))
    if printed is None or (day and day.startswith(printed)):
        return day
    return printed


def _arxiv_id(values: Values) -> str | None:
    for tag in ("AN", "M1"):
        for value in every(values, tag):
            if value.lower().startswith("arxiv:"):
                return bare_arxiv_id(clean(value).split(" ")[0]) or None
    return None


def _facts(values: Values, date: str | None) -> Iterator[tuple[str, str]]:
    if (kind := first(values, "TY")) and kind not in USUAL:
        yield "type", clean(kind)
    if words := every(values, "KW"):
        yield "keywords", clean(BETWEEN_KEYWORDS.join(words))
    if date is None and (unread := first(values, "PY", "Y1", "DA")):
        yield "date", clean(unread)
