"""Which angle brackets of a text are markup: HTML, JATS and MathML tags, comments and declarations.

Abstracts are full of "p < 0.05", "a<b>c", "x <- y", `<unk>` and `<s>`, all of them words to keep. `html.parser` of the
standard library takes most of them for tags; so tags are found here by one pattern over well-formed ones, their names
are looked up, and most count only where the tag that closes them is there too. `<s>` and `<q>` are on no list: they
begin and part sequences far more often than they strike out or quote.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

INLINE = frozenset(
    "a abbr acronym b big bold cite code del dfn em email ext-link font graphic i img inf inline-graphic ins italic kbd "
    "label mark monospace named-content overline roman sans-serif sc small span strike strong styled-content sub sup tt "
    "u underline uri xref".split()
)
CELLS = frozenset({"td", "th"})
HEADINGS = frozenset({"title", "h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS = HEADINGS | frozenset(
    "abstract article blockquote body boxed-text br caption center dd def def-item def-list disp-quote div dl dt fig "
    "head hr html li list list-item ol p para pre sec section simple-para table tbody thead tr trans-abstract ul".split()
)
DROPPED = frozenset({"script", "style", "annotation", "annotation-xml"})
"""Elements whose content is nothing to read."""
_MATHS = frozenset(
    "alternatives disp-formula dispformula inline-formula math menclose mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom "
    "mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover semantics "
    "tex-math".split()
)
_KNOWN = INLINE | CELLS | BLOCKS | DROPPED | _MATHS
_EMPTY = frozenset({"br", "hr"})
_OFTEN_OPEN = CELLS | {"p", "li", "dd", "dt", "tr"}
"""Elements that HTML lets go unclosed."""

# Possessive throughout, and no part reads past the next "<": each character is looked at a bounded number of times.
_TAG = re.compile(
    r"<(?P<end>/?)(?:(?P<prefix>jats|mml|ce|ns\d{1,2}):)?(?P<name>[a-z][a-z0-9-]*+)"
    r"(?P<attributes>(?:\s++[a-z][\w:.-]*+\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+'|[^\s\"'<>=]++))*+)\s*+(?P<alone>/?)>",
    re.IGNORECASE | re.ASCII,
)
_ASIDE = re.compile(r"<!--|<!\[CDATA\[|<\?xml|<!DOCTYPE", re.IGNORECASE)
_ASIDE_ENDS = {"<!--": "-->", "<![cdata[": "]]>", "<?xml": "?>", "<!doctype": ">"}


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag from `start` to `end` of the text; `partner` is the index of the tag that closes or opens it, or -1."""

    name: str
    start: int
    end: int
    opens: bool
    alone: bool
    partner: int
    attributes: str


def tags_of(text: str) -> Sequence[Tag]:
    """The tags of a text that are markup, in their order, names in lower case and without prefix."""
    found = [match for match in _TAG.finditer(text) if match["prefix"] or match["name"].lower() in _KNOWN]
    partners = _partners(found)
    kept = [i for i, match in enumerate(found) if i in partners or _is_markup_alone(match, text)]
    places = {i: place for place, i in enumerate(kept)}
    return [_tag(found[i], places[partners[i]] if i in partners else -1) for i in kept]


def without_asides(text: str) -> str:
    """The text without comments and declarations; the content of CDATA stays, and so does what is never closed."""
    kept: list[str] = []
    at = 0
    endless: set[str] = set()
    for aside in _ASIDE.finditer(text):
        opening = aside[0].lower()
        if aside.start() < at or opening in endless:
            continue
        stop = text.find(_ASIDE_ENDS[opening], aside.end())
        if stop < 0:
            endless.add(opening)
            continue
        kept += text[at : aside.start()], text[aside.end() : stop] if opening == "<![cdata[" else ""
        at = stop + len(_ASIDE_ENDS[opening])
    return "".join([*kept, text[at:]]) if at else text


def _tag(match: re.Match[str], partner: int) -> Tag:
    return Tag(
        name=match["name"].lower(),
        start=match.start(),
        end=match.end(),
        opens=not match["end"],
        alone=bool(match["alone"]),
        partner=partner,
        attributes=match["attributes"],
    )


def _partners(found: Sequence[re.Match[str]]) -> dict[int, int]:
    """For each tag that has one, the tag that closes or opens it, both by their index."""
    partners: dict[int, int] = {}
    waiting: dict[tuple[str, str], list[int]] = {}
    for i, match in enumerate(found):
        key = ((match["prefix"] or "").lower(), match["name"].lower())
        if match["alone"]:
            continue
        if not match["end"]:
            waiting.setdefault(key, []).append(i)
        elif opened := waiting.get(key):
            partners[i] = opened.pop()
            partners[partners[i]] = i
    return partners


def _is_markup_alone(match: re.Match[str], text: str) -> bool:
    """Whether a tag without a partner is markup all the same."""
    name = match["name"].lower()
    if match["prefix"] or match["attributes"] or match["alone"] or name in _EMPTY:
        return True
    glued = text[match.start() - 1 : match.start()].isalnum() and text[match.end() : match.end() + 1].isalnum()
    return name in _OFTEN_OPEN and not glued
