"""Back-off and `Retry-After`, as tables."""

from __future__ import annotations

import pytest

from assistant.waits import backoff_s, retry_after_s

NOW = 1_760_000_000.0  # 2025-10-09 08:53:20 UTC


@pytest.mark.parametrize(("failures", "longest"), [(1, 1.0), (2, 2.0), (3, 4.0), (6, 32.0), (7, 60.0), (8, 60.0)])
def test_back_off_doubles_up_to_a_bound_and_is_spread(failures: int, longest: float) -> None:
    assert backoff_s(failures, 0.0) == longest
    assert backoff_s(failures, 0.5) == 0.75 * longest
    assert longest / 2 < backoff_s(failures, 0.999) < longest


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("7", 7.0),
        (" 120 ", 120.0),
        ("9" * 400, 999_999_999.0),
        ("Thu, 09 Oct 2025 08:54:20 GMT", 60.0),
        ("Thursday, 09-Oct-25 08:54:20 GMT", 60.0),
        ("Thu Oct  9 08:54:20 2025", 60.0),
        ("Thu, 09 Oct 2025 10:54:20 +0200", 60.0),
        ("Thu, 09 Oct 2025 08:53:20 GMT", 0.0),
        ("Wed, 08 Oct 2025 08:53:20 GMT", 0.0),
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("²", None),
        ("Thu, 32 Oct 2025 08:54:20 GMT", None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert retry_after_s(value, NOW) == seconds
