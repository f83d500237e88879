"""From untrusted text to HTML that shows it and does nothing else. No Gradio here, and no records but papers.

Everything the page shows of a paper, a question or a model goes through `plain` (text) or `safe_link` (addresses).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from urllib.parse import quote, urlsplit

from assistant.escaping import plain as plain  # noqa: PLC0414 - the page takes it from here
from assistant.records import Paper

MAX_CONTEXT = 2_400
"""Unquoted characters of an abstract shown in one stretch; longer ones are cut in the middle, visibly."""


def safe_link(url: str | None) -> str | None:
    """The address if a browser may open it (http or https with a host), else None."""
    if not url:
        return None
    cleaned = url.strip()
    try:
        parts = urlsplit(cleaned)
    except ValueError:
        return None
    odd = any(c.isspace() or not c.isprintable() or c in '"<>\\' for c in cleaned)
    return cleaned if parts.scheme.lower() in {"http", "https"} and parts.hostname and not odd else None


def paper_link(paper: Paper) -> str | None:
    """Where the paper can be read: its own address, else by DOI, else on arXiv, else nowhere."""
    if link := safe_link(paper.url):
        return link
    if paper.doi:
        return safe_link("https://doi.org/" + quote(paper.doi, safe="/()._;:-"))
    if paper.arxiv_id:
        return safe_link("https://arxiv.org/abs/" + quote(paper.arxiv_id, safe="/.-"))
    return None


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
        f'<mark class="{_quote_classes(indexes)}">{plain(text[start:end])}</mark>'
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
        return plain(part)
    if len(part) > MAX_CONTEXT:
        half = MAX_CONTEXT // 2
        shown = f"{plain(part[:half])} <em>[… {len(part) - 2 * half:,} characters …]</em> {plain(part[-half:])}"
    else:
        shown = plain(part)
    return f'<span class="la-ctx">{shown}</span><span class="la-gap" aria-hidden="true"> … </span>'
