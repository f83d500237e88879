"""A question to the Assistant, on behalf of any number of sessions. No Gradio here.

Nothing of a conversation is kept in this module but which session is asking now, so that its stop button finds it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Protocol

from assistant.errors import LitAssistError, Stopped
from assistant.records import Answer, Done, Filters, OnEvent, Turn
from assistant.ui.running import MAX_QUESTION_CHARACTERS, Arrival, Asked, Dropped, Failed, Running, View, failed, views

MAX_TURNS = 60
"""Turns of one conversation; a page that holds more grows slow."""

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


@dataclass(slots=True)
class Chat:
    """Asks on behalf of any number of sessions, one question at a time each."""

    assistant: Asks
    _asking: dict[str, Running] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, asked: Asked, session: str) -> Generator[View]:
        """The page's views from the question to its answer. Closing the iterator stops the work behind it."""
        if problem := _refusal(asked):
            yield failed(asked, problem)
            return
        running = Running()
        if not self._begin(session, running):
            yield failed(asked, STILL_ASKING)
            return
        worker = threading.Thread(target=self._work, args=(asked, running), name="ask", daemon=True)
        try:
            worker.start()
            yield from views(asked, running)
        finally:
            running.stop.set()
            self._end(session, running)

    def asking(self, session: str) -> bool:
        """Whether a question of the session is being answered."""
        with self._lock:
            return session in self._asking

    def stop(self, session: str) -> None:
        """Stop the session's question, if there is one, and keep on the page what has been written."""
        self._interrupt(session, Failed(Stopped("stopped by the reader")))

    def drop(self, session: str) -> None:
        """Stop the session's question, if there is one, because its conversation is gone."""
        self._interrupt(session, Dropped())

    def _interrupt(self, session: str, why: Arrival) -> None:
        with self._lock:
            running = self._asking.get(session)
        if running is not None:
            running.end(why)

    def _begin(self, session: str, running: Running) -> bool:
        with self._lock:
            return self._asking.setdefault(session, running) is running

    def _end(self, session: str, running: Running) -> None:
        with self._lock:
            if self._asking.get(session) is running:
                del self._asking[session]

    def _work(self, asked: Asked, running: Running) -> None:
        try:
            answer = self.assistant.ask(asked.question, asked.before, asked.filters, running.tell, running.stop)
        except LitAssistError as error:
            running.inbox.put(Failed(error))
        except Exception as error:  # noqa: BLE001 - the page must say that it failed; the log says how
            _log.exception("a question failed in a way nobody expected")
            running.inbox.put(Failed(error))
        else:
            running.tell(Done(answer))


def _refusal(asked: Asked) -> str | None:
    question = asked.question
    if not question.strip():
        return "Type a question first."
    if len(question) > MAX_QUESTION_CHARACTERS:
        return f"The question has {len(question):,} characters; ask in at most {MAX_QUESTION_CHARACTERS:,}."
    if len(asked.before) >= MAX_TURNS:
        return f"This conversation has {MAX_TURNS} questions. Go on in a new one."
    return None
