"""The columns that say where the vectors of passages and of sentences lie, written from the places and read at once.

Columns are written before the places that they were told by are committed, so a kill leaves no place that they miss:
at worst they point to rows, right ones, which no place refers to yet.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.library.columns import Columns

_NOWHERE = ("", 0, 0)


@dataclass(frozen=True, slots=True)
class Pointer:
    """A kind of vectors of one model, the digest in `papers` that they go with, and the columns that point to them."""

    kind: str
    digest: str
    file: str
    start: str
    rows: str


def pointers(model: str) -> tuple[Pointer, Pointer]:
    """Of passages and of sentences."""
    return (
        Pointer(f"passages/{model}", "passages", "file", "start", "rows"),
        Pointer(f"sentences/{model}", "digest", "sentence_file", "sentence_start", "sentence_rows"),
    )


def point(database: sqlite3.Connection, columns: Columns, pointer: Pointer, numbers: Sequence[int]) -> None:
    """Write where the vectors of one kind of some papers, by number, lie; within a transaction."""
    query = f"{_places(pointer)} WHERE p.n IN (SELECT value FROM json_each(?))"  # noqa: S608 - of this file
    found = database.execute(query, (pointer.kind, json.dumps(list(numbers))))
    _write(database, columns, pointer, numbers, found)


def point_all(database: sqlite3.Connection, columns: Columns, pointer: Pointer) -> None:
    """The same of all papers."""
    numbers = [row[0] for row in database.execute("SELECT n FROM papers ORDER BY n")]
    _write(database, columns, pointer, numbers, database.execute(_places(pointer), (pointer.kind,)))


def coded(database: sqlite3.Connection, kind: str, values: Sequence[str | None]) -> Mapping[str, int]:
    """The codes of some values of a kind, those that have none yet among them."""
    wanted = list(dict.fromkeys(value for value in values if value is not None))
    database.executemany("INSERT OR IGNORE INTO codes (kind, value) VALUES (?, ?)", [(kind, v) for v in wanted])
    query = "SELECT value, code FROM codes WHERE kind = ? AND value IN (SELECT value FROM json_each(?))"
    return dict(database.execute(query, (kind, json.dumps(wanted))).fetchall())


def _places(pointer: Pointer) -> str:
    return (
        "SELECT p.n, v.file, v.start, v.n FROM papers AS p CROSS JOIN places AS v ON v.kind = ? AND v.id = p.id "  # noqa: S608 - of this file
        f"AND v.digest = p.{pointer.digest}"
    )


def _write(
    database: sqlite3.Connection,
    columns: Columns,
    pointer: Pointer,
    numbers: Sequence[int],
    rows: Iterable[tuple[int, str, int, int]],
) -> None:
    places = {n: (file, start, count) for n, file, start, count in rows}
    files = coded(database, "file", [file for file, _, _ in places.values()])
    found = [places.get(n, _NOWHERE) for n in numbers]
    columns.put(
        numbers,
        {
            pointer.file: [files.get(file, 0) for file, _, _ in found],
            pointer.start: [start for _, start, _ in found],
            pointer.rows: [count for _, _, count in found],
        },
    )
