"""Papers entered into the catalogue's tables and columns, and taken out of them; all within one transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from assistant.filters import Facets, facets
from assistant.library.columns import UNKNOWN, Columns
from assistant.library.keys import key_of
from assistant.library.names import names_of
from assistant.library.stored import Stored, passages_digest, text_digest

PAGE = 5000
_PUT = (
    "INSERT INTO papers (id, title, is_digest, sentences, digest, passages, year, authors) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET title = excluded.title, "
    "is_digest = excluded.is_digest, sentences = excluded.sentences, digest = excluded.digest, "
    "passages = excluded.passages, year = excluded.year, authors = excluded.authors"
)
_FOUND = "SELECT id, n, authors FROM papers WHERE id IN (SELECT value FROM json_each(?))"
_PLACES = (
    "SELECT p.n, v.file, v.start, v.n FROM papers AS p CROSS JOIN places AS v "
    "ON v.kind = ? AND v.id = p.id AND v.digest = p.passages"
)
_NUMBERS = ("year", "day_first", "day_last", "n_authors")


def forget(database: sqlite3.Connection, columns: Columns, removed: Iterable[str]) -> None:
    """Take papers out; ids of none are passed over."""
    ids = list(removed)
    numbers = _unword(database, ids)
    columns.put(numbers, {"alive": [0] * len(numbers)})
    database.executemany("DELETE FROM papers WHERE id = ?", [(paper_id,) for paper_id in ids])
    database.executemany("DELETE FROM names WHERE id = ?", [(paper_id,) for paper_id in ids])


def enter(database: sqlite3.Connection, columns: Columns, puts: Iterable[Stored], kind: str) -> None:
    """Put papers in, replacing those of the same id, with the places of their passages' vectors of one kind."""
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
        words = {(word, numbers[i]) for i, own in found.items() for word in _words(own.authors)}
        database.executemany("INSERT INTO author_words VALUES (?, ?)", sorted(words))
        _write_columns(database, columns, {numbers[i]: own for i, own in found.items()}, kind)


def place(database: sqlite3.Connection, columns: Columns, kind: str) -> None:
    """Write where the vectors of one kind of all papers' passages lie."""
    numbers = [row[0] for row in database.execute("SELECT n FROM papers ORDER BY n")]
    _write_places(database, columns, numbers, database.execute(_PLACES, (kind,)))


def _write_columns(database: sqlite3.Connection, columns: Columns, found: Mapping[int, Facets], kind: str) -> None:
    numbers = list(found)
    values: dict[str, list[int]] = {name: [_known(getattr(found[n], name)) for n in numbers] for name in _NUMBERS}
    values["alive"] = [1] * len(numbers)
    values["key"] = [key_of(found[n].paper_id) for n in numbers]
    values["named"] = [int(found[n].authors is not None) for n in numbers]
    venues = _coded(database, "venue", [found[n].venue for n in numbers])
    values["venue"] = [0 if (venue := found[n].venue) is None else venues[venue] for n in numbers]
    sources = _coded(database, "sources", [found[n].sources for n in numbers])
    values["sources"] = [sources[found[n].sources] for n in numbers]
    columns.put(numbers, values)
    query = f"{_PLACES} WHERE p.n IN (SELECT value FROM json_each(?))"  # noqa: S608 - a constant
    _write_places(database, columns, numbers, database.execute(query, (kind, json.dumps(numbers))))


def _write_places(
    database: sqlite3.Connection, columns: Columns, numbers: Sequence[int], rows: Iterable[tuple[int, str, int, int]]
) -> None:
    places = {n: (file, start, count) for n, file, start, count in rows}
    files = _coded(database, "file", [file for file, _, _ in places.values()])
    nowhere = ("", 0, 0)
    found = [places.get(n, nowhere) for n in numbers]
    columns.put(
        numbers,
        {
            "file": [files.get(file, 0) for file, _, _ in found],
            "start": [start for _, start, _ in found],
            "rows": [count for _, _, count in found],
        },
    )


def _coded(database: sqlite3.Connection, kind: str, values: Sequence[str | None]) -> dict[str, int]:
    """The codes of some values of a kind, those that have none yet among them."""
    wanted = list(dict.fromkeys(value for value in values if value is not None))
    database.executemany("INSERT OR IGNORE INTO codes (kind, value) VALUES (?, ?)", [(kind, v) for v in wanted])
    query = "SELECT value, code FROM codes WHERE kind = ? AND value IN (SELECT value FROM json_each(?))"
    return dict(database.execute(query, (kind, json.dumps(wanted))).fetchall())


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
