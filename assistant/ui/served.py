"""What every tab of the page works with, made once when the page is: the open library, and where things are kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.ui.sessions import Limits, owner_of

A_DAY = 24 * 3600
"""Seconds for which what a browser tab holds is kept, after it was last changed."""

PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
"""How every event of the page is bound: left out of the list of endpoints, which closes none of them."""

PLAIN_HTML: dict[str, Any] = {"apply_default_css": False, "js_on_load": None}
"""HTML of our own, escaped here and styled by style.css."""

TAKEN = "(reply) => window.laTake && window.laTake(reply)"
"""Hands a reply to the script of the page."""

NO_WAIT: dict[str, Any] = {**PRIVATE, "queue": False}
"""How what takes milliseconds is bound."""


def sent(event: gr.EventData) -> object:
    """What the script of the page sent with an event; anybody may have sent anything."""
    return event._data  # noqa: SLF001 - Gradio offers the parts of it as attributes only, and not the whole


def no_limits() -> gr.State:
    """The filters of a browser tab, none at first; the page puts it in place."""
    return gr.State(Limits(), time_to_live=A_DAY, render=False)


@dataclass(frozen=True, slots=True)
class Served:
    """An open library, its reader's folder, and the settings that the library was opened with.

    `questions` are offered at the start; `named`: users log in by name. `limits` holds the filters, which tabs share.
    """

    assistant: Assistant
    data_dir: Path
    settings: Settings
    questions: tuple[str, ...] = ()
    named: bool = False
    limits: gr.State = field(default_factory=no_limits)

    def owner(self, request: gr.Request) -> str | None:
        """Who sends this request; raises UsageError where nobody has logged in and somebody must."""
        return owner_of(request.username, named=self.named)

    def session_key(self, request: gr.Request) -> str:
        """One tab of one user, for what runs on its behalf."""
        return f"{self.owner(request)!r} {request.session_hash or ''}"


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its id in addresses and styles, its name, and what puts it on the page.

    `build` is called once, inside the open `gr.Tab`, and binds its own events. What it shows on load it binds to the
    page that it is given.
    """

    id: str
    label: str
    build: Callable[[Served, gr.Blocks], None]
