"""The conversations of one reader, kept as one file each in the user's data folder.

A file each and no database: damage or a newer version costs one conversation and no other, deleting one leaves nothing
of it behind, and a home folder on a network drive, where SQLite's journal is not safe, does no harm. Every reader has a
folder of their own, so an id alone never opens another's. Any number of threads and processes may use it at once: who
changes something holds the folder's lock, which takes milliseconds, and who reads sees whole files.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.chats.files import OWNER_ONLY, SUFFIX, line_of, read_card, read_chat, read_lines, write
from assistant.chats.records import SCHEMA, Behind, Card, Chat, Kept, Listing, Place, Unreadable
from assistant.chats.titles import title_of
from assistant.errors import ChatError, ChatMissing, UsageError
from assistant.records import Turn

FOLDER = "chats"
PRIVATE = 0o700
MAX_TURNS = 500
"""Turns of one conversation: each that is added writes the file anew, about 40 kB a turn."""
PATIENCE_S = 30.0
MIN_BEGINNING = 4
_ID = re.compile(r"[0-9a-f]{32}")
_BEGINNING = re.compile(r"[0-9a-f]{4,32}")


def _utc() -> datetime:
    return datetime.now(UTC)


def new_id() -> str:
    """An id that no conversation has."""
    return secrets.token_hex(16)


class Chats:
    """The conversations of one owner below `data_dir`: a user's name, or None for whoever's machine it is.

    Example: `Chats(settings.data_dir).list().chats[0].title` is what the newest is called.
    """

    def __init__(self, data_dir: Path, owner: str | None = None, now: Callable[[], datetime] = _utc) -> None:
        whose = "own" if owner is None else f"user-{sha256(owner.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"
        self.folder = data_dir / FOLDER / whose
        self._owner = owner
        self._now = now

    def create(self, library: Place, chat_id: str | None = None) -> Card:
        """Begin a conversation about a library, under an id that `new_id` gave; its first turn gives it a title.

        Raises:
            ChatError: it cannot be written, or there is one of this id.
        """
        now = self._stamp()
        card = Card(chat_id or new_id(), now, now, library=library, owner=self._owner)
        with self._changing():
            self._sweep()
            if self._path(card.id).exists():
                raise ChatError(f"there is a chat {card.id} already; begin another")
            write(self._path(card.id), card, ())
        return card

    def append(
        self, chat_id: str, turn: Turn, after: int | None = None, seen: str = "", behind: Behind | None = None
    ) -> Card:
        """Keep one more turn, behind all that are kept or, to ask anew from there, behind the first `after` of them.

        It is on the disk when this returns. With `seen`, the card's `updated` as the caller read it, no turns make room
        that came since then.

        Raises:
            ChatMissing: this owner has no such conversation, or it was deleted meanwhile.
            ChatNewer, ChatError: it cannot be read or written, has 500 turns, or was added to since `seen`.
        """
        with self._changing():
            card, lines = self._lines(chat_id)
            if after is not None and seen and seen != card.updated:
                raise ChatError(f"the chat {chat_id} was gone on with elsewhere; open it again")
            lines, questions = lines[:after], card.questions[:after]
            if len(lines) >= MAX_TURNS:
                raise ChatError(f"the chat {chat_id} has {MAX_TURNS} questions, the most that one keeps; begin another")
            kept = Kept(self._stamp(), turn, behind)
            card = replace(
                card,
                title=card.title or title_of(turn.question),
                questions=(*questions, turn.question),
                updated=kept.at,
                schema=SCHEMA,
            )
            write(self._path(chat_id), card, (*lines, line_of(kept)))
        return card

    def list(self, search: str = "") -> Listing:
        """Titles and questions, the conversation last added to first; with `search`, where all its words stand in them.

        What cannot be read is named beside the rest.

        Raises:
            ChatError: the folder cannot be read.
        """
        words = search.casefold().split()
        found, unreadable = [], []
        for chat_id in self._ids():
            try:
                card = self._own(read_card(self._path(chat_id)), chat_id)
            except ChatMissing:
                continue  # deleted this moment
            except ChatError as error:
                unreadable.append(Unreadable(chat_id, str(error)))
            else:
                text = "\n".join((card.title, *card.questions)).casefold()
                found += [card] if all(word in text for word in words) else []
        newest = sorted(found, key=lambda card: (card.updated, card.id), reverse=True)
        return Listing(tuple(newest), tuple(unreadable))

    def card(self, chat_id: str) -> Card:
        """A conversation without its answers; raises as `open`."""
        return self._own(read_card(self._path(chat_id)), chat_id)

    def open(self, chat_id: str) -> Chat:
        """A whole conversation, its records equal to those that were kept.

        Raises:
            ChatMissing: this owner has no such conversation.
            ChatNewer, ChatError: it cannot be read.
        """
        chat = read_chat(self._path(chat_id))
        self._own(chat.card, chat_id)
        return chat

    def rename(self, chat_id: str, title: str) -> Card:
        """Call a conversation something else; its place in the list stays.

        Raises:
            UsageError: the title is empty.
            ChatMissing, ChatNewer, ChatError: as `append`.
        """
        if not (made := title_of(title)):
            raise UsageError("the title is empty; give the chat some name")
        with self._changing():
            card, lines = self._lines(chat_id)
            card = replace(card, title=made)
            write(self._path(chat_id), card, lines)
        return card

    def delete(self, chat_id: str) -> None:
        """Remove a conversation for good, a damaged one too.

        Raises:
            ChatMissing: this owner has no such conversation.
            ChatError: it may not be removed.
        """
        path = self._path(chat_id)
        with self._changing():
            try:
                self._sweep()
                path.unlink()
            except FileNotFoundError:
                raise _missing(chat_id) from None
            except OSError as error:
                raise ChatError(f"{path} cannot be removed ({error.strerror}); make its folder writable") from error

    def named(self, beginning: str) -> str:
        """The id that begins like this, for people who type: four characters are enough where only one does.

        Raises:
            ChatMissing: none does.
            UsageError: several do, or it is shorter.
        """
        if not _BEGINNING.fullmatch(beginning):
            raise UsageError(
                f"{beginning!r} is no chat; give its id, or at least {MIN_BEGINNING} characters of its beginning"
            )
        found = [chat_id for chat_id in self._ids() if chat_id.startswith(beginning)]
        if len(found) > 1:
            raise UsageError(f"{len(found)} chats begin with {beginning}; give more of the id")
        if not found:
            raise _missing(beginning)
        return found[0]

    def _ids(self) -> Iterator[str]:
        try:
            names = sorted(path.name for path in self.folder.iterdir())
        except FileNotFoundError:
            return
        except OSError as error:
            raise ChatError(f"{self.folder} cannot be read ({error.strerror}); make it readable for you") from error
        stems = (name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX))
        yield from (stem for stem in stems if _ID.fullmatch(stem))

    def _path(self, chat_id: str) -> Path:
        """Where a conversation lies; what is no id never becomes part of a path."""
        if not _ID.fullmatch(chat_id):
            raise _missing(chat_id[:40])
        return self.folder / f"{chat_id}{SUFFIX}"

    def _sweep(self) -> None:
        """Take away what killed writers left half written; whoever holds the lock knows that nobody is writing."""
        for left in self.folder.glob(f"*{SUFFIX}.*.tmp"):
            left.unlink()

    def _lines(self, chat_id: str) -> tuple[Card, tuple[bytes, ...]]:
        card, lines = read_lines(self._path(chat_id))
        return self._own(card, chat_id), lines

    def _own(self, card: Card, chat_id: str) -> Card:
        """The card, which must be this owner's: a file may have been copied from another's folder."""
        if (card.owner, card.id) != (self._owner, chat_id):
            raise ChatError(f"{self._path(chat_id)} belongs to another chat or reader; move it back to its own folder")
        return card

    def _stamp(self) -> str:
        return self._now().astimezone(UTC).isoformat(timespec="microseconds")

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Nobody else changes anything meanwhile."""
        lock = FileLock(self.folder / ".lock", timeout=PATIENCE_S, mode=OWNER_ONLY)
        try:
            for folder in (self.folder.parent, self.folder):
                folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
                if folder.stat().st_mode & 0o077:
                    folder.chmod(PRIVATE)
            lock.acquire()
        except Timeout as error:
            raise ChatError(f"another process has held {self.folder} for {PATIENCE_S:.0f} s; try again") from error
        except OSError as error:
            raise ChatError(f"{self.folder} cannot be written ({error.strerror}); make it writable for you") from error
        try:
            yield
        finally:
            lock.release()


def _missing(chat_id: str) -> ChatMissing:
    return ChatMissing(f"there is no chat {chat_id}; see: python -m assistant chats list")
