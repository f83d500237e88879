"""The Chat tab: its components and their wiring. What they show comes from `answers`, what they do from `desk`."""

from __future__ import annotations

import gradio as gr

from assistant.ui.chat_events import ChatEvents
from assistant.ui.header import filters_button, small_print
from assistant.ui.served import A_DAY, NO_WAIT, PLAIN_HTML, PRIVATE, TAKEN, Served, Tab
from assistant.ui.sessions import Session
from assistant.ui.welcome import welcome_html

BUS = "window.laSend = (name, detail) => trigger(name, detail); // 'ask', 'follow', 'move' and 'tell' are heard"
REMEMBERED = "() => (window.la ? la.limits() : '')"


def build(served: Served, page: gr.Blocks) -> None:
    """Put the tab on the page that is being made."""
    events = ChatEvents.of(served)
    held, limits = gr.State(Session(), time_to_live=A_DAY), served.limits
    with gr.Row(elem_id="la-chat"):
        with gr.Column(elem_id="la-side", min_width=0):
            gr.HTML('<button type="button" class="la-act la-new" value="new">New conversation</button>', **PLAIN_HTML)
            search = _line("Search conversations", "la-search")
            side = gr.HTML("", elem_id="la-list", **PLAIN_HTML)
        with gr.Column(elem_id="la-talk", min_width=0):
            past = gr.HTML("", elem_id="la-past", **PLAIN_HTML)
            live = gr.HTML("", elem_id="la-live", **PLAIN_HTML)
            gr.HTML(welcome_html(served.questions), elem_id="la-empty", **PLAIN_HTML)
            with gr.Column(elem_id="la-composer", min_width=0):
                active = gr.HTML(filters_button(), elem_id="la-active", **PLAIN_HTML)
                panel, find, found = _panel(served)
                box = _box()
                gr.HTML(small_print(served.assistant.overview(), served.assistant.model), **PLAIN_HTML)
    bus = gr.HTML("", elem_id="la-bus", apply_default_css=False, js_on_load=BUS)
    reply, remembered = gr.JSON(visible=False), gr.Textbox(visible=False)

    shown = [past, live, box, held, side, reply]
    everything = [*shown, limits, active, *panel]
    state = [held, limits, search]
    asked = [
        box.submit(events.ask, [box, *state], shown, trigger_mode="multiple", **PRIVATE),
        bus.ask(events.ask_by_act, state, shown, trigger_mode="multiple", **PRIVATE),
        bus.follow(events.follow, state, shown, trigger_mode="multiple", **PRIVATE),
        bus.move(events.move, state, everything, trigger_mode="multiple", **NO_WAIT),
        bus.tell(events.tell, held, reply, trigger_mode="multiple", **NO_WAIT),
    ]
    for done in asked:
        done.then(None, reply, None, js=TAKEN, **NO_WAIT)
    box.stop(events.stop, queue=False, **PRIVATE)
    search.change(events.search, [held, search], side, trigger_mode="always_last", **NO_WAIT)
    find.submit(events.filters.find, find, found, **NO_WAIT)
    for field in panel:
        field.change(events.filters.limit, [limits, *panel], [limits, active], trigger_mode="always_last", **NO_WAIT)
    page.load(events.arrive, remembered, everything, js=REMEMBERED, **NO_WAIT).then(
        None, reply, None, js=TAKEN, **NO_WAIT
    )


def _box() -> gr.Textbox:
    return gr.Textbox(
        elem_id="la-box",
        placeholder="Ask a question about these papers",
        label="Your question",
        show_label=False,
        container=False,
        lines=1,
        max_lines=8,
        submit_btn=True,
        stop_btn=False,
    )


def _line(label: str, elem_id: str) -> gr.Textbox:
    return gr.Textbox(label=label, placeholder=label, elem_id=elem_id, show_label=False, container=False, max_lines=1)


def _panel(served: Served) -> tuple[list[gr.Textbox | gr.Dropdown], gr.Textbox, gr.HTML]:
    """The fields of the filters in the order in which `from_panel` takes them, and the search for papers."""
    sources = list(served.assistant.overview().sources)
    with gr.Column(elem_id="la-filters", min_width=0):
        with gr.Row(elem_classes="la-fields"):
            first = gr.Textbox(label="From year", placeholder="any", max_lines=1, min_width=90)
            last = gr.Textbox(label="To year", placeholder="any", max_lines=1, min_width=90)
            names = gr.Textbox(label="Author", placeholder="any; several with ;", max_lines=1, min_width=160)
            where = gr.Dropdown(sources, label="Source", multiselect=True, value=[], min_width=180)
        find = gr.Textbox(label="Choose papers", placeholder="Words of a title, then Enter", max_lines=1)
        found = gr.HTML("", elem_id="la-found", **PLAIN_HTML)
    return [first, last, where, names], find, found


TAB = Tab("chat", "Chat", build)
