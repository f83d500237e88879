"""What counts as a question, and what a follow-up asks for."""

from __future__ import annotations

import time

import pytest

from assistant.errors import QuestionError, UsageError
from assistant.questions import checked, one_line, parts, standalone
from assistant.records import Answer, Turn


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Why?", "Why?"),
        ("  How  do\tbees\n swarm? ", "How  do\tbees\n swarm?"),
        ("蜂?", "蜂?"),
        ("7", "7"),
        ("word " * 3000, ("word " * 3000).strip()),
        (" " * 50_000 + "bees" + " " * 50_000, "bees"),
    ],
)
def test_a_question_stays_as_asked_without_blanks_around_it(question: str, expected: str) -> None:
    assert checked(question) == expected


def test_a_question_is_searched_as_one_line() -> None:
    assert one_line("  How  do\tbees\n\u2003swarm? ") == "How do bees swarm?"


@pytest.mark.parametrize("question", ["", " ", "\n\t\u00a0\u2003", "?", "…!?", "- * _", "🐝", "\x00\x1b"])
def test_a_question_without_a_word_is_empty(question: str) -> None:
    with pytest.raises(QuestionError, match=r"^the question is empty; ask something"):
        checked(question)


OVERLONG = {
    "one word": "x" * 50_000,
    "words": "swarm " * 8_400,
    "numbers": "12 " * 16_700,
    "letters and digits": "x1" * 25_000,
    "accents": "é" * 50_000,
    "lone surrogates": "a" + "\ud800" * 50_000,
    "marks and a word": "!?" * 25_000 + "bee",
}


@pytest.mark.parametrize("question", OVERLONG.values(), ids=OVERLONG)
def test_an_overlong_question_is_refused_at_once(question: str) -> None:
    start = time.perf_counter()
    with pytest.raises(QuestionError, match=r"^the question has [\d,]+ tokens, at most 4,000 can be read; shorten it$"):
        checked(question)
    assert time.perf_counter() - start < 5  # a second on an idle machine; the worst ways to count take minutes


def test_a_question_error_is_wrong_usage() -> None:
    assert issubclass(QuestionError, UsageError)


def turn(standalone_question: str) -> Turn:
    return Turn("as typed", Answer("as typed", standalone_question, "answered", "extractive"))


BEFORE = "When do bees swarm?"


@pytest.mark.parametrize(
    "question",
    [
        "and how large is it?",
        "What about wasps?",
        "Why?",
        "How loud are they?",
        "Does the latter hold in winter?",
        "But is this so everywhere?",
    ],
)
def test_a_short_question_that_points_back_is_put_behind_the_one_before(question: str) -> None:
    assert standalone(question, (turn("first"), turn(BEFORE))) == f"{BEFORE} {question}"
    assert standalone(question, ()) == question


@pytest.mark.parametrize(
    "question",
    [
        "How fast does the sea rise?",
        "Which bread bacteria occur in sourdough?",
        "Do the gauges that were read for so many years at the coast tell how fast it rises?",
        "Transit items: rise of bits",
    ],
)
def test_another_question_stands_alone(question: str) -> None:
    assert standalone(question, (turn(BEFORE),)) == question


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("How do otters dive?", ()),
        (
            "How deep do otters dive and what do kettles cost?",
            ("How deep do otters dive", "what do kettles cost?"),
        ),
        ("What is a moth? How long does it live?", ("What is a moth", "What is a moth How long does it live?")),
        ("Why do bees swarm, and how?", ()),
        ("What do cats and dogs eat?", ()),
        ("What is a, and what is b, and what is c, and what is d?", ()),
    ],
)
def test_the_parts_of_a_question(question: str, found: tuple[str, ...]) -> None:
    assert parts(question) == found


def test_a_follow_up_with_parts_does_not_ask_the_question_before_again() -> None:
    history = (turn(BEFORE),)
    assert parts("And how many leave at once?", history) == ()
    assert (
        parts("And how many leave at once and where do they go?", history)[0] == f"{BEFORE} And how many leave at once"
    )
