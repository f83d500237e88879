"""How long a source is waited for, and when to come back in words."""

from __future__ import annotations

from datetime import UTC, datetime

MAX_WAIT_S = 120.0
"""Who asks for a longer wait is come back to by the user, not waited for."""


def clock_time(moment: float) -> str:
    """A moment in words: "2026-03-01 14:05 UTC"; "later" where no calendar has it."""
    try:
        return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (ValueError, OverflowError, OSError):
        return "much later"
