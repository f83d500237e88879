"""A question to the Assistant, and what the page shows while and after it is answered. No Gradio here.

Nothing of a conversation is kept in this module but which session is asking now, so that its stop button finds it.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

from assistant.errors import LitAssistError, Stopped
from assistant.records import Answer, Done, Event, Filters, OnEvent, Revised, Step, Text, Turn
from assistant.ui.answers import Draft, draft_html, failure_html, turn_html

MAX_QUESTION_CHARACTERS = 20_000
"""Beyond any question of 4,000 tokens, which is the Assistant's own limit; nothing longer is looked at."""

MAX_TURNS = 60
"""Turns of one conversation; a page that holds more grows slow."""

FRAME_S = 0.08
"""Seconds between two updates of the page while an answer is written."""

STILL_ASKING = "The last question is still being answered. Stop it first."

_log = logging.getLogger(__name__)


class Asks(Protocol):
    """What a chat needs of an Assistant."""

    def ask(
        self,
        question: str,
        history: tuple[Turn, ...] = (),
        filters: Filters | None = None,
        on_event: OnEvent | None = None,
        stop: threading.Event | None = None,
    ) -> Answer:
        """As `Assistant.ask`."""
        ...


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows now: the newest turn, whether it is still being written, and the turns that stand.

    `turns` includes the newest once it is finished; until then they are what stands above it. `dropped` says that the
    reader has begun a new conversation meanwhile: the page is to be empty.
    """

    live: str
    busy: bool
    turns: tuple[Turn, ...]
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class _Failed:
    error: Exception


@dataclass(frozen=True, slots=True)
class _Dropped:
    """The conversation that the question belongs to is gone."""


_Arrival = Event | _Failed | _Dropped
_Inbox = queue.SimpleQueue[_Arrival]


@dataclass(frozen=True, slots=True, eq=False)
class _Running:
    """One question being answered: what its worker watches, and where its news arrive."""

    stop: threading.Event = field(default_factory=threading.Event)
    inbox: _Inbox = field(default_factory=queue.SimpleQueue)

    def end(self, why: _Arrival) -> None:
        """Stop the worker without waiting for it: it may sit in a model's reply for long."""
        self.stop.set()
        self.inbox.put(why)


@dataclass(slots=True)
class Chat:
    """Asks on behalf of any number of sessions, one question at a time each."""

    assistant: Asks
    _asking: dict[str, _Running] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, question: str, turns: tuple[Turn, ...], session: str) -> Generator[View]:
        """The page's views from the question to its answer. Closing the iterator stops the work behind it."""
        name = f"a{len(turns) + 1}"
        if problem := _refusal(question, turns):
            yield View(failure_html(question[:MAX_QUESTION_CHARACTERS], problem, name), busy=False, turns=turns)
            return
        running = _Running()
        if not self._begin(session, running):
            yield View(failure_html(question, STILL_ASKING, name), busy=False, turns=turns)
            return
        worker = threading.Thread(target=self._work, args=(question, turns, running), name="ask", daemon=True)
        try:
            worker.start()
            yield from _views(question, turns, name, running.inbox)
        finally:
            running.stop.set()
            self._end(session, running)

    def stop(self, session: str) -> None:
        """Stop the session's question, if there is one, and keep on the page what has been written."""
        self._interrupt(session, _Failed(Stopped("stopped by the reader")))

    def drop(self, session: str) -> None:
        """Stop the session's question, if there is one, because its conversation is gone."""
        self._interrupt(session, _Dropped())

    def _interrupt(self, session: str, why: _Arrival) -> None:
        with self._lock:
            running = self._asking.get(session)
        if running is not None:
            running.end(why)

    def _begin(self, session: str, running: _Running) -> bool:
        with self._lock:
            return self._asking.setdefault(session, running) is running

    def _end(self, session: str, running: _Running) -> None:
        with self._lock:
            if self._asking.get(session) is running:
                del self._asking[session]

    def _work(self, question: str, turns: tuple[Turn, ...], running: _Running) -> None:
        try:
            answer = self.assistant.ask(question, history=turns, on_event=running.inbox.put, stop=running.stop)
        except LitAssistError as error:
            running.inbox.put(_Failed(error))
        except Exception as error:  # noqa: BLE001 - the page must say that it failed; the log says how
            _log.exception("a question failed in a way nobody expected")
            running.inbox.put(_Failed(error))
        else:
            running.inbox.put(Done(answer))


def _refusal(question: str, turns: tuple[Turn, ...]) -> str | None:
    if not question.strip():
        return "Type a question first."
    if len(question) > MAX_QUESTION_CHARACTERS:
        return f"The question has {len(question):,} characters; ask in at most {MAX_QUESTION_CHARACTERS:,}."
    if len(turns) >= MAX_TURNS:
        return f"This conversation has {MAX_TURNS} questions. Start a new one with the button at the top."
    return None


def _views(question: str, turns: tuple[Turn, ...], name: str, inbox: _Inbox) -> Iterator[View]:
    draft = Draft(question)
    yield View(draft_html(draft, name), busy=True, turns=turns)
    while True:
        for event in _arrived(inbox):
            match event:
                case _Dropped():
                    yield View("", busy=False, turns=(), dropped=True)
                    return
                case _Failed(error):
                    yield View(failure_html(question, _in_words(error), name, _written(draft)), busy=False, turns=turns)
                    return
                case Done(answer):
                    done = (*turns, Turn(question, answer))
                    yield View(turn_html(question, answer, name), busy=False, turns=done)
                    return
                case _:
                    draft = advance(draft, event)
        yield View(draft_html(draft, name), busy=True, turns=turns)


def advance(draft: Draft, event: Event) -> Draft:
    """The draft after one more event."""
    match event:
        case Step():
            return replace(draft, steps=(*draft.steps, event))
        case Text(delta):
            return replace(draft, text=draft.text + delta)
        case Revised(answer) | Done(answer):
            return replace(draft, answer=answer)


def _arrived(inbox: _Inbox) -> list[_Arrival]:
    """At least one event, with those that follow it within a frame."""
    events = [inbox.get()]
    until = time.monotonic() + FRAME_S
    while not isinstance(events[-1], Done | _Failed | _Dropped) and (left := until - time.monotonic()) > 0:
        try:
            events.append(inbox.get(timeout=left))
        except queue.Empty:
            break
    return events


def _written(draft: Draft) -> str:
    return draft.answer.text if draft.answer is not None else draft.text


def _in_words(error: Exception) -> str:
    if isinstance(error, Stopped):
        return "Stopped. Ask again whenever you like."
    if isinstance(error, LitAssistError):
        return str(error)
    return "Something went wrong inside the program. The terminal it runs in says what; asking again may help."
