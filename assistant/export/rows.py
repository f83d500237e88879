"""The named fields that JSON Lines and CSV write, and what they cannot carry."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assistant.export.carried import beside, plainly
from assistant.records import Paper

COLUMNS = (
    "id",
    "title",
    "abstract",
    "authors",
    "n_authors",
    "date",
    "date_inferred",
    "venue",
    "doi",
    "arxiv_id",
    "url",
    "is_digest",
)


def row_of(paper: Paper, authors: tuple[str, ...]) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """The fields that are known, by name, and what `beside` finds to be missing from them.

    `authors` are those that the format can write; the others are found missing.
    """
    plain = plainly(paper)
    written = tuple(name for name in map(str.strip, authors) if name)
    carried = replace(
        plain,
        title=" ".join(paper.title.split()) if "\n" in paper.title else paper.title.strip(),
        abstract=paper.abstract.strip(),
        authors=written,
        n_authors=len(written) or None if paper.n_authors is None else paper.n_authors,
        date_inferred=paper.date_inferred,
        venue=(paper.venue or "").strip() or None,
        is_digest=paper.is_digest,
    )
    known = {name: getattr(carried, name) for name in COLUMNS}
    if paper.n_authors is None:
        known["n_authors"] = None
    return {name: value for name, value in known.items() if value or (value == 0 and value is not False)}, beside(
        paper, carried
    )
