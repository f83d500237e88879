"""Waiting that can be ended: for entries that come when they come, and for work that takes as long as it takes."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from assistant.errors import Stopped

POLL_S = 0.1
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Came(Generic[T]):
    value: T


@dataclass(frozen=True, slots=True)
class _Over:
    """Nothing more comes; `error` says why, where that is no plain end."""

    error: Exception | None = None


def until_stopped(entries: Iterable[T], stop: threading.Event) -> Iterator[T]:
    """Entries, read in a thread of their own: whoever waits for the next one goes away as soon as `stop` is set.

    The thread ends with the entry that it is waiting for then.
    """
    came: queue.SimpleQueue[_Came[T] | _Over] = queue.SimpleQueue()

    def read() -> None:
        try:
            for entry in entries:
                came.put(_Came(entry))
                if stop.is_set():
                    break
        except Exception as error:  # noqa: BLE001 - raised where the entries are wanted
            came.put(_Over(error))
        else:
            came.put(_Over())

    threading.Thread(target=read, name="entries", daemon=True).start()
    while not stop.is_set():
        try:
            arrived = came.get(timeout=POLL_S)
        except queue.Empty:
            continue
        if isinstance(arrived, _Over):
            if arrived.error is not None:
                raise arrived.error
            return
        yield arrived.value


def unless_stopped(work: Callable[[], T], stop: threading.Event) -> T:
    """What some work gives; it is left to itself, in a thread of its own, as soon as `stop` is set.

    Raises:
        Stopped: it was left.
    """
    for made in until_stopped((do() for do in (work,)), stop):
        return made
    raise Stopped("stopped")
