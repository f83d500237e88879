"""One question while it is being answered: what arrives from its worker, and what the page shows of it. No Gradio."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from assistant.errors import LitAssistError, Stopped
from assistant.records import Done, Event, Filters, Revised, Step, Text, Turn
from assistant.ui.answers import Draft, draft_html, failure_html, name_of, turn_html
from assistant.ui.steps import Begun

MAX_QUESTION_CHARACTERS = 20_000
"""Beyond any question of 4,000 tokens, which is the Assistant's own limit; nothing longer is looked at."""

FRAME_S = 0.08
"""Seconds between two updates of the page while an answer is written."""

TICK_S = 0.5
"""Seconds after which the time of a step is shown anew where nothing else happens."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the turns before it and the filters; `standing` turns are on the page if it comes to nothing."""

    question: str
    before: tuple[Turn, ...] = ()
    filters: Filters = field(default_factory=Filters)
    standing: int = 0

    @property
    def name(self) -> str:
        """The id of the turn that it becomes."""
        return name_of(len(self.before) + 1)


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows of a question now, and whether it is still being answered.

    `turn` is there once it is finished. `dropped` says that the reader has gone to another conversation meanwhile.
    """

    live: str
    busy: bool
    turn: Turn | None = None
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """The question has come to nothing."""

    error: Exception


@dataclass(frozen=True, slots=True)
class Dropped:
    """The conversation that the question belongs to is gone."""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event, and when it came."""

    event: Event
    at: float


Arrival = Happened | Failed | Dropped
Inbox = queue.SimpleQueue[Arrival]


@dataclass(frozen=True, slots=True, eq=False)
class Running:
    """One question being answered: what its worker watches, and where its news arrive."""

    stop: threading.Event = field(default_factory=threading.Event)
    gone: threading.Event = field(default_factory=threading.Event)
    inbox: Inbox = field(default_factory=queue.SimpleQueue)

    def tell(self, event: Event) -> None:
        """Pass an event on, with its time."""
        self.inbox.put(Happened(event, time.monotonic()))

    def end(self, why: Arrival) -> None:
        """Stop the worker without waiting for it: it may sit in a model's reply for long."""
        self.stop.set()
        if isinstance(why, Dropped):
            self.gone.set()
        self.inbox.put(why)


def failed(asked: Asked, problem: str, text: str = "") -> View:
    """The view of a question that came to nothing, below all turns that stand."""
    question = asked.question[:MAX_QUESTION_CHARACTERS]
    return View(failure_html(question, problem, name_of(asked.standing + 1), text), busy=False)


def views(asked: Asked, running: Running) -> Iterator[View]:
    """What the page shows from the question to its end, however that is."""
    draft = Draft(asked.question)
    while True:
        yield View(draft_html(draft, asked.name, time.monotonic()), busy=True)
        for arrival in _arrived(running.inbox):
            match arrival:
                case Dropped():
                    yield View("", busy=False, dropped=True)
                    return
                case Failed(error):
                    yield failed(asked, _in_words(error), _written(draft))
                    return
                case Happened(Done()) if running.gone.is_set():
                    yield View("", busy=False, dropped=True)
                    return
                case Happened(Done(answer)):
                    live = turn_html(asked.question, answer, asked.name)
                    yield View(live, busy=False, turn=Turn(asked.question, answer))
                    return
                case Happened(event, at):
                    draft = advance(draft, event, at)


def advance(draft: Draft, event: Event, at: float) -> Draft:
    """The draft after one more event, which came at `at`."""
    match event:
        case Step():
            return replace(draft, steps=(*draft.steps, Begun(event, at)))
        case Text(delta):
            return replace(draft, text=draft.text + delta)
        case Revised(answer) | Done(answer):
            return replace(draft, answer=answer)


def _arrived(inbox: Inbox) -> list[Arrival]:
    """What has come within a frame, or nothing where nothing comes for a while.

    Nothing comes after the end of an answer, however it ends.
    """
    try:
        arrivals = [inbox.get(timeout=TICK_S)]
    except queue.Empty:
        return []
    until = time.monotonic() + FRAME_S
    while not _is_end(arrivals[-1]) and (left := until - time.monotonic()) > 0:
        try:
            arrivals.append(inbox.get(timeout=left))
        except queue.Empty:
            break
    return arrivals


def _is_end(arrival: Arrival) -> bool:
    return not isinstance(arrival, Happened) or isinstance(arrival.event, Done)


def _written(draft: Draft) -> str:
    return draft.answer.text if draft.answer is not None else draft.text


def _in_words(error: Exception) -> str:
    if isinstance(error, Stopped):
        return "Stopped. Ask again whenever you like."
    if isinstance(error, LitAssistError):
        return str(error)
    return "Something went wrong inside the program. The terminal it runs in says what; asking again may help."
