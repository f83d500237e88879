"""From untrusted text to HTML that shows it and does nothing else. No Gradio here, and no records but papers.

Everything the page shows of a paper, a question or a model goes through `plain` (text) or `safe_link` (addresses).
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from assistant.escaping import plain as plain  # noqa: PLC0414 - the page takes it from here
from assistant.records import Paper


def problem_html(message: str) -> str:
    """Why something is not shown, in the place where it would stand."""
    return f'<p class="la-problem" role="alert">{plain(message)}</p>'


def act_html(value: str, words: str) -> str:
    """A button that asks the script of the page for an act; `words` are HTML."""
    return f'<button type="button" class="la-act" value="{plain(value)}">{words}</button>'


def chip_html(words: str, value: str, what: str) -> str:
    """Something that was chosen, with a button that asks for it to be taken away; `what` it is is said to who hears."""
    return (
        f'<span class="la-filter" title="{plain(words)}"><span dir="auto">{plain(words)}</span>'
        f'<button type="button" class="la-act" value="{plain(value)}"><span class="la-unseen">Remove the {plain(what)}</span>'
        '<span aria-hidden="true">×</span></button></span>'
    )


def offers_html(questions: Iterable[str]) -> str:
    """The rows of a list of questions, each of which asks itself when it is pressed."""
    return "".join(
        f'<li><button type="button" class="la-act la-offer" value="follow" dir="auto">{plain(question)}</button></li>'
        for question in questions
    )


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
    return safe_link(paper.url) or _doi_link(paper) or _arxiv_link(paper)


def paper_links(paper: Paper) -> tuple[tuple[str, str | None], ...]:
    """The names under which a paper is known elsewhere, each with its address, None where it makes none."""
    named = [(f"arXiv:{paper.arxiv_id}", _arxiv_link(paper))] if paper.arxiv_id else []
    named += [(f"doi:{paper.doi}", _doi_link(paper))] if paper.doi else []
    return tuple(named)


def _doi_link(paper: Paper) -> str | None:
    return safe_link("https://doi.org/" + quote(paper.doi, safe="/()._;:-")) if paper.doi else None


def _arxiv_link(paper: Paper) -> str | None:
    return safe_link("https://arxiv.org/abs/" + quote(paper.arxiv_id, safe="/.-")) if paper.arxiv_id else None
