"""A conversation as Markdown: each question a heading, below it the answer with its numbered references."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.chats.records import Card, Chat, Kept
from assistant.chats.titles import UNTITLED
from assistant.escaping import visible
from assistant.markdown import inline
from assistant.records import STRUCK, Answer, Evidence, Sentence
from assistant.verdicts import VERDICT_WORDS


def to_markdown(chat: Chat) -> str:
    """The whole conversation; references are numbered anew in each answer, as they were shown."""
    head = (f"# {inline(chat.card.title) or UNTITLED}", _about(chat.card))
    return "\n\n".join([*head, *(part for n, kept in enumerate(chat.kept, 1) for part in _turn(n, kept))]) + "\n"


def _about(card: Card) -> str:
    n, first, last = len(card.questions), minute(card.created), minute(card.updated)
    asked = f"{n} question{'' if n == 1 else 's'}, {first}{'' if first == last else f' to {last}'}"
    return f"Library: {visible(card.library.name) or 'not known'}. {asked}."


def minute(stamp: str) -> str:
    """A time that is kept, as people read it: "2026-03-01T09:30:12.000001+00:00" is "2026-03-01 09:30 UTC"."""
    return f"{visible(stamp[:16]).replace('T', ' ')} UTC"


def _turn(number: int, kept: Kept) -> Iterable[str]:
    yield f"## {number}. {inline(kept.turn.question)}"
    yield kept.turn.answer.to_markdown().strip()
    yield from _beside(kept.turn.answer)


def _beside(answer: Answer) -> Iterable[str]:
    """What the page shows beside an answer: sentences that are not plainly supported, near papers, and notices."""
    yield from (_checked(sentence) for sentence in answer.sentences if sentence.verdict != "supported")
    if answer.nearest:
        yield "Closest papers:"
        yield "\n".join(_line(found) for found in answer.nearest)
    yield from (f"Note: {inline(notice)}" for notice in answer.notices)


def _checked(sentence: Sentence) -> str:
    """A sentence's verdict; one that was struck stands here only."""
    left_out = "Left out: " if sentence.verdict in STRUCK else ""
    why = f": {inline(sentence.reason)}" if sentence.reason else ""
    return f"{left_out}“{inline(sentence.text)}” – {VERDICT_WORDS[sentence.verdict]}{why}"


def _line(found: Evidence) -> str:
    year = f" ({found.paper.year})" if found.paper.year else ""
    return f"- {inline(found.paper.title)}{year}"
