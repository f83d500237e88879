"""Saved listing pages of papers, in three layouts that are told apart line by line and may be mixed on one page.

a) a title, its abstract, then "• 7 authors", "·", "Aug 13 1" (the date and a counter, which may be missing);
b) a title and its abstract alone;
c) "31 Title Abstract... 7 authors · Jan 28 4" on one line, "-" for no votes, at times an organisation for the authors.

Menus and other furniture of the page are left out: lines known as such, single words, and a date of the page itself.
Votes and counters are left out too, as they change from day to day while the paper stays the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from assistant.errors import InputError
from assistant.records import Paper, Source
from ingest.formats.base import ReadOptions, Rejected
from ingest.formats.listing_lines import (
    Byline,
    PageDate,
    byline,
    kind_of,
    page_date,
    row_text,
    undated_row_text,
    without_author_count,
)
from ingest.formats.listing_page import PageFacts, entry_date, page_facts
from ingest.formats.prose import is_abstract, split_organisation
from ingest.formats.text import TOO_LONG_TEXT, Line, clean, read_lines
from ingest.formats.title_boundary import split_title

_NAME = "listing"
_LONGEST_TITLE = 250
_FOREIGN = ("{", "[", "@", "<", "%", "#", "\\", "//", "/*", "---", "TY  -", "PMID-", "import ", "from ", "def ")
_UNREAD = "…"
"""Stands for a line too long to read, in an entry that is rejected for it."""
_TELLTALES = ("get trending papers in your", "ak and the research community")


class Listing:
    """The format `listing`."""

    name = _NAME

    def claims(self, head: str, path: Path) -> bool:  # noqa: ARG002 - by content, whatever the file is called
        """Whether the head holds a line that only these pages have, or a title with an abstract behind it."""
        lines = [line for text in head.split("\n") if (line := text.strip())]
        kinds = [kind_of(line) for line in lines]
        if "row" in kinds or ("byline" in kinds and "date" in kinds):
            return True
        if any(tale in line.lower() for line in lines[:20] for tale in _TELLTALES):
            return True
        texts = [line for line, kind in zip(lines, kinds, strict=True) if kind == "text"]
        plain = not lines[0].startswith(_FOREIGN)
        return plain and any(
            len(title.split()) > 1 and not is_abstract(title) and is_abstract(abstract)
            for title, abstract in pairwise(texts[:8])
        )

    def read(self, path: Path, options: ReadOptions) -> Iterator[Paper | Rejected]:
        """The entries of the page. It is read twice: once for the year that dates leave out, once for the entries.

        Raises:
            OSError: the file cannot be read.
        """
        facts = page_facts(read_lines(path), options.saved_on)
        page = _Page(path, facts)
        for line in read_lines(path):
            yield from page.take(line)
        yield from page.finish()


@dataclass(slots=True)
class _Draft:
    """An entry as far as it has been read."""

    line: int
    title: str = ""
    abstract: str = ""
    byline: Byline | None = None
    date: PageDate | None = None
    in_block: bool = False
    fault: tuple[int, str] | None = None


class _Page:
    """Puts lines together to entries, one draft at a time."""

    def __init__(self, path: Path, facts: PageFacts) -> None:
        self._path = path
        self._facts = facts
        self._draft: _Draft | None = None
        self._gap = True

    def take(self, line: Line) -> Iterator[Paper | Rejected]:
        """Reads one line; yields the entry before it once that is complete."""
        text = line.text.strip() if line.fault else clean(line.text).strip()
        kind = "text" if line.fault == TOO_LONG_TEXT else kind_of(text)
        if kind == "row":
            yield from self.finish()
            yield self._row(row_text(text), line, page_date(text))
        elif kind in {"byline", "dot", "date"}:
            yield from self._block(text, line)
        elif kind == "text":
            yield from self._text(text, line)
        self._gap = kind != "text"

    def finish(self) -> Iterator[Paper | Rejected]:
        """Yields the entry being read, if any."""
        draft, self._draft = self._draft, None
        if draft is None or _is_furniture(draft):
            return
        if draft.fault:
            yield Rejected(str(self._path), *draft.fault)
        elif not draft.abstract:
            yield Rejected(str(self._path), draft.line, "no title" if is_abstract(draft.title) else "no abstract")
        elif not draft.title:
            yield Rejected(str(self._path), draft.line, "no title")
        else:
            yield self._paper(draft)

    def _text(self, text: str, line: Line) -> Iterator[Paper | Rejected]:
        row = undated_row_text(text) if self._facts.rows else None
        if row and is_abstract(row):
            yield from self.finish()
            yield self._row(row, line, None)
            return
        draft = self._draft
        if draft and draft.abstract and self._continues(draft):
            draft.abstract += "\n" + text
        elif draft and draft.title and not draft.abstract and not draft.in_block and _may_be_abstract(text, line):
            draft.abstract = text or _UNREAD
        else:
            yield from self.finish()
            draft = self._draft = _Draft(line.number)
            if len(text) < _LONGEST_TITLE and line.fault != TOO_LONG_TEXT:
                draft.title = text
            else:
                draft.abstract = text or _UNREAD
        if line.fault and draft and not draft.fault:
            draft.fault = line.number, line.fault

    def _continues(self, draft: _Draft) -> bool:
        """Whether a line goes on with the abstract's paragraph, on a page whose paragraphs are broken into lines."""
        last = draft.abstract.rpartition("\n")[2]
        broken = len(last) < _LONGEST_TITLE and last.rstrip("\"'”)*")[-1:] not in {".", "!", "?"}
        return broken and not self._gap and not draft.in_block

    def _block(self, text: str, line: Line) -> Iterator[Paper | Rejected]:
        draft, kind = self._draft, kind_of(text)
        if draft is None:
            if kind == "byline":
                yield Rejected(str(self._path), line.number, "authors without a title and an abstract before them")
            return
        if line.fault and not draft.fault:
            draft.fault = line.number, line.fault
        if kind == "byline" and draft.byline is None:
            draft.byline = byline(text)
        elif kind == "date" and draft.in_block:
            draft.date = page_date(text)
            yield from self.finish()
            return
        draft.in_block = draft.in_block or kind != "date"

    def _row(self, text: str, line: Line, shown: PageDate | None) -> Paper | Rejected:
        if line.fault:
            return Rejected(str(self._path), line.number, line.fault)
        text, count = without_author_count(text)
        organisation = None
        if count is None and shown is not None:
            text, organisation = split_organisation(text)
        try:
            title, abstract = split_title(text)
        except InputError as error:
            return Rejected(str(self._path), line.number, str(error))
        return self._paper(_Draft(line.number, title, abstract, Byline(count, organisation), shown))

    def _paper(self, draft: _Draft) -> Paper | Rejected:
        try:
            date, inferred = entry_date(draft.date, self._facts)
        except InputError as error:
            return Rejected(str(self._path), draft.line, str(error))
        by = draft.byline or Byline(None, None)
        return Paper(
            id="",
            title=draft.title,
            abstract=draft.abstract,
            n_authors=by.n_authors,
            date=date,
            date_inferred=inferred,
            year=int(date[:4]) if date else None,
            sources=(Source(self._path.name, _NAME, f"line {draft.line}"),),
            extra=(("organisation", by.organisation),) if by.organisation else (),
        )


def _may_be_abstract(text: str, line: Line) -> bool:
    return line.fault == TOO_LONG_TEXT or is_abstract(text)


def _is_furniture(draft: _Draft) -> bool:
    """A single word with nothing behind it is a button or a user's name, not a title that lost its abstract."""
    return not draft.abstract and not draft.in_block and not draft.fault and len(draft.title.split()) == 1
