"""A conversation as Markdown: headings, answers with their numbered references, and which library it was."""

from __future__ import annotations

from dataclasses import replace

from assistant.chats import Card, Chat, Kept, Place, to_markdown
from assistant.records import Sentence, Turn
from tests.kept_answers import SWARM, an_answer

CARD = Card(
    "a" * 32,
    "2026-03-01T09:30:12.000001+00:00",
    "2026-03-01T09:45:00.000001+00:00",
    "Bees",
    ("When do bees\nswarm?", "Who paints?"),
    Place("mine", "lib-1"),
)
TURNS = (Turn("When do bees\nswarm?", an_answer()), Turn("Who paints?", an_answer((), (SWARM,))))
CHAT = Chat(CARD, tuple(Kept(CARD.updated, turn) for turn in TURNS))


def test_the_whole_conversation() -> None:
    head, about, first, rest = to_markdown(CHAT).split("\n\n", 3)
    assert head == "# Bees"
    assert about == "Library: mine. 2 questions, 2026-03-01 09:30 UTC to 2026-03-01 09:45 UTC."
    assert first == "## 1. When do bees swarm?"
    answer, second = rest.split("\n\n## 2. Who paints?\n\n")
    checked = "“Bees put it off when it rains.” – Partly supported: because partial"
    assert answer == f"{TURNS[0].answer.to_markdown().strip()}\n\n{checked}\n\nNote: No paper mentions: combs."
    assert "[1] When Hives Grow Light" in answer
    assert second == (
        "The library does not answer this question.\n\nClosest papers:\n\n- When Hives Grow Light (2021)\n\n"
        "Note: No paper mentions: combs.\n"
    )


def test_a_conversation_without_a_question() -> None:
    card = Card("b" * 32, CARD.created, CARD.created)
    assert to_markdown(Chat(card)) == "# No question yet\n\nLibrary: not known. 0 questions, 2026-03-01 09:30 UTC.\n"


def test_what_failed_the_check_says_so_and_no_text_of_others_is_markup() -> None:
    evil = "![x](http://evil.example/x.png) <img src=x>"
    sentences = (
        Sentence("Bees count.", (0,), "partial", "up to four"),
        Sentence(f"Bees read {evil}.", (0,), "contradicted", "no"),
        Sentence("Bees swarm.", (0,), "supported"),
    )
    near = replace(SWARM, title=evil)
    answer = replace(an_answer((), (near,)), sentences=sentences, citations=an_answer().citations, notices=(evil,))
    card = replace(CARD, title=evil, questions=(evil,))
    text = to_markdown(Chat(card, (Kept(CARD.updated, Turn(evil, answer)),)))
    assert "“Bees count.” – Partly supported: up to four" in text
    assert "Left out: “Bees read" in text
    assert "“Bees swarm.” –" not in text
    assert not [harm for harm in ("![x](", "<img", "http://") if harm in text]
