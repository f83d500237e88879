"""The events of the filters, each a public endpoint: whose they are comes first, every value is bounded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from assistant.errors import LitAssistError
from assistant.ui.acts import Act
from assistant.ui.answers import failure_html
from assistant.ui.conditions import chips_html, from_panel, without
from assistant.ui.desk import Desk
from assistant.ui.header import filters_button
from assistant.ui.remembering import remembered, remembered_html
from assistant.ui.served import Served
from assistant.ui.sessions import Limits, Session, limits_of

Updates = list[Any]
SAME = gr.skip()
UNCHANGED: Updates = [SAME] * 6
"""For limits, chips and the four fields of the panel."""
CHOICES = frozenset({"choose", "only", "these", "group"})
"""Acts that choose papers."""


@dataclass(frozen=True, slots=True)
class FilterEvents:
    """What limits the questions of a tab: its panel, chosen papers, and what the browser remembers of both."""

    served: Served
    desk: Desk

    def limit(
        self, limits: object, first: object, last: object, where: object, names: object, request: gr.Request
    ) -> Updates:
        """Other values in the panel of the filters."""
        under = self.of(limits, request)
        try:
            known = self._known()
        except LitAssistError:  # told where the next question is answered
            return [SAME, SAME]
        under = replace(under, filters=from_panel(under.filters, (first, last, where, names), known))
        return [under, chips(under)]

    def find(self, words: object, request: gr.Request) -> str:
        """Papers to choose among."""
        self.served.owner(request)
        try:
            return self.desk.matches(words)
        except LitAssistError as error:
            return failure_html("", str(error), "la-no-match")

    def of(self, held: object, request: gr.Request) -> Limits:
        """The tab's filters, if they are the reader's."""
        return limits_of(held, self.served.owner(request))

    def choose(self, under: Limits, session: Session, act: Act) -> Updates:
        """Values after a choice of papers.

        Raises:
            LitAssistError: they cannot be chosen.
        """
        return _values(self.desk.limited(under, session, act), [SAME] * 4)

    def lift(self, under: Limits, part: str) -> Updates:
        """Values without one part of the filters."""
        return _shown(replace(under, filters=without(under.filters, part)))

    def restored(self, sent: object, owner: str | None) -> tuple[Updates, str]:
        """Values as the browser remembers them, and what the reader should know of them.

        Raises:
            LitAssistError: the library cannot be read.
        """
        if not sent:
            return UNCHANGED, ""
        library = self.served.assistant.library
        under, notice = remembered(sent, owner, self._known(), lambda paper_id: library.get(paper_id).paper)
        return (_shown(under), notice) if under != Limits(owner) or notice else (UNCHANGED, "")

    def _known(self) -> tuple[str, ...]:
        return self.served.assistant.overview().sources


def chips(limits: Limits) -> str:
    """What is active, the button that opens the panel, and what the browser is to remember."""
    return filters_button() + chips_html(limits.filters, dict(limits.titles)) + remembered_html(limits.filters)


def _shown(under: Limits) -> Updates:
    f = under.filters
    return _values(under, [_text(f.year_from), _text(f.year_to), list(f.sources), "; ".join(f.authors)])


def _values(under: Limits, fields: Updates) -> Updates:
    return [under, chips(under), *fields]


def _text(year: int | None) -> str:
    return "" if year is None else str(year)
