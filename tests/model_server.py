"""A server on this machine that plays a language model: it speaks OpenAI's wire format over HTTP, from a script.

    with serving() as server:
        server.script = [says("Gates ", "are sparse [p1]."), refuses(429, "slow down", headers={"retry-after": "1"})]
        ... ask `server.url` ...
        assert server.calls[0].body["messages"]

The same scripted reply is streamed, a piece an event, or sent whole, as the request asks.
"""

from __future__ import annotations

import json
import select
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

MODEL = "scripted-model"
POLL_S = 0.01
PATIENCE_S = 5.0
"""Only waited for where something is broken."""


@dataclass
class Call:
    """One request as it came in; header names in lower case.

    `port` is the client's, by which connections are told apart. `gone` is set when the client hung up before the end.
    """

    path: str
    params: dict[str, str]
    headers: dict[str, str]
    body: dict[str, Any]
    port: int
    gone: threading.Event = field(default_factory=threading.Event)

    @property
    def prompt(self) -> str:
        """The last message."""
        return str(self.body["messages"][-1]["content"])


@dataclass(frozen=True)
class Scripted:
    """One answer. With `raw` it is sent as it is; `finish` None leaves the finish reason out.

    `hold_at` waits before the piece of that number (0: before the headers) until `SERVER.release` is set or the client
    hangs up; `cut_at` breaks the connection there.
    """

    pieces: tuple[str, ...] = ()
    thoughts: tuple[str, ...] = ()
    finish: str | None = "stop"
    usage: tuple[int, int] | None = None
    model: str = MODEL
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    kind: str = "application/json"
    hold_at: int | None = None
    cut_at: int | None = None


def says(*pieces: str, finish: str | None = "stop", usage: tuple[int, int] | None = (11, 7)) -> Scripted:
    """A reply in these pieces, which are its text."""
    return Scripted(pieces, finish=finish, usage=usage)


