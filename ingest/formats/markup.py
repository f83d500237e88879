"""HTML, JATS and MathML in titles and abstracts, to text. Which tags count is said in `markup_tags`."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from html.entities import html5

from ingest.formats.markup_math import FORMULAS, formula
from ingest.formats.markup_tags import BLOCKS, CELLS, DROPPED, HEADINGS, Tag, tags_of, without_asides

_ROUNDS = 3
"""Exports escape entities up to twice ("&amp;lt;i&amp;gt;"), so that tags may appear when they are decoded."""

_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)
_AT_ONCE = 1 << 19
"""Characters that are read at a time. Tags of a pair that lie further apart may be missed: no abstract is as long."""
_LONGEST_END = 100
_OF_THE_WHOLE = frozenset({"abstract", "summary"})
"""Headings that say only what the whole text is."""
_SCRIPTS = {"sup": "^", "sub": "_", "inf": "_"}
_NUMBER = re.compile(r"\s*[-+\u2212\u2013]?\d[\d.,]*\s*")
_SPACES = re.compile(r"[ \t\r\n]+")


def plain(text: str) -> str:
    """The text without markup: entities decoded, paragraphs on lines of their own, formulas as TeX where it is given.

    Without markup the very same text comes back. A section's heading stands before its text ("Methods: We ..."), as
    PubMed writes it, and so belongs to a sentence; the heading "Abstract" is left out. Subscripts and superscripts join
    their word, as people type CO2, Ca2+ and 18F when they search; only between two digits stands a sign, because 10^5
    is not 105. Time is linear in the length of the text.

    >>> plain("<jats:title>Aim</jats:title><jats:p>Less CO<sub>2</sub> (p &lt; 10<sup>-3</sup>)</jats:p>")
    'Aim: Less CO2 (p < 10^-3)'
    """
    if len(text) <= _AT_ONCE or ("<" not in text and "&" not in text):
        return _plain(text)
    pieces = list(_pieces(text))
    read = [_plain(piece) for piece in pieces]
    if read == pieces:
        return text
    return "".join(words if words is piece else f"{words} " for words, piece in zip(read, pieces, strict=True)).strip()


def _pieces(text: str) -> Iterator[str]:
    """The text in parts, each up to its last closing tag if it has any: a tag takes some hundred bytes meanwhile."""
    at = 0
    while at < len(text):
        closing = text.rfind("</", at, at + _AT_ONCE)
        end = (text.find(">", closing, closing + _LONGEST_END) + 1 if closing >= 0 else 0) or at + _AT_ONCE
        yield text[at:end]
        at = end


def _plain(text: str) -> str:
    for _ in range(_ROUNDS):
        if "<" not in text and "&" not in text:
            return text
        read = _ENTITY.sub(_character, _without_tags(without_asides(text)))
        if read == text:
            return text
        text = read
    return text


def _character(entity: re.Match[str]) -> str:
    # `html.unescape` alone would read the first letters of an unknown name as a known one: "&notaname;" as "¬aname;".
    known = entity[0].startswith("&#") or entity[0][1:] in html5
    return html.unescape(entity[0]) if known else entity[0]


def _without_tags(text: str) -> str:
    tags = tags_of(text)
    return _Writer(text, tags).written() if tags else text


class _Writer:
    """Writes a text without its tags. Where there are blocks, blanks and newlines between words mean one blank."""

    def __init__(self, text: str, tags: Sequence[Tag]) -> None:
        self._text = text
        self._tags = tags
        self._blocks = any(tag.name in BLOCKS for tag in tags)
        self._parts: list[str] = []
        self._heading: int | None = None
        """Where in the parts the heading begins that is being written."""
        self._glued = False
        """Whether the next words go on the line of the heading just written."""

    def written(self) -> str:
        at = place = 0
        while place < len(self._tags):
            self._write(self._text[at : self._tags[place].start])
            last = self._pass(place)
            at, place = self._tags[last].end, last + 1
        self._write(self._text[at:])
        joined = "".join(self._parts)
        if not self._blocks:
            return joined
        lines = (_SPACES.sub(" ", line).strip() for line in joined.split("\n"))
        return "\n".join(line for line in lines if line)

    def _write(self, words: str) -> None:
        if self._blocks:
            words = _SPACES.sub(" ", words)
        if words.strip():
            self._glued = False
        if words and not self._glued:
            self._parts.append(words)

    def _pass(self, place: int) -> int:
        """Write what the tag at this place stands for; the place of the last tag that is dealt with by that."""
        tag = self._tags[place]
        whole = tag.partner > place
        if whole and tag.name in DROPPED:
            return tag.partner
        if whole and tag.name in FORMULAS:
            self._write(formula(self._text, self._tags, place))
            return tag.partner
        if tag.name in CELLS:
            self._write(" ")
        elif tag.name in BLOCKS:
            self._break(tag)
        elif tag.name in _SCRIPTS and tag.partner == place + 1:
            self._script(tag, self._tags[tag.partner])
        return place

    def _break(self, tag: Tag) -> None:
        if tag.name in HEADINGS and not tag.opens and tag.partner >= 0 and self._heading is not None:
            self._end_heading(self._heading)
            self._heading = None
            return
        if not self._glued:
            self._parts.append("\n")
        if tag.name in HEADINGS and tag.opens and tag.partner >= 0:
            self._heading = len(self._parts)

    def _end_heading(self, begin: int) -> None:
        heading = "".join(self._parts[begin:]).strip()
        del self._parts[begin:]
        if heading and heading.rstrip(".:").lower() not in _OF_THE_WHOLE:
            self._parts.append(heading + (" " if heading.endswith((":", ".", "?", "!")) else ": "))
            self._glued = True

    def _script(self, opening: Tag, closing: Tag) -> None:
        before = self._parts[-1][-1:] if self._parts else ""
        if before.isdigit() and _NUMBER.fullmatch(self._text, opening.end, closing.start):
            self._parts.append(_SCRIPTS[opening.name])
