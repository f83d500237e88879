"""Which failures of a model are worth another try, and when."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from assistant.errors import ModelError, ModelFault
from assistant.waits import backoff_s

TRIES: dict[ModelFault, int] = {"rate_limited": 5, "server": 4, "unreachable": 2, "hung_up": 2, "cut_off": 2}
"""How often in all a call is tried that fails in this way; what is not named here would fail again.

Silence is not: it has been waited for as long as the settings say."""
RETRY_WITHIN_S = 30.0
"""No try begins later than this after the first: the reader gets an extractive answer instead."""


def _wait(seconds: float, stop: threading.Event) -> None:
    stop.wait(seconds)


@dataclass(frozen=True, slots=True)
class Clock:
    """Time as an argument. `ticks` only grow, `now` is seconds since 1970, `chance` a number from 0 up to 1.

    `wait` comes back after so many seconds, or as soon as the event is set.
    """

    ticks: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time
    chance: Callable[[], float] = random.random
    wait: Callable[[float, threading.Event], None] = _wait


SYSTEM_CLOCK = Clock()
"""The machine's own."""


def wait_before_next(error: ModelError, tries: int, elapsed_s: float, chance: float) -> float | None:
    """Seconds until the next try, after so many have failed within `elapsed_s`; None: give up.

    Not sooner than the server asks, and not sooner than the back-off.
    """
    if tries >= TRIES.get(error.kind, 1):
        return None
    wait = max(backoff_s(tries, chance), error.wait_s or 0.0)
    return wait if elapsed_s + wait <= RETRY_WITHIN_S else None
