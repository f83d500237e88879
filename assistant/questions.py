"""What is asked: checked for length, and made to stand alone where it leans on the question before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.errors import QuestionError
from assistant.records import Turn
from assistant.tokens import count_tokens

MAX_TOKENS = 4000
COUNTED_AS = "gpt-4o"
"""Whose tokens these are, whatever model is in use: the limit is the question's own."""
_LEANING = re.compile(
    r"^(and|but|also|what about|how about|how so|which one|which of (these|those|them))\b"
    r"|^why( not| so| is that)?\W*$"
    r"|\b(it|its|they|them|their|this|these|those|the (same|latter|former|first one|second one))\b",
    re.IGNORECASE,
)
MAX_LEANING_WORDS = 12
_JOINT = re.compile(
    r"(?:[?;]\s+|,?\s+and\s+)(?=(?:what|which|how|why|who|when|where|does|do|did|is|are|was|were|can|could|should)\b)",
    re.IGNORECASE,
)
MIN_PART_WORDS = 3
MAX_PARTS = 3


def checked(question: str) -> str:
    """The question as it was asked, without blanks around it.

    Raises:
        QuestionError: it is empty or longer than 4,000 tokens.
    """
    text = one_line(question)
    if not any(character.isalnum() for character in text):
        raise QuestionError(
            "the question is empty; ask something, for example: what limits scaling with repeated data?"
        )
    # A token is at least one byte, so most questions need no counting.
    if len(text.encode("utf-8", "replace")) > MAX_TOKENS and (n := count_tokens(text, COUNTED_AS)) > MAX_TOKENS:
        raise QuestionError(f"the question has {n:,} tokens, at most {MAX_TOKENS:,} can be read; shorten it")
    return question.strip()


def one_line(question: str) -> str:
    """The question as it is searched: its words with one blank between them."""
    return " ".join(question.split())


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question as it can be searched alone: a short one that points back is put behind the one before it."""
    leans = len(question.split()) <= MAX_LEANING_WORDS and _LEANING.search(question)
    return f"{history[-1].answer.standalone_question} {question}" if history and leans else question


def parts(question: str, history: Sequence[Turn] = ()) -> tuple[str, ...]:
    """The questions that one question joins ("what is X and how large is Y"), each to be searched alone; () if one.

    A part that points back is put behind the part before it, and the first behind the question before.
    """
    found: list[str] = []
    for part in _JOINT.split(question):
        words = part.strip()
        if len(words.split()) < MIN_PART_WORDS:
            return ()
        leans = found and _LEANING.search(words)
        found.append(f"{found[-1]} {words}" if leans else words if found else standalone(words, history))
    return tuple(found) if 1 < len(found) <= MAX_PARTS else ()
