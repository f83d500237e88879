"""Papers as cards, each an HTML string: what an answer cites, or what came closest when it cites nothing."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.records import Answer, Citation, Evidence, Paper
from assistant.ui.markup import marked, paper_link, plain

LONG_ABSTRACT = 1_600
"""Characters from which a card opens with its quotes only, on wide screens too."""

AUTHORS_SHOWN = 3


def source_cards(answer: Answer, turn: str) -> str:
    """One card per cited paper in the order of its number; ids are `{turn}-c{number}`."""
    quotes: dict[int, list[tuple[int, Citation]]] = {}
    for index, citation in enumerate(answer.citations):
        quotes.setdefault(citation.number, []).append((index, citation))
    return "".join(_source_card(number, quotes[number], turn) for number in sorted(quotes))


def nearest_cards(evidence: Iterable[Evidence], turn: str) -> str:
    """The closest papers, without numbers or marks: nothing in them is evidence for anything."""
    return "".join(_nearest_card(found.paper, f"{turn}-n{i}") for i, found in enumerate(evidence, 1))


def _source_card(number: int, quotes: list[tuple[int, Citation]], turn: str) -> str:
    paper = quotes[0][1].paper
    spans = [(c.start, c.end, i) for i, c in quotes if c.verbatim]
    loose = [(i, c) for i, c in quotes if not c.verbatim]
    back = f'<a class="la-num" href="#{turn}-answer" title="Back to the answer" aria-label="Source {number}: back to the answer">{number}</a>'
    body = marked(paper.abstract, spans) + "".join(_loose_quote(i, citation) for i, citation in loose)
    return _card(paper, f"{turn}-c{number}", back, body)


def _loose_quote(index: int, citation: Citation) -> str:
    return (
        f'<span class="la-loose la-q{index}"><span class="la-note">Cited, though not word for word in the abstract:</span> '
        f"{plain(citation.quote)}</span>"
    )


def _nearest_card(paper: Paper, card_id: str) -> str:
    return _card(paper, card_id, "", marked(paper.abstract, []), extra="la-near")


def _card(paper: Paper, card_id: str, number: str, body: str, extra: str = "") -> str:
    classes = ["la-card", *([extra] if extra else []), *(["la-long"] if len(paper.abstract) > LONG_ABSTRACT else [])]
    return (
        f'<article class="{" ".join(classes)}" id="{card_id}" tabindex="-1">'
        f'<div class="la-card-head">{number}<h3 dir="auto">{_title(paper)}</h3></div>'
        f'<p class="la-meta">{_facts(paper)}</p>'
        f'<p class="la-abstract" dir="auto">{body}</p>'
        '<button type="button" class="la-toggle">Whole abstract</button></article>'
    )


def _title(paper: Paper) -> str:
    title = plain(paper.title) or "Untitled"
    if link := paper_link(paper):
        return f'<a href="{plain(link)}" target="_blank" rel="noopener noreferrer">{title}</a>'
    return title


def _facts(paper: Paper) -> str:
    facts = [_authors(paper), _year(paper), plain(paper.venue or ""), _where(paper)]
    shown = ' <span class="la-dot" aria-hidden="true">·</span> '.join(f"<span>{fact}</span>" for fact in facts if fact)
    if paper.is_digest:
        shown += ' <span class="la-badge" title="Written for this demo; not the paper’s own abstract">digest</span>'
    return shown


def _authors(paper: Paper) -> str:
    if not paper.authors:
        return f"{paper.n_authors} author{'s' if paper.n_authors != 1 else ''}" if paper.n_authors else ""
    named = ", ".join(plain(name) for name in paper.authors[:AUTHORS_SHOWN])
    rest = max(paper.n_authors or 0, len(paper.authors)) - AUTHORS_SHOWN
    return f"{named} and {rest} more" if rest > 0 else named


def _year(paper: Paper) -> str:
    if paper.year is None:
        return ""
    inferred = ' <span class="la-note">(year inferred)</span>' if paper.date_inferred else ""
    return f"{paper.year}{inferred}"


def _where(paper: Paper) -> str:
    if paper.arxiv_id:
        return f"arXiv:{plain(paper.arxiv_id)}"
    return f"doi:{plain(paper.doi)}" if paper.doi else ""
