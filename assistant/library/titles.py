"""Titles of all papers, from the catalogue: in their order, by number, and those that have some words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.filters import unaccented
from assistant.library.database import Database

Integers = NDArray[np.int64]
MOST_WORDS = 12
_HAS = "(title LIKE ? ESCAPE '\\' OR title LIKE ? ESCAPE '\\' OR authors LIKE ? ESCAPE '\\')"


class Titles:
    """What a list of papers is ordered by and looked through. Safe for any number of threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ordered(self) -> Integers:
        """The numbers of all papers in the order of their titles, case aside."""
        return _numbers(self._database.ask("SELECT n FROM papers ORDER BY title COLLATE NOCASE, n"))

    def of(self, numbers: Iterable[int]) -> dict[int, str]:
        """Titles by number."""
        query = "SELECT n, title FROM papers WHERE n IN (SELECT value FROM json_each(?))"
        return dict(self._database.ask(query, (json.dumps(list(numbers)),)))

    def having(self, words: Sequence[str]) -> Integers:
        """The numbers of the papers in whose title, or among whose authors, each of some words occurs, as a part too.

        Of the words the first `MOST_WORDS` count; without any, all papers are meant.
        """
        asked = [word for word in words if word][:MOST_WORDS]
        where = f"WHERE {' AND '.join([_HAS] * len(asked))}" if asked else ""
        values = [value for word in asked for value in (_part(word), _part(unaccented(word)), _part(unaccented(word)))]
        return _numbers(self._database.ask(f"SELECT n FROM papers {where}", values))  # noqa: S608 - marks only


def _numbers(rows: Sequence[tuple[Any, ...]]) -> Integers:
    return np.fromiter((row[0] for row in rows), np.int64, len(rows))


def _part(word: str) -> str:
    marked = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{marked}%"
