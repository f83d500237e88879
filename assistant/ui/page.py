"""The page itself: its tabs, the look, and how it is served. What a tab shows and does stands in the tab's own file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from assistant.errors import LitAssistError
from assistant.ui.header import header_html
from assistant.ui.served import PLAIN_HTML, PRIVATE, Served
from assistant.ui.tabs import TABS

FOLDER = Path(__file__).parent
STYLES = (
    "style.css",
    "chat.css",
    "answer.css",
    "sources.css",
    "library.css",
    "compare.css",
    "evaluation.css",
    "settings.css",
)
SCRIPTS = ("page.js", "citations.js", "actions.js", "maths.js", "tabs.js", "library.js", "adding.js", "map.js")

AT_ONCE = 4
"""Questions answered at the same time; further ones wait in the queue."""

WAITING = 128
"""Questions that may wait; whoever comes after is told that the page is busy."""


def create_page(served: Served) -> gr.Blocks:
    """The page over an open library."""

    def describe() -> str:
        try:
            return header_html(served.assistant.overview())
        except LitAssistError:
            return header_html(None)

    page = gr.Blocks(title="Literature Assistant", analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600))
    with page:
        served.limits.render()  # type: ignore[no-untyped-call]
        header = gr.HTML(describe(), elem_id="la-header", **PLAIN_HTML)
        with gr.Tabs(elem_id="la-tabs"):
            for tab in TABS:
                with gr.Tab(tab.label, id=tab.id, elem_id=f"la-tab-{tab.id}"):
                    tab.build(served, page)
        page.load(describe, None, header, queue=False, **PRIVATE)
    page.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE)
    return page


def launch_options(max_upload_mb: int) -> dict[str, Any]:
    """What `Blocks.launch` is given besides address and users: the look, all switched off, an upload's size."""
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
        "max_file_size": f"{max_upload_mb}mb",
        "state_session_capacity": 1_000,
    }


def theme() -> gr.themes.Base:
    """Colours of what stands before the styles do: the first paint and the login page. No font of anybody else's."""
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
    """Style and script, inside the page: no further request but for KaTeX, where there is a formula to be set."""
    style = "".join((FOLDER / name).read_text("utf-8") for name in STYLES)
    script = "".join(f"<script>{(FOLDER / name).read_text('utf-8')}</script>" for name in SCRIPTS)
    return (
        '<meta name="color-scheme" content="light dark"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{style}</style><script>window.laKatex = {katex_files()};</script>{script}"
    )


def katex_files() -> list[str]:
    """KaTeX as Gradio serves it: names of its script and style; none where this Gradio has it elsewhere."""
    assets = Path(gr.__file__).parent / "templates" / "frontend" / "assets"
    found = [sorted(path.name for path in assets.glob(f"katex-*.{suffix}")) for suffix in ("js", "css")]
    return [names[0] for names in found] if all(len(names) == 1 for names in found) else []
