"""The client against a server on this machine: patience, bounds, redirects, and where the key goes. Nobody waits."""

from __future__ import annotations

import gzip
import json
import logging
from collections.abc import Iterator
from contextlib import closing
from socket import socket
from typing import Any

import httpx
import pytest

from assistant.errors import SettingsError, SourceError
from ingest.sources.base import Access, BrokenReply, Key, Refused
from ingest.sources.client import MAX_REDIRECTS, TRIES, Client, within
from ingest.sources.clock import Clock
from tests.source_server import Reply, SourceServer, TestClock, serving

SECRET = "key-of-the-test"
IN_HEADER, IN_PARAMETER = Key("header", "x-api-key", SECRET), Key("parameter", "api_key", SECRET)
OK = Reply(b'{"n": 1}')


@pytest.fixture
def server() -> Iterator[SourceServer]:
    with serving() as found:
        yield found


@pytest.fixture
def time() -> TestClock:
    return TestClock()


def clock_of(time: TestClock) -> Clock:
    """No jitter: back-off is 1, 2, 4, 8 s."""
    return Clock(ticks=time.now, now=time.now, sleep=time.sleep, chance=lambda: 0.0)


def access(url: str, **facts: Any) -> Access:
    known: dict[str, Any] = {"name": "shelf", "base_url": url, "url_setting": "LITASSIST_SHELF_URL", "interval_s": 0.0}
    return Access(**{**known, **facts})


def get(server: SourceServer, time: TestClock, **facts: Any) -> Any:
    """One request for /books?q=otters, as JSON."""
    with Client(access(server.url, **facts), clock=clock_of(time)) as client:
        return client.get("books", {"q": "otters"}, as_json)[1]


def as_json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError as error:
        raise BrokenReply("a reply that is cut off") from error


def test_one_request_says_who_asks(server: SourceServer, time: TestClock) -> None:
    server.script = [OK]
    assert get(server, time, contact="me@example.org", mailto=True) == {"n": 1}
    (asked,) = server.asked
    assert (asked.path, asked.params) == ("/books", {"q": "otters", "mailto": "me@example.org"})
    assert asked.headers["user-agent"] == "litassist/0.1 (mailto:me@example.org)"
    assert time.slept == []


def test_without_a_contact_none_is_told(server: SourceServer, time: TestClock) -> None:
    server.script = [OK]
    get(server, time, mailto=True)
    assert server.asked[0].params == {"q": "otters"}
    assert server.asked[0].headers["user-agent"] == "litassist/0.1"


def test_odd_characters_arrive_as_they_are(server: SourceServer, time: TestClock) -> None:
    odd = {"cursor": "AoJ3+/w==", "q": 'a&b=c #d "é" 獺', "filter": "x:1,y:2"}
    server.script = [OK]
    with Client(access(server.url + "/graph/v1/"), clock=clock_of(time)) as client:
        client.get("paper/search/bulk", odd, as_json)
    assert (server.asked[0].path, server.asked[0].params) == ("/graph/v1/paper/search/bulk", odd)


def test_requests_keep_their_distance(server: SourceServer, time: TestClock) -> None:
    server.script = [OK, OK, OK]
    with Client(access(server.url, interval_s=3.0), clock=clock_of(time)) as client:
        client.get("books", {}, as_json)
        time.time += 1.0
        client.get("books", {}, as_json)
        time.time += 5.0
        client.get("books", {}, as_json)
    assert time.slept == [2.0]


TROUBLE = [
    ("a server error", Reply(status=500)),
    ("a gateway's", Reply(status=502)),
    ("too many requests", Reply(status=429)),
    ("a slow client's", Reply(status=408)),
    ("truncated JSON", Reply(b'{"n": ')),
    ("a body cut off", Reply(b'{"n"', length=200)),
    ("no answer at all", Reply(hang_up=True)),
    ("broken gzip", Reply(gzip.compress(b'{"n": 1}')[:-14], headers={"content-encoding": "gzip"})),
    ("a redirect to no address", Reply(status=302, headers={"Location": "http://[::1/books"})),
    ("no gzip", Reply(b"plain", headers={"content-encoding": "gzip"})),
]


