"""The events of the Chat tab, each a public endpoint: whose session it is comes first, then what is asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

import gradio as gr

from assistant.answering import Answered
from assistant.chats import Behind
from assistant.commands.state import library_state, replies
from assistant.errors import LitAssistError, UsageError
from assistant.records import Turn
from assistant.ui.acts import Act, act_of
from assistant.ui.answers import failure_html, follow_html, name_of, turns_html
from assistant.ui.chat import STILL_ASKING, Chat
from assistant.ui.desk import Desk, talks_of
from assistant.ui.filter_events import CHOICES, UNCHANGED, FilterEvents
from assistant.ui.remarks import Remarks
from assistant.ui.replying import Reply, going_on, html_reply, problem, said
from assistant.ui.running import GONE, Asked, Finished, View
from assistant.ui.served import Served, sent
from assistant.ui.sessions import Limits, Session, held_by

Updates = list[Any]
"""Values for past, live, box, session, side and reply; `move` and `arrive` have those of the filters behind them."""
SAME = gr.skip()
IDLE: dict[str, Any] = {"submit_btn": True, "stop_btn": False}
BUSY: dict[str, Any] = {"submit_btn": False, "stop_btn": True}
GONE_ON = "This conversation was gone on with in another tab. Here it is as it stands; choose again."


@dataclass(frozen=True, slots=True)
class ChatEvents:
    """What the Chat tab answers to. Knows no conversation: each event brings its session."""

    served: Served
    chat: Chat
    desk: Desk
    filters: FilterEvents

    @classmethod
    def of(cls, served: Served) -> Self:
        """The events of one page."""
        desk = Desk(served.assistant, talks_of(served), Remarks(served.data_dir))

        def keep(asked: Asked, made: Answered) -> Finished:
            turn = Turn(asked.question, made.answer)
            try:
                behind = Behind(asked.filters, library_state(served.assistant), replies(made))
            except LitAssistError:
                behind = None  # the library has gone meanwhile; the answer stays
            return Finished(*desk.talks.kept(asked.session, turn, asked.n, behind))

        return cls(served, Chat(served.assistant, keep), desk, FilterEvents(served, desk))

    def ask(
        self, question: object, held: object, limits: object, search: object, request: gr.Request
    ) -> Iterator[Updates]:
        """A question from the box."""
        session = self.desk.talks.current(held_by(held, self.served.owner(request)))
        under = self.filters.of(limits, request).filters
        asked = Asked(str(question or ""), self.desk.talks.named(session), len(session.turns), under)
        yield from self._asked(asked, _Around(limits, search, gr.Textbox(value="", **BUSY)), request)

    def ask_by_act(
        self, held: object, limits: object, search: object, event: gr.EventData, request: gr.Request
    ) -> Iterator[Updates]:
        """A question from the page: a former one again, one that was edited, or one that was offered."""
        session, act = held_by(held, self.served.owner(request)), act_of(sent(event))
        now = self.desk.talks.current(session)
        if act.do != "follow" and now is not session:
            *shown, _ = self._opened(session, session.chat_id, search)
            yield [*shown, said(GONE_ON)]
            return
        try:
            question, n = _question(now, act)
        except UsageError as error:
            yield [SAME] * 5 + [problem(str(error))]
            return
        asked = Asked(question, self.desk.talks.named(now), n, self.filters.of(limits, request).filters)
        yield from self._asked(asked, _Around(limits, search, gr.Textbox(**BUSY)), request)

    def follow(self, held: object, limits: object, search: object, request: gr.Request) -> Iterator[Updates]:
        """A question of the conversation that this tab was opened at while it was being answered."""
        session, key = held_by(held, self.served.owner(request)), self.served.session_key(request)
        if self.chat.asking(key):
            yield [SAME] * 6
            return
        if (found := self.chat.follow((session.owner, session.chat_id), key)) is not None:
            asked, views = found
            yield from self._shown(views, asked, _Around(limits, search, gr.Textbox(**BUSY)), request)
            return
        try:
            yield self._opened(session, session.chat_id, search)
        except LitAssistError:
            yield [SAME] * 6

    def move(self, held: object, limits: object, search: object, event: gr.EventData, request: gr.Request) -> Updates:
        """Another conversation, or other filters, in the place of what the session holds."""
        session, act = held_by(held, self.served.owner(request)), act_of(sent(event))
        under = self.filters.of(limits, request)
        try:
            if act.do in CHOICES:
                told = said("Your next questions are about the chosen papers.")
                return [*[SAME] * 5, told, *self.filters.choose(under, session, act)]
            if act.do == "unfilter":
                return [*[SAME] * 6, *self.filters.lift(under, act.id)]
            return [*self._moved(session, act, search, request), *UNCHANGED]
        except LitAssistError as error:
            return [*[SAME] * 5, problem(str(error)), *UNCHANGED]

    def tell(self, held: object, event: gr.EventData, request: gr.Request) -> Reply:
        """What changes one element only."""
        try:
            return self.desk.told(held_by(held, self.served.owner(request)), act_of(sent(event)))
        except LitAssistError as error:
            return problem(str(error))

    def arrive(self, remembered: object, request: gr.Request) -> Updates:
        """A tab that was opened, at the conversation that its address names and under the filters it had before."""
        owner = self.served.owner(request)
        wanted = str(dict(request.query_params).get("chat", ""))[:80]
        try:
            filters, notice = self.filters.restored(remembered, owner)
        except LitAssistError as error:
            filters, notice = UNCHANGED, str(error)
        reply = problem(notice) if notice else SAME
        if not wanted:  # a quick reader may have asked by now
            return [*[SAME] * 4, self.desk.side(owner, "", ""), reply, *filters]
        try:
            *shown, told = self._opened(Session(owner), wanted, "")
        except LitAssistError:
            told = failure_html("", "You have no conversation at this address. It may have been deleted.", name_of(1))
            return ["", told, gr.Textbox(**IDLE), Session(owner), self.desk.side(owner, "", ""), reply, *filters]
        return [*shown, reply if notice else told, *filters]

    def search(self, held: object, search: object, request: gr.Request) -> str:
        """The conversations that have some words."""
        session = held_by(held, self.served.owner(request))
        return self.desk.side(session.owner, session.chat_id, search)

    def stop(self, request: gr.Request) -> None:
        """Stop the tab's question, if one is being answered."""
        self.chat.stop(self.served.session_key(request))

    def _asked(self, asked: Asked, around: _Around, request: gr.Request) -> Iterator[Updates]:
        key = self.served.session_key(request)
        if self.chat.asking(key):
            yield [SAME] * 5 + [problem(STILL_ASKING)]
            return
        yield from self._shown(self.chat.ask(asked, key), asked, around, request)

    def _shown(self, views: Iterator[View], asked: Asked, around: _Around, request: gr.Request) -> Iterator[Updates]:
        """What the page makes of the views of a question: a conversation has its address from the first of them on."""
        session, first, view = asked.session, True, GONE
        for view in views:
            if view.busy and first:
                side = SAME if session.seen else self.desk.side(session.owner, session.chat_id, around.search)
                yield [turns_html(asked.before), view.live, around.box, SAME, side, SAME]
            elif view.busy:
                yield [SAME, view.live, *[SAME] * 4]
            first = False
        if view.dropped:
            yield [SAME, "", gr.Textbox(**IDLE), SAME, SAME, SAME]
        elif view.finished is None:
            side = SAME if session.seen else self.desk.side(session.owner, "", around.search)
            yield [turns_html(session.turns), view.live, gr.Textbox(**IDLE), SAME, side, SAME]
        else:
            yield from self._finished(view.finished, view.live, asked, around, request)

    def _finished(
        self, finished: Finished, live: str, asked: Asked, around: _Around, request: gr.Request
    ) -> Iterator[Updates]:
        kept, trouble = finished.session, finished.trouble
        side = self.desk.side(kept.owner, kept.chat_id, around.search)
        past = SAME if len(kept.turns) == asked.n + 1 else turns_html(kept.turns[:-1])
        yield [past, live, gr.Textbox(**IDLE), kept, side, problem(trouble) if trouble else SAME]
        if trouble:
            return
        questions = self.desk.next_questions(kept, self.filters.of(around.limits, request))
        yield [SAME] * 5 + [html_reply(f"{name_of(len(kept.turns))}-follow", follow_html(questions))]

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
        if (asked := self.chat.at((session.owner, chat_id))) is not None:
            side = self.desk.side(session.owner, chat_id, search)
            return ["", "", gr.Textbox(**IDLE), asked.session, side, going_on()]
        opened, notice = self.desk.talks.opened(session, chat_id)
        questions = self.desk.next_questions(opened, Limits(session.owner))
        side = self.desk.side(opened.owner, opened.chat_id, search)
        told = said(notice) if notice else SAME
        return [turns_html(opened.turns, questions), "", gr.Textbox(**IDLE), opened, side, told]

    def _empty(self, session: Session, search: object) -> Updates:
        return ["", "", gr.Textbox(**IDLE), session, self.desk.side(session.owner, "", search), SAME]


@dataclass(frozen=True, slots=True)
class _Around:
    """What a question comes with: the filters and the search as they were, and what becomes of the box."""

    limits: object
    search: object
    box: gr.Textbox


def _question(session: Session, act: Act) -> tuple[str, int]:
    """The question that an act asks, and how many turns stand before it.

    Raises:
        UsageError: it is about a turn that is not there.
    """
    if act.do == "follow":
        return act.text, len(session.turns)
    if act.do not in {"again", "edit"} or not 1 <= act.turn <= len(session.turns):
        raise UsageError("This question is not in the conversation any more; load the page again.")
    return (act.text if act.do == "edit" else session.turns[act.turn - 1].question), act.turn - 1
