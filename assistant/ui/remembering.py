"""What limits a browser tab's questions, as the browser remembers it while the page is loaded anew. No Gradio here.

The page tells the filters as JSON, its script keeps that for the tab, and hands it back on arrival: anybody may have
written it, so it is read like the panel of the filters, every value bounded.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from assistant.errors import PaperMissing
from assistant.records import Filters, Paper
from assistant.ui.conditions import MAX_CHOSEN, chosen, from_panel
from assistant.ui.markup import plain
from assistant.ui.sessions import Limits

MAX_CHARACTERS = 20_000
GONE = "A chosen paper is not in the library any more, so it is not chosen now."


def remembered_html(filters: Filters) -> str:
    """The filters for the script of the page."""
    told = {
        "years": [filters.year_from, filters.year_to],
        "sources": filters.sources,
        "authors": filters.authors,
        "papers": filters.paper_ids,
    }
    return f'<span id="la-limits" hidden>{plain(json.dumps(told))}</span>'


def remembered(
    sent: object, owner: str | None, known: Iterable[str], paper: Callable[[str], Paper]
) -> tuple[Limits, str]:
    """The filters that a browser handed back, and what the reader should know of them.

    `known` are the sources of the library; `paper` gives one by its id, or raises PaperMissing.
    """
    told = _object(sent)
    first, last = [*_list(told, "years"), None, None][:2]
    authors = "; ".join(name for name in _list(told, "authors") if isinstance(name, str))
    filters = from_panel(Filters(), (first, last, _list(told, "sources"), authors), known)
    wanted = [i for i in _list(told, "papers") if isinstance(i, str)][:MAX_CHOSEN]
    papers = {found.id: found for found in map(_or_none(paper), wanted) if found is not None}
    limits = Limits(owner, chosen(filters, papers), tuple((i, one.title) for i, one in papers.items()))
    return limits, "" if len(papers) == len(set(wanted)) else GONE


def _object(sent: object) -> dict[str, object]:
    try:
        told = json.loads(sent) if isinstance(sent, str) and len(sent) <= MAX_CHARACTERS else {}
    except (ValueError, RecursionError):
        told = {}
    return told if isinstance(told, dict) else {}


def _list(told: dict[str, object], name: str) -> list[object]:
    value = told.get(name)
    return value if isinstance(value, list) else []


def _or_none(paper: Callable[[str], Paper]) -> Callable[[str], Paper | None]:
    def found(paper_id: str) -> Paper | None:
        try:
            return paper(paper_id)
        except PaperMissing:
            return None

    return found
