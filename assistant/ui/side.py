"""The list of kept conversations as HTML: open, rename, export, delete."""

from __future__ import annotations

from assistant.chats import Card, Listing
from assistant.chats.titles import UNTITLED
from assistant.ui.exports import FORMS
from assistant.ui.markup import act_html, plain, problem_html

MOST = 200
"""Conversations that are listed; older ones are found by searching."""


def side_html(listing: Listing, chat_id: str, search: str = "") -> str:
    """The conversations, the one that is open marked; its id stands in an element of its own for the script."""
    shown = "".join(_row(card, current=card.id == chat_id) for card in listing.chats[:MOST])
    here = f'<span id="la-here" hidden>{plain(chat_id)}</span>'
    return f"{here}{_list(shown, search)}{_more(len(listing.chats))}{_unreadable(listing)}"


def no_list_html(message: str, chat_id: str) -> str:
    """Why there is no list."""
    return f'<span id="la-here" hidden>{plain(chat_id)}</span>{problem_html(message)}'


def _list(rows: str, search: str) -> str:
    if rows:
        return f'<ul class="la-chats">{rows}</ul>'
    return f'<p class="la-none">{"No conversation has these words." if search.strip() else "What you ask is kept here."}</p>'


def _row(card: Card, *, current: bool) -> str:
    title, n = plain(card.title or UNTITLED), len(card.questions)
    asked = f"{plain(card.updated[:10])} · {n} question{'' if n == 1 else 's'}"
    now = ' aria-current="true"' if current else ""
    forms = "".join(act_html(f"export {card.id} {form.name}", form.title) for form in FORMS.values())
    return (
        f'<li class="la-kept{" la-current" if current else ""}">'
        f'<button type="button" class="la-act la-open-chat" value="open {card.id}"{now}>'
        f'<span class="la-chat-title" dir="auto">{title}</span><span class="la-when">{asked}</span></button>'
        f'<details class="la-menu"><summary title="Rename, export or delete"><span class="la-unseen">More for {title}</span>'
        f'<span aria-hidden="true">⋯</span></summary><div class="la-choices">{act_html(f"rename {card.id}", "Rename")}'
        f'<p class="la-choices-head">Export</p>{forms}{act_html(f"delete {card.id}", "Delete")}</div></details></li>'
    )


def _more(n: int) -> str:
    return f'<p class="la-none">{n - MOST} older ones are found by searching.</p>' if n > MOST else ""


def _unreadable(listing: Listing) -> str:
    if not listing.unreadable:
        return ""
    n = len(listing.unreadable)
    rows = "".join(
        f"<li>{plain(one.reason)} {act_html(f'delete {one.id}', 'Delete')}</li>" for one in listing.unreadable[:MOST]
    )
    return f'<details class="la-none"><summary>{n} could not be read</summary><ul>{rows}</ul></details>'
