"""What a judge is: something that says whether texts support a claim."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from assistant.grounding import Grounding


class Judge(Protocol):
    """Judges claims. Safe for any number of threads."""

    @property
    def name(self) -> str:
        """What `--judge` calls it."""

    def judge(self, claim: str, premises: Sequence[str]) -> Grounding:
        """Whether the premises together support the claim; no premises support nothing."""
