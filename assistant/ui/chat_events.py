"""The events of the Chat tab, each a public endpoint: whose session it is comes first, then what is asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Self

import gradio as gr

from assistant.errors import LitAssistError, UsageError
from assistant.ui.acts import Act, act_of
from assistant.ui.answers import failure_html, follow_html, name_of, turns_html
from assistant.ui.chat import STILL_ASKING, Chat
from assistant.ui.conditions import chips_html, from_panel, without
from assistant.ui.desk import Desk, talks_of
from assistant.ui.header import filters_button
from assistant.ui.remarks import Remarks
from assistant.ui.replying import Reply, html_reply, problem, said
from assistant.ui.running import Asked, View
from assistant.ui.served import Served, sent
from assistant.ui.sessions import Limits, Session, held_by, limits_of

Updates = list[Any]
"""Values for past, live, box, session, side and reply; a `move` has those of the filters behind them."""
SAME = gr.skip()
IDLE: dict[str, Any] = {"submit_btn": True, "stop_btn": False}
BUSY: dict[str, Any] = {"submit_btn": False, "stop_btn": True}


@dataclass(frozen=True, slots=True)
class ChatEvents:
    """What the Chat tab answers to. Knows no conversation: each event brings its session."""

    served: Served
    chat: Chat
    desk: Desk

    @classmethod
    def of(cls, served: Served) -> Self:
        """The events of one page."""
        return cls(served, Chat(served.assistant), Desk(served.assistant, talks_of(served), Remarks(served.data_dir)))

    def ask(
        self, question: object, held: object, limits: object, search: object, request: gr.Request
    ) -> Iterator[Updates]:
        """A question from the box."""
        session = held_by(held, self.served.owner(request))
        asked = Asked(str(question or ""), session.turns, self._limits(limits, request).filters, len(session.turns))
        yield from self._asked(asked, session, _Around(limits, search, gr.Textbox(value="", **BUSY)), request)

    def ask_by_act(
        self, held: object, limits: object, search: object, event: gr.EventData, request: gr.Request
    ) -> Iterator[Updates]:
        """A question from the page: a former one again, one that was edited, or one that was offered."""
        session, act = held_by(held, self.served.owner(request)), act_of(sent(event))
        around = _Around(limits, search, gr.Textbox(**BUSY))
        try:
            question, before = _question(session, act)
        except UsageError as error:
            yield [SAME] * 5 + [problem(str(error))]
            return
        asked = Asked(question, before, self._limits(limits, request).filters, len(session.turns))
        yield from self._asked(asked, session, around, request)

    def move(self, held: object, limits: object, search: object, event: gr.EventData, request: gr.Request) -> Updates:
        """Another conversation, or other filters, in the place of what the session holds."""
        session, under, act = (
            held_by(held, self.served.owner(request)),
            self._limits(limits, request),
            act_of(sent(event)),
        )
        try:
            if act.do in {"choose", "only", "these", "group"}:
                under = self.desk.limited(under, session, act)
                return (
                    [SAME] * 5
                    + [said("Your next questions are about the chosen papers.")]
                    + self._filters(under, fields=False)
                )
            if act.do == "unfilter":
                return [SAME] * 6 + self._filters(replace(under, filters=without(under.filters, act.id)), fields=True)
            return self._moved(session, act, search, request) + [SAME] * 6
        except LitAssistError as error:
            return [SAME] * 5 + [problem(str(error))] + [SAME] * 6

    def tell(self, held: object, event: gr.EventData, request: gr.Request) -> Reply:
        """What changes one element only."""
        try:
            return self.desk.told(held_by(held, self.served.owner(request)), act_of(sent(event)))
        except LitAssistError as error:
            return problem(str(error))

    def arrive(self, request: gr.Request) -> Updates:
        """A tab that was opened, at the conversation that its address names."""
        owner = self.served.owner(request)
        wanted = str(dict(request.query_params).get("chat", ""))[:80]
        if not wanted:
            return [SAME] * 4 + [self.desk.side(owner, "", ""), SAME, SAME]  # a quick reader may have asked by now
        try:
            return [*self._opened(Session(owner), wanted, ""), Limits(owner)]
        except LitAssistError:
            told = failure_html("", "You have no conversation at this address. It may have been deleted.", name_of(1))
            return ["", told, gr.Textbox(**IDLE), Session(owner), self.desk.side(owner, "", ""), SAME, Limits(owner)]

    def search(self, held: object, search: object, request: gr.Request) -> str:
        """The conversations that have some words."""
        session = held_by(held, self.served.owner(request))
        return self.desk.side(session.owner, session.chat_id, search)

    def find(self, words: object, request: gr.Request) -> str:
        """Papers to choose among."""
        self.served.owner(request)
        try:
            return self.desk.matches(words)
        except LitAssistError as error:
            return failure_html("", str(error), "la-no-match")

    def limit(
        self, limits: object, first: object, last: object, where: object, names: object, request: gr.Request
    ) -> Updates:
        """Other values in the panel of the filters."""
        under = self._limits(limits, request)
        known = self.served.assistant.overview().sources
        under = replace(under, filters=from_panel(under.filters, (first, last, where, names), known))
        return [under, self.chips(under)]

    def stop(self, request: gr.Request) -> None:
        """Stop the tab's question, if one is being answered."""
        self.chat.stop(self.served.session_key(request))

    def chips(self, limits: Limits) -> str:
        """What is active, and the button that opens the panel."""
        return filters_button() + chips_html(limits.filters, dict(limits.titles))

    def _limits(self, held: object, request: gr.Request) -> Limits:
        return limits_of(held, self.served.owner(request))

    def _filters(self, under: Limits, *, fields: bool) -> Updates:
        """Values for limits, chips and the four fields of the panel."""
        f = under.filters
        values = [_text(f.year_from), _text(f.year_to), list(f.sources), "; ".join(f.authors)] if fields else [SAME] * 4
        return [under, self.chips(under), *values]

    def _asked(self, asked: Asked, session: Session, around: _Around, request: gr.Request) -> Iterator[Updates]:
        key = self.served.session_key(request)
        if self.chat.asking(key):
            yield [SAME] * 5 + [problem(STILL_ASKING)]
            return
        first, view = True, View("", busy=False, dropped=True)
        for view in self.chat.ask(asked, key):
            if view.busy:
                above = turns_html(asked.before) if first else SAME
                yield [above, view.live, around.box if first else SAME, SAME, SAME, SAME]
                first = False
        if view.dropped:
            yield [SAME, "", gr.Textbox(**IDLE), SAME, SAME, SAME]
        elif view.turn is None:
            yield [turns_html(session.turns), view.live, gr.Textbox(**IDLE), SAME, SAME, SAME]
        else:
            yield from self._finished(view, asked, session, around, request)

    def _finished(
        self, view: View, asked: Asked, session: Session, around: _Around, request: gr.Request
    ) -> Iterator[Updates]:
        assert view.turn is not None
        kept, trouble = self.desk.talks.kept(session, view.turn, len(asked.before))
        side = self.desk.side(kept.owner, kept.chat_id, around.search)
        yield [SAME, view.live, gr.Textbox(**IDLE), kept, side, problem(trouble) if trouble else SAME]
        if trouble:
            return
        questions = self.desk.next_questions(kept, self._limits(around.limits, request))
        yield [SAME] * 5 + [html_reply(f"{asked.name}-follow", follow_html(questions))]

    def _moved(self, session: Session, act: Act, search: object, request: gr.Request) -> Updates:
        """Values for what is shown after opening, renaming, deleting or leaving a conversation."""
        if act.do == "rename":
            self.desk.talks.of(session.owner).rename(act.id, act.text)
            return [SAME] * 4 + [self.desk.side(session.owner, session.chat_id, search), SAME]
        if act.do == "delete":
            self.desk.talks.of(session.owner).delete(act.id)
            if act.id != session.chat_id:
                return [SAME] * 4 + [self.desk.side(session.owner, session.chat_id, search), said("Deleted.")]
        elif act.do == "open":
            shown = self._opened(session, act.id, search)
            self.chat.drop(self.served.session_key(request))
            return shown
        elif act.do != "new":
            raise UsageError("The page asked for something that it does not know; load it again.")
        self.chat.drop(self.served.session_key(request))
        return self._empty(Session(session.owner), search)

    def _opened(self, session: Session, chat_id: str, search: object) -> Updates:
        opened, notice = self.desk.talks.opened(session, chat_id)
        questions = self.desk.next_questions(opened, Limits(session.owner))
        side = self.desk.side(opened.owner, opened.chat_id, search)
        return [
            turns_html(opened.turns, questions),
            "",
            gr.Textbox(**IDLE),
            opened,
            side,
            said(notice) if notice else SAME,
        ]

    def _empty(self, session: Session, search: object) -> Updates:
        return ["", "", gr.Textbox(**IDLE), session, self.desk.side(session.owner, "", search), SAME]


@dataclass(frozen=True, slots=True)
class _Around:
    """What a question comes with: the filters and the search as they were, and what becomes of the box."""

    limits: object
    search: object
    box: gr.Textbox


def _text(year: int | None) -> str:
    return "" if year is None else str(year)


def _question(session: Session, act: Act) -> tuple[str, tuple[Any, ...]]:
    """The question that an act asks, and the turns before it.

    Raises:
        UsageError: it is about a turn that is not there.
    """
    if act.do == "follow":
        return act.text, session.turns
    if act.do not in {"again", "edit"} or not 1 <= act.turn <= len(session.turns):
        raise UsageError("This question is not in the conversation any more; load the page again.")
    before = session.turns[: act.turn - 1]
    return (act.text if act.do == "edit" else session.turns[act.turn - 1].question), before
