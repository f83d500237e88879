"""A question to the Assistant, on behalf of any number of sessions. No Gradio here.

What is being answered is known by its session, so that its stop button finds it, and by its conversation, so that
whoever loads the page anew does.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator, Iterator
from typing import Protocol

from assistant.answering import Answered
from assistant.errors import LitAssistError, Stopped
from assistant.finding import usable
from assistant.records import Filters, OnEvent, Turn
from assistant.ui.running import (
    MAX_QUESTION_CHARACTERS,
    Asked,
    Dropped,
    Failed,
    Finished,
    Place,
    Running,
    View,
    failed,
    views,
)

MAX_TURNS = 60
"""Turns of one conversation; a page that holds more grows slow."""

MOST_AT_ONCE = 16
"""Questions of one reader that are being answered, whether or not somebody watches."""

MOST_UNSEEN = 50
"""Questions that came to nothing while nobody watched, kept to be told of."""

STILL_ASKING = "The last question is still being answered. Stop it first."
ASKED_ELSEWHERE = (
    "Another question of this conversation is being answered, in another tab. Wait for it, or begin a new conversation."
)
TOO_MANY = f"{MOST_AT_ONCE} of your questions are being answered already. Wait for one of them."

_log = logging.getLogger(__name__)
Keep = Callable[[Asked, Answered], Finished]
"""Keeps an answered question in its conversation."""


class Asks(Protocol):
    """What a chat needs of an Assistant."""

    def answered(
        self,
        question: str,
        history: tuple[Turn, ...] = (),
        filters: Filters | None = None,
        on_event: OnEvent | None = None,
        stop: threading.Event | None = None,
    ) -> Answered:
        """As `Assistant.answered`."""
        ...


class Chat:
    """Asks on behalf of any number of sessions: one question at a time in each of them, and in each conversation.

    An answer is kept by the worker that it came to: whether its tab is closed or loaded again meanwhile, `keep` is
    called once, and whoever comes to the conversation before the end may follow it.
    """

    def __init__(self, assistant: Asks, keep: Keep) -> None:
        self.assistant = assistant
        self.keep = keep
        self._asking: dict[str, Running] = {}
        self._at: dict[Place, Running] = {}
        self._lock = threading.Lock()

    def ask(self, asked: Asked, session: str) -> Generator[View]:
        """The page's views from the question to its end. Closing the iterator leaves the work behind it going on."""
        running = Running(asked)
        if problem := _refusal(asked) or self._begin(session, running):
            yield failed(asked, problem)
            return
        threading.Thread(target=self._work, args=(running,), name="ask", daemon=True).start()
        yield from self._followed(session, running)

    def follow(self, place: Place, session: str) -> tuple[Asked, Iterator[View]] | None:
        """A question that is being answered already and its views, for one more session; None where there is none."""
        with self._lock:
            running = self._at.get(place)
            if running is None:
                return None
            self._asking[session] = running
        return running.asked, self._followed(session, running)

    def at(self, place: Place) -> Asked | None:
        """What is being asked in a conversation, or came to nothing there without anybody seeing it."""
        with self._lock:
            running = self._at.get(place)
        return running.asked if running is not None else None

    def asking(self, session: str) -> bool:
        """Whether a question of the session is being answered."""
        with self._lock:
            return session in self._asking

    def stop(self, session: str) -> None:
        """Stop the session's question, if there is one, and keep on the page what has been written."""
        with self._lock:
            running = self._asking.get(session)
        if running is not None and running.claim():
            running.close(Failed(Stopped("stopped by the reader")))

    def drop(self, session: str) -> None:
        """Take the session away from its question, if there is one; stop that unless another session follows it."""
        with self._lock:
            running = self._asking.pop(session, None)
            alone = running is not None and running not in self._asking.values()
        if running is None:
            return
        if alone and running.claim():
            running.close(Dropped())
        running.wake()

    def _begin(self, session: str, running: Running) -> str:
        """Why the question cannot be asked now; nothing where it is being asked from here on."""
        place = running.asked.place
        with self._lock:
            if session in self._asking:
                return STILL_ASKING
            there = self._at.get(place)
            if there is not None and there.end is None:
                return ASKED_ELSEWHERE
            if sum(owner == place[0] and one.end is None for (owner, _), one in self._at.items()) >= MOST_AT_ONCE:
                return TOO_MANY
            self._asking[session] = self._at[place] = running
            return ""

    def _followed(self, session: str, running: Running) -> Generator[View]:
        try:
            yield from views(running, lambda: self._asking.get(session) is running)
            self._forget(running)  # its end has been seen
        finally:
            with self._lock:
                if self._asking.get(session) is running:
                    del self._asking[session]

    def _work(self, running: Running) -> None:
        asked = running.asked
        try:
            filters = usable(asked.filters)
            made = self.assistant.answered(asked.question, asked.before, filters, running.tell, running.stop)
            if running.claim():
                running.close(self.keep(asked, made))
        except LitAssistError as error:
            self._fail(running, error)
        except Exception as error:  # noqa: BLE001 - the page must say that it failed; the log says how
            _log.exception("a question failed in a way nobody expected")
            self._fail(running, error)
        self._tidy(running)

    def _fail(self, running: Running, error: Exception) -> None:
        running.claim()
        if running.end is None:
            running.close(Failed(error))

    def _tidy(self, running: Running) -> None:
        """An answer that is kept is found where it is kept; of what came to nothing unseen, the oldest makes room."""
        how = running.end
        if isinstance(how, Dropped) or (isinstance(how, Finished) and not how.trouble):
            self._forget(running)
        with self._lock:
            ended = [place for place, one in self._at.items() if one.end is not None]
            for place in ended[:-MOST_UNSEEN]:
                del self._at[place]

    def _forget(self, running: Running) -> None:
        with self._lock:
            if running.end is not None and self._at.get(running.asked.place) is running:
                del self._at[running.asked.place]


def _refusal(asked: Asked) -> str:
    question = asked.question
    if not question.strip():
        return "Type a question first."
    if len(question) > MAX_QUESTION_CHARACTERS:
        return f"The question has {len(question):,} characters; ask in at most {MAX_QUESTION_CHARACTERS:,}."
    if asked.n >= MAX_TURNS:
        return f"This conversation has {MAX_TURNS} questions. Go on in a new one."
    return ""
