"""Which column of a table, or key of a JSON object, stands for which field of a Paper: guessed, or as the user says.

A column is known by its name without regard to case. Where two columns mean the same, the more telling name wins:
"abstract" over "text".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.errors import UsageError

_ALIASES: dict[str, tuple[str, ...]] = {
    "id": ("id", "_id", "paper_id", "key"),
    "title": ("title", "article title"),
    "abstract": ("abstract", "summary", "description", "text"),
    "authors": ("authors", "author"),
    "n_authors": ("n_authors",),
    "date": ("date", "published", "publication_date", "published_date"),
    "date_inferred": ("date_inferred",),
    "year": ("year", "publication year"),
    "venue": ("venue", "journal", "booktitle", "source title"),
    "doi": ("doi",),
    "arxiv_id": ("arxiv_id", "arxiv"),
    "url": ("url", "link"),
    "is_digest": ("is_digest",),
}
_GUESSES: dict[str, tuple[str, int]] = {
    alias: (field, rank) for field, aliases in _ALIASES.items() for rank, alias in enumerate(aliases)
}
FIELDS: tuple[str, ...] = tuple(_ALIASES)
"""The fields that a column may stand for."""
_REMEMBERED = 4096


class Columns:
    """A way to read column names; `chosen` are pairs of a field and the column that the user names for it.

    Raises:
        UsageError: a field is unknown or chosen twice, or a column is.
    """

    def __init__(self, chosen: Iterable[tuple[str, str]] = ()) -> None:
        self._chosen = tuple(chosen)
        fields = [field for field, _ in self._chosen]
        columns = [_plain(column) for _, column in self._chosen]
        for field in fields:
            if field not in FIELDS:
                raise UsageError(f"unknown field {field!r} for a column: the fields are {', '.join(FIELDS)}")
        for names in (fields, columns):
            if twice := next((name for name in names if names.count(name) > 1), None):
                raise UsageError(f"{twice!r} is named for two columns or fields; name each once")
        self._known: dict[str, tuple[str, int] | None] = {}
        self._by_column = dict(zip(columns, fields, strict=True))

    def __bool__(self) -> bool:
        return bool(self._chosen)

    def field_of(self, name: str) -> tuple[str, int] | None:
        """The field a column stands for and its rank there, the least first; None where it stands for none."""
        try:
            return self._known[name]
        except KeyError:
            found = self._find(_plain(name))
            if len(self._known) < _REMEMBERED:
                self._known[name] = found
            return found

    def hold_papers(self, names: Sequence[str]) -> bool:
        """Whether a table with these columns has titles and abstracts."""
        fields = {known[0] for name in names if (known := self.field_of(name))}
        return {"title", "abstract"} <= fields

    def lacking(self, names: Iterable[str]) -> str:
        """The first chosen column that is not among these; empty where all are there."""
        there = {_plain(name) for name in names}
        return next((column for _, column in self._chosen if _plain(column) not in there), "")

    def chosen_for(self, field: str) -> str | None:
        """The column that the user named for a field."""
        return dict(self._chosen).get(field)

    def _find(self, name: str) -> tuple[str, int] | None:
        if name in self._by_column:
            return self._by_column[name], 0
        guess = _GUESSES.get(name)
        return None if guess and self.chosen_for(guess[0]) is not None else guess


GUESSED = Columns()
"""Names as they are guessed."""


def listed(names: Iterable[str]) -> str:
    """Column names for a message, as many as fit."""
    told = ", ".join(name.strip() for name in names if name.strip())
    return told[:200] + ("…" if len(told) > 200 else "") or "none"


def _plain(name: str) -> str:
    return name.strip().lower()
