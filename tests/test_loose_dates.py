"""Dates as bibliographies print them."""

from __future__ import annotations

import pytest

from ingest.formats.loose_dates import first_date, loose_date


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("2020", "2020"),
        ("2020-03-15", "2020-03-15"),
        ("2020-03-15T10:00:00Z", "2020-03-15"),
        ("2020/03/15/", "2020-03-15"),
        ("2020/03//", "2020-03"),
        ("2020///Spring", "2020"),
        ("2020 Jan-Feb", "2020-01"),
        ("2020 Dec 15", "2020-12-15"),
        ("2020 Mar 3-9", "2020-03-03"),
        ("2000 Nov-2001 Jan", "2000-11"),
        ("12 March 2020", "2020-03-12"),
        ("March 12, 2020", "2020-03-12"),
        ("Mar 2020", "2020-03"),
        ("2019-12/2020-01", "2019-12"),
        ("2019/2020", "2019"),
        ("1999a", "1999"),
        ("c. 1850?", "1850"),
        ("2020-02-30", "2020"),
        ("2020 Feb 31", "2020"),
        ("marching 2020", "2020"),
        ("in press", None),
        ("", None),
        ("12345", None),
        ("0" * 100_000, None),
    ],
)
def test_one_date(printed: str, date: str | None) -> None:
    assert loose_date(printed) == date


def test_the_most_exact_date_wins() -> None:
    assert first_date(("", "2020", "soon", "2020-05", "2021-06")) == "2020-05"
    assert first_date(("", "soon")) is None
