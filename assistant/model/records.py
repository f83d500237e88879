"""What is asked of a language model, and what it replies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.records import Usage

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of the conversation with the model."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Budget:
    """What may be spent; None is no bound. Tokens are those read and those written, all calls together."""

    max_tokens: int | None = None
    max_cost_usd: float | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One call. `max_tokens` bounds what the model may write, thoughts included; no temperature means the server's.

    `left` bounds all tries of it together: it is tried again only where that fits.
    """

    messages: tuple[Message, ...]
    max_tokens: int
    temperature: float | None = None
    left: Budget = Budget()


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model wrote, without its thoughts and without blank space before it.

    `finish_reason` is the server's word: `stop`, or `length` or `content_filter`, where `text` may be a part or empty.
    `model` is the model's name as the server gives it, else as it was asked for.
    """

    text: str
    finish_reason: str
    usage: Usage
    model: str
