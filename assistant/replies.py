"""What a language model replied for an answer, as it is kept."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """What the model replied in one call: which call, the reply, the digest of what it was sent, why it ended."""

    call: str
    text: str
    prompt: str
    finish: str
