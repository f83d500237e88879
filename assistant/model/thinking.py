"""Keeps a model's thoughts from the reader: `<think>…</think>` before the answer, however the stream cuts it.

Only what stands before the answer's first character is a thought. An answer may well be about such tags, and loses
nothing.
"""

from __future__ import annotations

_TAGS = {"<think>": "</think>", "<thinking>": "</thinking>"}


class ThoughtFilter:
    """Takes a reply piece by piece and gives back the answer, without blank space before it."""

    def __init__(self) -> None:
        self._held = ""
        self._closing = ""
        self._answering = False
        self.thought = False

    def feed(self, text: str) -> str:
        """The part of the answer that is known after this piece."""
        if self._answering:
            return text
        self._held += text
        while self._held and not self._answering:
            if not (self._skip_thought() if self._closing else self._look()):
                return ""
        given, self._held = self._held, ""
        return given

    def rest(self) -> str:
        """What was held back, once the reply is whole; a thought that never ended is none of it."""
        given = "" if self._closing else self._held
        self._held = ""
        return given

    def _look(self) -> bool:
        """See whether a thought or the answer begins; False where the next characters must tell."""
        self._held = self._held.lstrip()
        if opening := next((tag for tag in _TAGS if self._held.startswith(tag)), None):
            self._closing, self.thought = _TAGS[opening], True
            self._held = self._held.removeprefix(opening)
            return True
        if any(tag.startswith(self._held) for tag in _TAGS):
            return False
        self._answering = True
        return True

    def _skip_thought(self) -> bool:
        """Drop the thought up to its end; False where that has not come."""
        thought, closed, behind = self._held.partition(self._closing)
        # The end may be cut in two, so as much as may be its beginning is kept.
        self._held = behind if closed else thought[-len(self._closing) + 1 :]
        self._closing = "" if closed else self._closing
        return bool(closed)


def behind_thought(text: str) -> str | None:
    """The answer behind a line that only closes a thought, as servers send it that keep the opening tag to themselves.

    None where there is no such line.
    """
    lines = text.split("\n")
    ends = [place for place, line in enumerate(lines) if line.strip() in _TAGS.values()]
    return "\n".join(lines[ends[-1] + 1 :]).strip() if ends else None
