"""What every tab of the page works with, made once when the page is: the open library, and where things are kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.ui.sessions import owner_of

PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
"""How every event of the page is bound: left out of the list of endpoints, which closes none of them."""

PLAIN_HTML: dict[str, Any] = {"apply_default_css": False, "js_on_load": None}
"""HTML of our own, escaped here and styled by style.css."""


def sent(event: gr.EventData) -> object:
    """What the script of the page sent with an event; anybody may have sent anything."""
    return event._data  # noqa: SLF001 - Gradio offers the parts of it as attributes only, and not the whole


@dataclass(frozen=True, slots=True)
class Served:
    """An open library, its reader's folder, and the settings that the library was opened with.

    `questions` are offered at the start; `named`: users log in by name.
    """

    assistant: Assistant
    data_dir: Path
    settings: Settings
    questions: tuple[str, ...] = ()
    named: bool = False

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
