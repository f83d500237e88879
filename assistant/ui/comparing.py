"""What the Compare tab holds and does, without Gradio: aspects added and removed, a table made, a table written out."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Protocol

from assistant.aspects import MOST
from assistant.errors import UsageError
from assistant.records import Filters
from assistant.table_text import csv_text, markdown
from assistant.tables import Table
from assistant.ui.exports import File, file_name
from assistant.ui.running import MAX_QUESTION_CHARACTERS
from assistant.ui.waiting import unless_stopped

MAX_ASPECT = 120
"""Characters of an aspect: a phrase, no sentence."""

_BETWEEN = re.compile(r"[;\n]")


class Tabulates(Protocol):
    """What comparing needs of an Assistant."""

    def table(
        self,
        question: str,
        aspects: Sequence[str] = (),
        *,
        filters: Filters | None = None,
        stop: threading.Event | None = None,
    ) -> Table:
        """As `Assistant.table`."""
        ...


@dataclass(frozen=True, slots=True)
class Comparison:
    """One browser tab's comparison: whose it is, the aspects chosen, and the table made last."""

    owner: str | None = None
    aspects: tuple[str, ...] = ()
    table: Table | None = None


def comparison_of(held: object, owner: str | None) -> Comparison:
    """What the session holds if it is this owner's, else an empty one of theirs."""
    if isinstance(held, Comparison) and held.owner == owner:
        return held
    return Comparison(owner)


def with_aspects(held: Comparison, text: object) -> Comparison:
    """One aspect more, or several with semicolons between them; one that is there already is not added again.

    Raises:
        UsageError: one has no words or is a whole sentence, or there would be too many.
    """
    given = text[: MAX_ASPECT * MOST * 2] if isinstance(text, str) else ""
    names = [" ".join(name.split()) for name in _BETWEEN.split(given)]
    for name in filter(None, names):
        if not any(character.isalnum() for character in name):
            raise UsageError(
                f"The aspect {name[:20]!r} has no words; name what to compare, for example: training cost."
            )
        if len(name) > MAX_ASPECT:
            raise UsageError(f"An aspect has at most {MAX_ASPECT} characters; name it in a few words.")
    found = tuple(dict.fromkeys((*held.aspects, *filter(None, names))))
    if len(found) > MOST:
        raise UsageError(f"At most {MOST} aspects can be compared; remove one first.")
    return replace(held, aspects=found)


def without_aspect(held: Comparison, position: str) -> Comparison:
    """Without the aspect at a position from 0, as the page sent it; another position changes nothing."""
    left = tuple(name for place, name in enumerate(held.aspects) if str(place) != position)
    return replace(held, aspects=left)


def compared(
    assistant: Tabulates, held: Comparison, question: object, filters: Filters, stop: threading.Event
) -> Comparison:
    """The comparison with its table. Stopped, it does not wait for what an embedder elsewhere may take.

    Raises:
        UsageError: there is no question, or it is too long.
        Stopped: `stop` was set meanwhile.
        LitAssistError: the library cannot be asked.
    """
    text = question.strip() if isinstance(question, str) else ""
    if not text:
        raise UsageError("Say first what the papers are to be compared for, for example: How are models made smaller?")
    if len(text) > MAX_QUESTION_CHARACTERS:
        raise UsageError(f"The question has {len(text):,} characters; ask it in at most {MAX_QUESTION_CHARACTERS:,}.")
    made = unless_stopped(lambda: assistant.table(text, held.aspects, filters=filters, stop=stop), stop)
    return replace(held, table=made)


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a table: its suffix, media type and writer."""

    suffix: str
    kind: str
    write: Callable[[Table], str]


FORMS = {"csv": Form(".csv", "text/csv", csv_text), "markdown": Form(".md", "text/markdown", markdown)}


def written(held: Comparison, form: str) -> File:
    """The table as a file, under its question.

    Raises:
        UsageError: there is no such form, or no table yet.
    """
    if form not in FORMS:
        raise UsageError(f"There is no export called {form[:20]!r}; choose CSV or Markdown.")
    if held.table is None:
        raise UsageError("There is no table yet; compare papers first.")
    made = FORMS[form]
    return File(file_name(held.table.question, "comparison", made.suffix), made.kind, made.write(held.table))


@dataclass(frozen=True, slots=True)
class OneAtATime:
    """Lets each session do one thing at a time, and stop it."""

    refusal: str
    _busy: dict[str, threading.Event] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def turn(self, session: str) -> Iterator[threading.Event]:
        """The session's turn, as what is set when it is stopped.

        Raises:
            UsageError: it has one already; the message is `refusal`.
        """
        stop = threading.Event()
        with self._lock:
            if self._busy.setdefault(session, stop) is not stop:
                raise UsageError(self.refusal)
        try:
            yield stop
        finally:
            with self._lock:
                del self._busy[session]

    def stop(self, session: str) -> None:
        """Stop what the session is doing, if anything."""
        with self._lock:
            if session in self._busy:
                self._busy[session].set()
