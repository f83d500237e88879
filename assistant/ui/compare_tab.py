"""The Compare tab: its components and their wiring."""

from __future__ import annotations

import gradio as gr

from assistant.ui.compare_events import AT_ONCE, CompareEvents
from assistant.ui.comparing import Comparison
from assistant.ui.served import A_DAY, NO_WAIT, PLAIN_HTML, PRIVATE, TAKEN, Served, Tab
from assistant.ui.sessions import Limits
from assistant.ui.table_html import EMPTY, filters_html

BUS = (
    "window.laSendOf.compare = (name, detail) => trigger(name, detail); "
    "trigger('filters'); // and 'run', 'halt', 'remove' and 'tell' are heard"
)
BUTTON = '<button type="button" class="la-act la-button la-primary" value="compare">Compare</button>'


def build(served: Served, _page: gr.Blocks) -> None:
    """Put the tab on the page that is being made."""
    events = CompareEvents(served)
    held = gr.State(Comparison(), time_to_live=A_DAY)
    with gr.Column(elem_id="la-compare", min_width=0):
        question = _line("What are the papers compared for?", "A question that several papers speak of")
        text = _line("Compare by", "An aspect, such as training cost, then Enter; several with ;")
        chips = gr.HTML("", elem_id="la-aspects", **PLAIN_HTML)
        with gr.Row(elem_classes="la-cmp-row"):
            use = gr.Checkbox(label="Only papers that the chat’s filters let through", value=True, container=False)
            limited = gr.HTML(filters_html(Limits().filters), elem_id="la-cmp-filters", **PLAIN_HTML)
            gr.HTML(BUTTON, elem_id="la-cmp-go", **PLAIN_HTML)
        result = gr.HTML(EMPTY, elem_id="la-result", **PLAIN_HTML)
    bus = gr.HTML("", elem_id="la-bus-compare", apply_default_css=False, js_on_load=BUS)
    reply = gr.JSON(visible=False)

    shown = [held, chips, text, result, reply]
    given = [question, text, use, held, served.limits]
    told = [
        text.submit(events.add, [text, held], shown, **NO_WAIT),
        bus.remove(events.remove, held, shown, **NO_WAIT),
        bus.run(events.run, given, shown, concurrency_limit=AT_ONCE, concurrency_id="compare", **PRIVATE),
        question.submit(events.run, given, shown, concurrency_id="compare", **PRIVATE),
        bus.tell(events.tell, held, reply, **NO_WAIT),
    ]
    for done in told:
        done.then(None, reply, None, js=TAKEN, **NO_WAIT)
    bus.halt(events.halt, queue=False, **PRIVATE)
    bus.filters(events.filters, served.limits, limited, trigger_mode="always_last", **NO_WAIT)


def _line(label: str, placeholder: str) -> gr.Textbox:
    return gr.Textbox(label=label, placeholder=placeholder, container=True, max_lines=1, elem_classes="la-line")


TAB = Tab("compare", "Compare", build)