@pytest.mark.parametrize("reply", [reply for _, reply in TROUBLE], ids=[name for name, _ in TROUBLE])
def test_trouble_that_passes_is_waited_out(server: SourceServer, time: TestClock, reply: Reply) -> None:
    server.script = [reply] * (TRIES - 1) + [OK]
    assert get(server, time) == {"n": 1}
    assert len(server.asked) == TRIES
    assert time.slept == [1.0, 2.0, 4.0, 8.0]


@pytest.mark.parametrize("reply", [reply for _, reply in TROUBLE], ids=[name for name, _ in TROUBLE])
def test_trouble_that_stays_ends_with_what_to_do(server: SourceServer, time: TestClock, reply: Reply) -> None:
    server.answer = lambda _: reply
    with pytest.raises(
        SourceError, match=r"^shelf: .*, 5 times in a row; check the network and LITASSIST_SHELF_URL, or"
    ):
        get(server, time)
    assert len(server.asked) == TRIES


def test_where_nobody_listens(time: TestClock) -> None:
    with closing(socket()) as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(SourceError, match=r"no connection.*check the network.*what came so far is kept"):
            get(SourceServer(url), time)
    assert time.slept == [1.0, 2.0, 4.0, 8.0]


@pytest.mark.parametrize(
    ("status", "header", "waits"),
    [
        (429, "7", [7.0]),
        (503, "7", [7.0]),
        (429, "120", [120.0]),
        (429, "Sat, 21 Nov 2026 00:00:30 GMT", [30.0]),
        (429, "Fri, 20 Nov 2026 00:00:00 GMT", [1.0]),
        (429, "0", [1.0]),
        (429, "soon", [1.0]),
    ],
)
def test_retry_after_is_honoured(server: SourceServer, status: int, header: str, waits: list[float]) -> None:
    time = TestClock(1_795_219_200.0)  # 2026-11-21 00:00:00 UTC
    server.script = [Reply(status=status, headers={"Retry-After": header}), OK]
    assert get(server, time) == {"n": 1}
    assert time.slept == waits


@pytest.mark.parametrize("header", ["3600", "Sat, 21 Nov 2026 01:00:00 GMT"])
def test_a_long_wait_is_left_to_the_user(server: SourceServer, header: str) -> None:
    time = TestClock(1_795_219_200.0)
    server.script = [Reply(status=429, headers={"Retry-After": header})]
    with pytest.raises(SourceError, match=r"too many requests; it asks to come back at 2026-11-21 01:00 UTC: run this"):
        get(server, time)
    assert (len(server.asked), time.slept) == (1, [])


def test_what_is_waited_for_is_told(server: SourceServer, time: TestClock) -> None:
    told: list[str] = []
    server.script = [Reply(status=429, headers={"Retry-After": "9"}), Reply(status=500), OK]
    with Client(access(server.url), clock=clock_of(time), on_note=told.append) as client:
        client.get("books", {}, as_json)
    assert told == ["shelf: too many requests; trying again in 9 s", "shelf: HTTP 500; trying again in 2 s"]


REFUSED = [
    (400, Refused, "HTTP 400 (no such field); change the query or its dates"),
    (404, Refused, "HTTP 404 (no such field); check LITASSIST_SHELF_URL"),
    (422, Refused, "change the query or its dates"),
    (401, SourceError, "set LITASSIST_SHELF_KEY to a key that it accepts"),
    (403, SourceError, "set LITASSIST_SHELF_KEY to a key that it accepts"),
    (204, SourceError, "HTTP 204 (no such field); run this again later"),
    (418, SourceError, "run this again later"),
]


@pytest.mark.parametrize(("status", "kind", "words"), REFUSED, ids=[str(row[0]) for row in REFUSED])
def test_a_refusal_is_not_asked_again(
    server: SourceServer, time: TestClock, status: int, kind: type[SourceError], words: str
) -> None:
    body = b"" if status == 204 else b"no such\n   field"
    server.script = [Reply(body, status=status)]
    with pytest.raises(SourceError) as raised:
        get(server, time, key_setting="LITASSIST_SHELF_KEY")
    assert type(raised.value) is kind
    assert words.replace(" (no such field)", "" if status == 204 else " (no such field)") in str(raised.value)
    assert len(server.asked) == 1


