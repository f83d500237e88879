"""What read a reply ends with the call, on the thread that read it: the garbage collector comes by on any thread."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from types import AsyncGeneratorType

import pytest

from assistant.errors import ModelError, Stopped
from assistant.model import Message, Request, open_model
from assistant.settings import Settings
from tests.model_server import PATIENCE_S, Scripted, events, says, sends, serving

REQUEST = Request((Message("user", "What do gates cut?"),), 90)
ENDS: dict[str, Scripted] = {
    "a whole reply": says("Gates", " cut."),
    "an error": events({"error": {"message": "overloaded", "code": "insufficient_quota"}}),
    "an error between pieces": events({"choices": [{"delta": {"content": "Ga"}}]}, {"error": {"message": "no"}}),
    "no event of a chat": events({"choices": 7}, {"choices": []}),
    "no JSON": sends(b"data: {hello\n\ndata: {}\n\n"),
    "cut off": Scripted(("Ga", "tes"), cut_at=1),
}


@contextmanager
def without_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def unfinished() -> list[str]:
    """Asynchronous generators that somebody holds and nobody reads."""
    found = [one for one in gc.get_objects() if isinstance(one, AsyncGeneratorType)]
    return [one.__qualname__ for one in found if one.ag_frame is not None]


def left_after(reply: Scripted, *, timeout_s: float = PATIENCE_S, stops: bool = False) -> list[str]:
    stop = threading.Event()
    with serving() as server, without_collector():
        server.script = [reply] * 9
        settings = Settings(llm_model="gates", llm_base_url=server.url, llm_timeout_s=timeout_s)
        with open_model(settings) or pytest.fail("no model") as model:
            with suppress(ModelError, Stopped):
                model.complete(REQUEST, on_text=lambda _: stop.set() if stops else None, stop=stop)
            until = time.monotonic() + PATIENCE_S
            while (left := unfinished()) and time.monotonic() < until:
                time.sleep(0.01)
            return left


@pytest.mark.parametrize("reply", ENDS.values(), ids=ENDS)
def test_nothing_that_read_a_reply_is_left(reply: Scripted) -> None:
    assert left_after(reply) == []


def test_nothing_is_left_of_a_reply_that_stays_away() -> None:
    assert left_after(replace(says("Ga", "tes"), hold_at=1), timeout_s=0.3) == []


def test_nothing_is_left_of_a_reply_that_was_stopped() -> None:
    assert left_after(replace(says("Ga", "tes"), hold_at=1), stops=True) == []
