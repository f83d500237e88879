"""What stands where no question has been asked yet: what to expect, how to read an answer, and questions to try."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.ui.markup import offers_html

_LESSONS = (
    ("Numbers lead to evidence.", "Point at [1], or tap it, to read the sentence of the abstract that says so."),
    (
        "Marks tell how far to trust.",
        "✓ supported, ◐ partly, ○ not checked; what fails is struck through, with the reason.",
    ),
    ("No is an answer.", "What the library does not hold is not answered; you see the nearest papers instead."),
)


def welcome_html(questions: Sequence[str]) -> str:
    """The empty page; its questions ask themselves when they are pressed."""
    lessons = "".join(f"<li><strong>{head}</strong> {words}</li>" for head, words in _LESSONS)
    tried = f'<h3>Try one of these</h3><ul class="la-offers">{offers_html(questions)}</ul>' if questions else ""
    return (
        '<div class="la-welcome"><h2>Ask the abstracts</h2>'
        "<p>Every sentence of an answer points to the sentence of an abstract that says so.</p>"
        f'<ul class="la-lessons">{lessons}</ul>{tried}</div>'
    )
