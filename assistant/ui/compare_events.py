"""The events of the Compare tab, each a public endpoint: whose session it is comes first, every value is bounded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import gradio as gr

from assistant.errors import LitAssistError, Stopped
from assistant.records import Filters
from assistant.ui.acts import act_of
from assistant.ui.comparing import (
    Comparison,
    OneAtATime,
    compared,
    comparison_of,
    with_aspects,
    without_aspect,
    written,
)
from assistant.ui.markup import problem_html
from assistant.ui.replying import Reply, file_reply, problem
from assistant.ui.served import Served, sent
from assistant.ui.sessions import limits_of
from assistant.ui.table_html import BUSY, STOPPED, aspects_html, filters_html, table_html

Updates = list[Any]
"""Values for what is held, the chips of the aspects, their field, the result and the reply."""
SAME = gr.skip()
AT_ONCE = 2
"""Tables made at the same time; each reads many abstracts."""


@dataclass(frozen=True, slots=True)
class CompareEvents:
    """What the Compare tab answers to."""

    served: Served
    _turns: OneAtATime = field(default_factory=lambda: OneAtATime("A table is being made already; wait for it."))

    def add(self, text: object, held: object, request: gr.Request) -> Updates:
        """An aspect from its field."""
        comparison = self._held(held, request)
        try:
            grown = with_aspects(comparison, text)
        except LitAssistError as error:
            return [SAME, SAME, SAME, SAME, problem(str(error))]
        return [grown, aspects_html(grown.aspects), "", SAME, SAME]

    def remove(self, held: object, event: gr.EventData, request: gr.Request) -> Updates:
        """A chip's button."""
        left = without_aspect(self._held(held, request), act_of(sent(event)).id)
        return [left, aspects_html(left.aspects), SAME, SAME, SAME]

    def run(
        self, question: object, text: object, use: object, held: object, limits: object, request: gr.Request
    ) -> Iterator[Updates]:
        """The question, with the aspect that may stand in its field still."""
        comparison, filters = self._held(held, request), Filters()
        if use is True:
            filters = limits_of(limits, self.served.owner(request)).filters
        try:
            comparison = with_aspects(comparison, text)
            with self._turns.turn(self.served.session_key(request)) as stop:
                yield [comparison, aspects_html(comparison.aspects), "", BUSY, SAME]
                made = compared(self.served.assistant, comparison, question, filters, stop)
            yield [made, SAME, SAME, table_html(made.table) if made.table else "", SAME]
        except Stopped:
            yield [SAME, SAME, SAME, STOPPED, SAME]
        except LitAssistError as error:
            yield [SAME, SAME, SAME, problem_html(str(error)), SAME]

    def halt(self, request: gr.Request) -> None:
        """Stop the table that the tab waits for."""
        self._turns.stop(self.served.session_key(request))

    def tell(self, held: object, event: gr.EventData, request: gr.Request) -> Reply:
        """The table as a file."""
        comparison = self._held(held, request)
        try:
            return file_reply(written(comparison, act_of(sent(event)).id))
        except LitAssistError as error:
            return problem(str(error))

    def filters(self, limits: object, request: gr.Request) -> str:
        """The filters of the chat in words."""
        return filters_html(limits_of(limits, self.served.owner(request)).filters)

    def _held(self, held: object, request: gr.Request) -> Comparison:
        return comparison_of(held, self.served.owner(request))
