"""One question while it is being answered: what arrives from its worker, and what the page shows of it. No Gradio."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.errors import LitAssistError, Stopped
from assistant.records import Done, Event, Filters, Revised, Step, Text, Turn
from assistant.ui.answers import Draft, draft_html, failure_html, name_of, turn_html
from assistant.ui.sessions import Session
from assistant.ui.steps import Begun

MAX_QUESTION_CHARACTERS = 20_000
"""Beyond any question of 4,000 tokens, which is the Assistant's own limit; nothing longer is looked at."""

FRAME_S = 0.08
"""Seconds between two updates of the page while an answer is written."""

TICK_S = 0.5
"""Seconds after which the time of a step is shown anew where nothing else happens."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a session, asked behind the first `n` of its turns and under these filters."""

    question: str
    session: Session = field(default_factory=Session)
    n: int = 0
    filters: Filters = field(default_factory=Filters)

    @property
    def before(self) -> tuple[Turn, ...]:
        """The turns that it follows on; those behind them make room for its answer."""
        return self.session.turns[: self.n]

    @property
    def place(self) -> Place:
        """Whose conversation it is asked in, and which."""
        return self.session.owner, self.session.chat_id


@dataclass(frozen=True, slots=True)
class Finished:
    """The question was answered: the session with its answer as the last turn, and why it could not be kept, if so."""

    session: Session
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows of a question now, and whether it is still being answered.

    `finished` is there once it is. `dropped` says that the reader has gone to another conversation meanwhile.
    """

    live: str
    busy: bool
    finished: Finished | None = None
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """The question has come to nothing."""

    error: Exception


@dataclass(frozen=True, slots=True)
class Dropped:
    """Nobody wants it any more."""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event, and when it came."""

    event: Event
    at: float


End = Finished | Failed | Dropped
Arrival = Happened | End
Place = tuple[str | None, str]


class Running:
    """One question being answered, and all that has arrived of it, for any number of tabs that come at any time.

    It has one end: whoever claims it says what that is. Safe for any number of threads.
    """

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.stop = threading.Event()
        self._news: list[Arrival] = []
        self._claimed = False
        self._changed = threading.Condition()

    @property
    def end(self) -> End | None:
        """How it ended, if it has."""
        last = self._news[-1] if self._news else None
        return None if isinstance(last, Happened) else last

    def tell(self, event: Event) -> None:
        """Pass an event on, with its time; what comes after the end is nothing to anybody."""
        with self._changed:
            if self.end is None:
                self._news.append(Happened(event, time.monotonic()))
                self._changed.notify_all()

    def claim(self) -> bool:
        """Whether the caller is the first who wants to end it, and shall."""
        with self._changed:
            first, self._claimed = not self._claimed, True
            return first

    def close(self, how: End) -> None:
        """End it, having claimed it. The worker is not waited for: it may sit in a model's reply for long."""
        self.stop.set()
        with self._changed:
            self._news.append(how)
            self._changed.notify_all()

    def wake(self) -> None:
        """Have whoever waits for news look round."""
        with self._changed:
            self._changed.notify_all()

    def news(self, known: int) -> Sequence[Arrival]:
        """What has come behind the first `known` arrivals within a frame; nothing where nothing comes for a while."""
        with self._changed:
            if len(self._news) == known and self.end is None:
                self._changed.wait(TICK_S)
            until = time.monotonic() + FRAME_S
            while len(self._news) > known and self.end is None and (left := until - time.monotonic()) > 0:
                self._changed.wait(left)
            return self._news[known:]


def failed(asked: Asked, problem: str, text: str = "") -> View:
    """The view of a question that came to nothing, below all turns that stand."""
    question = asked.question[:MAX_QUESTION_CHARACTERS]
    return View(failure_html(question, problem, name_of(len(asked.session.turns) + 1), text), busy=False)


def views(running: Running, wanted: Callable[[], bool]) -> Iterator[View]:
    """What the page shows from the question to its end, however that is, as long as it is wanted."""
    asked, known = running.asked, 0
    draft = Draft(asked.question)
    while wanted():
        yield View(draft_html(draft, name_of(asked.n + 1), time.monotonic()), busy=True)
        for arrival in running.news(known):
            known += 1
            match arrival:
                case Happened(event, at):
                    draft = advance(draft, event, at)
                case Failed(error):
                    yield failed(asked, _in_words(error), _written(draft))
                    return
                case Finished(session):
                    turn = session.turns[-1]
                    live = turn_html(turn.question, turn.answer, name_of(len(session.turns)))
                    yield View(live, busy=False, finished=arrival)
                    return
                case Dropped():
                    yield GONE
                    return
    yield GONE


GONE = View("", busy=False, dropped=True)


def advance(draft: Draft, event: Event, at: float) -> Draft:
    """The draft after one more event, which came at `at`."""
    match event:
        case Step():
            return replace(draft, steps=(*draft.steps, Begun(event, at)))
        case Text(delta):
            return replace(draft, text=draft.text + delta)
        case Revised(answer) | Done(answer):
            return replace(draft, answer=answer)


def _written(draft: Draft) -> str:
    return draft.answer.text if draft.answer is not None else draft.text


def _in_words(error: Exception) -> str:
    if isinstance(error, Stopped):
        return "Stopped. Ask again whenever you like."
    if isinstance(error, LitAssistError):
        return str(error)
    return "Something went wrong inside the program. The terminal it runs in says what; asking again may help."
