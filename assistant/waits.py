"""How long to wait before a request is tried again: back-off with jitter, and what `Retry-After` asks for."""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime

_FIRST_S = 1.0
_MAX_BACKOFF_S = 60.0
_MAX_DIGITS = 9


def backoff_s(failures: int, chance: float) -> float:
    """Seconds after so many failures in a row: doubling from one second up, and up to half less by chance.

    Waits of many programs that failed together thus drift apart.
    """
    longest = min(_FIRST_S * 2.0 ** (failures - 1), _MAX_BACKOFF_S)
    return longest * (1 - chance / 2)


def retry_after_s(value: str | None, now: float) -> float | None:
    """Seconds that a `Retry-After` header asks for, given as such or as an HTTP date; None where it says nothing.

    Example: `retry_after_s("Thu, 01 Jan 1970 00:01:00 GMT", now=30.0)` is 30.0.
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:_MAX_DIGITS])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, moment.timestamp() - now)
