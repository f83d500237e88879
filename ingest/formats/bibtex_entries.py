"""A BibTeX file cut into its entries, one in memory at a time, whatever is wrong with the others.

Only braces are counted, and quotes where an entry stands in parentheses. A line that begins like an entry begins one,
even if another is still open: the one that was never closed is faulty, the next is not. So an entry that somebody put
into `@comment{...}` is read, as BibTeX itself does. What stands between entries is comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from assistant.errors import InputError
from ingest.formats.text import MAX_RECORD, TOO_LONG_TEXT, Line

_BEGIN = re.compile(r"@[ \t]*([A-Za-z][\w+-]*)\s*([{(])", re.ASCII)
_LINE_BEGINS = re.compile(r"[ \t]*@[ \t]*[A-Za-z][\w+-]*[ \t]*[{(]", re.ASCII)
_MEANT = re.compile(r"[ \t]*@[ \t]*[A-Za-z]", re.ASCII)
_NO_ENTRY = "a line that begins like an entry and is none: is its brace missing?"
_HALF_BEGUN = re.compile(r"@[ \t]*[A-Za-z][\w+-]*\s*$", re.ASCII)
_UNDECODED = re.compile("[\udc80-\udcff]")
"""Bytes that are not UTF-8, as `Line` has them: of several entries on a line, only one may hold them."""
_OPENING = frozenset("{(")
_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)
_IN_PARENTHESES = re.compile(r'\\.|[{}")]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class RawEntry:
    """What stands between the delimiters of `@kind{...}`, or what is wrong with it; `line` is where it begins."""

    line: int
    kind: str
    body: str
    fault: str = ""


def whole(entry: RawEntry) -> str:
    """The body of an entry that has no fault.

    Raises:
        InputError: it has one.
    """
    if entry.fault:
        raise InputError(entry.fault)
    return entry.body


def entries(lines: Iterable[Line]) -> Iterator[RawEntry]:
    """The entries of a file, those of `@string` and `@comment` too, in its order."""
    entry: _Open | None = None
    for line in _joined(lines):
        if entry and _LINE_BEGINS.match(line.text):
            yield entry.unclosed(f"is not closed before the next one, in line {line.number}")
            entry = None
        if not entry and line.fault == TOO_LONG_TEXT:
            yield RawEntry(line.number, "", "", line.fault)
        elif not entry and _MEANT.match(line.text) and not _BEGIN.match(line.text.lstrip(" \t")):
            yield RawEntry(line.number, "", "", line.fault or _NO_ENTRY)
        at = 0
        while entry or (start := _BEGIN.search(line.text, at)):
            if entry is None and start is not None:
                entry, at = _Open(line.number, start[1].lower(), start[2] == "("), start.end()
            end = entry.take(line, at) if entry else -1
            if entry is None or end < 0:
                break
            yield entry.closed()
            entry, at = None, end
    if entry:
        yield entry.unclosed("is never closed")


def _joined(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines; one that ends in "@article" goes on with the next, where its brace may stand."""
    begun: Line | None = None
    for line in lines:
        if begun and line.text.lstrip()[:1] in _OPENING:
            yield Line(begun.number, begun.text + line.text, begun.fault or line.fault)
            begun = None
            continue
        if begun:
            yield begun
        begun = line if _HALF_BEGUN.search(line.text) else None
        if begun is None:
            yield line
    if begun:
        yield begun


@dataclass(slots=True)
class _Open:
    """An entry whose end has not come."""

    line: int
    kind: str
    parenthesis: bool
    fault: str = ""
    parts: list[str] = field(default_factory=list)
    size: int = 0
    depth: int = 0
    quoted: bool = False

    def take(self, line: Line, at: int) -> int:
        """Take in a line from `at` on; where it goes on behind the entry, -1 where the entry has no end yet."""
        end = self._end(line.text, at)
        part = line.text[at:] if end < 0 else line.text[at:end]
        if line.fault and (line.fault == TOO_LONG_TEXT or _UNDECODED.search(part)):
            self.fault = self.fault or line.fault
        self.size += len(part)
        if self.size > MAX_RECORD:
            self.fault, self.parts = self.fault or f"an entry of more than {MAX_RECORD:,} characters", []
        else:
            self.parts.append(part)
        return end if end < 0 else end + 1

    def _end(self, text: str, at: int) -> int:
        for mark in (_IN_PARENTHESES if self.parenthesis else _BRACES).finditer(text, at):
            sign = mark[0]
            if sign == "{":
                self.depth += 1
            elif sign == "}" and (self.depth or self.parenthesis):
                self.depth = max(0, self.depth - 1)
            elif sign == '"' and not self.depth:
                self.quoted = not self.quoted
            elif sign == "}" or (sign == ")" and not self.depth and not self.quoted):
                return mark.start()
        return -1

    def closed(self) -> RawEntry:
        return RawEntry(self.line, self.kind, "".join(self.parts), self.fault)

    def unclosed(self, how: str) -> RawEntry:
        return RawEntry(self.line, self.kind, "".join(self.parts), self.fault or f"the entry {how}: a brace is missing")
