"""An abstract with its quotes marked where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from assistant.ui.maths import shown

MAX_CONTEXT = 2_400
"""Unquoted characters of an abstract shown in one stretch; longer ones are cut in the middle, visibly."""


def marked(text: str, quotes: Sequence[tuple[int, int, int]]) -> str:
    """The text as HTML with its quotes marked.

    Args:
        text: a whole abstract.
        quotes: (start, end, index) with character offsets, end exclusive; they may touch and overlap. An empty or
            outlying one is left out.

    Returns:
        A sequence of `<mark class="la-quote la-q0">` for each index covering a stretch, and `<span class="la-ctx">`.
    """
    kept = [(max(0, start), min(end, len(text)), index) for start, end, index in quotes]
    return "".join(
        f'<mark class="{_quote_classes(indexes)}">{shown(text[start:end])}</mark>'
        if indexes
        else _context(text, start, end)
        for start, end, indexes in _stretches(len(text), [q for q in kept if q[0] < q[1]])
    )


def _stretches(length: int, quotes: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, tuple[int, ...]]]:
    """The text cut wherever a quote begins or ends, each piece with the quotes that cover it."""
    spans = list(quotes)
    cuts = sorted({0, length, *(start for start, _, _ in spans), *(end for _, end, _ in spans)})
    return [
        (left, right, tuple(sorted({i for start, end, i in spans if start <= left and right <= end})))
        for left, right in pairwise(cuts)
    ]


def _quote_classes(indexes: tuple[int, ...]) -> str:
    return " ".join(["la-quote", *(f"la-q{i}" for i in indexes)])


def _context(text: str, start: int, end: int) -> str:
    part = text[start:end]
    if not part.strip():
        return shown(part)
    if len(part) > MAX_CONTEXT:
        half = MAX_CONTEXT // 2
        told = f"{shown(part[:half])} <em>[… {len(part) - 2 * half:,} characters …]</em> {shown(part[-half:])}"
    else:
        told = shown(part)
    return f'<span class="la-ctx">{told}</span><span class="la-gap" aria-hidden="true"> … </span>'
