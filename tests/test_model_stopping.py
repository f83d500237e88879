"""Calls that are broken off, wait for their turn or run beside each other, over real HTTP."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import pytest

from assistant.errors import Stopped
from assistant.model import Message, OpenedModel, Reply, Request, open_model
from assistant.model.openai_model import CALLS_AT_ONCE
from assistant.settings import Settings
from tests.model_server import PATIENCE_S, ModelServer, Scripted, patience, refuses, says, serving

REQUEST = Request((Message("user", "What do gates cut?"),), 90)


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with serving() as scripted:
        yield scripted


def opened(server: ModelServer) -> OpenedModel:
    return open_model(Settings(llm_model="gates", llm_base_url=server.url, llm_timeout_s=PATIENCE_S)) or pytest.fail(
        "no model"
    )


@pytest.fixture
def model(server: ModelServer) -> Iterator[OpenedModel]:
    with opened(server) as one:
        yield one


@pytest.fixture
def late() -> Iterator[threading.Event]:
    with patience() as event:
        yield event


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(CALLS_AT_ONCE + 3) as pool:
        yield pool


def calling(
    threads: ThreadPoolExecutor,
    model: OpenedModel,
    stop: threading.Event,
    *,
    on_text: Callable[[str], None] | None = None,
) -> Future[Reply]:
    return threads.submit(model.complete, REQUEST, on_text=on_text, stop=stop)


def came(server: ModelServer) -> None:
    assert server.came.acquire(timeout=PATIENCE_S)


def serving_threads() -> set[threading.Thread]:
    """Those of all models that are open."""
    return {thread for thread in threading.enumerate() if thread.name == "litassist-model"}


both = pytest.mark.parametrize("streaming", [False, True])


@both
def test_a_silent_server_is_left(
    model: OpenedModel, server: ModelServer, threads: ThreadPoolExecutor, *, streaming: bool
) -> None:
    server.script = [replace(says("Gates."), hold_at=0)]
    stop, shown = threading.Event(), list[str]()
    running = calling(threads, model, stop, on_text=shown.append if streaming else None)
    came(server)
    stop.set()
    assert isinstance(running.exception(PATIENCE_S), Stopped)
    assert server.calls[0].gone.wait(PATIENCE_S)
    assert shown == []


def test_a_server_that_is_writing_is_left_and_no_more_is_shown(
    model: OpenedModel, server: ModelServer, threads: ThreadPoolExecutor
) -> None:
    server.script = [replace(says("Gates ", "cut ", "cost."), hold_at=2)]
    stop, shown = threading.Event(), list[str]()

    def show(text: str) -> None:
        shown.append(text)
        if len(shown) == 2:
            stop.set()

    running = calling(threads, model, stop, on_text=show)
    assert isinstance(running.exception(PATIENCE_S), Stopped)
    assert server.calls[0].gone.wait(PATIENCE_S)
    assert shown == ["Gates ", "cut "]


def test_the_wait_for_another_try_is_broken_off(
    model: OpenedModel, server: ModelServer, threads: ThreadPoolExecutor
) -> None:
    server.script = [refuses(429, headers={"retry-after": "9"})]
    stop = threading.Event()
    running = calling(threads, model, stop)
    came(server)
    stop.set()
    assert isinstance(running.exception(PATIENCE_S), Stopped)
    assert len(server.calls) == 1


def test_who_has_stopped_before_asks_nothing(model: OpenedModel, server: ModelServer) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Stopped):
        model.complete(REQUEST, on_text=None, stop=stop)
    assert server.calls == []


class Lost(Exception):
    """The reader's own."""


@pytest.mark.parametrize("error", [Lost("the page has gone"), ValueError("a bug of the page"), KeyboardInterrupt()])
def test_what_the_reader_raises_ends_the_call_and_is_told_as_it_is(
    model: OpenedModel, server: ModelServer, late: threading.Event, error: BaseException
) -> None:
    server.script = [replace(says("Gates ", "cut"), hold_at=1), says("Gates.")]

    def show(_: str) -> None:
        raise error

    with pytest.raises(type(error)) as raised:
        model.complete(REQUEST, on_text=show, stop=late)
    assert raised.value is error
    assert server.calls[0].gone.wait(PATIENCE_S)
    assert model.complete(REQUEST, on_text=None, stop=late).text == "Gates."


def test_so_many_calls_run_at_once_and_no_more(
    model: OpenedModel, server: ModelServer, threads: ThreadPoolExecutor, late: threading.Event
) -> None:
    server.answer = lambda _: replace(says("Gates."), hold_at=0)
    running = [calling(threads, model, late) for _ in range(CALLS_AT_ONCE)]
    for _ in running:
        came(server)
    stop = threading.Event()
    waiting, stopped = calling(threads, model, late), calling(threads, model, stop)
    stop.set()
    assert isinstance(stopped.exception(PATIENCE_S), Stopped)
    assert len(server.calls) == CALLS_AT_ONCE
    server.release.set()
    assert [call.result(PATIENCE_S).text for call in (*running, waiting)] == ["Gates."] * (CALLS_AT_ONCE + 1)
    assert len(server.calls) == CALLS_AT_ONCE + 1


def test_calls_beside_each_other_do_not_mix(
    model: OpenedModel, server: ModelServer, threads: ThreadPoolExecutor, late: threading.Event
) -> None:
    server.answer = lambda call: says(*(f"{call.prompt} " for _ in range(20)))

    def ask(number: int) -> bool:
        shown: list[str] = []
        request = Request((Message("user", f"gate {number}"),), 90)
        reply = model.complete(request, on_text=shown.append, stop=late)
        return reply.text == "".join(shown) == f"gate {number} " * 20

    assert all(threads.map(ask, range(30)))


def test_a_connection_serves_more_than_one_call(model: OpenedModel, server: ModelServer) -> None:
    server.answer = lambda _: says("Gates.")
    shown: list[str] = []
    for on_text in (None, shown.append, None):
        model.complete(REQUEST, on_text=on_text, stop=None)
    assert len({call.port for call in server.calls}) == 1


def test_a_connection_that_the_server_closed_meanwhile_is_opened_again(model: OpenedModel, server: ModelServer) -> None:
    server.script = [says("Gates."), Scripted(cut_at=0), says("Gates.")]
    assert model.complete(REQUEST, on_text=None, stop=None).text == "Gates."
    assert model.complete(REQUEST, on_text=None, stop=None).text == "Gates."
    assert len({call.port for call in server.calls}) == 2


def test_closing_ends_what_runs_and_what_comes_later(
    server: ModelServer, threads: ThreadPoolExecutor, late: threading.Event
) -> None:
    server.answer = lambda _: replace(says("Gates."), hold_at=0)
    before = serving_threads()
    model = opened(server)
    running = calling(threads, model, late)
    came(server)
    model.close()
    assert isinstance(running.exception(PATIENCE_S), Stopped)
    assert server.calls[0].gone.wait(PATIENCE_S)
    assert serving_threads() == before
    model.close()
    with pytest.raises(Stopped):
        model.complete(REQUEST, on_text=None, stop=None)
    assert len(server.calls) == 1


def test_a_model_that_nobody_holds_leaves_no_thread(server: ModelServer) -> None:
    server.answer = lambda _: says("Gates.")
    before = serving_threads()
    opened(server).complete(REQUEST, on_text=None, stop=None)
    gc.collect()
    for thread in serving_threads() - before:
        thread.join(PATIENCE_S)
    assert serving_threads() == before
