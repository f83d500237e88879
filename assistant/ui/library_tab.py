"""The Library tab: its places and their wiring. What they show and do stands in `library_events`."""

from __future__ import annotations

from pathlib import Path

import gradio as gr
from gradio.utils import get_upload_folder

from assistant.ui.adding_html import adding_html
from assistant.ui.library_events import LibraryEvents
from assistant.ui.served import A_DAY, NO_WAIT, PLAIN_HTML, PRIVATE, TAKEN, Served, Tab
from assistant.ui.shelf import Looking

BUS = (
    "window.laShelf = (name, detail) => trigger(name, detail); window.laShelf('arrive', {});"
    "// 'browse', 'show', 'discard', 'bring', 'halt', 'check', 'look' and 'chart' are heard"
)
SEARCH = (
    '<div class="la-shelf-bar" role="search"><label class="la-unseen" for="la-find">Search the library</label>'
    '<input type="search" id="la-find" placeholder="Search the library" maxlength="300" autocomplete="off">'
    '<label class="la-unseen" for="la-way">How to search</label><select id="la-way">'
    '<option value="words">Words of title or author</option><option value="meaning">By meaning, whole abstract</option></select></div>'
)
MAP = (
    '<div class="la-map-bar" role="group" aria-label="Colour the map by"><span>Colour by</span>'
    '<button type="button" class="la-act" value="tint group" aria-pressed="true">group</button>'
    '<button type="button" class="la-act" value="tint year" aria-pressed="false">year</button></div>'
    '<div class="la-map-frame"><canvas id="la-map" role="img" aria-label="Map of the library; its groups are listed after it"></canvas>'
    '<p id="la-map-tip" hidden></p></div><div id="la-legend" class="la-note"></div>'
    '<div id="la-groups"><p class="la-none" role="status">Drawing the map …</p></div>'
)


def build(served: Served, _page: gr.Blocks) -> None:
    """Put the tab on the page that is being made."""
    events = LibraryEvents.of(served, Path(get_upload_folder()))
    held = gr.State(Looking(), time_to_live=A_DAY)
    with gr.Tabs(elem_id="la-library"):
        with gr.Tab("Papers", id="papers"):
            gr.HTML(
                f'<div class="la-shelf-page"><div>{SEARCH}<div id="la-shelf">'
                '<p class="la-none" role="status">Opening the library …</p></div></div><aside id="la-glance" aria-label="At a glance"></aside></div>',
                elem_id="la-shelf-tab",
                **PLAIN_HTML,
            )
        with gr.Tab("Map", id="map"):
            gr.HTML(
                MAP,
                elem_id="la-map-tab",
                apply_default_css=False,
                js_on_load="window.la && la.openMap && la.openMap();",
            )
        with gr.Tab("Add papers", id="add"):
            gr.HTML(adding_html(served.settings.max_upload_mb), elem_id="la-add-tab", **PLAIN_HTML)
        with gr.Tab("Health", id="health"):
            gr.HTML(
                '<div class="la-health-page"><p>The doctor holds rows, vectors and indexes against each other.</p>'
                '<div id="la-health"></div></div>',
                elem_id="la-health-tab",
                **PLAIN_HTML,
            )
    bus = gr.HTML("", elem_id="la-shelf-bus", apply_default_css=False, js_on_load=BUS)
    reply = gr.JSON(visible=False)
    done = [
        bus.arrive(events.arrive, held, [held, reply], trigger_mode="always_last", **NO_WAIT),
        bus.browse(events.browse, held, [held, reply], trigger_mode="always_last", **NO_WAIT),
        bus.show(events.show, None, reply, trigger_mode="multiple", **NO_WAIT),
        bus.discard(events.discard, held, reply, trigger_mode="once", **NO_WAIT),
        bus.bring(events.add, None, reply, trigger_mode="once", **NO_WAIT),
        bus.halt(events.halt, None, reply, **NO_WAIT),
        bus.check(events.check, None, reply, **NO_WAIT),
        bus.look(events.look, None, reply, trigger_mode="always_last", **NO_WAIT),
        bus.chart(events.chart, None, reply, trigger_mode="once", **PRIVATE),
    ]
    for one in done:
        one.then(None, reply, None, js=TAKEN, **NO_WAIT)


TAB = Tab("library", "Library", build)