def test_an_error_page_is_told_without_its_markup(server: SourceServer, time: TestClock) -> None:
    page = b"<html><head><title>400</title></head><body><p>Bad <b>query</b> &amp; more</p></body></html>"
    server.script = [Reply(page, status=400)]
    with pytest.raises(Refused, match=r"Bad query & more\); change"):
        get(server, time)


def test_a_long_error_page_is_cut(server: SourceServer, time: TestClock) -> None:
    server.script = [Reply(b"no " * 5000, status=400)]
    with pytest.raises(Refused) as raised:
        get(server, time)
    assert len(str(raised.value)) < 400


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_within_the_host_is_followed(server: SourceServer, time: TestClock, status: int) -> None:
    server.script = [Reply(status=status, headers={"Location": "/new/books?q=minks"}), OK]
    assert get(server, time) == {"n": 1}
    assert [(asked.path, asked.params) for asked in server.asked][1] == ("/new/books", {"q": "minks"})


@pytest.mark.parametrize(
    ("location", "named"),
    [
        ("http://localhost:{port}/books", "http://localhost:"),
        ("http://127.0.0.1:1/books", "http://127.0.0.1:1"),
        ("//localhost/books", "http://localhost"),
        ("https://127.0.0.1:{port}/books", "127.0.0.1:"),
        ("ftp://127.0.0.1/books", "127.0.0.1"),
        ("file:///etc/passwd", "no address"),
    ],
)
def test_a_redirect_to_another_host_is_refused(
    server: SourceServer, time: TestClock, location: str, named: str
) -> None:
    location = location.format(port=server.url.rpartition(":")[2])
    server.script = [Reply(status=302, headers={"Location": location})]
    with pytest.raises(SourceError) as raised:
        get(server, time, key=IN_HEADER)
    assert str(raised.value).startswith(f"shelf redirects to {named}")
    assert "set LITASSIST_SHELF_URL to that address if you trust it" in str(raised.value)
    assert len(server.asked) == 1


def test_redirects_in_circles_end(server: SourceServer, time: TestClock) -> None:
    server.answer = lambda _: Reply(status=302, headers={"Location": "/books"})
    with pytest.raises(SourceError, match="redirects in circles"):
        get(server, time)
    assert len(server.asked) == MAX_REDIRECTS + 1


@pytest.mark.parametrize(
    ("base", "target", "inside"),
    [
        ("https://a.example/x", "https://a.example/y", True),
        ("https://a.example", "https://a.example:443/", True),
        ("https://a.example", "https://A.example/", True),
        ("http://a.example", "https://a.example/", True),
        ("https://a.example", "http://a.example/", False),
        ("http://a.example:8000", "https://a.example/", False),
        ("http://a.example", "https://a.example:8443/", False),
        ("https://a.example", "https://b.a.example/", False),
        ("https://a.example", "https://a.example.b/", False),
        ("https://a.example", "https://a.example@b/", False),
        ("https://a.example", "ftp://a.example/", False),
    ],
)
def test_what_lies_within_a_host(base: str, target: str, *, inside: bool) -> None:
    assert within(httpx.URL(base), httpx.URL(target)) is inside


# Bounds


@pytest.mark.parametrize("packed", [False, True])
def test_a_reply_that_is_too_large_is_not_read(server: SourceServer, time: TestClock, *, packed: bool) -> None:
    body = b" " * 300_000
    server.script = [
        Reply(gzip.compress(body), headers={"content-encoding": "gzip"}) if packed else Reply(body),
    ]
    with (
        Client(access(server.url), clock=clock_of(time), max_bytes=100_000) as client,
        pytest.raises(SourceError, match="a reply of more than 100,000 bytes"),
    ):
        client.get("books", {}, as_json)
    assert len(server.asked) == 1


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "zstd", "deflate"])
def test_other_encodings_are_refused(server: SourceServer, time: TestClock, encoding: str) -> None:
    server.script = [Reply(b"", headers={"content-encoding": encoding})]
    with pytest.raises(SourceError, match="an encoding that was not asked for"):
        get(server, time)
    assert server.asked[0].headers["accept-encoding"] == "gzip"


