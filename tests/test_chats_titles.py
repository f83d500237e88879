"""Titles are one short line that steers nothing."""

import pytest

from assistant.chats import title_of
from assistant.chats.titles import MAX_CHARACTERS

LONG = "Does training on repeated data hurt a large language model, and if it does, after how many epochs?"


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("When do bees swarm?", "When do bees swarm?"),
        ("  When\n do\tbees \r\n swarm? ", "When do bees swarm?"),
        ("Was ist Füllung? 蜂 🐝", "Was ist Füllung? 蜂 🐝"),
        ("red \x1b[31mbees\x07", r"red \x1b[31mbees\x07"),
        ("left \u202eright", r"left \u202eright"),
        ("half \udce9", r"half \udce9"),
        ("", ""),
        (" \n ", ""),
        ("x" * 80, "x" * 80),
        ("x" * 81, "x" * 79 + "…"),
        (LONG, "Does training on repeated data hurt a large language model, and if it does…"),
        ("short " + "x" * 100, "short " + "x" * 73 + "…"),
    ],
)
def test_titles(question: str, title: str) -> None:
    assert title_of(question) == title


@pytest.mark.parametrize("question", ["y" * 100_000, "why " * 5_000, "\x1b" * 500, "\n" * 5_000 + "z"])
def test_a_title_is_bounded(question: str) -> None:
    assert len(title_of(question)) <= MAX_CHARACTERS
