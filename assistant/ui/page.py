"""The page itself: Gradio components, their wiring, and the theme. What they show comes from `chat` and `answers`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import gradio as gr

from assistant import Overview, Turn
from assistant.ui.answers import turns_html
from assistant.ui.chat import Asks, Chat, View
from assistant.ui.header import header_html

FOLDER = Path(__file__).parent
AT_ONCE = 4
"""Questions answered at the same time; further ones wait in the queue."""

WAITING = 32
"""Questions that may wait; whoever comes after is told that the page is busy."""

PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


class Assists(Asks, Protocol):
    """What the page needs of an Assistant."""

    @property
    def model(self) -> str | None:
        """The language model in use, if any."""
        ...

    def overview(self) -> Overview:
        """What the library holds."""
        ...


def create_page(assistant: Assists, questions: Sequence[str] = ()) -> gr.Blocks:
    """The page over an open Assistant. `questions` are offered while a conversation is empty."""
    chat = Chat(assistant)

    def describe() -> str:
        return header_html(assistant.overview(), assistant.model)

    page = gr.Blocks(title="Literature Assistant", analytics_enabled=False, fill_width=True)
    with page:
        turns = gr.State((), time_to_live=24 * 3600)
        with gr.Row(elem_id="la-top"):
            header = gr.HTML(describe(), elem_id="la-header", **PLAIN_HTML)
            fresh = gr.Button("New conversation", elem_id="la-new", size="sm")
        past = gr.HTML("", elem_id="la-past", **PLAIN_HTML)
        live = gr.HTML("", elem_id="la-live", **PLAIN_HTML)
        with gr.Column(elem_id="la-empty") as empty:
            gr.HTML(EMPTY, **PLAIN_HTML)
            offered = [gr.Button(question, elem_classes="la-offer") for question in questions]
        box = gr.Textbox(**BOX, submit_btn=True, stop_btn=False)
        shown = [past, live, empty, box, turns]

        def ask(question: str | None, held: tuple[Turn, ...], request: gr.Request) -> Iterator[list[Any]]:
            first = True
            for view in chat.ask(str(question or ""), held, _session(request)):
                yield _updates(view, held, first=first)
                first = False

        def stop(request: gr.Request) -> None:
            chat.stop(_session(request))

        def start_anew(request: gr.Request) -> list[Any]:
            chat.drop(_session(request))
            return _empty()

        box.submit(ask, [box, turns], shown, **PRIVATE)
        for button in offered:
            button.click(ask, [button, turns], shown, **PRIVATE)
        box.stop(stop, queue=False, **PRIVATE)
        fresh.click(start_anew, None, shown, queue=False, **PRIVATE)
        page.load(describe, None, header, queue=False, **PRIVATE)
        page.unload(stop)
    page.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE)
    return page


def _updates(view: View, held: tuple[Turn, ...], *, first: bool) -> list[Any]:
    """Values for past, live, empty, box and turns; what has not changed is skipped."""
    same = gr.skip()
    if view.dropped:
        return _empty()
    above = turns_html(held) if first else same
    if view.busy:
        box = gr.Textbox(value="", submit_btn=False, stop_btn=True) if first else same
        return [above, view.live, gr.Column(visible=False), box, same]
    return [above, view.live, gr.Column(visible=False), gr.Textbox(submit_btn=True, stop_btn=False), view.turns]


def _empty() -> list[Any]:
    return ["", "", gr.Column(visible=True), gr.Textbox(submit_btn=True, stop_btn=False), ()]


def _session(request: gr.Request) -> str:
    return request.session_hash or ""


def launch_options() -> dict[str, Any]:
    """What `Blocks.launch` is given besides address and users: the look, and everything switched off."""
    return {
        "theme": theme(),
        "head": head(),
        "favicon_path": FOLDER / "favicon.svg",
        "footer_links": [],
        "run_history": False,
        "enable_monitoring": False,
        "ssr_mode": False,
        "pwa": False,
        "mcp_server": False,
        "share": False,
        "quiet": True,
        "max_file_size": "1kb",
        "state_session_capacity": 1_000,
    }


def theme() -> gr.themes.Base:
    """Colours of what stands before `style.css` does: the first paint and the login page. No font of anybody else's."""
    plain = gr.themes.Base(font=["sans-serif"], font_mono=["monospace"])
    return plain.set(
        body_background_fill="#faf9f6",
        body_background_fill_dark="#14171b",
        body_text_color="#1c232c",
        body_text_color_dark="#e7e9ec",
        button_primary_background_fill="#17586b",
        button_primary_background_fill_hover="#134857",
        button_primary_background_fill_dark="#86c9d9",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#0e2027",
    )


def head() -> str:
    """Style and script, inside the page: no further request."""
    style = (FOLDER / "style.css").read_text("utf-8")
    script = (FOLDER / "page.js").read_text("utf-8")
    return f'<meta name="color-scheme" content="light dark"><style>{style}</style><script>{script}</script>'


EMPTY = (
    '<div class="la-welcome"><h2>Ask the abstracts</h2>'
    "<p>Every sentence of an answer points to the sentence of an abstract that says so. "
    "What the library does not hold, it does not answer.</p></div>"
)

PLAIN_HTML: dict[str, Any] = {"apply_default_css": False, "js_on_load": None}

BOX: dict[str, Any] = {
    "elem_id": "la-box",
    "placeholder": "Ask a question about these papers",
    "label": "Your question",
    "show_label": False,
    "container": False,
    "lines": 1,
    "max_lines": 6,
    "autofocus": True,
}
