"""OpenAI's wire format for chat: a request as a body, and what comes back as pieces. Nothing that comes is trusted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from assistant.model.dialect import Dialect
from assistant.model.records import Request

_MAX_TOKENS = 1_000_000_000


class Garbled(ValueError):
    """What came is not in the wire format."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One event of a stream, or a whole reply as one piece. Tokens are None where the server does not count."""

    text: str = ""
    thought: str = ""
    finish_reason: str | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    model: str | None = None


def body(request: Request, model: str, dialect: Dialect) -> dict[str, Any]:
    """The request for a whole reply."""
    asked: dict[str, Any] = {
        "model": model,
        "messages": [{"role": role, "content": content} for role, content in _messages(request, dialect)],
        dialect.limit: request.max_tokens,
    }
    if request.temperature is not None and dialect.temperature:
        asked["temperature"] = request.temperature
    return asked


def _messages(request: Request, dialect: Dialect) -> list[tuple[str, str]]:
    messages: list[tuple[str, str]] = [(message.role, message.content) for message in request.messages]
    if dialect.system or len(messages) < 2 or messages[0][0] != "system":
        return messages
    (_, told), (role, content), *rest = messages
    return [(role, f"{told}\n\n{content}"), *rest]


def streamed(asked: dict[str, Any], dialect: Dialect) -> dict[str, Any]:
    """The same request for a reply in pieces, with the tokens counted at its end where the server can."""
    return asked | {"stream": True} | ({"stream_options": {"include_usage": True}} if dialect.usage else {})


def piece_of(value: object) -> Piece:
    """What one JSON value of a reply says. Text gives it as JSON where a server mislabels its reply.

    Raises:
        Garbled: it is no event of a chat.
    """
    if isinstance(value, str):
        value = _parsed(value)
    if not isinstance(value, dict):
        raise Garbled("no JSON object")
    if error := value.get("error"):
        raise Garbled(f"an error in place of a reply: {json.dumps(error, ensure_ascii=False)}")
    choices = value.get("choices")
    if not isinstance(choices, list):
        raise Garbled("no list of choices")
    prompt, completion = _tokens(value.get("usage"))
    text, thought, finish = _choice(choices[0]) if choices else ("", "", None)
    return Piece(text, thought, finish, prompt, completion, _text(value.get("model")) or None)


def event_piece(value: object) -> Piece | None:
    """As `piece_of`, of an event in a stream; None where it is about something else, without choices and counts."""
    if isinstance(value, dict) and value.get("choices") is None and not value.get("error"):
        return piece_of(value | {"choices": []}) if value.get("usage") else None
    return piece_of(value)


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Garbled("no JSON") from error


def _choice(choice: object) -> tuple[str, str, str | None]:
    """Text, thought and finish reason. A stream has a `delta` where a whole reply has a `message`."""
    if not isinstance(choice, dict):
        raise Garbled("a choice that is no object")
    # The last event of a stream may have neither.
    said = choice.get("delta") or choice.get("message") or {}
    if not isinstance(said, dict):
        raise Garbled("a message that is no object")
    thought = _text(said.get("reasoning_content")) or _text(said.get("reasoning"))
    return _content(said.get("content")), thought, _text(choice.get("finish_reason")) or None


def _content(content: object) -> str:
    """The text of a message; where it is a list of parts, that of its text parts, which leaves thoughts out."""
    if content is None or isinstance(content, str):
        return _text(content)
    if not isinstance(content, list):
        raise Garbled("a content that is no text")
    parts = [part for part in content if isinstance(part, dict) and part.get("type") == "text"]
    return "".join(_text(part.get("text")) for part in parts)


def _text(value: object) -> str:
    """Text that can be written out: a broken escape leaves half a character, which cannot."""
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(value, str) else ""


def _tokens(usage: object) -> tuple[int | None, int | None]:
    counts = usage if isinstance(usage, dict) else {}
    return _count(counts.get("prompt_tokens")), _count(counts.get("completion_tokens"))


def _count(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MAX_TOKENS:
        return value
    return None
