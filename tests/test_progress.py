"""When progress is told, and at what pace."""

import json
from collections.abc import Callable, Sequence

import pytest

from ingest.progress import Events, Lines, Pace, pace
from ingest.report import Progress

Captured = pytest.CaptureFixture[str]


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def told(
    make: Callable[[Watch], Callable[[Progress], None]], steps: Sequence[tuple[float, Progress]], capsys: Captured
) -> list[str]:
    """What is on stderr after progress at these seconds."""
    watch = Watch()
    show = make(watch)
    for seconds, progress in steps:
        watch.now = 100.0 + seconds
        show(progress)
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err.splitlines()


@pytest.mark.parametrize(
    ("progress", "seconds", "expected"),
    [
        (Progress("papers", 100), 4.0, Pace(25.0, None)),
        (Progress("papers", 100, 400), 4.0, Pace(25.0, 12.0)),
        (Progress("papers", 400, 400), 4.0, Pace(100.0, 0.0)),
        (Progress("papers", 0, 400), 4.0, Pace(0.0, None)),
        (Progress("papers", 5, 400), 0.0, Pace(None, None)),
    ],
)
def test_the_pace(progress: Progress, seconds: float, expected: Pace) -> None:
    assert pace(progress, seconds) == expected


def test_what_a_stage_counts_can_be_said(capsys: Captured) -> None:
    labels = {"cases": "cases answered"}
    lines = told(lambda watch: Lines(watch, labels), [(6, Progress("cases", 12, 24))], capsys)
    assert lines == ["12 of 24 cases answered, 2 a second, 6 s left"]


def test_plain_lines_come_every_five_seconds_at_most(capsys: Captured) -> None:
    steps = [
        (1, Progress("papers", 100)),
        (5, Progress("papers", 1500)),
        (9, Progress("papers", 2000)),
        (10, Progress("papers", 2500, 3000, about=True)),
        (16, Progress("sentences", 600, 2500)),
        (17, Progress("sentences", 700, 2500)),
        (22, Progress("sentences", 1200, 2500)),
        (30, Progress("sentences", 2500, 2500)),
    ]
    assert told(Lines, steps, capsys) == [
        "1,500 papers stored, 300 a second",
        "2,500 of about 3,000 papers stored, 250 a second, 2 s left",
        "600 of 2,500 papers with sentence vectors, 100 a second, 19 s left",
        "1,200 of 2,500 papers with sentence vectors, 100 a second, 13 s left",
    ]


@pytest.mark.parametrize(("total", "left"), [(600, "50 s"), (6_000, "10 min"), (200_000, "5 h 33 min")])
def test_the_time_left_in_words(total: int, left: str, capsys: Captured) -> None:
    (line,) = told(Lines, [(10, Progress("papers", 100, total))], capsys)
    assert line == f"100 of {total:,} papers stored, 10 a second, {left} left"


def test_events_are_objects_a_line_and_tell_the_end_of_a_stage(capsys: Captured) -> None:
    steps = [
        (0.5, Progress("papers", 10)),
        (2, Progress("papers", 100)),
        (2.5, Progress("sentences", 50, 100)),
        (3, Progress("sentences", 100, 100)),
    ]
    events = [json.loads(line) for line in told(Events, steps, capsys)]
    assert events == [
        {"event": "progress", "stage": "papers", "done": 100, "total": None, "rate": 50.0, "left_s": None},
        {"event": "progress", "stage": "sentences", "done": 100, "total": 100, "rate": 100.0, "left_s": 0.0},
    ]