def refuses(
    status: int,
    message: str = "no",
    *,
    code: str | None = None,
    param: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Scripted:
    """An error in OpenAI's form."""
    error = {"error": {"message": message, "type": "scripted", "param": param, "code": code}}
    return Scripted(raw=json.dumps(error).encode(), status=status, headers=headers or {})


def sends(raw: bytes, *, status: int = 200, kind: str = "text/event-stream") -> Scripted:
    """Whatever you like."""
    return Scripted(raw=raw, status=status, kind=kind)


def events(*values: object, done: bool = True) -> Scripted:
    """A stream of these JSON values."""
    lines = [f"data: {json.dumps(value)}\n\n" for value in values] + (["data: [DONE]\n\n"] if done else [])
    return sends("".join(lines).encode())


class ModelServer:
    """Answers from `script` first, then with `answer`; a request that neither foresees gets HTTP 501.

    Options named in `unknown` are refused as OpenAI refuses them. `came` is released once a request.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.calls: list[Call] = []
        self.script: list[Scripted] = []
        self.answer: Callable[[Call], Scripted] = lambda _: refuses(501, "nothing is scripted")
        self.unknown: set[str] = set()
        self.came = threading.Semaphore(0)
        self.release = threading.Event()
        self._lock = threading.Lock()

    def reply_to(self, call: Call) -> Scripted:
        with self._lock:
            self.calls.append(call)
            self.came.release()
            if known := sorted(self.unknown & call.body.keys()):
                message = f"Unsupported parameter: '{known[0]}' is not supported with this model."
                return refuses(400, message, code="unsupported_parameter", param=known[0])
            return self.script.pop(0) if self.script else self.answer(call)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else every second write waits for the client's word
    server: _Http

    def do_POST(self) -> None:
        url = urlsplit(self.path)
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        headers = {name.lower(): value for name, value in self.headers.items()}
        call = Call(url.path, dict(parse_qsl(url.query)), headers, body, self.client_address[1])
        with suppress(ConnectionError):
            self._answer(call, self.server.scripted.reply_to(call))

    def _answer(self, call: Call, reply: Scripted) -> None:
        if not self._keeps_going(call, reply, 0):
            self.close_connection = True
        elif reply.raw is not None:
            self._send(reply.status, reply.kind, reply.raw, reply.headers)
        elif call.body.get("stream"):
            self._stream(call, reply)
        else:
            self._send(200, "application/json", json.dumps(_whole(reply)).encode(), reply.headers)

    def _send(self, status: int, kind: str, content: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {"content-type": kind, "content-length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def _stream(self, call: Call, reply: Scripted) -> None:
        self.send_response(200)
        for name, value in {"content-type": "text/event-stream", "transfer-encoding": "chunked"}.items():
            self.send_header(name, value)
        self.end_headers()
        for number, event in enumerate(_events(call, reply), start=1):
            if number > 1 and not self._keeps_going(call, reply, number - 1):
                self.close_connection = True
                return
            self._chunk(f"data: {json.dumps(event)}\n\n".encode())
        self._chunk(b"data: [DONE]\n\n")
        self._chunk(b"")

    def _chunk(self, content: bytes) -> None:
        self.wfile.write(b"%x\r\n%b\r\n" % (len(content), content))
        self.wfile.flush()

    def _keeps_going(self, call: Call, reply: Scripted, number: int) -> bool:
        """Whether to go on; holds where the script says so."""
        if reply.hold_at == number:
            while not self.server.scripted.release.is_set() and not call.gone.is_set():
                if self._hung_up():
                    call.gone.set()
        return reply.cut_at != number and not call.gone.is_set()

    def _hung_up(self) -> bool:
        readable, _, _ = select.select([self.connection], [], [], POLL_S)
        try:
            return bool(readable) and self.connection.recv(1, socket.MSG_PEEK) == b""
        except ConnectionError:
            return True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


class _Http(ThreadingHTTPServer):
    scripted: ModelServer
    daemon_threads = True


def _events(call: Call, reply: Scripted) -> Iterator[dict[str, Any]]:
    """The events of a stream: thoughts, pieces, the finish reason, and the counts where they are asked for."""
    for thought in reply.thoughts:
        yield _event(reply, {"reasoning_content": thought})
    for piece in reply.pieces:
        yield _event(reply, {"content": piece})
    if reply.finish is not None:
        yield _event(reply, {}, reply.finish)
    if reply.usage is not None and call.body.get("stream_options") == {"include_usage": True}:
        yield {"object": "chat.completion.chunk", "model": reply.model, "choices": [], "usage": _usage(reply)}


def _event(reply: Scripted, delta: dict[str, str], finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"object": "chat.completion.chunk", "model": reply.model, "choices": [choice], "usage": None}


def _whole(reply: Scripted) -> dict[str, Any]:
    message = {"role": "assistant", "content": "".join(reply.pieces)}
    if reply.thoughts:
        message["reasoning_content"] = "".join(reply.thoughts)
    choice = {"index": 0, "message": message, "finish_reason": reply.finish}
    return {"object": "chat.completion", "model": reply.model, "choices": [choice], "usage": _usage(reply)}


def _usage(reply: Scripted) -> dict[str, int] | None:
    if reply.usage is None:
        return None
    read, written = reply.usage
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


@contextmanager
def patience() -> Iterator[threading.Event]:
    """An event that is set when a test takes far too long: given as `stop`, it lets a call fail that would hang."""
    late = threading.Event()
    timer = threading.Timer(PATIENCE_S, late.set)
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()
        timer.join()


@contextmanager
def serving() -> Iterator[ModelServer]:
    """A server for the length of the block."""
    http = _Http(("127.0.0.1", 0), _Handler)
    http.scripted = ModelServer(f"http://127.0.0.1:{http.server_port}/v1")
    thread = threading.Thread(target=http.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield http.scripted
    finally:
        http.scripted.release.set()
        http.shutdown()
        http.server_close()
        thread.join()
