"""What a live source is: how it is asked for a page, and what a page of its says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from assistant.errors import SettingsError, SourceError
from assistant.records import Paper
from assistant.settings import Settings
from ingest.formats.base import Rejected

FIRST = ""
"""The cursor of a query's first page."""
Entry = Paper | Rejected
Note = Callable[[str], None]
"""Takes one line for the user: which host is asked, and what is waited for."""


class BrokenReply(SourceError):
    """A reply that is no whole page; asked again, it may be."""


class Refused(SourceError):
    """The source rejects this query or this cursor, and will however often it is asked."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for: words, and the first and last day of publication, both inclusive."""

    text: str
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of results in the source's order; `next` is the cursor of the page after it, None at the end.

    `total` is how many papers match altogether, where the source says so.
    """

    entries: tuple[Entry, ...]
    next: str | None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A secret, and where its source wants it: as the header or the parameter called `name`."""

    place: str
    name: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Access:
    """Where a source is, who asks, and how often it may be asked.

    `url_setting` and `key_setting` are the settings that a user would change; `mailto` says that the contact address
    is wanted as a parameter, too.
    """

    name: str
    base_url: str
    url_setting: str
    interval_s: float
    contact: str | None = None
    mailto: bool = False
    key: Key | None = None
    key_setting: str | None = None

    def __post_init__(self) -> None:
        """Refuse what no header can carry.

        Raises:
            SettingsError: contact address or key holds other characters than printable ASCII.
        """
        values = {"LITASSIST_CONTACT": self.contact, self.key_setting: self.key.value if self.key else None}
        for setting, value in values.items():
            if value and not (value.isascii() and value.isprintable()):
                raise SettingsError(f"{setting} holds other characters than plain ASCII; correct it or leave it unset")


class Source(Protocol):
    """One service. Pages are of a fixed size, so that a larger `--max` goes on in the pages of a smaller one."""

    @property
    def name(self) -> str:
        """The word of the command, and the name of the `Source` in each paper."""
        ...

    @property
    def path(self) -> str:
        """What follows the base URL."""
        ...

    def access(self, settings: Settings) -> Access:
        """Where and as whom it is asked.

        Raises:
            SettingsError: a setting has a value that cannot be sent.
        """
        ...

    def params(self, query: Query, cursor: str) -> Mapping[str, str]:
        """The parameters that ask for one page, without key and contact.

        Raises:
            UsageError: the query holds nothing that this source could search for.
        """
        ...

    def page(self, body: bytes, query: Query, cursor: str) -> Page:
        """A reply as a page.

        Raises:
            BrokenReply: it is cut off, or of another shape than documented.
            Refused: it says, in the place of results, that the query cannot be answered.
        """
        ...
