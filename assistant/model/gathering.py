"""One reply while it comes: what the reader may see of it, and what is known at its end."""

from __future__ import annotations

from assistant.model.thinking import ThoughtFilter, behind_thought
from assistant.model.wire import Garbled, Piece

MAX_CHARACTERS = 2_000_000
"""Of one reply; more is no answer to anything."""


class Gathering:
    """Takes the pieces of a reply in order.

    `begun` is whether any piece came; `finish_reason`, `model` and the counts are None until the server has given them;
    `text` is what the reader may see so far, `written` all that the model wrote, thoughts included. `shown` is whether
    whoever reads along has seen a character.
    """

    def __init__(self, *, thinks_first: bool) -> None:
        """`thinks_first`: hold everything back until a thought has ended, or the reply."""
        self._filter = ThoughtFilter(inside=thinks_first)
        self._written: list[str] = []
        self._thoughts: list[str] = []
        self._size = 0
        self.begun = False
        self.shown = False
        self.text = ""
        self.finish_reason: str | None = None
        self.prompt_tokens: int | None = None
        self.completion_tokens: int | None = None
        self.model: str | None = None
        self.opens_in_thought = False

    @property
    def written(self) -> str:
        """Everything that the model wrote, as it is counted."""
        return "".join((*self._thoughts, *self._written))

    def take(self, piece: Piece) -> str:
        """The next piece; gives what the reader may now see.

        Raises:
            Garbled: the reply is longer than any reply.
        """
        self.begun = True
        self.finish_reason = piece.finish_reason or self.finish_reason
        self.model = piece.model or self.model
        if piece.prompt_tokens is not None:
            self.prompt_tokens = piece.prompt_tokens
        if piece.completion_tokens is not None:
            self.completion_tokens = piece.completion_tokens
        self._size += len(piece.text) + len(piece.thought)
        if self._size > MAX_CHARACTERS:
            raise Garbled(f"more than {MAX_CHARACTERS:,} characters")
        self._written.append(piece.text)
        self._thoughts.append(piece.thought)
        return self._show(self._filter.feed(piece.text))

    def end(self) -> str:
        """The reply has ended: what was still held back."""
        # Only a reply that is whole tells that it had no thought; else the end of the thought may have been cut off.
        cut = self._filter.guessing and self.finish_reason != "stop"
        held = "" if cut else self._show(self._filter.rest())
        if not self._filter.thought and (answer := behind_thought("".join(self._written))) is not None:
            # The reader of a stream has seen the thought by now; the next reply is held back.
            self.opens_in_thought = True
            self.text = answer
        return held

    def _show(self, text: str) -> str:
        self.text += text
        self.shown = self.shown or bool(text)
        return text