def test_a_reply_that_trickles_in_is_given_up(server: SourceServer) -> None:
    server.answer = lambda _: OK
    ticks = iter(range(0, 10_000_000, 200))
    clock = Clock(ticks=lambda: float(next(ticks)), now=lambda: 0.0, sleep=lambda _: None, chance=lambda: 0.0)
    with Client(access(server.url), clock=clock) as client:
        assert client.get("books", {}, as_json)[1] == {"n": 1}
    ticks = iter(range(0, 10_000_000, 301))
    with Client(access(server.url), clock=clock) as client, pytest.raises(SourceError, match="longer than 300 s"):
        client.get("books", {}, as_json)


# The key


@pytest.mark.parametrize("key", [IN_HEADER, IN_PARAMETER])
def test_the_key_is_sent_to_the_host_alone(server: SourceServer, time: TestClock, key: Key) -> None:
    server.script = [Reply(status=302, headers={"Location": f"/new?api_key={SECRET}"}), OK]
    get(server, time, key=key)
    for asked in server.asked:
        sent = asked.headers if key is IN_HEADER else asked.params
        assert sent[key.name] == SECRET


@pytest.mark.parametrize("key", [IN_HEADER, IN_PARAMETER])
def test_the_key_is_in_no_repr(key: Key) -> None:
    assert SECRET not in repr(access("http://a.example", key=key))


@pytest.mark.parametrize("key", [IN_HEADER, IN_PARAMETER])
@pytest.mark.parametrize(
    "replies",
    [
        [OK],
        [Reply(status=302, headers={"Location": f"/new?api_key={SECRET}"}), OK],
        [Reply(f"no such key: {SECRET}".encode(), status=403)],
        [Reply(f"{SECRET}".encode(), status=500)] * TRIES,
        [Reply(status=302, headers={"Location": f"http://localhost:1/{SECRET}"})],
        [Reply(f'{{"echo": "{SECRET}"}}'.encode())],
    ],
    ids=["fine", "redirect", "refusal", "down", "elsewhere", "echo"],
)
def test_the_key_is_in_no_log_error_note_or_reply(
    server: SourceServer, time: TestClock, caplog: pytest.LogCaptureFixture, key: Key, replies: list[Reply]
) -> None:
    caplog.set_level(logging.DEBUG)
    server.script = list(replies)
    told: list[str] = []
    with Client(access(server.url, key=key), clock=clock_of(time), on_note=told.append) as client:
        try:
            told.append(repr(client.get("books", {"q": "otters"}, as_json)))
        except SourceError as error:
            told += [str(error), repr(error.__cause__)]
    assert server.script == []
    # What a server says in its headers is the one thing that httpcore writes down; it names no request of ours.
    said = "receive_response_headers.complete"
    logged = [record.getMessage() for record in caplog.records if said not in record.getMessage()]
    assert any("HTTP Request: GET" in line for line in logged)
    assert [line for line in [*logged, *told] if SECRET in line] == []


def test_proxies_of_the_environment_are_not_used(
    server: SourceServer, time: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    server.script = [OK]
    assert get(server, time) == {"n": 1}


@pytest.mark.parametrize(
    ("facts", "setting"),
    [
        ({"base_url": "http://"}, "LITASSIST_SHELF_URL"),
        ({"base_url": "http://a.example:port"}, "LITASSIST_SHELF_URL"),
        ({"base_url": "http://a.example:99999"}, "LITASSIST_SHELF_URL"),
        ({"contact": "me@exämple.org"}, "LITASSIST_CONTACT"),
        ({"contact": "me@example.org\nX-Other: 1"}, "LITASSIST_CONTACT"),
        ({"key": Key("header", "x-api-key", "schlüssel"), "key_setting": "LITASSIST_SHELF_KEY"}, "LITASSIST_SHELF_KEY"),
    ],
)
def test_settings_that_cannot_be_sent_are_refused_by_name(facts: dict[str, Any], setting: str) -> None:
    with pytest.raises(SettingsError, match=f"^{setting} "):
        Client(access(**{"url": "http://a.example"} | facts) if "base_url" not in facts else access("", **facts))
