"""One call to a scripted endpoint, over real HTTP: whole and streamed replies, faults, retries, dialects, secrets."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from assistant.errors import ModelError, ModelFault
from assistant.model.openai_model import OpenAIModel
from assistant.model.prices import Price, Prices
from assistant.model.records import Budget, Message, Reply, Request
from assistant.model.retries import Clock
from assistant.openai_client import address
from assistant.records import Usage
from assistant.tokens import count_tokens
from tests.model_server import MODEL, PATIENCE_S, ModelServer, Scripted, events, patience, refuses, says, sends, serving

KEY = "key-of-the-test"
NOW = 1_760_000_000.0  # 2025-10-09 08:53:20 UTC
REQUEST = Request((Message("system", "Be brief."), Message("user", "What do gates cut?")), 90, 0.2)
PRICES = Prices("2026-01-01", {"gates": Price(1.0, 4.0), "gates-big": Price(2.0, 8.0)})
LEAKS = {
    "OPENAI_API_KEY": "leak-key",
    "OPENAI_ADMIN_KEY": "leak-admin",
    "OPENAI_ORG_ID": "leak-org",
    "OPENAI_PROJECT_ID": "leak-project",
    "OPENAI_BASE_URL": "http://127.0.0.1:9/leak",
    "OPENAI_CUSTOM_HEADERS": "X-Leak: leak-header\nAuthorization: Bearer leak-custom",
    "AZURE_OPENAI_API_KEY": "leak-azure",
    "OPENAI_API_VERSION": "leak-version",
}


class Waits:
    """Time that passes only while somebody waits."""

    def __init__(self) -> None:
        self.time = 0.0
        self.waited: list[float] = []

    def wait(self, seconds: float, _stop: threading.Event) -> None:
        self.waited.append(seconds)
        self.time += seconds

    def clock(self) -> Clock:
        return Clock(lambda: self.time, lambda: NOW + self.time, lambda: 0.0, self.wait)


Open = Callable[..., OpenAIModel]


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with serving() as scripted:
        yield scripted


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def opened(server: ModelServer, waits: Waits) -> Iterator[Open]:
    """Opens models that are closed at the end."""
    models: list[OpenAIModel] = []

    def opened(
        *,
        name: str = "gates",
        url: str = server.url,
        key: str | None = KEY,
        timeout_s: float = 20.0,
        prices: Prices = PRICES,
    ) -> OpenAIModel:
        where = address(url, "LITASSIST_LLM_BASE_URL")
        models.append(OpenAIModel(name, where, prices=prices, api_key=key, timeout_s=timeout_s, clock=waits.clock()))
        return models[-1]

    yield opened
    for model in models:
        model.close()


@pytest.fixture
def model(opened: Open) -> OpenAIModel:
    return opened()


def asked(model: OpenAIModel, *, streaming: bool, request: Request = REQUEST) -> tuple[Reply, list[str]]:
    """A reply, and the pieces in which it was shown."""
    shown: list[str] = []
    with patience() as late:
        return model.complete(request, on_text=shown.append if streaming else None, stop=late), shown


def failed(model: OpenAIModel, *, streaming: bool, request: Request = REQUEST) -> tuple[ModelError, list[str]]:
    shown: list[str] = []
    with pytest.raises(ModelError) as raised, patience() as late:
        model.complete(request, on_text=shown.append if streaming else None, stop=late)
    assert "LITASSIST_" in str(raised.value).rpartition("; ")[2]
    assert KEY not in str(raised.value)
    return raised.value, shown


both = pytest.mark.parametrize("streaming", [False, True])


def test_a_whole_reply(model: OpenAIModel, server: ModelServer) -> None:
    server.script = [says("Gates ", "cut cost.")]
    assert asked(model, streaming=False) == (Reply("Gates cut cost.", "stop", Usage(11, 7, 1, 39e-6), MODEL), [])
    (call,) = server.calls
    assert call.path == "/v1/chat/completions"
    assert call.headers["authorization"] == f"Bearer {KEY}"
    assert call.body == {
        "model": "gates",
        "messages": [{"role": m.role, "content": m.content} for m in REQUEST.messages],
        "max_tokens": 90,
        "temperature": 0.2,
    }


def test_a_streamed_reply_is_shown_as_it_comes(model: OpenAIModel, server: ModelServer) -> None:
    server.script = [says("Gates ", "cut ", "cost.")]
    reply, shown = asked(model, streaming=True)
    assert reply == Reply("Gates cut cost.", "stop", Usage(11, 7, 1, 39e-6), MODEL)
    assert shown == ["Gates ", "cut ", "cost."]
    assert server.calls[0].body["stream"] is True
    assert server.calls[0].body["stream_options"] == {"include_usage": True}


def test_the_first_characters_are_shown_while_the_rest_is_still_being_written(
    model: OpenAIModel, server: ModelServer
) -> None:
    server.script = [replace(says("Gates ", "cut cost."), hold_at=1)]
    shown: list[str] = []

    def show(text: str) -> None:
        shown.append(text)
        server.release.set()  # without which no more would ever come

    with patience() as late:
        assert model.complete(REQUEST, on_text=show, stop=late).text == "Gates cut cost."
    assert shown == ["Gates ", "cut cost."]


def test_a_server_that_cannot_stream_is_shown_whole(model: OpenAIModel, server: ModelServer) -> None:
    whole = {"choices": [{"message": {"content": "Gates."}, "finish_reason": "stop"}]}
    server.script = [sends(json.dumps(whole).encode(), kind="application/json; charset=utf-8")]
    reply, shown = asked(model, streaming=True)
    assert (reply.text, shown) == ("Gates.", ["Gates."])


@both
@pytest.mark.parametrize("reason", ["length", "content_filter"])
@pytest.mark.parametrize("pieces", [("Gates ", "cut"), ()])
def test_the_finish_reason_is_carried(
    model: OpenAIModel, server: ModelServer, reason: str, pieces: tuple[str, ...], *, streaming: bool
) -> None:
    server.script = [says(*pieces, finish=reason)]
    reply, _ = asked(model, streaming=streaming)
    assert (reply.text, reply.finish_reason) == ("".join(pieces), reason)


@both
def test_thoughts_are_counted_and_never_shown(model: OpenAIModel, server: ModelServer, *, streaming: bool) -> None:
    server.script = [Scripted(("<th", "ink>Which?</thi", "nk>\n\nGates", "."), thoughts=("hm ", "hm"))]
    reply, shown = asked(model, streaming=streaming)
    assert (reply.text, "".join(shown)) == ("Gates.", "Gates." if streaming else "")
    written = count_tokens("hm hm<think>Which?</think>\n\nGates.", "gates")
    assert reply.usage.completion_tokens == written


def test_a_server_that_keeps_the_opening_tag_hides_its_thoughts_from_the_second_reply_on(
    model: OpenAIModel, server: ModelServer
) -> None:
    server.script = [says("Which?\n</think>\n\nGates."), says("Which?\n", "</think>\n\n", "Ga", "tes.")]
    assert asked(model, streaming=False)[0].text == "Gates."
    reply, shown = asked(model, streaming=True)
    assert (reply.text, shown) == ("Gates.", ["Ga", "tes."])


@both
def test_what_the_server_does_not_count_is_counted_here(
    model: OpenAIModel, server: ModelServer, *, streaming: bool
) -> None:
    server.script = [Scripted(("Gates cut cost.",))]
    reply, _ = asked(model, streaming=streaming)
    assert reply.usage.completion_tokens == count_tokens("Gates cut cost.", "gates")
    assert reply.usage.prompt_tokens > count_tokens("What do gates cut?", "gates")
    assert reply.usage.cost_usd is not None


@pytest.mark.parametrize(
    ("said", "own", "cost"),
    [
        (MODEL, "gates", 39e-6),
        ("gates-big", "gates", 78e-6),
        (MODEL, "no-such", None),
        ("gates-2026-02-03", "x", 39e-6),
    ],
)
def test_the_price_is_that_of_the_model_that_answered(
    opened: Open, server: ModelServer, said: str, own: str, cost: float | None
) -> None:
    server.script = [replace(says("Gates."), model=said)]
    reply, _ = asked(opened(name=own), streaming=False)
    assert (reply.model, reply.usage.cost_usd) == (said, cost)


def test_the_users_own_price_goes_before_that_of_what_the_server_names(opened: Open, server: ModelServer) -> None:
    server.script = [replace(says("Gates."), model="gates-big")]
    model = opened(prices=replace(PRICES, own=frozenset({"gates"})))
    assert asked(model, streaming=False)[0].usage.cost_usd == 39e-6


FAULTS: list[tuple[Scripted, ModelFault, str]] = [
    (refuses(401, f"no, not with {KEY}"), "refused", r"HTTP 401 \(no, not with \*\*\*\)"),
    (refuses(403), "refused", "HTTP 403"),
    (refuses(404, "no model gates"), "missing", r"HTTP 404 \(no model gates\)"),
    (sends(b"<html>not here</html>", status=404, kind="text/html"), "missing", "HTTP 404"),
    (refuses(402, "no credit"), "quota", "HTTP 402"),
    (refuses(429, "no credit", code="insufficient_quota"), "quota", "HTTP 429"),
    (refuses(400, "too much", code="context_length_exceeded"), "too_long", "HTTP 400"),
    (refuses(400, "This model's maximum context length is 10 tokens"), "too_long", "HTTP 400"),
    (refuses(400, "the request exceeds the available context size"), "too_long", "HTTP 400"),
    (refuses(413), "too_long", "HTTP 413"),
    (refuses(400, "max_tokens is too large: 6000. This model supports at most 4096"), "too_long", "HTTP 400"),
    (refuses(400, "`max_tokens` must be less than or equal to `4096`", param="max_tokens"), "too_long", "HTTP 400"),
    (refuses(400, "no such role"), "rejected", "HTTP 400"),
    (sends(b'{"error": "model not found, pull it first"}', status=404), "missing", "pull it first"),
    (sends(b"\x1b[31mno\x00", status=400, kind="text/plain"), "rejected", r"\\x1b\[31mno\\x00"),
    (sends(b"<html>Sign in</html>", kind="text/html"), "garbage", "no usable reply"),
    (sends(b'{"choices": ', kind="application/json"), "garbage", "no usable reply"),
    (sends(b"{}", kind="application/json"), "garbage", "no list of choices"),
    (sends(b'{"error": {"message": "lost it"}}', kind="application/json"), "garbage", "lost it"),
    (says(), "garbage", "empty reply"),
    (says(" ", "\n"), "garbage", "empty reply"),
    (says("<think>Which gates?</think>"), "garbage", "empty reply"),
]


@both
@pytest.mark.parametrize(("reply", "kind", "told"), FAULTS)
def test_faults_that_would_come_again_are_told_at_once(
    model: OpenAIModel, server: ModelServer, reply: Scripted, kind: ModelFault, told: str, *, streaming: bool
) -> None:
    server.script = [reply]
    error, _ = failed(model, streaming=streaming)
    assert error.kind == kind
    assert re.search(told, str(error))
    assert len(server.calls) == 1


TRANSIENT: list[tuple[Scripted, tuple[ModelFault, list[float]]]] = [
    (refuses(500), ("server", [1.0, 2.0, 4.0])),
    (refuses(503, headers={"retry-after": "3"}), ("server", [3.0, 3.0, 4.0])),
    (refuses(408), ("server", [1.0, 2.0, 4.0])),
    (refuses(429), ("rate_limited", [1.0, 2.0, 4.0, 8.0])),
    (refuses(429, headers={"retry-after": "9"}), ("rate_limited", [9.0, 9.0, 9.0])),
    (refuses(429, headers={"retry-after-ms": "2500", "retry-after": "9"}), ("rate_limited", [2.5, 2.5, 4.0, 8.0])),
    (refuses(429, headers={"retry-after": "Thu, 09 Oct 2025 08:53:36 GMT"}), ("rate_limited", [16.0, 2.0, 4.0, 8.0])),
    (refuses(429, headers={"retry-after": "3600"}), ("rate_limited", [])),
    (Scripted(("Gates",), cut_at=0), ("hung_up", [1.0])),
]


@both
@pytest.mark.parametrize(("reply", "outcome"), TRANSIENT)
def test_faults_that_may_pass_are_tried_again_within_bounds(
    opened: Open,
    server: ModelServer,
    waits: Waits,
    reply: Scripted,
    outcome: tuple[ModelFault, list[float]],
    *,
    streaming: bool,
) -> None:
    server.answer = lambda _: reply
    error, shown = failed(opened(), streaming=streaming)
    assert (error.kind, waits.waited) == outcome
    assert len(server.calls) == 1 + len(waits.waited)
    assert (shown, error.usage) == ([], Usage())


@both
def test_a_fault_that_passes_leaves_no_trace(model: OpenAIModel, server: ModelServer, *, streaming: bool) -> None:
    server.script = [refuses(429), refuses(500), says("Gates.")]
    reply, _ = asked(model, streaming=streaming)
    assert (reply.text, reply.usage.calls) == ("Gates.", 1)


BEGUN = {"choices": [{"delta": {"content": "Gates cut "}}]}
END = {"choices": [{"delta": {}, "finish_reason": "stop"}]}
CUT: list[tuple[Scripted, ModelFault]] = [
    (replace(says("Gates ", "cut ", "cost."), cut_at=2), "cut_off"),
    (says("Gates ", "cut ", finish=None, usage=None), "cut_off"),
    (says("Gates ", "cut ", finish="abort", usage=None), "cut_off"),
    (events(BEGUN, done=False), "cut_off"),
    (events(BEGUN, {"error": {"message": "lost", "code": "timeout"}}), "server"),
    (events(BEGUN, 7), "garbage"),
    (sends(b"data: " + json.dumps(BEGUN).encode() + b'\n\ndata: {"choi\n\n'), "garbage"),
]


@pytest.mark.parametrize(("reply", "kind"), CUT)
def test_what_came_before_a_break_is_kept_and_never_written_twice(
    model: OpenAIModel, server: ModelServer, waits: Waits, reply: Scripted, kind: ModelFault
) -> None:
    server.answer = lambda _: reply
    error, shown = failed(model, streaming=True)
    assert (error.kind, error.partial, "".join(shown)) == (kind, "Gates cut ", "Gates cut ")
    assert (len(server.calls), waits.waited) == (1, [])
    assert (error.usage.calls, error.usage.completion_tokens) == (1, count_tokens("Gates cut ", "gates"))


def test_a_thought_that_was_shown_by_mistake_is_not_shown_again(model: OpenAIModel, server: ModelServer) -> None:
    server.answer = lambda _: says("Which?\n", "</think>\n", finish=None)
    error, shown = failed(model, streaming=True)
    assert (error.kind, error.partial, shown) == ("cut_off", "", ["Which?\n", "</think>\n"])
    assert len(server.calls) == 1


def test_events_about_something_else_are_passed_over(model: OpenAIModel, server: ModelServer) -> None:
    server.script = [events({"type": "ping"}, {"choices": None, "usage": {"prompt_tokens": 9}}, BEGUN, END)]
    reply, shown = asked(model, streaming=True)
    assert (reply.text, shown, reply.usage.prompt_tokens) == ("Gates cut ", ["Gates cut "], 9)


def test_events_that_carry_no_data_are_passed_over(model: OpenAIModel, server: ModelServer) -> None:
    said = b"".join(b"id: 1\ndata: %s\n\n\n" % json.dumps(value).encode() for value in (BEGUN, END))
    server.script = [sends(b"retry: 3000\n\nevent: ping\n\n" + said + b"data: [DONE]\n\n")]
    reply, shown = asked(model, streaming=True)
    assert (reply.text, shown, len(server.calls)) == ("Gates cut ", ["Gates cut "], 1)


def test_a_stream_that_broke_before_a_word_is_asked_for_again(model: OpenAIModel, server: ModelServer) -> None:
    server.script = [replace(says("<think>Which", " gates?</think>", "Gates."), cut_at=1), says("Gates.")]
    reply, shown = asked(model, streaming=True)
    assert (reply.text, shown) == ("Gates.", ["Gates."])
    assert reply.usage.calls == 2
    assert reply.usage.completion_tokens == 7 + count_tokens("<think>Which", "gates")


def test_what_breaks_behind_the_finish_reason_breaks_nothing(model: OpenAIModel, server: ModelServer) -> None:
    server.script = [replace(says("Gates."), cut_at=2)]
    reply, _ = asked(model, streaming=True)
    assert (reply.text, reply.finish_reason) == ("Gates.", "stop")
    assert reply.usage.completion_tokens == count_tokens("Gates.", "gates")


def test_a_server_that_says_no_more_behind_the_finish_reason_is_not_waited_for(
    model: OpenAIModel, server: ModelServer
) -> None:
    server.script = [replace(says("Gates."), hold_at=2)]
    reply, _ = asked(model, streaming=True)
    assert (reply.text, reply.finish_reason) == ("Gates.", "stop")
    assert server.calls[0].gone.wait(PATIENCE_S)


def test_a_whole_reply_without_a_finish_reason_is_cut_off(model: OpenAIModel, server: ModelServer) -> None:
    server.answer = lambda _: says("Gates cut ", finish=None)
    error, _ = failed(model, streaming=False)
    assert (error.kind, error.partial) == ("cut_off", "Gates cut ")
    assert error.usage.calls == len(server.calls) == 2


BOUNDS: list[tuple[Budget, int]] = [
    (Budget(), 2),
    (Budget(max_tokens=200), 2),  # 18 of the first try, at most 90 and the prompt of the next
    (Budget(max_tokens=125), 1),
    (Budget(max_cost_usd=0.001), 2),
    (Budget(max_cost_usd=0.0004), 1),
]


@both
@pytest.mark.parametrize(("left", "tries"), BOUNDS)
def test_a_call_is_repeated_only_where_both_tries_fit_what_is_left(
    model: OpenAIModel, server: ModelServer, left: Budget, tries: int, *, streaming: bool
) -> None:
    """What the first try took is counted, whether or not another follows."""
    server.answer = lambda _: says("<think>Which gates?", finish=None)
    error, _ = failed(model, streaming=streaming, request=replace(REQUEST, left=left))
    assert (error.kind, len(server.calls)) == ("cut_off", tries)
    assert (error.usage.prompt_tokens, error.usage.completion_tokens) == (11 * tries, 7 * tries)


def test_what_cost_nothing_may_be_repeated_to_the_last_token(model: OpenAIModel, server: ModelServer) -> None:
    server.script = [refuses(429), says("Gates.")]
    reply, _ = asked(model, streaming=False, request=replace(REQUEST, left=Budget(max_tokens=125)))
    assert reply.text == "Gates."


@both
def test_a_silent_server_is_given_up(opened: Open, server: ModelServer, *, streaming: bool) -> None:
    server.answer = lambda _: replace(says("Gates ", "cut"), hold_at=0)
    error, _ = failed(opened(timeout_s=0.25), streaming=streaming)
    assert error.kind == "timeout"
    assert "within 0.25 s; " in str(error)
    assert len(server.calls) == 1


def test_silence_within_a_reply_is_given_up_and_keeps_what_came(opened: Open, server: ModelServer) -> None:
    server.answer = lambda _: replace(says("Gates ", "cut"), hold_at=1)
    error, shown = failed(opened(timeout_s=0.2), streaming=True)
    assert (error.kind, error.partial, shown) == ("timeout", "Gates ", ["Gates "])
    assert len(server.calls) == 1


@both
def test_an_address_where_nobody_listens(opened: Open, waits: Waits, *, streaming: bool) -> None:
    error, _ = failed(opened(url="http://127.0.0.1:9/v1"), streaming=streaming)
    assert (error.kind, waits.waited) == ("unreachable", [1.0])


@both
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_refused(opened: Open, server: ModelServer, status: int, *, streaming: bool) -> None:
    with serving() as elsewhere:
        server.script = [refuses(status, headers={"location": f"{elsewhere.url}/chat/completions?token=secret"})]
        error, _ = failed(opened(), streaming=streaming)
        assert elsewhere.calls == []
    assert error.kind == "missing"
    assert f"redirects to {elsewhere.url}/chat/completions, and" in str(error)


@both
@pytest.mark.parametrize(
    ("unknown", "sent"),
    [
        ({"max_tokens"}, {"max_completion_tokens", "temperature"}),
        ({"temperature"}, {"max_tokens"}),
        ({"max_tokens", "temperature"}, {"max_completion_tokens"}),
        ({"stream_options"}, {"max_tokens", "temperature"}),
        ({"stream_options", "max_tokens", "temperature"}, {"max_completion_tokens"}),
    ],
)
def test_options_that_a_server_refuses_are_left_out_and_remembered(
    model: OpenAIModel, server: ModelServer, unknown: set[str], sent: set[str], *, streaming: bool
) -> None:
    server.unknown = unknown
    server.answer = lambda _: says("Gates.")
    refused = unknown if streaming else unknown - {"stream_options"}
    for tries in (len(refused) + 1, 1):
        before = len(server.calls)
        assert asked(model, streaming=streaming)[0].text == "Gates."
        assert len(server.calls) - before == tries
    always = {"model", "messages"} | ({"stream"} if streaming else set())
    assert server.calls[-1].body.keys() - {"stream_options"} == always | sent


def test_an_option_without_which_nothing_is_bounded_is_never_left_out(model: OpenAIModel, server: ModelServer) -> None:
    server.unknown = {"max_tokens", "max_completion_tokens"}
    assert failed(model, streaming=False)[0].kind == "rejected"
    assert [set(call.body) & server.unknown for call in server.calls] == [{"max_tokens"}, {"max_completion_tokens"}]


@both
@pytest.mark.parametrize("key", [KEY, None])
def test_nothing_of_the_environment_is_sent(
    opened: Open, server: ModelServer, monkeypatch: pytest.MonkeyPatch, key: str | None, *, streaming: bool
) -> None:
    for name, value in LEAKS.items():
        monkeypatch.setenv(name, value)
    server.script = [says("Gates.")]
    asked(opened(key=key), streaming=streaming)
    (call,) = server.calls
    assert call.headers["authorization"] == f"Bearer {key or 'none'}"
    assert "leak" not in repr(call)
    assert not {name for name in call.headers if name.startswith("openai-") or name == "api-key"}


def test_a_server_on_this_machine_is_not_asked_through_a_proxy(
    opened: Open, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.script = [says("Gates.")]
    assert asked(opened(), streaming=False)[0].text == "Gates."


@both
@pytest.mark.parametrize("key", [KEY, None])
def test_azure_gets_its_version_and_the_key_in_its_own_header(
    opened: Open, server: ModelServer, key: str | None, *, streaming: bool
) -> None:
    host = server.url.removesuffix("/v1")
    server.script = [says("Gates.")]
    asked(opened(url=f"{host}/openai/deployments/gates?api-version=2024-10-21", key=key), streaming=streaming)
    (call,) = server.calls
    assert (call.path, call.params) == ("/openai/deployments/gates/chat/completions", {"api-version": "2024-10-21"})
    assert call.headers["api-key"] == (key or "none")
    assert "authorization" not in call.headers


def test_passwords_and_parameters_of_the_address_are_told_nowhere(
    opened: Open, server: ModelServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.script = [refuses(401)]
    url = server.url.replace("http://", "http://me:secret-word@") + "?code=secret-code"
    error, _ = failed(opened(url=url), streaming=False)
    assert f"at {server.url} answered" in str(error)
    assert "secret" not in str(error)
    assert not [record for record in caplog.records if "secret" in record.getMessage() or KEY in record.getMessage()]


ASKS = """
import sys
from assistant.model import Message, Request, open_model
from assistant.settings import Settings

settings = Settings.load({"LITASSIST_LLM_MODEL": "gates", "LITASSIST_LLM_BASE_URL": sys.argv[1]})
with open_model(settings) as model:
    print(model.complete(Request((Message("user", "a secret abstract"),), 9, 0.0), on_text=None, stop=None).text)
"""


@pytest.mark.parametrize("level", ["debug", "info"])
def test_nothing_is_logged_because_of_the_environment(server: ModelServer, level: str) -> None:
    """The client's package reads this variable when it is imported, so it takes a process of its own."""
    server.script = [says("Gates cut.")]
    command, environment = [sys.executable, "-c", ASKS, server.url], {**os.environ, "OPENAI_LOG": level}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("Gates cut.\n", "")
