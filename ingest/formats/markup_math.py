"""A formula of JATS or MathML as text: the TeX that came with it, else its signs in a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.formats.markup_tags import Tag

FORMULAS = frozenset({"math", "alternatives", "inline-formula", "disp-formula", "dispformula", "tex-math"})
"""Elements that hold a formula, in one form or in several."""

_ALTERNATIVE_TEXT = re.compile(r"\balttext\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_ANNOTATIONS = frozenset({"annotation", "annotation-xml"})
_TEX_SIGNS = frozenset("\\^_{")
# What stands between the children of an element, the first and the second, the second and the third.
_BETWEEN = {
    "msup": ("^",),
    "msub": ("_",),
    "msubsup": ("_", "^"),
    "mfrac": ("/",),
    "mover": ("^",),
    "munder": ("_",),
    "munderover": ("_", "^"),
}
_AROUND = {"msqrt": ("√(", ")"), "mfenced": ("(", ")")}


def formula(text: str, tags: Sequence[Tag], first: int) -> str:
    """The text of the formula whose opening tag, which has a partner, is `tags[first]`.

    TeX stands between dollar signs where it is more than plain letters, as in abstracts from arXiv.
    """
    inside = tags[first : tags[first].partner + 1]
    for tag in inside:
        if tag.opens and tag.partner >= 0 and _holds_tex(tag):
            return _tex(text[tag.end : tags[tag.partner].start])
    for tag in inside:
        if tag.name == "math" and (given := _ALTERNATIVE_TEXT.search(tag.attributes)):
            return _tex(given[1] or given[2] or "")
    return _Line(text).written(inside, first)


def _holds_tex(tag: Tag) -> bool:
    return tag.name == "tex-math" or (tag.name == "annotation" and "tex" in tag.attributes.lower())


def _tex(source: str) -> str:
    r"""The formula alone: some publishers give each a whole document, from \documentclass on."""
    _, begun, rest = source.partition("\\begin{document}")
    inner = rest.partition("\\end{document}")[0] if begun else source
    inner = " ".join(inner.split()).removeprefix("\\(").removesuffix("\\)").strip("$ ")
    return f"${inner}$" if _TEX_SIGNS & set(inner) else inner


@dataclass(slots=True)
class _Element:
    """An element that is open: how many children began in it, and where its text begins in the parts."""

    name: str
    begin: int
    children: int = 0


class _Line:
    """Writes MathML in a line: "x^2", "(a+b)/c"."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._parts: list[str] = []
        self._open = [_Element("", 0)]

    def written(self, tags: Sequence[Tag], first: int) -> str:
        """The line of the element that these tags make up; `first` is the index that partners count from."""
        place = 0
        while place < len(tags) - 1:
            tag = tags[place]
            if tag.name in _ANNOTATIONS and tag.partner - first > place:
                place = tag.partner - first
            elif tag.opens:
                self._begin(tag)
            else:
                self._end(tag.name)
            words = self._text[tags[place].end : tags[place + 1].start]
            self._parts.append(" ".join(words.split()) if "\n" in words else words)
            place += 1
        return "".join(self._parts)

    def _begin(self, tag: Tag) -> None:
        around = self._open[-1]
        around.children += 1
        signs = _BETWEEN.get(around.name, ())
        if 2 <= around.children <= len(signs) + 1:
            self._parts.append(signs[around.children - 2])
        if not tag.alone:
            self._open.append(_Element(tag.name, len(self._parts)))
            self._parts.append(_AROUND.get(tag.name, ("", ""))[0])

    def _end(self, name: str) -> None:
        if self._open[-1].name != name:
            return
        ended = self._open.pop()
        if name in _AROUND:
            self._parts.append(_AROUND[name][1])
        elif name == "mrow" and ended.children > 1 and self._open[-1].name in _BETWEEN:
            # The part at the beginning was kept free for this.
            self._parts[ended.begin] = "("
            self._parts.append(")")
