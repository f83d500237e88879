"""Conversations kept in the user's own folder: one file each, readable by its owner only."""

from assistant.chats.markdown import to_markdown
from assistant.chats.records import Behind, Card, Chat, Kept, Listing, Place, Unreadable
from assistant.chats.store import Chats, new_id
from assistant.chats.titles import title_of

__all__ = [
    "Behind",
    "Card",
    "Chat",
    "Chats",
    "Kept",
    "Listing",
    "Place",
    "Unreadable",
    "new_id",
    "title_of",
    "to_markdown",
]
