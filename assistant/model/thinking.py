"""Keeps a model's thoughts from the reader: `<think>…</think>` before the answer, however the stream cuts it.

Only what stands before the answer's first character is a thought. An answer may well be about such tags, and loses
nothing.
"""

from __future__ import annotations

_OPENS, _CLOSES = "<think>", "</think>"


class ThoughtFilter:
    """Takes a reply piece by piece and gives back the answer, without blank space before it.

    With `inside` the reply is taken to begin in a thought; where that has no end, there was none. `thought` is whether
    one was seen.
    """

    def __init__(self, *, inside: bool) -> None:
        self._held = ""
        self._guessed = self._inside = inside
        self._answering = False
        self.thought = False

    @property
    def guessing(self) -> bool:
        """Whether what is held back is only taken to be a thought."""
        return self._inside and self._guessed

    def feed(self, text: str) -> str:
        """The part of the answer that is known after this piece."""
        if self._answering:
            return text
        self._held += text
        while self._held and not self._answering:
            if not (self._skip_thought() if self._inside else self._look()):
                return ""
        given, self._held = self._held, ""
        return given

    def rest(self) -> str:
        """What was held back, once the reply is whole; a thought that never ended is none of it."""
        held, self._held = self._held, ""
        if self.guessing:
            whole = ThoughtFilter(inside=False)
            return whole.feed(held) + whole.rest()
        return "" if self._inside else held

    def _look(self) -> bool:
        """See whether a thought or the answer begins; False where the next characters must tell."""
        self._held = self._held.lstrip()
        # Some servers take the thought out and leave its closing tag.
        if tag := next((tag for tag in (_OPENS, _CLOSES) if self._held.startswith(tag)), None):
            self._inside, self.thought = tag == _OPENS, True
            self._held = self._held.removeprefix(tag)
            return True
        if any(tag.startswith(self._held) for tag in (_OPENS, _CLOSES)):
            return False
        self._answering = True
        return True

    def _skip_thought(self) -> bool:
        """Drop the thought up to its end; False where that has not come."""
        thought, closed, behind = self._held.partition(_CLOSES)
        if closed:
            self._held, self._inside, self._guessed, self.thought = behind, False, False, True
        elif not self._guessed:
            # The end may be cut in two, so as much as may be its beginning is kept.
            self._held = thought[-len(_CLOSES) + 1 :]
        return bool(closed)


def behind_thought(text: str) -> str | None:
    """The answer behind a line that only closes a thought, as servers send it that keep the opening tag to themselves.

    None where there is no such line.
    """
    lines = text.split("\n")
    ends = [place for place, line in enumerate(lines) if line.strip() == _CLOSES]
    return "\n".join(lines[ends[-1] + 1 :]).strip() if ends else None
