"""How many of a thing, in words for the reader."""

from __future__ import annotations


def papers(n: int) -> str:
    """So many papers."""
    return "1 paper" if n == 1 else f"{n} papers"


def times(n: int) -> str:
    """So often; begins a sentence."""
    return "Once" if n == 1 else f"{n} times"


def struck(n: int) -> str:
    """The notice of sentences that failed."""
    if n == 1:
        return "1 sentence failed the check against its abstracts and is struck through."
    return f"{n} sentences failed the check against their abstracts and are struck through."
