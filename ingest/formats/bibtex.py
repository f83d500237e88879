"""BibTeX and BibLaTeX: `@article{key, title = {...}, abstract = {...}}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from assistant.errors import InputError
from assistant.export.bibtex import USUAL
from assistant.export.carried import NAME
from assistant.records import Paper, Source
from ingest.formats.base import ReadOptions, Rejected
from ingest.formats.beside import beside_of, restored
from ingest.formats.bibtex_entries import RawEntry, entries, whole
from ingest.formats.bibtex_fields import Macros, fields_of, key_of
from ingest.formats.bibtex_lines import bibtex_lines
from ingest.formats.bibtex_names import names_of
from ingest.formats.fields import with_key
from ingest.formats.identifiers import bare_arxiv_id, bare_doi
from ingest.formats.latex import address_of, paragraphs_of, text_of
from ingest.formats.loose_dates import first_date
from ingest.formats.markup import plain
from ingest.formats.once import Once
from ingest.formats.stream import inner_suffix
from ingest.formats.text import clean

_ENTRY = re.compile(r"^[ \t]*@[ \t]*[A-Za-z]\w*\s*[{(]\s*[^\s,={}\"]*\s*,\s*[\w.:-]+\s*=", re.ASCII | re.MULTILINE)
_COMMAND = re.compile(r"^[ \t]*@(?:string|preamble|comment)\s*[{(]", re.ASCII | re.IGNORECASE | re.MULTILINE)
_BEGIN = re.compile(r"^[ \t]*@[A-Za-z]\w*\s*[{(]", re.ASCII | re.MULTILINE)
_NO_ENTRIES = frozenset({"comment", "preamble"})
_VENUES = ("journaltitle", "journal", "booktitle", "eventtitle", "school", "institution")


class BibTeX:
    """The format `bibtex`."""

    name = "bibtex"

    def claims(self, head: str, path: Path) -> bool:
        """Whether an entry with a field begins a line, or the file calls itself .bib and something like one does."""
        if _ENTRY.search(head) or _COMMAND.match(head.lstrip()):
            return True
        return inner_suffix(path) == ".bib" and _BEGIN.search(head) is not None

    def read(self, path: Path, options: ReadOptions) -> Iterator[Paper | Rejected]:  # noqa: ARG002 - the protocol's
        """The entries of the file.

        Raises:
            OSError: the file cannot be read.
            InputError: it is a gzip file, and from here on it cannot be unpacked.
        """
        macros, once = Macros(), Once(str(path))
        for entry in entries(bibtex_lines(path)):
            try:
                if entry.kind == "string":
                    macros.define(whole(entry))
                elif entry.kind not in _NO_ENTRIES:
                    yield once.checked(_paper(entry, macros.known, path), entry.line)
            except InputError as error:
                yield Rejected(str(path), entry.line, str(error))


def paper_of(record: Mapping[str, str], source: Source) -> Paper:
    """The copy that the fields of an entry, by name in lower case, make; the entry's type is the field "entrytype".

    Raises:
        InputError: it has no title or no abstract, or holds what cannot be stored.
    """
    names, open_ended = names_of(record.get("author", ""))
    own = beside_of(record[NAME]) if NAME in record else None
    # In an entry of our own "<i>" is text.
    reading = plain if own is None else str
    doi, arxiv = _numbers(record)
    date = first_date(_dates(record))
    paper = Paper(
        id="",
        title=_required(_title(record), "title", reading),
        abstract=_required(paragraphs_of(record.get("abstract", "")), "abstract", reading),
        authors=tuple(clean(name) for name in names),
        n_authors=None if open_ended else len(names) or None,
        date=date,
        year=int(date[:4]) if date else None,
        venue=next((venue for name in _VENUES if (venue := clean(text_of(record.get(name, ""))))), None),
        doi=doi,
        arxiv_id=arxiv,
        url=clean(address_of(record.get("url", ""))) or None,
        sources=(source,),
        extra=tuple(sorted(_facts(record, date))),
    )
    return paper if own is None else restored(paper, own)


def _paper(entry: RawEntry, macros: Mapping[str, str], path: Path) -> Paper:
    key, begin = key_of(entry.body)
    try:
        body = whole(entry)
        source = Source(path.name, BibTeX.name, clean(key) or f"line {entry.line}")
        return paper_of({**fields_of(body, begin, macros), "entrytype": entry.kind}, source)
    except InputError as error:
        raise InputError(with_key(str(error), key.encode(errors="replace").decode())) from None


def _required(text: str, name: str, reading: Callable[[str], str]) -> str:
    try:
        text = clean(reading(text)).strip()
    except InputError as error:
        raise InputError(f"the {name} holds {error}") from None
    if not text:
        raise InputError(f"no {name}")
    return text


def _title(record: Mapping[str, str]) -> str:
    title, subtitle = text_of(record.get("title", "")), text_of(record.get("subtitle", ""))
    if not title or not subtitle:
        return title or subtitle
    return f"{title} {subtitle}" if title[-1] in ":.?!" else f"{title}: {subtitle}"


def _dates(record: Mapping[str, str]) -> Iterator[str]:
    """What may say when: the date in one, and year, month and day."""
    yield text_of(record.get("date", ""))
    year, month, day = (text_of(record.get(name, "")) for name in ("year", "month", "day"))
    yield f"{year}-{month}-{day}" if month.isdigit() and day else f"{year}-{month}" if month.isdigit() else ""
    yield f"{year} {month} {day}"
    yield f"{month} {year}"


def _numbers(record: Mapping[str, str]) -> tuple[str | None, str | None]:
    """The DOI and the arXiv id."""
    doi = bare_doi(clean(address_of(record.get("doi", ""))))
    eprint = clean(address_of(record.get("eprint", "")))
    kind = (record.get("archiveprefix") or record.get("eprinttype") or "").strip(' {}"').lower()
    arxiv = bare_arxiv_id(eprint) if kind == "arxiv" or eprint.lower().startswith("arxiv:") else ""
    return doi or None, arxiv or None


def _facts(record: Mapping[str, str], date: str | None) -> Iterator[tuple[str, str]]:
    if (kind := record.get("entrytype", "")) and kind not in USUAL:
        yield "type", kind
    if keywords := clean(text_of(record.get("keywords") or record.get("keyword", ""))):
        yield "keywords", keywords
    unread = text_of(record.get("date") or record.get("year", ""))
    if unread and date is None:
        yield "date", clean(unread)
