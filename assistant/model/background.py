"""Waits for a server in a way that can be broken off: the connection lives in an event loop on a thread of its own.

A thread that reads from a socket cannot be told to stop, a task can, and its connection closes with it. The thread that
asked takes the pieces and looks every `POLL_S` whether it was told to stop.
"""

from __future__ import annotations

import asyncio
import threading
import traceback
import weakref
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

from assistant.errors import Stopped

POLL_S = 0.02
_CLOSE_S = 0.5
"""How long `close` waits; what takes longer ends by itself, or with the program."""
T = TypeVar("T")
Emit = Callable[[T], None]
Work = Callable[[Emit[T]], Coroutine[Any, Any, None]]
Close = Callable[[], Coroutine[Any, Any, None]]


class Background(Generic[T]):
    """Runs work that emits values of one kind. Starts with the first call, ends with `close` or with the object."""

    def __init__(self, closing: Close) -> None:
        """`closing` is run on the loop at the end."""
        self._closing = closing
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end: Callable[[], object] = lambda: None
        self._closed = False

    def call(self, work: Work[T], take: Callable[[T], object], stop: threading.Event) -> None:
        """Run work to its end, handing on what it emits as it comes, on the calling thread.

        What work or `take` raises is raised here; whatever ends the call ends the work.

        Raises:
            Stopped: `stop` was set, or this was closed.
        """
        arrived: SimpleQueue[tuple[T] | None] = SimpleQueue()
        running = self._started(_tidied(work, lambda value: arrived.put((value,))))
        running.add_done_callback(lambda _: arrived.put(None))
        try:
            while (value := _next(arrived, stop)) is not None:
                take(value[0])
            running.result()
        except CancelledError:
            raise Stopped("the model was closed") from None
        finally:
            running.cancel()

    def close(self) -> None:
        """End all work, and the thread. Does nothing the second time."""
        with self._lock:
            self._closed = True
            self._end()

    def _started(self, coroutine: Coroutine[Any, Any, None]) -> Future[None]:
        with self._lock:
            if self._closed:
                coroutine.close()
                raise Stopped("the model was closed")
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                thread = threading.Thread(target=_serve, args=(self._loop,), name="litassist-model", daemon=True)
                thread.start()
                self._end = weakref.finalize(self, _end, self._loop, thread, self._closing)
            return asyncio.run_coroutine_threadsafe(coroutine, self._loop)


async def _tidied(work: Work[T], emit: Emit[T]) -> None:
    """Work whose error holds nothing that was being read: the garbage collector would end that on some other thread."""
    try:
        await work(emit)
    except BaseException as error:
        link: BaseException | None = error
        while link is not None:
            traceback.clear_frames(link.__traceback__)
            link = link.__cause__ or link.__context__
        raise


def _next(arrived: SimpleQueue[tuple[T] | None], stop: threading.Event) -> tuple[T] | None:
    """The next value in a tuple, or None at the end."""
    while not stop.is_set():
        with suppress(Empty):
            return arrived.get(timeout=POLL_S)
    raise Stopped("stopped while waiting for the model")


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    try:
        loop.run_forever()
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        loop.close()


def _end(loop: asyncio.AbstractEventLoop, thread: threading.Thread, closing: Close) -> None:
    """Must not know the object whose end it is, or that would never end."""
    asyncio.run_coroutine_threadsafe(_wind_down(closing), loop)
    # The garbage collector may come by on the loop's own thread, which must not wait for itself.
    if threading.current_thread() is not thread:
        thread.join(_CLOSE_S)


async def _wind_down(closing: Close) -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    try:
        await asyncio.gather(*tasks, return_exceptions=True)
        await closing()
    finally:
        asyncio.get_running_loop().stop()
