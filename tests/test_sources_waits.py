"""Moments in words, the days of a span and arXiv's search syntax, as tables."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.errors import UsageError
from ingest.sources.arxiv_query import search_query
from ingest.sources.days import first_day, last_day
from ingest.sources.waits import clock_time

NOW = 1_760_000_000.0  # 2025-10-09 08:53:20 UTC


@pytest.mark.parametrize(
    ("moment", "words"), [(NOW, "2025-10-09 08:53 UTC"), (NOW + 1e12, "much later"), (1e300, "much later")]
)
def test_a_moment_in_words(moment: float, words: str) -> None:
    assert clock_time(moment) == words


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2024-12", date(2024, 12, 1), date(2024, 12, 31)),
        (" 2024-05-07 ", date(2024, 5, 7), date(2024, 5, 7)),
    ],
)
def test_days(text: str, first: date, last: date) -> None:
    assert (first_day(text), last_day(text)) == (first, last)


@pytest.mark.parametrize(
    "text",
    ["", "24", "2024-5", "2024-00", "2024-13", "2024-02-30", "2024-01-00", "0000", "2024/05", "may", "\uff12024"],
)
def test_no_days(text: str) -> None:
    for read in (first_day, last_day):
        with pytest.raises(UsageError, match="is no date; write 2024, 2024-05 or 2024-05-01"):
            read(text)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("otters", "all:otters"),
        ("otters in rivers", "all:otters AND all:in AND all:rivers"),
        ('otters "river banks"', 'all:otters AND all:"river banks"'),
        ('"otters"', "all:otters"),
        ('a "" b', "all:a AND all:b"),
        ("otters OR stoats", "all:otters OR all:stoats"),
        ("otters AND stoats ANDNOT minks", "all:otters AND all:stoats ANDNOT all:minks"),
        ("OR otters AND", "all:otters"),
        ("self-trained (otters): v1.5?", "all:self-trained AND all:otters AND all:v1.5"),
        ("otters'] & [minks", "all:otters' AND all:minks"),
        ('an "open quote', "all:an AND all:open AND all:quote"),
        ("Bär 水獺", "all:Bär AND all:水獺"),
        ("titles:otters", "all:titles AND all:otters"),
        ("ti:otters AND cat:q-bio.PE", "ti:otters AND cat:q-bio.PE"),
        ('(au:"A Writer" OR abs:minks)', '(au:"A Writer" OR abs:minks)'),
    ],
)
def test_arxiv_syntax(text: str, asked: str) -> None:
    assert search_query(text, None, None) == asked


@pytest.mark.parametrize(
    ("first", "last", "span"),
    [
        (date(2023, 1, 1), date(2024, 2, 29), "[202301010000 TO 202402292359]"),
        (date(2023, 1, 1), None, "[202301010000 TO 299912312359]"),
        (None, date(2024, 2, 29), "[190001010000 TO 202402292359]"),
    ],
)
def test_arxiv_dates(first: date | None, last: date | None, span: str) -> None:
    assert search_query("otters OR minks", first, last) == f"(all:otters OR all:minks) AND submittedDate:{span}"


@pytest.mark.parametrize("text", ['""', "?!", "AND", "- : ()"])
def test_arxiv_needs_a_word(text: str) -> None:
    with pytest.raises(UsageError, match="no word to search for"):
        search_query(text, None, None)
