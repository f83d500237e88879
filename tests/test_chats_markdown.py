"""A conversation as Markdown: headings, answers with their numbered references, and which library it was."""

from __future__ import annotations

from assistant.chats import Card, Chat, Kept, Place, to_markdown
from assistant.records import Turn
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
    assert answer == f"{TURNS[0].answer.to_markdown().strip()}\n\nNote: No paper mentions: combs."
    assert "[1] When Hives Grow Light" in answer
    assert second == (
        "The library does not answer this question.\n\nClosest papers:\n\n- When Hives Grow Light (2021)\n\n"
        "Note: No paper mentions: combs.\n"
    )


def test_a_conversation_without_a_question() -> None:
    card = Card("b" * 32, CARD.created, CARD.created)
    assert to_markdown(Chat(card)) == "# No question yet\n\nLibrary: not known. 0 questions, 2026-03-01 09:30 UTC.\n"
