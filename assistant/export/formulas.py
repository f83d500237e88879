"""Cells that a spreadsheet would run as a formula, made harmless by an apostrophe in front, and back."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guarded(cell: str) -> str:
    """The cell with an apostrophe in front where it begins like a formula.

    One that has apostrophes before that gets one more, so that `unguarded` gives every cell back.
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell without the apostrophe that `guarded` put in front; any other apostrophe stays."""
    return cell[1:] if _GUARDED.match(cell) else cell
