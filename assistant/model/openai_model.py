"""A language model behind any address that speaks OpenAI's chat completions."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Self

from assistant.errors import ModelError, Stopped
from assistant.model.background import POLL_S
from assistant.model.base import OnText
from assistant.model.budget import estimate, fit, prompt_tokens, total
from assistant.model.connection import Connection, Failed
from assistant.model.faults import Endpoint, fault, fault_of
from assistant.model.gathering import Gathering
from assistant.model.prices import Prices
from assistant.model.records import Budget, Reply, Request
from assistant.model.retries import SYSTEM_CLOCK, Clock, wait_before_next
from assistant.model.wire import Garbled, Piece
from assistant.openai_client import Address
from assistant.records import Usage
from assistant.tokens import count_tokens

CALLS_AT_ONCE = 4
"""Of one model object; more wait for their turn."""
MAY_BE_EMPTY = frozenset({"length", "content_filter"})
"""Finish reasons that explain a reply without text."""
BROKEN = frozenset({"error", "abort", "insufficient_system_resource"})
"""Finish reasons by which servers say that they broke off."""


class OpenAIModel:
    """See `ChatModel`. Used with `with`, it closes its connections at the end; else they close with the object."""

    def __init__(
        self,
        name: str,
        where: Address,
        *,
        prices: Prices,
        api_key: str | None,
        timeout_s: float,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        """Nothing is sent yet. `timeout_s` is how long the server may be silent, before a reply and within it."""
        self._name = name
        self._prices = prices
        self._clock = clock
        self._endpoint = Endpoint(where.shown, name, timeout_s, api_key)
        self._connection = Connection(name, where, api_key, timeout_s)
        self._slots = threading.BoundedSemaphore(CALLS_AT_ONCE)

    @property
    def name(self) -> str:
        """See `OpenedModel.name`."""
        return self._name

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """See `OpenedModel.close`."""
        self._connection.close()

    def complete(self, request: Request, *, on_text: OnText | None, stop: threading.Event | None) -> Reply:
        """See `ChatModel.complete`.

        A failed call is tried again where that may help, nothing was shown of it, and what is left covers both.
        """
        stop = stop or threading.Event()
        started = self._clock.ticks()
        spent = Usage()
        tries = 0
        while True:
            heard = Gathering(thinks_first=self._connection.dialect.thinks_first)
            try:
                reply = self._try(request, heard, on_text, stop)
                return replace(reply, usage=total((spent, reply.usage)))
            except ModelError as error:
                tries += 1
                spent = error.usage = total((spent, error.usage))
                if (on_text is not None and heard.shown) or not self._affords(request, spent):
                    raise
                self._pause(error, tries, started, stop)

    def _affords(self, request: Request, spent: Usage) -> bool:
        """Whether another try fits what the request may take in all; nothing is counted where there is no bound."""
        if request.left == Budget():
            return True
        return fit(request.left, spent, estimate(request, self._name, self._prices)) == "fits"

    def _pause(self, error: ModelError, tries: int, started: float, stop: threading.Event) -> None:
        """Wait for the next try, or raise the error."""
        elapsed = self._clock.ticks() - started
        wait = wait_before_next(error, tries, elapsed, self._clock.chance())
        if wait is None:
            raise error
        self._clock.wait(wait, stop)

    def _try(self, request: Request, heard: Gathering, on_text: OnText | None, stop: threading.Event) -> Reply:
        try:
            with self._slot(stop):
                self._hear(request, heard, on_text, stop)
        except (Failed, Garbled) as failed:
            error = failed.error if isinstance(failed, Failed) else failed
            # What breaks behind the finish reason breaks nothing of the reply.
            if heard.finish_reason is None:
                told = fault_of(error, self._endpoint, begun=heard.begun, now=self._clock.now())
                raise self._with_what_came(told, request, heard) from error
        held = heard.end()
        if on_text is not None and held:
            on_text(held)
        return self._reply(request, heard)

    def _hear(self, request: Request, heard: Gathering, on_text: OnText | None, stop: threading.Event) -> None:
        if on_text is None:
            self._connection.whole(request, heard.take, stop)
        else:
            self._connection.streamed(request, lambda piece: _show(heard, piece, on_text), stop)

    @contextmanager
    def _slot(self, stop: threading.Event) -> Iterator[None]:
        """The right to be one of the calls at once."""
        while not self._slots.acquire(timeout=POLL_S):
            _raise_if(stop)
        try:
            _raise_if(stop)
            yield
        finally:
            self._slots.release()

    def _reply(self, request: Request, heard: Gathering) -> Reply:
        if heard.opens_in_thought:
            self._connection.dialect = replace(self._connection.dialect, thinks_first=True)
        if told := self._lacks(heard):
            raise self._with_what_came(told, request, heard)
        return Reply(heard.text, heard.finish_reason or "", self._usage(request, heard), heard.model or self._name)

    def _lacks(self, heard: Gathering) -> ModelError | None:
        """What is wrong with a reply that came to its end."""
        if not heard.begun:
            return fault(self._endpoint, "garbage", "sent no usable reply: nothing in the form of a stream")
        if heard.finish_reason is None:
            return fault(self._endpoint, "cut_off", "ended its reply without a finish reason")
        if heard.finish_reason in BROKEN:
            return fault(self._endpoint, "cut_off", f"broke off its reply ({heard.finish_reason})")
        if not heard.text.strip() and heard.finish_reason not in MAY_BE_EMPTY:
            return fault(self._endpoint, "garbage", "sent an empty reply")
        return None

    def _with_what_came(self, error: ModelError, request: Request, heard: Gathering) -> ModelError:
        error.partial = heard.text
        error.usage = self._usage(request, heard)
        return error

    def _usage(self, request: Request, heard: Gathering) -> Usage:
        """As the server counts, else as we do; nothing where not a piece of a reply came."""
        if not heard.begun:
            return Usage()
        read, written = heard.prompt_tokens, heard.completion_tokens
        read = prompt_tokens(request, self._name) if read is None else read
        written = count_tokens(heard.written, self._name) if written is None else written
        # The server may name the very model behind a deployment or an alias, unless the user priced that.
        said = heard.model or ""
        names = (self._name, said) if self._name in self._prices.own else (said, self._name)
        costs = (self._prices.cost_usd(name, read, written) for name in names)
        return Usage(read, written, 1, next((cost for cost in costs if cost is not None), None))


def _show(heard: Gathering, piece: Piece, on_text: OnText) -> None:
    if text := heard.take(piece):
        on_text(text)


def _raise_if(stop: threading.Event) -> None:
    if stop.is_set():
        raise Stopped("stopped before the model was asked")
