"""What each folder or file that was given held when it was last read whole, so that one can tell what has gone since.

`synced.sqlite` in the library is a record of this machine, derived from nothing: a row a root (what was given), file
and copy, paths resolved. A copy that has gone keeps its row, with `there` 0, until it comes back or is removed.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.errors import LibraryError

FILE = "synced.sqlite"
_TABLE = (
    "CREATE TABLE IF NOT EXISTS kept.synced (root TEXT, file TEXT, key TEXT, there INTEGER NOT NULL, "
    "PRIMARY KEY (root, file, key)) WITHOUT ROWID"
)
_WAIT_S = 60.0
_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Held:
    """A file, or folder, that was not read whole, and how many copies that were in it are taken to be there still."""

    file: str
    copies: int


class Seen:
    """The copies that a run meets, by file. They wait in a database that SQLite keeps on disk for itself."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("")
        self._database.execute("CREATE TABLE now (key TEXT, file TEXT, PRIMARY KEY (key, file)) WITHOUT ROWID")
        self._rows: list[tuple[str, str]] = []
        self._faulty: set[str] = set()
        self._file = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._database.close()

    def begin(self, file: Path | None) -> None:
        """What follows is of this file, or of no file at all and not for the record."""
        self._file = os.path.realpath(file) if file else ""  # of a link to itself, too, which a Path refuses to resolve

    def add(self, key: str) -> None:
        """A copy of the file."""
        if self._file:
            self._rows.append((key, self._file))
        if len(self._rows) >= _ROWS:
            self._write_rows()

    def fault(self) -> None:
        """The file was not read, or not to its end: what is missing from it may be there."""
        self._faulty.add(self._file)

    def record(self, library: Path, roots: Sequence[Path]) -> tuple[Held, ...]:
        """Note in the library what `roots`, which were read through, hold now; returns what could not be told.

        Raises:
            LibraryError: the record is damaged, or cannot be written.
        """
        self._write_rows()
        with _explained(library), _attached(self._database, library) as database:
            database.execute(_TABLE)
            held = [found for root in roots for found in self._held(database, str(root))]
            for root in roots:
                self._note(database, str(root), {found.file for found in held})
            self._note_elsewhere(database)
        return _summed(held, self._faulty)

    def _write_rows(self) -> None:
        with self._database:
            self._database.executemany("INSERT OR IGNORE INTO now VALUES (?, ?)", self._rows)
        self._rows = []

    def _held(self, database: sqlite3.Connection, root: str) -> list[Held]:
        """The files of a root with copies that were not met and may be there all the same."""
        missing = "SELECT file, count(*) FROM kept.synced WHERE root = ? AND there AND key NOT IN (SELECT key FROM now)"
        rows = database.execute(f"{missing} GROUP BY file", (root,))
        return [Held(file, copies) for file, copies in rows if _fault_of(file, self._faulty)]

    def _note(self, database: sqlite3.Connection, root: str, held: set[str]) -> None:
        for (file,) in database.execute("SELECT DISTINCT file FROM kept.synced WHERE root = ?", (root,)).fetchall():
            if file not in held:
                database.execute("UPDATE kept.synced SET there = 0 WHERE root = ? AND file = ?", (root, file))
        inside = root if root.endswith(os.sep) else root + os.sep
        database.execute(
            "INSERT OR REPLACE INTO kept.synced SELECT ?, file, key, 1 FROM now WHERE file = ? OR substr(file, 1, ?) = ?",
            (root, root, len(inside), inside),
        )

    def _note_elsewhere(self, database: sqlite3.Connection) -> None:
        """What other roots know of the files that were read now is brought in step, or it would claim what has gone."""
        database.execute("CREATE TEMP TABLE whole AS SELECT DISTINCT file FROM now")
        database.executemany("DELETE FROM whole WHERE file = ?", [(file,) for file in self._faulty])
        database.execute(
            "UPDATE kept.synced SET there = key IN (SELECT key FROM now) WHERE file IN (SELECT file FROM whole)"
        )


def gone(library: Path, roots: Sequence[Path]) -> frozenset[str]:
    """The keys of the copies that were in `roots` and are not now, nor in any other root that still exists.

    Raises:
        LibraryError: the record is damaged.
    """
    if not (library / FILE).exists():
        return frozenset()
    with _explained(library), closing(sqlite3.connect("")) as empty, _attached(empty, library) as database:
        database.execute(_TABLE)
        known = [root for (root,) in database.execute("SELECT DISTINCT root FROM kept.synced")]
        database.execute("CREATE TEMP TABLE given (root TEXT)")
        database.executemany("INSERT INTO given VALUES (?)", [(str(root),) for root in roots])
        database.execute("CREATE TEMP TABLE alive (root TEXT)")
        database.executemany("INSERT INTO alive VALUES (?)", [(root,) for root in known if Path(root).exists()])
        found = database.execute(
            "SELECT key FROM kept.synced WHERE root IN given AND NOT there "
            "EXCEPT SELECT key FROM kept.synced WHERE there AND root IN alive"
        )
        return frozenset(key for (key,) in found)


def forget(library: Path, keys: frozenset[str]) -> None:
    """Take the rows of copies that have gone and were removed out of the record.

    Raises:
        LibraryError: the record is damaged, or cannot be written.
    """
    with _explained(library), closing(sqlite3.connect("")) as empty, _attached(empty, library) as database:
        database.execute("CREATE TEMP TABLE removed (key TEXT PRIMARY KEY)")
        database.executemany("INSERT INTO removed VALUES (?)", [(key,) for key in keys])
        database.execute("DELETE FROM kept.synced WHERE NOT there AND key IN removed")


@contextmanager
def _attached(database: sqlite3.Connection, library: Path) -> Iterator[sqlite3.Connection]:
    """The record as `kept` beside a private database; what is done is done whole or not at all."""
    database.execute(f"PRAGMA busy_timeout = {int(_WAIT_S * 1000)}")
    database.execute("ATTACH ? AS kept", (str(library / FILE),))
    with database:
        database.execute("BEGIN IMMEDIATE")
        yield database


@contextmanager
def _explained(library: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise LibraryError(
            f"{library / FILE} cannot be used ({error}); if it is damaged, delete it: the next run makes it anew and "
            "forgets only which papers had gone from their folders"
        ) from error


def _fault_of(file: str, faulty: set[str]) -> str:
    """What was not read: the file, or a folder that it lies in; empty where all was."""
    return next((str(path) for path in (Path(file), *Path(file).parents) if str(path) in faulty), "")


def _summed(held: Sequence[Held], faulty: set[str]) -> tuple[Held, ...]:
    """One a file or folder that was not read; a file that two roots hold counts once."""
    copies: dict[str, int] = {}
    for file, n in {found.file: found.copies for found in held}.items():
        fault = _fault_of(file, faulty)
        copies[fault] = copies.get(fault, 0) + n
    return tuple(Held(file, n) for file, n in copies.items())
