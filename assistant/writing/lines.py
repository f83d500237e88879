"""A reply of the writing call, read while it comes: plain lines, each told by its first characters.

    A sentence of the answer.
    > [p7f3a] "words of that abstract"
    ~ A sentence that only leads over.
    ? a part that no paper covers
    !

A line's kind is decided by its first six characters and nothing else, so it makes no difference how the reply is cut.
Bullets before a line, keys inside a sentence, several keys on a line and any kind of quotation marks are understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from assistant.orders import KEY
from assistant.writing.records import Drafted, Ended, LineEvent, NoAnswer, NotCovered, Quoted, Shown
from assistant.writing.tidy import settled, tidy, undisguised

HEAD = 6
MAX_LINE = 4000
"""Characters of a line that are read; nothing a reader could use is longer."""
LONGEST_PART = 200
"""Characters of a part that is not covered."""
Kind = Literal["sentence", "evidence", "frame", "missing", "nothing"]
_BULLET = re.compile(r"(?:[-*+\u2022\u2013](?=\s)|\d{1,2}[.)](?=\s)|#{1,4}(?=\s))\s*")
_KEY_FIRST = re.compile(r"\[p[0-9a-f]{2,4}", re.IGNORECASE)
_KEYS = re.compile(rf"(?<![a-z0-9])({KEY})(?![a-z0-9])", re.IGNORECASE)
_BARE = re.compile(rf"[*_`]*\[?({KEY})(?![a-z0-9])\]?[*_`]*", re.IGNORECASE)
_BRACKETED = re.compile(r"\[([^\[\]]{1,200})\]")
_BRACKETS = str.maketrans("\u3010\u3011\uff3b\uff3d", "[][]")
"""Some models put keys into wide brackets."""
_FENCES = ("```", "~~~")
"""Some models put a whole reply between such lines, "```text" first."""
_MARKS = " \t:;,.\u2013\u2014-"
_DOUBLE = '"\u201c\u201d\u00ab\u00bb\u201e'
_SINGLE = "'\u2018\u2019`"
_QUOTES = _DOUBLE + _SINGLE


class LineReader:
    """Takes a reply in pieces of any size and gives its events.

    A key that is not among the papers' never becomes evidence; `unknown` counts those. `stray` counts evidence that
    stood behind no sentence.
    """

    def __init__(self, known: frozenset[str], names: frozenset[str] = frozenset()) -> None:
        """`known` are the keys of the papers that were shown, `names` words of theirs that only look like keys."""
        self._known = known
        self._names = names
        self._line = ""
        self._shown = ""
        self._open: Drafted | None = None
        self.unknown = 0
        self.stray = 0

    def feed(self, text: str) -> Iterator[LineEvent]:
        """The events that are certain after this piece."""
        *whole, rest = text.replace("\r", "\n").translate(_BRACKETS).split("\n")
        for part in whole:
            self._add(part)
            yield from self._end_line()
        self._add(rest)
        yield from self._show()

    def end(self) -> Iterator[LineEvent]:
        """What is left at the end of the reply."""
        yield from self._end_line()
        yield from self._close()

    def cut(self) -> Iterator[LineEvent]:
        """What is left where the reply was cut: a sentence counts only if it ended and some of its evidence came."""
        kind, rest = kind_of(self._line.strip())
        if kind == "evidence":
            yield from self._evidence(rest)
        self._line = self._shown = ""
        if self._open is not None and not self._open.quotes:
            self._open = None
        yield from self._close()

    def _add(self, part: str) -> None:
        self._line = (self._line + part)[:MAX_LINE]

    def _show(self) -> Iterator[LineEvent]:
        """More of the sentence under way, once the line is known to be one."""
        start = self._line.lstrip()
        if len(start) < HEAD or len(_behind_bullet(start)) < HEAD:
            return
        kind, rest = kind_of(start)
        text = settled(rest, self._known, self._names) if kind in ("sentence", "frame") else ""
        if _says_something(text):
            yield from self._close_before_sentence()
            yield from self._delta(text)

    def _close_before_sentence(self) -> Iterator[LineEvent]:
        if not self._shown:
            yield from self._close()

    def _delta(self, text: str) -> Iterator[LineEvent]:
        if len(text) > len(self._shown) and text.startswith(self._shown):
            yield Shown(text[len(self._shown) :], first=not self._shown)
            self._shown = text

    def _end_line(self) -> Iterator[LineEvent]:
        kind, rest = kind_of(self._line.strip())
        self._line = ""
        if kind in ("sentence", "frame"):
            yield from self._sentence(rest, frames=kind == "frame")
        elif kind == "evidence":
            yield from self._evidence(rest)
        elif kind == "missing" and (part := tidy(rest, self._forged, self._known, self._names)[:LONGEST_PART]):
            yield from self._close()
            yield NotCovered(part)
        elif kind == "nothing":
            yield from self._close()
            yield NoAnswer()
        self._shown = ""

    def _forged(self, key: str) -> None:
        self.unknown += key not in self._known

    def _sentence(self, rest: str, *, frames: bool) -> Iterator[LineEvent]:
        keys: list[str] = []
        text = tidy(rest, keys.append, self._known, self._names)
        if not _says_something(text):
            return
        yield from self._close_before_sentence()
        yield from self._delta(text)
        self._open = Drafted(text, frames=frames)
        yield from self._take([Quoted(key, "") for key in keys])

    def _evidence(self, rest: str) -> Iterator[LineEvent]:
        yield from self._take(quotes_of(rest))

    def _take(self, quotes: list[Quoted]) -> Iterator[LineEvent]:
        for quoted in quotes:
            if quoted.key not in self._known:
                self.unknown += 1
            elif self._open is None:
                self.stray += 1
            else:
                self._open = Drafted(self._open.text, (*self._open.quotes, quoted), self._open.frames)
                yield quoted

    def _close(self) -> Iterator[LineEvent]:
        if self._open is not None:
            yield Ended(self._open)
            self._open = None


def kind_of(line: str) -> tuple[Kind, str]:
    """What a line is, told by its first characters, and the rest of it; the line begins with no blank."""
    line = _behind_bullet(line)
    if line.startswith(_FENCES) and line[:3] not in line[3:]:
        line = ""  # it says nothing
    mark, behind = line[:1], line[1:2]
    if mark in (">", "\uff1e"):
        return "evidence", line[1:]
    if _KEY_FIRST.match(line[:HEAD]):
        return "evidence", line
    if mark == "~" and not behind.isdigit():
        return "frame", line[1:]
    if mark in ("?", "\uff1f"):
        return "missing", line[1:]
    if mark in ("!", "\uff01") and behind != "[" and not behind.isalpha():
        return "nothing", line[1:]
    return "sentence", line


def _behind_bullet(line: str) -> str:
    bullet = _BULLET.match(line[:HEAD])
    return line[bullet.end() :].lstrip() if bullet else line


def _says_something(text: str) -> bool:
    return any(character.isalnum() for character in text)


def quotes_of(line: str) -> list[Quoted]:
    """The evidence on a line, without its mark. Keys in a row share the words that follow them, or stand before.

    >>> quotes_of(' [p7f3a][pc3d4] "gates are sparse"')
    [Quoted(key='p7f3a', quote='gates are sparse'), Quoted(key='pc3d4', quote='gates are sparse')]
    """
    line = undisguised(line)
    places = _key_places(line)
    if not places:
        return []
    ends = [start for _, start, _ in places[1:]] + [len(line)]
    texts = [_unquoted(line[end:stop]) for (_, _, end), stop in zip(places, ends, strict=True)]
    before = _unquoted(line[: places[0][1]])
    following = before
    for i in reversed(range(len(texts))):
        texts[i] = following = texts[i] or following
    return [Quoted(key, text) for (key, _, _), text in zip(places, texts, strict=True)]


def _key_places(line: str) -> list[tuple[str, int, int]]:
    """Keys in brackets with where these begin and end; a bare key where the line begins with one."""
    places = []
    for bracket in _BRACKETED.finditer(line):
        keys = _KEYS.findall(bracket[1])
        if keys and not re.sub(rf"{KEY}|[,;\s*_`]|and", "", bracket[1], flags=re.IGNORECASE):
            places += [(key.lower(), bracket.start(), bracket.end()) for key in keys]
    if not places and (bare := _BARE.match(line.lstrip(_MARKS))):
        shift = len(line) - len(line.lstrip(_MARKS))
        places.append((bare[1].lower(), shift, shift + bare.end()))
    return places


def _unquoted(text: str) -> str:
    """The words from the first quotation mark to the last of its kind, else all; `a > b` and marks inside stay."""
    inner = text.strip().lstrip(_MARKS + ">").strip()
    kind = next((marks for marks in (_DOUBLE, _SINGLE) if inner[:1] and inner[0] in marks), "")
    last = max((i for i in range(1, len(inner)) if inner[i] in kind and not inner[i + 1 : i + 2].isalnum()), default=0)
    return (inner[1:last] if last else inner.strip(_QUOTES)).strip()
