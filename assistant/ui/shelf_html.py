"""The list of papers as HTML: a table that can be sorted and paged, and one paper opened."""

from __future__ import annotations

from assistant.library import Copy, Stored
from assistant.records import Paper, Source
from assistant.ui.cards import facts_html
from assistant.ui.markup import paper_link, plain
from assistant.ui.maths import shown
from assistant.ui.shelf import BEST, BY_MATCH, PER_PAGE, Leaf, Looking

COLUMNS: tuple[tuple[str, str], ...] = (
    ("added", "Added"),
    ("title", "Title"),
    ("year", "Year"),
    ("venue", "Venue"),
    ("source", "Source"),
)
"""What can be sorted by, as in the head of the table; the number in the first column counts papers as they came in."""
AUTHORS = 3
COPIES = 50


def shelf_html(leaf: Leaf) -> str:
    """The table of one page of papers, what it shows, and the way to the other pages."""
    looking = leaf.looking
    if not leaf.papers:
        return f'<p class="la-none" role="status">{_nothing(looking)}</p>'
    rows = "".join(_row(number, paper) for number, paper in leaf.papers)
    return (
        f'<p class="la-count" role="status">{_count(leaf)}</p>'
        f'<table class="la-papers"><caption class="la-unseen">Papers of the library</caption><thead>{_head(looking)}</thead>'
        f"<tbody>{rows}</tbody></table>{_pager(leaf)}"
    )


def problem_html(message: str) -> str:
    """Why there is no list."""
    return f'<p class="la-problem" role="alert">{plain(message)}</p>'


def paper_html(stored: Stored) -> str:
    """One paper opened: facts with links, its abstract, where its copies came from, and what can be done with it."""
    paper, paper_id = stored.paper, plain(stored.paper.id)
    link = paper_link(paper)
    read = (
        f'<a class="la-read" href="{plain(link)}" target="_blank" rel="noopener noreferrer">Read the paper</a>'
        if link
        else ""
    )
    copies = "".join(f"<li>{_copy(copy, paper)}</li>" for copy in stored.copies[:COPIES])
    more = f"<li>and {len(stored.copies) - COPIES} more</li>" if len(stored.copies) > COPIES else ""
    n = len(stored.copies)
    return (
        f'<p class="la-meta">{facts_html(paper)}</p><p class="la-abstract" dir="auto">{shown(paper.abstract)}</p>'
        f'<div class="la-copies"><h2>{"One copy" if n == 1 else f"{n} copies"}</h2><ul>{copies}{more}</ul></div>'
        f'<p class="la-acts">{read}<button type="button" class="la-act" value="askonly {paper_id}">Ask only this paper</button>'
        f'<button type="button" class="la-act la-danger" value="discard {paper_id}">Remove from the library</button></p>'
    )


def _row(number: int, paper: Paper) -> str:
    paper_id = plain(paper.id)
    sources = ", ".join(dict.fromkeys(source.name for source in paper.sources))
    digest = ' <span class="la-badge">digest</span>' if paper.is_digest else ""
    return (
        f'<tr class="la-row"><td class="la-nth">{number}</td><td class="la-what">'
        f'<button type="button" class="la-act la-title" value="paper {paper_id}" aria-expanded="false" '
        f'aria-controls="la-paper-{paper_id}"><span dir="auto">{shown(paper.title) or "Untitled"}</span></button>{digest}'
        f'<span class="la-by">{plain(_authors(paper))}</span></td>{_cell("la-year", str(paper.year or ""))}'
        f"{_cell('la-venue', paper.venue or '')}{_cell('la-from', sources)}</tr>"
        f'<tr class="la-opened" hidden><td colspan="5"><div class="la-paper" id="la-paper-{paper_id}"></div></td></tr>'
    )


def _cell(kind: str, text: str) -> str:
    return f'<td class="{kind}{"" if text else " la-void"}" dir="auto">{plain(text) or "–"}</td>'


def _head(looking: Looking) -> str:
    cells = "".join(_heading(sort, words, looking) for sort, words in COLUMNS)
    return f"<tr>{cells}</tr>"


def _heading(sort: str, words: str, looking: Looking) -> str:
    """The head of a column; the one that is sorted by says so, and turns the order round."""
    if sort != looking.sort:
        return f'<th scope="col"><button type="button" class="la-act" value="sort {sort}">{words}</button></th>'
    way, arrow = ("descending", "↓") if looking.down else ("ascending", "↑")
    return (
        f'<th scope="col" aria-sort="{way}"><button type="button" class="la-act" value="sort {sort}">{words}'
        f' <span aria-hidden="true">{arrow}</span></button></th>'
    )


def _count(leaf: Leaf) -> str:
    looking, last = leaf.looking, leaf.first + len(leaf.papers) - 1
    of = f"{leaf.first:,}–{last:,} of {leaf.total:,} papers" if leaf.total > 1 else "1 paper"
    if looking.words and looking.way == "meaning":
        told = f"The {min(BEST, leaf.total)} papers nearest to “{plain(looking.words)}”: {of}"
        if looking.sort == BY_MATCH:
            return f"{told}, best first"
        return f'{told}. <button type="button" class="la-act" value="sort {BY_MATCH}">Best first</button>'
    return f"{of} with “{plain(looking.words)}”" if looking.words else of


def _nothing(looking: Looking) -> str:
    if not looking.words:
        return "The library is empty. Add papers to begin."
    hint = " Try fewer words, or search by meaning." if looking.way == "words" else ""
    return f"No paper has “{plain(looking.words)}” in its title or among its authors.{hint}"


def _pager(leaf: Leaf) -> str:
    if leaf.total <= PER_PAGE:
        return ""
    page, pages = leaf.looking.page, leaf.pages
    steps = (
        ("First", 1, page > 1),
        ("Previous", page - 1, page > 1),
        ("Next", page + 1, page < pages),
        ("Last", pages, page < pages),
    )
    buttons = [
        f'<button type="button" class="la-act la-step" value="page {to} {words.lower()}"{"" if may else " disabled"}>{words}</button>'
        for words, to, may in steps
    ]
    here = f'<span class="la-here">Page {page:,} of {pages:,}</span>'
    return f'<nav class="la-pager" aria-label="Pages">{"".join(buttons[:2])}{here}{"".join(buttons[2:])}</nav>'


def _authors(paper: Paper) -> str:
    if not paper.authors:
        return f"{paper.n_authors} author{'s' if paper.n_authors != 1 else ''}" if paper.n_authors else ""
    more = max(paper.n_authors or 0, len(paper.authors)) - AUTHORS
    return ", ".join(paper.authors[:AUTHORS]) + (f" and {more} more" if more > 0 else "")


def _copy(copy: Copy, paper: Paper) -> str:
    """Where a copy came from, with its title where that differs."""
    told = "; ".join(_source(source) for source in copy.paper.sources)
    other = f' as “<span dir="auto">{plain(copy.paper.title)}</span>”' if copy.paper.title != paper.title else ""
    dated = f", {plain(copy.paper.date)}" if copy.paper.date and copy.paper.date != paper.date else ""
    return f"{told}{other}{dated}"


def _source(source: Source) -> str:
    return f"{plain(source.name)} ({plain(source.kind)}, {plain(source.entry)})"
