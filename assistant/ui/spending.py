"""What one reader's kept conversations have taken of a language model: tokens, calls, and cost as far as known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.chats import Chats, Kept
from assistant.errors import ChatError
from assistant.records import Usage

MOST = 1_000
"""Conversations that are read, the newest first."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Sums over answers. `cost_usd` is that of the answers whose price was known; `unpriced` counts the others."""

    answers: int = 0
    calls: int = 0
    read: int = 0
    written: int = 0
    cost_usd: float = 0.0
    unpriced: int = 0

    def and_also(self, usage: Usage) -> Spent:
        """With one more answer."""
        priced = usage.cost_usd is not None
        return Spent(
            self.answers + 1,
            self.calls + usage.calls,
            self.read + usage.prompt_tokens,
            self.written + usage.completion_tokens,
            self.cost_usd + (usage.cost_usd or 0.0),
            self.unpriced + (usage.calls > 0 and not priced),
        )


@dataclass(frozen=True, slots=True)
class Account:
    """What all kept conversations took, and what was taken since a moment; `unread` conversations are in neither."""

    kept: Spent = Spent()
    since: Spent = Spent()
    unread: int = 0


def account(chats: Chats, since: str) -> Account:
    """The account of one reader; `since` is UTC in ISO form, as a turn's own time.

    Raises:
        ChatError: the folder cannot be read.
    """
    listing = chats.list()
    made = Account(unread=len(listing.unreadable) + max(0, len(listing.chats) - MOST))
    for card in listing.chats[:MOST]:
        try:
            made = added(made, chats.open(card.id).kept, since)
        except ChatError:
            made = replace(made, unread=made.unread + 1)  # deleted this moment, or damaged below its first line
    return made


def added(before: Account, kept: Iterable[Kept], since: str) -> Account:
    """The account with the turns of one more conversation."""
    whole, late = before.kept, before.since
    for one in kept:
        usage = one.turn.answer.usage
        whole = whole.and_also(usage)
        late = late.and_also(usage) if one.at >= since else late
    return replace(before, kept=whole, since=late)
