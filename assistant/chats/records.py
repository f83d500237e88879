"""What is kept of a conversation, and what a list of conversations shows."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.bundles import LibraryState, Reply
from assistant.records import Filters, Turn

SCHEMA = 2
"""Version of a chat's file; one that an older program would read wrongly gets the next number."""


@dataclass(frozen=True, slots=True)
class Place:
    """The library that a conversation is about: its folder's name, to read, and the id that tells it from any other."""

    name: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A conversation without its answers. `title` is empty until the first question gives one.

    `created` and `updated` are UTC in ISO form, to the microsecond; `updated` is when the last turn came. `owner` is
    the name of a user of the page, None for whoever's machine it is.
    """

    id: str
    created: str
    updated: str
    title: str = ""
    questions: tuple[str, ...] = ()
    library: Place = Place()
    owner: str | None = None
    schema: int = SCHEMA


@dataclass(frozen=True, slots=True)
class Behind:
    """What an answer was made from besides its history: filters that were set, the library then, a model's replies."""

    filters: Filters
    library: LibraryState
    replies: tuple[Reply, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """A turn, when it was kept (UTC, ISO), and what its answer was made from, where whoever asked it kept that."""

    at: str
    turn: Turn
    behind: Behind | None = None


@dataclass(frozen=True, slots=True)
class Chat:
    """A whole conversation, oldest turn first."""

    card: Card
    kept: tuple[Kept, ...] = ()

    @property
    def history(self) -> tuple[Turn, ...]:
        """The turns as `Assistant.ask` takes them."""
        return tuple(kept.turn for kept in self.kept)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A conversation that is there but cannot be shown, and why."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Conversations, the one last added to first, and those that could not be read."""

    chats: tuple[Card, ...]
    unreadable: tuple[Unreadable, ...] = ()
