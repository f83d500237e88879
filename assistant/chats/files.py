"""One conversation as a file: its card on the first line, then a line a turn, each a JSON object in ASCII.

A list reads first lines only. A turn is added by writing the file anew beside the old one and putting it in its place:
lines that are there are copied as they are, and whoever is killed meanwhile leaves the old file whole.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.chats.records import SCHEMA, Card, Chat, Kept
from assistant.codec import from_json, to_json
from assistant.errors import ChatError, ChatMissing, ChatNewer, InputError
from assistant.library.manifest import write_atomically

SUFFIX = ".jsonl"
OWNER_ONLY = 0o600


def read_card(path: Path) -> Card:
    """The first line.

    Raises:
        ChatMissing: there is no such file.
        ChatNewer: a newer version wrote it.
        ChatError: it is damaged, or may not be read.
    """
    try:
        with path.open("rb") as stream:
            return _card(path, stream.readline())
    except OSError as error:
        raise _unreadable(path, error) from error


def read_lines(path: Path) -> tuple[Card, tuple[bytes, ...]]:
    """The card, and the lines of the turns as they stand; raises what `read_card` does, and where lines are missing."""
    try:
        first, *turns = path.read_bytes().split(b"\n")
    except OSError as error:
        raise _unreadable(path, error) from error
    card = _card(path, first)
    if len(turns) != len(card.questions) + 1 or turns[-1]:
        raise _damaged(path, f"it should hold {len(card.questions)} turns, each a line, and does not")
    return card, tuple(turns[:-1])


def read_chat(path: Path) -> Chat:
    """The whole conversation, its records equal to those that were kept; raises what `read_lines` does."""
    card, lines = read_lines(path)
    return Chat(card, tuple(_kept(path, number, line) for number, line in enumerate(lines, 2)))


def write(path: Path, card: Card, lines: Sequence[bytes]) -> None:
    """Put a conversation in the place of the one that was there, readable and writable by its owner only.

    Raises:
        ChatError: it cannot be written; what was there is as it was.
    """
    content = b"".join(line + b"\n" for line in (_line(card), *lines))
    try:
        write_atomically(path, content, OWNER_ONLY)
    except OSError as error:
        raise ChatError(
            f"{path} cannot be written ({error.strerror}); free some space or make its folder writable"
        ) from error


def line_of(kept: Kept) -> bytes:
    """A turn as a line, without its end."""
    return _line(kept)


def _line(record: Any) -> bytes:
    return json.dumps(to_json(record)).encode("ascii")


def _card(path: Path, line: bytes) -> Card:
    row = _object(path, 1, line)
    schema = row.get("schema")
    if isinstance(schema, int) and schema > SCHEMA:
        raise ChatNewer(
            f"{path} was written by a newer version (schema {schema}, this one reads up to {SCHEMA}); "
            "upgrade literature-assistant"
        )
    try:
        return from_json(Card, row)
    except InputError as error:
        raise _damaged(path, f"line 1: {error}") from error


def _kept(path: Path, number: int, line: bytes) -> Kept:
    try:
        return from_json(Kept, _object(path, number, line))
    except InputError as error:
        raise _damaged(path, f"line {number}: {error}") from error


def _object(path: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _damaged(path, f"line {number} is no JSON: {error}") from error
    if not isinstance(row, dict):
        raise _damaged(path, f"line {number} is no JSON object")
    return row


def _damaged(path: Path, why: str) -> ChatError:
    return ChatError(
        f"{path} is damaged ({why}); put back a copy of it, or: python -m assistant chats delete {path.stem}"
    )


def _unreadable(path: Path, error: OSError) -> ChatError:
    if isinstance(error, FileNotFoundError):
        return ChatMissing(f"there is no chat {path.stem}; see: python -m assistant chats list")
    return ChatError(f"{path} cannot be read ({error.strerror}); make it readable for you")
