"""A table of papers as HTML: a row a paper, a column an aspect; each quote opens its abstract, kept below."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.questions import one_line
from assistant.records import NOT_ANSWERED, Evidence, Filters
from assistant.tables import NOT_STATED, Row, Table
from assistant.ui.cards import facts_html, small_card, title_html
from assistant.ui.conditions import conditions
from assistant.ui.markup import act_html, chip_html, plain
from assistant.ui.maths import shown
from assistant.ui.quotes import marked

BUSY = (
    '<div class="la-cmp-busy"><p class="la-note" role="status">Reading the abstracts …</p>'
    '<p class="la-acts"><button type="button" class="la-act" value="uncompare">Stop</button></p></div>'
)
STOPPED = '<p class="la-note" role="status">Stopped. Compare again whenever you like.</p>'
EMPTY = (
    '<div class="la-teach"><h3>Papers beside each other</h3><p>Ask something that several papers speak of, and name '
    "what to compare them by. Each cell is a sentence of that paper’s abstract, word for word; press it to read it in "
    "its place. Without aspects, the parts of the question are the columns.</p></div>"
)


def aspects_html(aspects: Sequence[str]) -> str:
    """The aspects chosen, each with a button that takes it away."""
    return "".join(chip_html(name, f"unaspect {place}", f"aspect {name}") for place, name in enumerate(aspects))


def filters_html(filters: Filters) -> str:
    """What the filters of the chat are, for the box that applies them."""
    told = plain("; ".join(conditions(filters))) or "none are set there"
    return f'<p class="la-note" dir="auto">Filters of the chat: {told}.</p>'


def table_html(table: Table) -> str:
    """The whole result: what was asked, the table, aspects and papers without a quote, notices, and the abstracts."""
    grid = _grid(table) if table.rows else ""
    abstracts = "".join(_abstract(row) for row in table.rows)
    return f'<section class="la-compared">{_head(table)}{grid}{_missing(table)}{_silent(table)}{_notices(table)}</section>{abstracts}'


def _head(table: Table) -> str:
    if not table.rows:
        return "" if table.missing else f'<p class="la-abstained"><strong>{plain(NOT_ANSWERED)}</strong></p>'
    n, m = len(table.rows), len(table.aspects)
    told = f"{n} paper{'s' if n > 1 else ''}, {m} column{'s' if m > 1 else ''}"
    acts = "".join(
        act_html(f"table {form}", words) for form, words in (("csv", "Save as CSV"), ("markdown", "Save as Markdown"))
    )
    question = f'<h2 dir="auto">{plain(one_line(table.question))}</h2>'
    return f'<div class="la-cmp-head">{question}<p class="la-note">{told}</p><p class="la-acts">{acts}</p></div>'


def _grid(table: Table) -> str:
    heads = "".join(f'<th scope="col" role="columnheader" dir="auto">{plain(name)}</th>' for name in table.aspects)
    body = "".join(_row(table, row) for row in table.rows)
    return (
        '<div class="la-grid" tabindex="0" role="group" aria-label="Table of papers, to be scrolled"><table class="la-table" '
        'role="table"><caption class="la-unseen">What each paper says of each aspect</caption><thead role="rowgroup">'
        f'<tr role="row"><th scope="col" role="columnheader">Paper</th>{heads}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table></div>'
    )


def _row(table: Table, row: Row) -> str:
    paper = row.evidence.paper
    cells = "".join(_cell(table, row, place) for place in range(len(table.aspects)))
    return (
        f'<tr role="row"><th scope="row" role="rowheader"><span class="la-row-number">{row.number}</span>'
        f'<div class="la-row-title" dir="auto">{title_html(paper)}</div><p class="la-meta">{facts_html(paper)}</p></th>{cells}</tr>'
    )


def _cell(table: Table, row: Row, place: int) -> str:
    label, quote = f'<span class="la-cell-name">{plain(table.aspects[place])}</span>', row.cells[place]
    if quote is None:
        return f'<td role="cell">{label}<span class="la-unstated">{NOT_STATED}</span></td>'
    return (
        f'<td role="cell">{label}<button type="button" class="la-act la-quoted" value="abstract {row.number} {place}" '
        f'title="Read it in its abstract" dir="auto">“{shown(quote.quote)}”</button></td>'
    )


def _abstract(row: Row) -> str:
    """A row's abstract with all its quotes marked, for the script to show."""
    paper = row.evidence.paper
    spans = [(quote.start, quote.end, place) for place, quote in enumerate(row.cells) if quote is not None]
    return (
        f'<div class="la-held" id="compare-{row.number}" hidden><h2 dir="auto">{title_html(paper)}</h2>'
        f'<p class="la-meta">{facts_html(paper)}</p><p class="la-abstract" dir="auto">{marked(paper.abstract, spans)}</p></div>'
    )


def _missing(table: Table) -> str:
    if not table.missing:
        return ""
    names = "".join(f'<li dir="auto">{plain(name)}</li>' for name in table.missing)
    return f'<div class="la-missing"><strong>No sentence was found for</strong><ul>{names}</ul></div>'


def _silent(table: Table) -> str:
    if not table.silent:
        return ""
    head = "Found too, but with nothing to quote" if table.rows else "The nearest papers"
    return f'<h3 class="la-likes-head">{head}</h3><ul class="la-likes la-silent">{_cards(table.silent)}</ul>'


def _cards(evidence: Sequence[Evidence]) -> str:
    return "".join(small_card(found) for found in evidence)


def _notices(table: Table) -> str:
    return "".join(f'<p class="la-notice" dir="auto">{plain(notice)}</p>' for notice in table.notices)
