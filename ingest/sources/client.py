"""The one place that speaks HTTP to live sources: politely, patiently, and within bounds.

It keeps each source's interval, tries again what may succeed later, follows a redirect only within the host, reads no
reply beyond a size, and adds the key on the last metre: what is logged, kept or shown has never held it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Self, TypeVar

import httpx

from assistant.errors import SettingsError, SourceError
from assistant.waits import backoff_s, retry_after_s
from ingest.sources.advice import exhausted, host_of, late, refusal
from ingest.sources.base import Access, BrokenReply, Key, Note
from ingest.sources.clock import SYSTEM_CLOCK, Clock
from ingest.sources.waits import MAX_WAIT_S

AGENT = "litassist/0.1"
TRIES = 5
"""How often a page is asked for before its source is given up for this run."""
MAX_REPLY_BYTES = 32_000_000
MAX_REPLY_S = 300.0
"""A reply that trickles in for longer is no reply."""
CONNECT_S, SILENCE_S = 15.0, 60.0
MAX_REDIRECTS = 5
_MOVED = frozenset({301, 302, 303, 307, 308})
_MAX_PORT = 65_535
_PORTS = {"http": 80, "https": 443}
_ENCODINGS = frozenset({"", "identity", "gzip"})
_TOO_MANY, _REQUEST_TIMEOUT = 429, 408
T = TypeVar("T")


class _Failed(Exception):
    """One try that came to nothing and may be repeated, after so many seconds if the source said so."""

    def __init__(self, what: str, wait_s: float | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.wait_s = wait_s


class Client:
    """A source's connection. Used with `with`, it closes at the end."""

    def __init__(
        self,
        access: Access,
        *,
        clock: Clock = SYSTEM_CLOCK,
        on_note: Note = lambda _: None,
        max_bytes: int = MAX_REPLY_BYTES,
    ) -> None:
        """Nothing is sent yet.

        Raises:
            SettingsError: the base URL is none.
        """
        self._access = access
        self._clock = clock
        self._note = on_note
        self._max_bytes = max_bytes
        self._free_at = clock.ticks()
        self._base = _base(access)
        by = f"{AGENT} (mailto:{access.contact})" if access.contact else AGENT
        self._http = httpx.Client(
            transport=_Keyed(self._base, access.key),
            # Proxies, certificates and passwords of the environment are nobody's setting here.
            trust_env=False,
            timeout=httpx.Timeout(SILENCE_S, connect=CONNECT_S),
            headers={"User-Agent": by, "Accept-Encoding": "gzip"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    @property
    def host(self) -> str:
        """Whom it asks, as a user should see it."""
        return host_of(self._base)

    def get(self, path: str, params: Mapping[str, str], read: Callable[[bytes], T]) -> tuple[bytes, T]:
        """The body of a reply, and what `read` makes of it; a reply that it finds broken is asked for again.

        Raises:
            Refused: the source will not answer this request.
            SourceError: it cannot be reached, or not now; the message says when to come back.
        """
        url = self._url(path, params)
        failures = 0
        while True:
            try:
                return self._try(url, read)
            except _Failed as failed:
                failures += 1
                self._pause(failed, failures)

    def _url(self, path: str, params: Mapping[str, str]) -> httpx.URL:
        contact = {"mailto": self._access.contact} if self._access.mailto and self._access.contact else {}
        return self._base.copy_with(path=f"{self._base.path.rstrip('/')}/{path}").copy_merge_params(
            {**params, **contact}
        )

    def _pause(self, failed: _Failed, failures: int) -> None:
        """Wait before the next try, or give up."""
        if failed.wait_s is not None and failed.wait_s > MAX_WAIT_S:
            raise late(self._access, failed.what, self._clock.now() + failed.wait_s) from None
        if failures == TRIES:
            raise exhausted(self._access, failed.what, TRIES) from failed.__cause__
        backoff = backoff_s(failures, self._clock.chance())
        wait = backoff if failed.wait_s is None else max(failed.wait_s, backoff)
        self._note(f"{self._access.name}: {failed.what}; trying again in {wait:.0f} s")
        self._clock.sleep(wait)

    def _try(self, url: httpx.URL, read: Callable[[bytes], T]) -> tuple[bytes, T]:
        try:
            body = self._followed(url)
            return body, read(body)
        except BrokenReply as error:
            raise _Failed(str(error)) from error
        except httpx.TimeoutException as error:
            raise _Failed("no answer in time") from error
        except (httpx.TransportError, httpx.DecodingError, httpx.StreamError) as error:
            raise _Failed(f"no connection, or a broken one ({self._hidden(str(error))})") from error

    def _followed(self, url: httpx.URL) -> bytes:
        for _ in range(MAX_REDIRECTS + 1):
            status, headers, body = self._send(url)
            if status not in _MOVED:
                self._check(status, headers, body)
                return self._without_key(body)
            url = self._target(url, headers.get("location", ""))
        raise SourceError(f"{self.host} redirects in circles; check {self._access.url_setting}")

    def _target(self, url: httpx.URL, location: str) -> httpx.URL:
        try:
            target = url.join(location)
        except httpx.InvalidURL:
            target = httpx.URL()
        if not within(self._base, target):
            raise SourceError(
                f"{self._access.name} redirects to {host_of(target) or 'no address'}, and redirects are followed within "
                f"the host only; set {self._access.url_setting} to that address if you trust it"
            )
        echoes = [name for name, value in target.params.multi_items() if value != self._hidden(value)]
        for name in echoes:
            target = target.copy_remove_param(name)
        return target

    def _send(self, url: httpx.URL) -> tuple[int, httpx.Headers, bytes]:
        """One request, not before its turn, and its reply up to the bounds."""
        if (early := self._free_at - self._clock.ticks()) > 0:
            self._clock.sleep(early)
        self._free_at = self._clock.ticks() + self._access.interval_s
        with self._http.stream("GET", url) as reply:
            return reply.status_code, reply.headers, self._body(reply)

    def _body(self, reply: httpx.Response) -> bytes:
        # Encodings can be stacked to unpack to anything; the one that was asked for grows by a thousand at most.
        if reply.headers.get("content-encoding", "").lower() not in _ENCODINGS:
            raise SourceError(f"{self.host} answers in an encoding that was not asked for; run again later")
        body, ends = bytearray(), self._clock.ticks() + MAX_REPLY_S
        for part in reply.iter_bytes():
            body += part
            if len(body) > self._max_bytes:
                raise SourceError(
                    f"{self.host} sent a reply of more than {self._max_bytes:,} bytes, which is not read; "
                    f"check {self._access.url_setting}, or ask for something narrower"
                )
            if self._clock.ticks() > ends:
                raise _Failed(f"a reply that took longer than {MAX_REPLY_S:.0f} s")
        return bytes(body)

    def _check(self, status: int, headers: httpx.Headers, body: bytes) -> None:
        if status == httpx.codes.OK:
            return
        if status in {_TOO_MANY, _REQUEST_TIMEOUT} or status >= httpx.codes.INTERNAL_SERVER_ERROR:
            asked = retry_after_s(headers.get("retry-after"), self._clock.now())
            raise _Failed("too many requests" if status == _TOO_MANY else f"HTTP {status}", asked)
        raise refusal(self._access, status, self._hidden(body[:2000].decode("utf-8", errors="replace")))

    def _without_key(self, body: bytes) -> bytes:
        key = self._access.key
        return body.replace(key.value.encode(), b"***") if key else body

    def _hidden(self, text: str) -> str:
        key = self._access.key
        return text.replace(key.value, "***") if key else text


def within(base: httpx.URL, target: httpx.URL) -> bool:
    """Whether an address lies on the base's host and port, or on the same host's https where the base is http."""
    if (base.host, base.scheme, _port(base)) == (target.host, target.scheme, _port(target)):
        return True
    upgraded = (base.scheme, target.scheme) == ("http", "https")
    return upgraded and base.host == target.host and (_port(base), _port(target)) == (80, 443)


def _base(access: Access) -> httpx.URL:
    try:
        url = httpx.URL(access.base_url.rstrip("/"))
    except httpx.InvalidURL as error:
        raise SettingsError(f"{access.url_setting} is no address ({error}); correct it or leave it unset") from None
    if not url.host or not 0 < (_port(url) or 0) <= _MAX_PORT:
        raise SettingsError(f"{access.url_setting} names no host and port; correct it or leave it unset")
    return url


def _port(url: httpx.URL) -> int | None:
    return url.port or _PORTS.get(url.scheme)


class _Keyed(httpx.BaseTransport):
    """Adds the key to requests that go to the base's host, below everything that logs or remembers a request."""

    def __init__(self, base: httpx.URL, key: Key | None) -> None:
        self._base = base
        self._key = key
        self._inner = httpx.HTTPTransport(trust_env=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._inner.handle_request(self._with_key(request))

    def close(self) -> None:
        self._inner.close()

    def _with_key(self, request: httpx.Request) -> httpx.Request:
        key = self._key
        if key is None or not within(self._base, request.url):
            return request
        headers, url = request.headers.copy(), request.url
        if key.place == "header":
            headers[key.name] = key.value
        else:
            url = url.copy_set_param(key.name, key.value)
        return httpx.Request(request.method, url, headers=headers, stream=request.stream, extensions=request.extensions)
