"""Kept conversations as the page uses them: each user's own, opened, added to, listed, renamed and deleted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.chats import Behind, Chats, Listing, Place, new_id
from assistant.chats import Chat as Conversation
from assistant.errors import ChatError, ChatMissing
from assistant.records import Turn
from assistant.ui.sessions import Session

MAX_SEARCH = 200
ELSEWHERE = "This conversation was about another library, “{}”. Questions from now on are answered from this one."


@dataclass(frozen=True, slots=True)
class Talks:
    """The conversations of any number of users below `data_dir`, about the library at `place`."""

    data_dir: Path
    place: Callable[[], Place]

    def of(self, owner: str | None) -> Chats:
        """One user's own; nobody else's can be named through it."""
        return Chats(self.data_dir, owner)

    def listing(self, owner: str | None, search: str = "") -> Listing:
        """The user's conversations, newest first.

        Raises:
            ChatError: the folder cannot be read.
        """
        return self.of(owner).list(search[:MAX_SEARCH])

    def opened(self, session: Session, chat_id: str) -> tuple[Session, str]:
        """The session with a kept conversation in it, and what the reader should know of it.

        Raises:
            ChatMissing: this user has no such conversation.
            ChatError: it cannot be read.
        """
        chat = self.conversation(session.owner, chat_id)
        there, here = chat.card.library, self.place()
        known = there.id == here.id or not (there.id and here.id)
        opened = replace(session, chat_id=chat.card.id, turns=chat.history, seen=chat.card.updated)
        return opened, "" if known else ELSEWHERE.format(there.name)

    def named(self, session: Session) -> Session:
        """The session with an id for its conversation, under which that will be kept if it is not yet."""
        return session if session.seen else replace(session, chat_id=new_id())

    def current(self, session: Session) -> Session:
        """The session itself, or with all its turns where another tab or a command has added to its conversation."""
        try:
            if not session.seen or self.of(session.owner).card(session.chat_id).updated == session.seen:
                return session
            return self.opened(session, session.chat_id)[0]
        except ChatError:
            return session  # deleted or damaged: told when the next turn is kept

    def conversation(self, owner: str | None, chat_id: str) -> Conversation:
        """A whole conversation of the user's own; raises as `opened`."""
        return self.of(owner).open(chat_id)

    def kept(self, session: Session, turn: Turn, before: int, behind: Behind | None = None) -> tuple[Session, str]:
        """The session with one more turn behind the first `before` of its turns, and why it could not be kept, if so.

        What could not be kept stays on the page. A conversation that was deleted meanwhile begins again; where
        it was added to meanwhile, all its turns are in the session then.
        """
        chats, turns = self.of(session.owner), (*session.turns[:before], turn)
        grown = replace(session, turns=turns)
        try:
            if not session.seen:
                return self._begun(chats, grown, behind), ""
            after = before if before < len(session.turns) else None
            try:
                card = chats.append(session.chat_id, turn, after, session.seen, behind)
            except ChatMissing:
                return self._begun(chats, replace(grown, chat_id=""), behind), ""
            if card.questions != tuple(turn.question for turn in turns):
                return self.opened(session, session.chat_id)[0], ""
            return replace(grown, seen=card.updated), ""
        except ChatError as error:
            return grown, f"This answer could not be kept: {error}"

    def _begun(self, chats: Chats, session: Session, behind: Behind | None) -> Session:
        card = chats.create(self.place(), session.chat_id or None)
        *before, last = session.turns
        for turn in before:
            chats.append(card.id, turn)
        card = chats.append(card.id, last, behind=behind)
        return replace(session, chat_id=card.id, seen=card.updated)
