"""A web server on this machine that plays a live source: it answers from a script and keeps every request."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request as it came in; header names in lower case."""

    path: str
    params: dict[str, str]
    headers: dict[str, str]
    target: str


@dataclass(frozen=True)
class Reply:
    """One answer. `length` is declared in place of the body's own, so that a body can be cut off."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None
    hang_up: bool = False


class SourceServer:
    """Answers with the scripted replies first, then with `answer`; a request that neither foresees gets HTTP 599."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: list[Asked] = []
        self.script: list[Reply] = []
        self.answer: Callable[[Asked], Reply] = lambda _: Reply(status=599)

    def reply_to(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        return self.script.pop(0) if self.script else self.answer(asked)


@contextmanager
def serving() -> Iterator[SourceServer]:
    """A server for the length of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = server.reply_to(Asked(parts.path, dict(parse_qsl(parts.query)), headers, self.path))
            if reply.hang_up:
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(reply.body) if reply.length is None else reply.length))
            self.send_header("connection", "close")
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Say nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server = SourceServer(f"http://127.0.0.1:{http.server_port}")
    thread = threading.Thread(target=http.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


class TestClock:
    """Time that passes only while somebody sleeps; `slept` keeps every wait."""

    __test__ = False

    def __init__(self, start: float = 1_760_000_000.0) -> None:
        self.time = start
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.slept.append(seconds)
        self.time += seconds
