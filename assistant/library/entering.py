"""Papers entered into the catalogue's tables and columns, and taken out of them; all within one transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from assistant.filters import Facets, facets
from assistant.library.columns import UNKNOWN, Columns
from assistant.library.kept import packed
from assistant.library.keys import key_of
from assistant.library.names import names_of
from assistant.library.pointing import coded, point, pointers
from assistant.library.stored import Stored, passages_digest, text_digest

PAGE = 5000
_PUT = (
    "INSERT INTO papers (id, title, is_digest, sentences, digest, passages, year, authors) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET title = excluded.title, "
    "is_digest = excluded.is_digest, sentences = excluded.sentences, digest = excluded.digest, "
    "passages = excluded.passages, year = excluded.year, authors = excluded.authors"
)
_FOUND = "SELECT id, n, authors FROM papers WHERE id IN (SELECT value FROM json_each(?))"
_NUMBERS = ("year", "day_first", "day_last", "n_authors")


def forget(database: sqlite3.Connection, columns: Columns, removed: Iterable[str]) -> None:
    """Take papers out; ids of none are passed over."""
    ids = list(removed)
    numbers = _unword(database, ids)
    columns.put(numbers, {"alive": [0] * len(numbers)})
    database.executemany("DELETE FROM kept WHERE n = ?", [(number,) for number in numbers])
    database.executemany("DELETE FROM papers WHERE id = ?", [(paper_id,) for paper_id in ids])
    database.executemany("DELETE FROM names WHERE id = ?", [(paper_id,) for paper_id in ids])


def enter(database: sqlite3.Connection, columns: Columns, puts: Iterable[Stored], model: str) -> None:
    """Put papers in, replacing those of the same id, with the places of their vectors of one model."""
    for page in _pages(puts):
        ids = [stored.paper.id for stored in page]
        _unword(database, ids)
        database.executemany("DELETE FROM names WHERE id = ?", [(paper_id,) for paper_id in ids])
        found = {stored.paper.id: facets(stored.paper) for stored in page}
        database.executemany(_PUT, [_row(stored, found[stored.paper.id]) for stored in page])
        # In the order of the table, so that a large one is not written to all over the place.
        names = sorted((name, stored.paper.id) for stored in page for name in names_of(stored))
        database.executemany("INSERT INTO names VALUES (?, ?)", names)
        numbers = {row[0]: row[1] for row in database.execute(_FOUND, (json.dumps(ids),))}
        kept = sorted((numbers[stored.paper.id], packed(stored)) for stored in page)
        database.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?)", kept)
        words = {(word, numbers[i]) for i, own in found.items() for word in _words(own.authors)}
        database.executemany("INSERT INTO author_words VALUES (?, ?)", sorted(words))
        for pointer in pointers(model):
            point(database, columns, pointer, list(numbers.values()))
        _write_columns(database, columns, {numbers[i]: own for i, own in found.items()})


def _write_columns(database: sqlite3.Connection, columns: Columns, found: Mapping[int, Facets]) -> None:
    numbers = list(found)
    values: dict[str, list[int]] = {name: [_known(getattr(found[n], name)) for n in numbers] for name in _NUMBERS}
    values["key"] = [key_of(found[n].paper_id) for n in numbers]
    values["named"] = [int(found[n].authors is not None) for n in numbers]
    venues = coded(database, "venue", [found[n].venue for n in numbers])
    values["venue"] = [0 if (venue := found[n].venue) is None else venues[venue] for n in numbers]
    sources = coded(database, "sources", [found[n].sources for n in numbers])
    values["sources"] = [sources[found[n].sources] for n in numbers]
    values["alive"] = [1] * len(numbers)  # last: who finds a paper alive finds it in all columns
    columns.put(numbers, values)


def _unword(database: sqlite3.Connection, ids: Sequence[str]) -> list[int]:
    """Take away the words of the authors of papers that are there; returns the numbers of these papers."""
    rows = database.execute(_FOUND, (json.dumps(list(ids)),)).fetchall()
    words = [(word, n) for _, n, authors in rows for word in _words(authors)]
    database.executemany("DELETE FROM author_words WHERE word = ? AND n = ?", words)
    return [n for _, n, _ in rows]


def _words(authors: str | None) -> set[str]:
    return set((authors or "").replace("|", " ").split())


def _row(stored: Stored, found: Facets) -> tuple[object, ...]:
    paper = stored.paper
    digests = (text_digest(stored), passages_digest(stored))
    return (paper.id, paper.title, int(paper.is_digest), len(stored.sentences), *digests, found.year, found.authors)


def _known(value: int | None) -> int:
    return UNKNOWN if value is None else value


def _pages(puts: Iterable[Stored]) -> Iterator[list[Stored]]:
    rest = iter(puts)
    while page := list(islice(rest, PAGE)):
        yield page
