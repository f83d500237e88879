"""Who asks, and what one tab of the browser holds. No Gradio here.

Every handler of the page is a public endpoint, so each takes what its session holds through `held_by`: what another
user began is never handed out, whoever knows the name of the session.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.errors import UsageError
from assistant.records import Filters, Turn


@dataclass(frozen=True, slots=True)
class Session:
    """One tab: whose it is, and which conversation it shows (no id: none yet).

    `seen` says when that was last added to, as it was when the tab read it; it is empty for one that is not kept yet.
    """

    owner: str | None = None
    chat_id: str = ""
    turns: tuple[Turn, ...] = ()
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the next question of a tab is under. `titles` are those of the papers that the filters name, by id."""

    owner: str | None = None
    filters: Filters = field(default_factory=Filters)
    titles: tuple[tuple[str, str], ...] = ()


def owner_of(username: str | None, *, named: bool) -> str | None:
    """Whose conversations these are: the user's where users are named, else those of whoever's machine it is (None).

    Raises:
        UsageError: users are named, and nobody has logged in.
    """
    if not named:
        return None
    if not username:
        raise UsageError("Log in first: load the page again.")
    return username


def held_by(held: object, owner: str | None) -> Session:
    """What the session holds if it is this owner's, else an empty one of theirs."""
    if isinstance(held, Session) and held.owner == owner:
        return held
    return Session(owner)


def limits_of(held: object, owner: str | None) -> Limits:
    """As `held_by`, for the filters."""
    if isinstance(held, Limits) and held.owner == owner:
        return held
    return Limits(owner)
