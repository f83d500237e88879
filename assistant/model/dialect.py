"""Which options a server knows: OpenAI's newer models refuse some that other servers need, and the other way round.

Nothing but a refusal tells, so each server is asked in one dialect first, and what it refuses is remembered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal, Self

from assistant.openai_client import Address

Limit = Literal["max_tokens", "max_completion_tokens"]
_OTHER: dict[Limit, Limit] = {"max_tokens": "max_completion_tokens", "max_completion_tokens": "max_tokens"}
_OFFICIAL = ("https://api.openai.com/",)
_REFUSING = frozenset({400, 422, 501})
_REFUSALS = (
    "unsupported",
    "not supported",
    "does not support",
    "not support",
    "unrecognized",
    "unknown",
    "unexpected",
    "extra_forbidden",
    "extra inputs",
    "not permitted",
    "not allowed",
    "additional propert",
    "deprecated",
)
_NO_SYSTEM = re.compile(
    r"(?i)system (?:role|message|prompt|instruction)s? (?:is |are )?not|only user and assistant roles|roles must alternate"
    r"|developer instruction is not"
)
"""What chat templates without a system role say; some servers pass it on as a failure of their own."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one server wants to be asked.

    `limit` is the name under which it knows the bound on a reply; `limit_tried` says that it refused the other one. One
    that knows no role for the `system` is told along with the first question. A server that `thinks_first` begins its
    replies inside a thought whose opening tag it keeps to itself.
    """

    limit: Limit
    limit_tried: bool = False
    temperature: bool = True
    usage: bool = True
    system: bool = True
    thinks_first: bool = False

    @classmethod
    def first(cls, where: Address) -> Self:
        """What to begin with: OpenAI's own server knows the new name for all its models, others may not."""
        return cls("max_completion_tokens" if where.url.startswith(_OFFICIAL) else "max_tokens")

    def learned(self, status: int, param: str | None, said: str) -> Dialect | None:
        """The dialect after a refusal, or None where the refusal is about something else.

        `param` is the option that the server blames, `said` all of its words. Every option changes at most once, so
        asking again with what was learned comes to an end.
        """
        if self.system and status in _REFUSING | {500} and _NO_SYSTEM.search(said):
            return replace(self, system=False)
        words = said.lower()
        blamed = self._blamed(param, words) if status in _REFUSING else None
        # A temperature may also be refused for its value, and none is always right.
        if blamed != "temperature" and not any(refusal in words for refusal in _REFUSALS):
            return None
        if blamed == "stream_options":
            return replace(self, usage=False)
        if blamed == "temperature":
            return replace(self, temperature=False)
        return replace(self, limit=_OTHER[self.limit], limit_tried=True) if blamed else None

    def _blamed(self, param: str | None, words: str) -> str | None:
        """The option in use that the server means."""
        options = [name for name, used in self._options() if used]
        if param:
            return param if param in options else None
        return next((name for name in options if name in words), None)

    def _options(self) -> tuple[tuple[str, bool], ...]:
        return (
            ("stream_options", self.usage),
            ("temperature", self.temperature),
            (self.limit, not self.limit_tried),
        )
