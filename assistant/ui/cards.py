"""Papers as cards, each an HTML string: what an answer cites, or what came closest when it cites nothing."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.records import Answer, Citation, Evidence, Paper
from assistant.ui.markup import act_html, paper_link, paper_links, plain
from assistant.ui.maths import shown
from assistant.ui.quotes import marked

LONG_ABSTRACT = 1_600
"""Characters from which a card opens with its quotes only, on wide screens too."""

AUTHORS_SHOWN = 3


def source_cards(answer: Answer, turn: str) -> str:
    """One card per cited paper in the order of its number; ids are `{turn}-c{number}`."""
    quotes: dict[int, list[tuple[int, Citation]]] = {}
    for index, citation in enumerate(answer.citations):
        quotes.setdefault(citation.number, []).append((index, citation))
    ranks = {found.paper.id: rank for rank, found in enumerate(answer.evidence, 1)}
    return "".join(_source_card(number, quotes[number], turn, ranks) for number in sorted(quotes))


def nearest_cards(evidence: Iterable[Evidence], turn: str) -> str:
    """The closest papers, without numbers or marks: nothing in them is evidence for anything."""
    return "".join(
        _card(found.paper, f"{turn}-n{i}", "", marked(found.paper.abstract, []), _why(f"{turn}-n{i}", i))
        for i, found in enumerate(evidence, 1)
    )


def small_card(found: Evidence, beside: str = "") -> str:
    """A paper in a list of papers like another: title, facts and what can be done with it."""
    return (
        f'<li class="la-small"><h4 dir="auto">{title_html(found.paper)}</h4><p class="la-meta">{facts_html(found.paper)}</p>'
        f'{beside}<p class="la-acts">{only(found.paper)}</p></li>'
    )


def only(paper: Paper) -> str:
    """The button that lets the next questions be about this paper too."""
    return act_html(f"choose {paper.id}", "Add to chosen papers")


def _source_card(number: int, quotes: list[tuple[int, Citation]], turn: str, ranks: dict[str, int]) -> str:
    paper, card = quotes[0][1].paper, f"{turn}-c{number}"
    spans = [(c.start, c.end, i) for i, c in quotes if c.verbatim]
    loose = [(i, c) for i, c in quotes if not c.verbatim]
    back = f'<a class="la-num" href="#{turn}-answer" title="Back to the answer"><span class="la-unseen">Source </span>{number}</a>'
    body = marked(paper.abstract, spans) + "".join(_loose_quote(i, citation) for i, citation in loose)
    wrong = act_html(f"wrong {turn} {number}", "This citation is wrong")
    return _card(paper, card, back, body, _why(card, ranks.get(paper.id)), wrong)


def _loose_quote(index: int, citation: Citation) -> str:
    return (
        f'<span class="la-loose la-q{index}"><span class="la-note">Cited, though not word for word in the abstract:</span> '
        f"{shown(citation.quote)}</span>"
    )


def _card(paper: Paper, card: str, number: str, body: str, why: str, wrong: str = "") -> str:
    classes = [
        "la-card",
        *([] if number else ["la-near"]),
        *(["la-long"] if len(paper.abstract) > LONG_ABSTRACT else []),
    ]
    return (
        f'<article class="{" ".join(classes)}" id="{card}" tabindex="-1">'
        f'<div class="la-card-head">{number}<h3 dir="auto">{title_html(paper)}</h3></div>'
        f'<p class="la-meta">{facts_html(paper)}</p>'
        f'<p class="la-abstract" dir="auto">{body}</p>'
        '<button type="button" class="la-toggle">Whole abstract</button>'
        f'{why}<p class="la-acts">{act_html(f"like {card}", "More like this")}'
        f"{act_html(f'only {paper.id}', 'Ask only this paper')}{wrong}</p>"
        f'<div class="la-likes" id="{card}-likes"></div></article>'
    )


def _why(card: str, rank: int | None) -> str:
    """A line to open; what it says is asked for when it is opened."""
    if rank is None:
        return ""
    return (
        f'<details class="la-why" id="{card}-why"><summary>Found as number {rank}. Why?</summary>'
        f'<div class="la-told" id="{card}-told"></div></details>'
    )


def title_html(paper: Paper) -> str:
    """The title, a link where the paper can be read somewhere."""
    title = shown(paper.title) or "Untitled"
    if link := paper_link(paper):
        return f'<a href="{plain(link)}" target="_blank" rel="noopener noreferrer">{title}</a>'
    return title


def facts_html(paper: Paper) -> str:
    """Authors, year, venue and identifiers on one line; a digest says that it is one."""
    facts = [plain(authors_of(paper)), _year(paper), plain(paper.venue or ""), *_places(paper)]
    said = ' <span class="la-dot" aria-hidden="true">·</span> '.join(f"<span>{fact}</span>" for fact in facts if fact)
    if paper.is_digest:
        said += ' <span class="la-badge" title="Written for this demo; not the paper’s own abstract">digest</span>'
    return said


def authors_of(paper: Paper) -> str:
    """The first authors by name and the number of the others, as text; empty where nothing is known of them."""
    if not paper.authors:
        return f"{paper.n_authors} author{'s' if paper.n_authors != 1 else ''}" if paper.n_authors else ""
    named = ", ".join(paper.authors[:AUTHORS_SHOWN])
    rest = max(paper.n_authors or 0, len(paper.authors)) - AUTHORS_SHOWN
    return f"{named} and {rest} more" if rest > 0 else named


def _year(paper: Paper) -> str:
    if paper.year is None:
        return ""
    inferred = ' <span class="la-note">(year inferred)</span>' if paper.date_inferred else ""
    return f"{paper.year}{inferred}"


def _places(paper: Paper) -> list[str]:
    """Where it can be read, each a link; an identifier that makes no address is shown as it is."""
    return [
        f'<a href="{plain(link)}" target="_blank" rel="noopener noreferrer">{plain(name)}</a>' if link else plain(name)
        for name, link in paper_links(paper)
    ]
