"""The wire to one server: a request goes out in the dialect that the server knows, pieces come back.

Bodies are read as plain JSON, by `wire.py`: the client's own records are built without looking at types.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

import httpx2
import openai

from assistant.model.background import Background, Emit
from assistant.model.dialect import Dialect
from assistant.model.faults import said
from assistant.model.records import Request
from assistant.model.wire import Piece, body, event_piece, piece_of, streamed
from assistant.openai_client import NO_KEY, Address, deaf_async_client

PATH = "/chat/completions"
CONNECT_S = 10.0
WHOLE_REPLY_S = 900.0
"""However steadily it trickles."""
TAIL_S = 1.0
"""How long the counts are waited for once the reply has its finish reason."""
_AZURE = "/openai/deployments/"

_T = TypeVar("_T")
Take = Callable[[Piece], object]
_Speak = Callable[[Request, Dialect, Emit[Piece]], Coroutine[Any, Any, None]]


class Failed(Exception):
    """A request came to nothing. `error` is what the client raised, or `Garbled`."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


class _Events(openai.AsyncStream[_T]):
    """A stream without its events that carry no data; the client would read them as JSON. Its reader ends with it."""

    _iterator: AsyncGenerator[_T]

    async def _iter_events(self) -> AsyncIterator[Any]:
        async for event in super()._iter_events():
            if event.data.strip():
                yield event

    async def close(self) -> None:
        await self._iterator.aclose()
        await super().close()


class Connection:
    """A client for one model. What its server refuses is asked for in another way, and remembered."""

    def __init__(self, model: str, where: Address, api_key: str | None, timeout_s: float) -> None:
        """Nothing is sent yet."""
        self._model = model
        self.dialect = Dialect.first(where)
        self._headers = _azure(api_key) if _AZURE in where.url else {}
        self._client = deaf_async_client(where, api_key, connect_s=min(CONNECT_S, timeout_s), silence_s=timeout_s)
        self._background: Background[Piece] = Background(self._client.close)

    def close(self) -> None:
        """Close the connection. Calls under way end with `Stopped`."""
        self._background.close()

    def whole(self, request: Request, take: Take, stop: threading.Event) -> None:
        """Ask for a whole reply, which comes as one piece.

        Raises:
            Failed: there is none.
            Stopped: `stop` was set; the connection is closed.
        """
        self._ask(self._whole, request, take, stop)

    def streamed(self, request: Request, take: Take, stop: threading.Event) -> None:
        """Ask for a reply in pieces; raises what `whole` raises, and that may be after some pieces."""
        self._ask(self._streamed, request, take, stop)

    def _ask(self, speak: _Speak, request: Request, take: Take, stop: threading.Event) -> None:
        dialect = known = self.dialect
        while True:
            try:
                self._background.call(partial(speak, request, dialect), take, stop)
            except Failed as failed:
                dialect = _learned(dialect, failed)
            else:
                break
        if dialect is not known:
            self.dialect = dialect

    async def _whole(self, request: Request, dialect: Dialect, emit: Emit[Piece]) -> None:
        asked = body(request, self._model, dialect)
        with _failures():
            async with asyncio.timeout(WHOLE_REPLY_S):
                value = await self._client.post(PATH, cast_to=object, body=asked, options={"headers": self._headers})
            emit(piece_of(value))

    async def _streamed(self, request: Request, dialect: Dialect, emit: Emit[Piece]) -> None:
        asked = streamed(body(request, self._model, dialect), dialect)
        with _failures():
            async with asyncio.timeout(WHOLE_REPLY_S) as limit:
                stream = await self._client.post(
                    PATH,
                    cast_to=object,
                    body=asked,
                    options={"headers": self._headers},
                    stream=True,
                    stream_cls=_Events[object],
                )
                async with stream:
                    await _each(stream, emit, limit)


async def _each(stream: openai.AsyncStream[object], emit: Emit[Piece], limit: asyncio.Timeout) -> None:
    if "json" in stream.response.headers.get("content-type", ""):
        # A server that cannot stream sends the whole.
        emit(piece_of((await stream.response.aread()).decode()))
        return
    async for event in stream:
        piece = event_piece(event)
        if piece is None:
            continue
        emit(piece)
        if piece.finish_reason:
            limit.reschedule(asyncio.get_running_loop().time() + TAIL_S)


def _learned(dialect: Dialect, failed: Failed) -> Dialect:
    """The dialect to ask again in; where the failure is about something else, it is raised."""
    error = failed.error
    if isinstance(error, openai.APIStatusError):
        learned = dialect.learned(error.status_code, error.param, said(error))
        if learned is not None:
            return learned
    raise failed


def _azure(api_key: str | None) -> dict[str, str | openai.Omit]:
    """Azure's deployments want the key in a header of their own."""
    return {"api-key": api_key or NO_KEY, "Authorization": openai.Omit()}


@contextmanager
def _failures() -> Iterator[None]:
    """Tells what the server did from what the reader's own function raises."""
    try:
        yield
    # The client lets some errors of the HTTP library below it through, and those of reading JSON.
    except (openai.OpenAIError, httpx2.HTTPError, TimeoutError, ValueError, RecursionError) as error:
        raise Failed(error) from error
