"""A conversation while it goes on: it asks with what went before, and keeps what was answered."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

from assistant.chats import Card, Chat, Chats, Place
from assistant.errors import ChatError, ChatMissing, Stopped
from assistant.records import Answer, Filters, OnEvent, Turn


class Asks(Protocol):
    """What a conversation needs of an Assistant."""

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
class Conversation:
    """Turns asked one after the other. `before` is the kept conversation that this goes on with, if there is one.

    `asked` are the turns of this sitting, `unsaved` those that could not be kept so far, `failed` counts questions that
    got no answer.
    """

    assistant: Asks
    chats: Chats
    library: Place
    before: Chat | None = None
    asked: list[Turn] = field(default_factory=list)
    unsaved: list[Turn] = field(default_factory=list)
    failed: int = 0
    card: Card | None = field(init=False)

    def __post_init__(self) -> None:
        self.card = self.before.card if self.before else None

    @property
    def elsewhere(self) -> bool:
        """Whether it goes on with a conversation that was about another library."""
        return self.card is not None and self.card.library.id != self.library.id

    def ask(self, question: str) -> Turn:
        """The question with its answer. Ctrl-C stops it, with all that it has begun.

        Raises:
            Stopped: Ctrl-C was pressed.
            LitAssistError: it could not be answered.
        """
        history = (*(self.before.history if self.before else ()), *self.asked)
        stop = threading.Event()
        with ThreadPoolExecutor(1, "ask") as worker:
            try:
                running = worker.submit(self.assistant.ask, question, history, None, None, stop)
                turn = Turn(question, running.result())
            except KeyboardInterrupt:
                stop.set()
                raise Stopped("stopped; ask again, or end with /quit") from None
        self.asked.append(turn)
        return turn

    def keep(self, turn: Turn) -> ChatError | None:
        """Add a turn to the kept conversation, with those before it that could not be; why not, if so.

        The first begins a conversation, and so does one whose conversation somebody has deleted meanwhile.
        """
        self.unsaved.append(turn)
        try:
            while self.unsaved:
                self._keep(self.unsaved[0])
                self.unsaved.pop(0)
        except ChatError as error:
            return error
        return None

    def _keep(self, turn: Turn) -> None:
        if self.card is not None:
            try:
                self.card = self.chats.append(self.card.id, turn)
            except ChatMissing:
                self.card = None
            else:
                return
        self.card = self.chats.append(self.chats.create(self.library).id, turn)
