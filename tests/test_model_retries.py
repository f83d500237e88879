"""When a failed call is tried again, as a table."""

from __future__ import annotations

import threading
from typing import get_args

import pytest

from assistant.errors import ModelError, ModelFault
from assistant.model.retries import RETRY_WITHIN_S, SYSTEM_CLOCK, TRIES, wait_before_next


@pytest.mark.parametrize(
    ("kind", "asked", "tries", "elapsed", "wait"),
    [
        ("server", None, 1, 0.0, 1.0),
        ("server", None, 2, 1.0, 2.0),
        ("server", None, 3, 3.0, 4.0),
        ("server", None, 4, 7.0, None),
        ("rate_limited", 0.2, 1, 0.0, 1.0),
        ("rate_limited", 12.0, 1, 0.0, 12.0),
        ("rate_limited", RETRY_WITHIN_S, 1, 0.0, RETRY_WITHIN_S),
        ("rate_limited", 12.0, 2, RETRY_WITHIN_S - 11, None),
        ("rate_limited", 3600.0, 1, 0.0, None),
        ("unreachable", None, 1, 0.0, 1.0),
        ("unreachable", None, 2, 1.0, None),
        ("hung_up", None, 1, 0.0, 1.0),
        ("timeout", None, 1, 5.0, None),
        ("cut_off", None, 1, 2.0, 1.0),
        ("refused", None, 1, 0.0, None),
        ("quota", 1.0, 1, 0.0, None),
        ("garbage", None, 1, 0.0, None),
    ],
)
def test_waits(kind: ModelFault, asked: float | None, tries: int, elapsed: float, wait: float | None) -> None:
    assert wait_before_next(ModelError("no", kind=kind, wait_s=asked), tries, elapsed, 0.0) == wait


def test_waits_are_spread_but_never_shorter_than_asked() -> None:
    assert wait_before_next(ModelError("no", kind="server"), 1, 0.0, 0.5) == 0.75
    assert wait_before_next(ModelError("no", kind="server", wait_s=0.9), 1, 0.0, 0.5) == 0.9


def test_only_what_may_pass_is_tried_again() -> None:
    assert set(TRIES) < set(get_args(ModelFault))
    assert set(get_args(ModelFault)) - set(TRIES) == {
        "timeout",
        "refused",
        "missing",
        "quota",
        "garbage",
        "too_long",
        "rejected",
    }


def test_a_wait_ends_when_told_to_stop() -> None:
    stop = threading.Event()
    stop.set()
    SYSTEM_CLOCK.wait(3600.0, stop)
