"""What a source's failure means for the user: one error, ending with what to do."""

from __future__ import annotations

from typing import Protocol

from assistant.errors import SourceError
from ingest.formats.markup import plain
from ingest.sources.base import Access, Refused
from ingest.sources.waits import clock_time

RESUMES = "what came so far is kept, and the next run goes on from there"
_SAID = 300
_KEY_WANTED = frozenset({401, 402, 403})
_ADDRESS_WRONG = frozenset({404, 405, 410})
_QUERY_WRONG = frozenset({400, 404, 410, 422})


class Url(Protocol):
    """The parts of an address that may be shown: no path, no parameters, no password."""

    @property
    def scheme(self) -> str:
        """Such as "https"."""
        ...

    @property
    def host(self) -> str:
        """Without port; empty where there is none."""
        ...

    @property
    def port(self) -> int | None:
        """None for the scheme's own."""
        ...


def host_of(url: Url) -> str:
    """The host, with its port where that is not the scheme's own, and the scheme where that is not https."""
    port = f":{url.port}" if url.port else ""
    return f"{'http://' if url.scheme == 'http' else ''}{url.host}{port}"


def late(access: Access, what: str, moment: float) -> SourceError:
    """The source asks for a longer wait than a program should sit through."""
    return SourceError(
        f"{access.name}: {what}; it asks to come back at {clock_time(moment)}: run this again then{_key_advice(access)}; "
        f"{RESUMES}"
    )


def exhausted(access: Access, what: str, tries: int) -> SourceError:
    """The last of several tries has failed."""
    return SourceError(
        f"{access.name}: {what}, {tries} times in a row; check the network and {access.url_setting}, or run this again "
        f"in some minutes{_key_advice(access)}; {RESUMES}"
    )


def refusal(access: Access, status: int, said: str) -> SourceError:
    """A status that will be the same however often it is asked; `Refused` where query or cursor may be the reason."""
    words = " ".join(plain(said).split())
    told = f" ({words[:_SAID]}{'…' if len(words) > _SAID else ''})" if words else ""
    kind = Refused if status in _QUERY_WRONG else SourceError
    return kind(f"{access.name} answered HTTP {status}{told}; {_advice(access, status)}")


def _advice(access: Access, status: int) -> str:
    if status in _KEY_WANTED and access.key_setting:
        return f"set {access.key_setting} to a key that it accepts"
    if status in _ADDRESS_WRONG:
        return f"check {access.url_setting}"
    return "change the query or its dates" if status in _QUERY_WRONG else f"run this again later; {RESUMES}"


def _key_advice(access: Access) -> str:
    return f" (a key in {access.key_setting} raises the limit)" if access.key_setting and not access.key else ""
