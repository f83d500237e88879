"""How OpenAI-compatible servers are spoken to, by the embedder and by the language model.

Left alone, the `openai` client takes key, admin key, organisation, project, webhook secret, address and further headers
from `OPENAI_*` variables, so that a key for one service could reach another. Here it is deaf to the environment: it
sends what it is given and nothing it finds. Proxies and certificates of the environment hold, as for any other program;
a server on this machine is never asked through a proxy.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit, urlunsplit

import openai

from assistant.errors import SettingsError

OPENAI_URL = "https://api.openai.com/v1"
_SLASHES = re.compile(r"//+")
_ENDPOINT = re.compile(r"/(?:chat/completions|embeddings)/?$")
"""What some services show as the address to copy ends with this."""
NO_KEY = "none"
"""Sent where no key is set: the client insists on one, and local servers ignore it."""
UNSET = ""
"""Unlike None, an empty string keeps the client from looking into the environment."""
DIRECT: Mapping[str, None] = {"all://127.0.0.1": None, "all://localhost": None, "all://[::1]": None}
"""Hosts that no proxy could reach for us."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where an API is: its base URL without parameters, these apart, and what of it may be shown.

    Passwords and parameters, which may hold keys, are no part of `shown`.
    """

    url: str
    query: Mapping[str, str]
    shown: str


def address(base_url: str | None, setting: str) -> Address:
    """The address that a setting gives; None means OpenAI's own. What clients add to it may stand at its end.

    Raises:
        SettingsError: it names no host, or no possible port.
    """
    try:
        url = urlsplit(OPENAI_URL if base_url is None else base_url)
        port = f":{url.port}" if url.port else ""
    except ValueError:
        raise SettingsError(f"{setting} is no address; correct it or leave it unset") from None
    if not url.hostname:
        raise SettingsError(f"{setting} names no host; correct it or leave it unset")
    path = _ENDPOINT.sub("", _SLASHES.sub("/", url.path))
    host = f"[{url.hostname}]" if ":" in url.hostname else url.hostname
    return Address(
        urlunsplit((url.scheme, url.netloc, path, "", "")),
        dict(parse_qsl(url.query)),
        urlunsplit((url.scheme, f"{host}{port}", path, "", "")),
    )


def without_key(text: str, key: str | None) -> str:
    """What a server said, without the key, which some repeat."""
    return text.replace(key, "***") if key else text


class _Deaf:
    """Headers that come from a client's arguments alone."""

    @property
    def default_headers(self) -> dict[str, str | openai.Omit]:
        """Leaves out organisation, project, OPENAI_CUSTOM_HEADERS and the description of this machine."""
        return {"Accept": "application/json", "Content-Type": "application/json", "User-Agent": "litassist"}


class DeafClient(_Deaf, openai.OpenAI):
    """An `OpenAI` client whose headers come from its arguments alone."""


class DeafAsyncClient(_Deaf, openai.AsyncOpenAI):
    """The same for `async` code."""


def _hush() -> None:
    """Keep addresses and texts out of the log.

    The HTTP library writes each address at level INFO, passwords and parameters included; where OPENAI_LOG is set,
    `openai` writes whole requests, abstracts included.
    """
    for name in ("httpx2", "openai"):
        logging.getLogger(name).setLevel(logging.WARNING)


def deaf_client(where: Address, api_key: str | None, *, timeout_s: float, max_retries: int) -> DeafClient:
    """A client for that address that follows no redirect.

    It tries again by itself on 408, 409, 429, 5xx and broken connections, as late as `Retry-After` says (up to two
    minutes) or backing off.
    """
    _hush()
    return DeafClient(
        api_key=api_key or NO_KEY,
        base_url=where.url,
        default_query=where.query,
        admin_api_key=UNSET,
        organization=UNSET,
        project=UNSET,
        webhook_secret=UNSET,
        timeout=timeout_s,
        max_retries=max_retries,
        # A redirect could carry question and key to another host.
        http_client=openai.DefaultHttpxClient(follow_redirects=False, mounts=DIRECT),
    )


def deaf_async_client(where: Address, api_key: str | None, *, connect_s: float, silence_s: float) -> DeafAsyncClient:
    """The same for `async` code, and it tries once only.

    `silence_s` is how long the server may take to send anything, `connect_s` how long to accept a connection.
    """
    _hush()
    return DeafAsyncClient(
        api_key=api_key or NO_KEY,
        base_url=where.url,
        default_query=where.query,
        admin_api_key=UNSET,
        organization=UNSET,
        project=UNSET,
        webhook_secret=UNSET,
        timeout=openai.Timeout(silence_s, connect=connect_s),
        max_retries=0,
        http_client=openai.DefaultAsyncHttpxClient(follow_redirects=False, mounts=DIRECT),
    )
