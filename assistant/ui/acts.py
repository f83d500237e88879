"""What the script of the page asks for, read from an event that anybody may have sent: every value is bounded."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_TEXT = 20_001
"""Characters of a text that are looked at: one more than a question may have, so that a longer one is told as such."""

MAX_ID = 80
_PLACE = re.compile(r"turn-([1-9]\d{0,2})(?:-(?:c|n)([1-9]\d{0,2})|-s(\d{1,3})-([1-9]\d{0,2}))?")
_DO = re.compile(r"[a-z]{1,12}")


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do. `turn` and `number` count from 1, 0 where none is meant; `sentence` counts from 0.

    `at` is the id of the element that it is about, `id` a conversation or paper, `text` what the reader wrote.
    """

    do: str = ""
    at: str = ""
    turn: int = 0
    number: int = 0
    sentence: int | None = None
    id: str = ""
    text: str = ""


def act_of(sent: object) -> Act:
    """What was sent as an Act; anything that is none gives one that asks for nothing.

    >>> act_of({"do": "wrong", "at": "turn-2-s1-3"})
    Act(do='wrong', at='turn-2-s1-3', turn=2, number=3, sentence=1, id='', text='')
    """
    if not isinstance(sent, dict):
        return Act()
    do, at, named, text = (_text(sent.get(name)) for name in ("do", "at", "id", "text"))
    if not _DO.fullmatch(do):
        return Act()
    place = _PLACE.fullmatch(at)
    if place is None:
        return Act(do, id=named[:MAX_ID], text=text)
    turn, number, sentence, of_sentence = place.groups()
    return Act(
        do, at, int(turn), int(number or of_sentence or 0), int(sentence) if sentence else None, named[:MAX_ID], text
    )


def _text(value: object) -> str:
    return value[:MAX_TEXT] if isinstance(value, str) else ""
