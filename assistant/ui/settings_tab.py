"""The Settings tab: what is in use, for reading; its events are public endpoints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import gradio as gr

from assistant.chats import Chats
from assistant.errors import LitAssistError, UsageError
from assistant.ui.comparing import OneAtATime
from assistant.ui.hello import greeted
from assistant.ui.in_use import facts_in_use, opened
from assistant.ui.markup import problem_html
from assistant.ui.served import A_DAY, NO_WAIT, PLAIN_HTML, PRIVATE, Served, Tab
from assistant.ui.settings_html import account_html, button_html, facts_html, greeting_html
from assistant.ui.spending import account

BUS = "window.laSendOf.settings = (name, detail) => trigger(name, detail); trigger('spent'); // and 'hello'"
WAITING = '<p class="la-note" role="status">Counting …</p>'
ASKING = '<p class="la-note" role="status">Asking the model …</p>'
EVERYBODY = "the model"
"""The test has one turn for all sessions: it costs, and nobody needs two at a time."""

BUSY = "The model is being tested already; wait for it."


@dataclass(frozen=True, slots=True)
class SettingsEvents:
    """What the Settings tab answers to."""

    served: Served
    _turns: OneAtATime = field(default_factory=lambda: OneAtATime(BUSY))

    def since(self, request: gr.Request) -> str:
        """The moment at which a browser tab was opened, UTC in ISO form."""
        self.served.owner(request)
        return datetime.now(UTC).isoformat(timespec="microseconds")

    def spent(self, since: object, request: gr.Request) -> list[Any]:
        """What is in use now, and what the reader's conversations took."""
        owner = self.served.owner(request)
        try:
            return [self._in_use(), account_html(account(Chats(self.served.data_dir, owner), _moment(since)))]
        except LitAssistError as error:
            return [gr.skip(), problem_html(str(error))]

    def hello(self, request: gr.Request) -> Iterator[str]:
        """One tiny call of the model."""
        self.served.owner(request)
        try:
            with self._turns.turn(EVERYBODY):
                yield ASKING
                yield greeting_html(greeted(self.served.settings))
        except UsageError as error:
            yield problem_html(str(error))

    def _in_use(self) -> str:
        there = opened(self.served.assistant)
        return facts_html(facts_in_use(self.served.settings, there, named=self.served.named))


def _moment(since: object) -> str:
    """The moment as it was given; one that is none lies after all others, so that nothing is counted from it."""
    return since if isinstance(since, str) and since[:2].isdecimal() else "~"


def build(served: Served, page: gr.Blocks) -> None:
    """Put the tab on the page that is being made."""
    events = SettingsEvents(served)
    since = gr.State("", time_to_live=A_DAY)
    with gr.Column(elem_id="la-settings", min_width=0):
        gr.HTML(button_html(served.assistant.model), elem_id="la-hello", **PLAIN_HTML)
        result = gr.HTML("", elem_id="la-hello-result", **PLAIN_HTML)
        spent = gr.HTML("", elem_id="la-spent", **PLAIN_HTML)
        in_use = gr.HTML(WAITING, elem_id="la-in-use", **PLAIN_HTML)
    bus = gr.HTML("", elem_id="la-bus-settings", apply_default_css=False, js_on_load=BUS)
    bus.spent(events.spent, since, [in_use, spent], trigger_mode="always_last", concurrency_limit=1, **PRIVATE)
    bus.hello(events.hello, None, result, concurrency_limit=1, **PRIVATE)
    page.load(events.since, None, since, **NO_WAIT)


TAB = Tab("settings", "Settings", build)
