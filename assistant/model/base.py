"""What every language model offers. Answering knows models by this protocol alone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

from assistant.model.records import Reply, Request

OnText = Callable[[str], None]
"""Takes the next characters of a reply, on the thread that asked. Raising in it ends the call."""


class ChatModel(Protocol):
    """Answers requests. Safe for any number of threads."""

    def complete(self, request: Request, *, on_text: OnText | None, stop: threading.Event | None) -> Reply:
        """The model's reply. With `on_text` it is streamed, and all pieces together are the reply's text.

        All but once: a server that begins inside a thought without saying so is found out when the thought ends. Its
        first stream has shown that thought, which the reply's text leaves out.

        Raises:
            ModelError: there is no whole reply; `kind` and message say why, `partial` is what had come.
            Stopped: `stop` was set; the connection is closed.
        """
        ...


class OpenedModel(ChatModel, Protocol):
    """A model with a connection of its own. Used with `with`, it closes at the end."""

    @property
    def name(self) -> str:
        """What the settings call it: by this name tokens are counted and prices looked up."""
        ...

    def close(self) -> None:
        """Close the connections. Calls that are under way end with `Stopped`."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
