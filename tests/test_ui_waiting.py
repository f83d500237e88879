"""Waiting that can be ended: what comes passes as it is, and nothing that hangs holds anybody."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from assistant.errors import SourceError, Stopped
from assistant.ui.waiting import unless_stopped, until_stopped


def test_entries_pass_in_their_order() -> None:
    assert list(until_stopped(range(200), threading.Event())) == list(range(200))
    assert unless_stopped(lambda: 3, threading.Event()) == 3


def test_what_goes_wrong_is_raised_where_the_entries_are_wanted() -> None:
    def entries() -> Iterator[int]:
        yield 1
        raise SourceError("gone")

    wanted = until_stopped(entries(), threading.Event())
    assert next(wanted) == 1
    with pytest.raises(SourceError, match="gone"):
        next(wanted)


def test_nobody_waits_for_what_hangs_once_it_is_stopped() -> None:
    stop, go, ended = threading.Event(), threading.Event(), threading.Event()

    def entries() -> Iterator[int]:
        yield 1
        try:
            assert go.wait(10)
            yield 2
            yield 3
        finally:
            ended.set()

    wanted = until_stopped(entries(), stop)
    assert next(wanted) == 1
    stop.set()
    assert list(wanted) == []
    with pytest.raises(Stopped):
        unless_stopped(go.wait, stop)
    go.set()
    assert ended.wait(10)
