"""Time as the client sees it: an argument, so that tests wait for nothing."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """`ticks` are seconds that only grow, `now` seconds since 1970 in UTC; `chance` is a number from 0 up to 1."""

    ticks: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random


SYSTEM_CLOCK = Clock()
"""The machine's own."""
