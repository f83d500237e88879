"""Papers that were found, as lines to read."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.records import Evidence


def numbered(evidence: Iterable[Evidence]) -> str:
    """A line a paper: its rank, title, year, id and score."""
    return "\n".join(_line(rank, found) for rank, found in enumerate(evidence, 1))


def _line(rank: int, found: Evidence) -> str:
    paper = found.paper
    year = f" ({paper.year})" if paper.year else ""
    return f"{rank:3}. {paper.title}{year}  [{paper.id}, score {found.score:.2f}]"
