"""What stands around the conversation: the library's size, and what a reader must know of its answers."""

from __future__ import annotations

from assistant import Overview

NO_MODEL = "No language model is configured: answers are sentences taken word for word from the abstracts."

WITH_MODEL = (
    "A language model writes the answers: it is sent your questions and the abstracts found for them. "
    "Every sentence is checked against the abstracts that it cites."
)


def header_html(held: Overview | None) -> str:
    """The program's name, the library's size (None where it cannot be read), and the switch between light and dark."""
    return (
        f'<header class="la-header"><h1>Literature Assistant</h1><p class="la-size">{_size(held)}</p>'
        '<button type="button" class="la-act la-theme" value="theme" title="Light or dark">'
        '<span class="la-unseen">Switch between light and dark</span><span aria-hidden="true">◐</span></button></header>'
    )


def small_print(held: Overview, model: str | None) -> str:
    """Who writes the answers, and whether abstracts are the papers' own. The model's name is not shown."""
    facts = [NO_MODEL if model is None else WITH_MODEL]
    facts += [digests] if (digests := _digests(held)) else []
    return f'<p class="la-small-print">{" ".join(facts)}</p>'


def _size(held: Overview | None) -> str:
    if held is None:
        return "the library cannot be read"
    papers = f"{held.n_papers:,} paper{'s' if held.n_papers != 1 else ''}"
    first, last = held.years
    if first is None or last is None:
        return papers
    return f"{papers}, {first}" if first == last else f"{papers}, {first}–{last}"


def _digests(held: Overview) -> str:
    if not held.n_digests:
        return ""
    if held.n_digests == held.n_papers:
        return "These are digests written for this demo, not the papers’ own abstracts."
    return f"{held.n_digests:,} of these papers are digests written for the demo, not the papers’ own abstracts."


def filters_button() -> str:
    """What opens the panel of filters and, where the window is narrow, the list of conversations."""
    return (
        '<button type="button" class="la-act la-drawer" value="drawer" aria-expanded="false">Conversations</button>'
        '<button type="button" class="la-act la-filters-button" value="filters" aria-expanded="false">Filters</button>'
    )
