"""What a conversation is called: its first question on one line, short, and safe to show anywhere."""

from __future__ import annotations

from assistant.escaping import visible
from assistant.questions import one_line

MAX_CHARACTERS = 80
UNTITLED = "No question yet"


def title_of(text: str) -> str:
    r"""A title made of some text: one line of at most 80 characters, cut between words where that is possible.

    Characters that would steer a terminal or turn the direction of text are written out, as \x1b.
    """
    line = visible(one_line(text[: 20 * MAX_CHARACTERS]))
    if len(line) <= MAX_CHARACTERS:
        return line
    cut = line[: MAX_CHARACTERS - 1]
    if " " in cut[MAX_CHARACTERS // 2 :]:
        cut = cut.rpartition(" ")[0]
    return f"{cut.rstrip(' ,;:–-')}…"
