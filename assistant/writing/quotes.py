"""Where in an abstract the words stand that a model quoted: exactly, else after evening out both, else nowhere.

What is found is always a stretch of the abstract itself, so what a reader is shown is never the model's own wording.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.claims import read
from assistant.writing.neutral import harmless, neutral, withheld

LEAST_WORDS = 3
LEAST_CHARACTERS = 12
"""A quote is of so many words, or so many letters and digits where a script has no blanks; less proves nothing."""
_GAP = re.compile(r"\s*[\[(]?(?:\.\s?\.\s?\.|\u2026)[\])]?\s*|[\"\u201c\u201d]\s*(?:[,;]|and)?\s*[\"\u201c\u201d]")
_WORD = re.compile(r"\w+(?:[.,'\u2019-]\w+)*")
_UNSAFE = re.compile(
    r"!?\[[^\[\]\n]{0,300}\]\([^()\n]{0,500}\)|</?[A-Za-z!][^<>\n]{0,300}>"
    r"|(?:\b[a-z][a-z0-9+.-]{1,20}://|\bwww\.)\S*",
    re.IGNORECASE,
)
_OF_NUMBERS = re.compile(r"(?<=\d)\.(?=\d)|[<>\u2264\u2265](?=\s?[-\u2212.]?\d)")
_EDGES = " \t\n,;:([{\u201c\"'"
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Located:
    """Where a quote stands, end exclusive; `abstract[start:end]` is what is cited."""

    start: int
    end: int


def locate(quote: str, abstract: str) -> Located | None:
    """The stretch of an abstract that a quote means, None where it has no such words.

    Of a quote with gaps ("…", or marks as between two quotes) all parts of some length must be there, and the longest
    counts. Addresses, links and tags are no part of what is found, and sentences that give orders to a model are never
    found.

    >>> locate("Gates ARE “sparse”", "We ask. Gates are 'sparse' here.")
    Located(start=8, end=25)
    """
    whole = _place(quote, abstract) if quote.strip() else None
    parts = [part for part in _GAP.split(quote) if part.strip()] if whole is None else []
    placed = [_place(part, abstract) for part in parts] if whole is None else [whole]
    found = [span for span in placed if span is not None]
    if any(span is None and _tells(part, (0, len(part))) for part, span in zip(parts, placed, strict=False)):
        return None
    safe = [piece for span in found for piece in _without_unsafe(abstract, span) if _tells(abstract, piece)]
    best = max(safe, key=lambda span: (span[1] - span[0], -span[0]), default=None)
    if best is None or any(start < best[1] and best[0] < end for start, end in withheld(abstract)):
        return None
    return Located(*best)


def nearest(sentence: str, abstract: str) -> Located | None:
    """The sentence of an abstract that shares most words with another, for a paper that was named without words.

    None where none shares any.
    """
    own = read(sentence).keys
    spans = [piece for span in harmless(abstract) for piece in _without_unsafe(abstract, span)]
    shared = [len(own & read(abstract[start:end]).keys) for start, end in spans]
    best = max(range(len(spans)), key=lambda i: (shared[i], -i), default=None)
    return None if best is None or not shared[best] else Located(*spans[best])


def _place(part: str, abstract: str) -> Span | None:
    """Word for word, else by letters, digits and what numbers hang on ("1.5", "<"): all else may differ."""
    part = part.strip()
    for shown, asked in ((abstract, part), (neutral(abstract), neutral(part))):
        for match in re.finditer(re.escape(asked), shown):
            if _is_whole(abstract, match.span()):
                return match.span()
    wanted, _ = _letters(part)
    given, places = _letters(abstract)
    at = given.find(wanted) if wanted else -1
    while at >= 0:
        span = places[at], places[at + len(wanted) - 1] + 1
        if _is_whole(abstract, span):
            return span
        at = given.find(wanted, at + 1)
    return None


def _letters(text: str) -> tuple[str, Sequence[int]]:
    """The letters and digits of a text with the marks that change a number, evened out, and where each stands in it."""
    marks = {match.start() for match in _OF_NUMBERS.finditer(text)}
    kept = [(c, i) for i, own in enumerate(text) for c in ((own,) if i in marks else _even(own))]
    return "".join(c for c, _ in kept), [i for _, i in kept]


def _even(character: str) -> Iterable[str]:
    return (c for c in unicodedata.normalize("NFKD", character).casefold() if c.isalnum())


def _is_whole(text: str, span: Span) -> bool:
    """Whether a stretch neither begins nor ends inside a word or number."""
    start, end = span
    before, after = text[max(0, start - 1) : start + 1], text[end - 1 : end + 1]
    return not (_joins(before) or _joins(after) or re.match(r"\.\d", text[end : end + 2]))


def _joins(pair: str) -> bool:
    # Scripts without blanks have no whole words to speak of.
    return len(pair) == 2 and pair.isalnum() and all(c < "\u2e80" for c in pair)


def _without_unsafe(text: str, span: Span) -> list[Span]:
    """A stretch without addresses, links and tags, as the pieces between them."""
    pieces, start = [], span[0]
    for match in [*_UNSAFE.finditer(text, span[0], span[1]), None]:
        pieces.append(_trimmed(text, (start, match.start() if match else span[1]), cut=match is not None))
        start = match.end() if match else start
    return [piece for piece in pieces if piece[0] < piece[1]]


def _trimmed(text: str, span: Span, *, cut: bool) -> Span:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while start < end and (text[end - 1].isspace() or (cut and text[end - 1] in _EDGES)):
        end -= 1
    return start, end


def _tells(text: str, span: Span) -> bool:
    words = _WORD.findall(text[span[0] : span[1]])
    return len(words) >= LEAST_WORDS or sum(map(len, words)) >= LEAST_CHARACTERS
