"""Where each paper's vectors lie: rows of files, by kind of vector and the digest of the text they were made from."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.library.database import Database


@dataclass(frozen=True, slots=True)
class Place:
    """Rows of a file, and the digest of the text that they were made from."""

    paper_id: str
    digest: str
    file: str
    start: int
    n: int


Pointed = Callable[[sqlite3.Connection, str, Iterable[str]], None]
"""Told, within the transaction, of which kind vectors were stored and whose."""


def nobody(database: sqlite3.Connection, kind: str, paper_ids: Iterable[str]) -> None:
    """Where no columns point to vectors."""


class Places:
    """The places of all vectors. Writing happens under the library's lock."""

    def __init__(self, database: Database, pointed: Pointed = nobody) -> None:
        self._database = database
        self._pointed = pointed

    def get(self, kind: str, paper_id: str, digest: str) -> Place | None:
        """Where the vectors of one kind of one text of a paper lie."""
        return self.get_many(kind, [(paper_id, digest)])[0]

    def get_many(self, kind: str, texts: Sequence[tuple[str, str]]) -> list[Place | None]:
        """The same for several texts, given as (paper id, digest), in that order."""
        query = "SELECT id, digest, file, start, n FROM places WHERE kind = ? AND id = ? AND digest = ?"
        with self._database.reading() as database:
            rows = [database.execute(query, (kind, *text)).fetchone() for text in texts]
        return [None if row is None else Place(*row) for row in rows]

    def all_of(self, kind: str) -> list[Place]:
        """All places of one kind."""
        query = "SELECT id, digest, file, start, n FROM places WHERE kind = ? ORDER BY file, start"
        return [Place(*row) for row in self._database.ask(query, (kind,))]

    def used(self, kind: str) -> dict[str, int]:
        """How many rows of each file places of one kind refer to."""
        return dict(self._database.ask("SELECT file, sum(n) FROM places WHERE kind = ? GROUP BY file", (kind,)))

    def last_file(self, kind: str) -> str | None:
        """The file that was begun last for a kind of vectors; None where there is none."""
        query = "SELECT file FROM places WHERE kind = ? ORDER BY rowid DESC LIMIT 1"
        rows = self._database.ask(query, (kind,))
        return str(rows[0][0]) if rows else None

    def files(self, kind: str | None = None) -> set[str]:
        """The files that places refer to, of one kind or of all."""
        query = "SELECT DISTINCT file FROM places WHERE ? IS NULL OR kind = ?"
        return {row[0] for row in self._database.ask(query, (kind, kind))}

    def put(self, kind: str, places: Iterable[Place]) -> None:
        """Note where vectors lie; places of other texts of the same papers stay."""
        rows = [(kind, p.paper_id, p.digest, p.file, p.start, p.n) for p in places]
        with self._database.writing() as database:
            database.executemany("INSERT OR REPLACE INTO places VALUES (?, ?, ?, ?, ?, ?)", rows)
            self._pointed(database, kind, {row[1] for row in rows})

    def drop_beyond(self, kind: str, file: str, length: int) -> None:
        """Forget the places, all of one kind, of rows that a file does not have."""
        with self._database.writing() as database:
            query = "DELETE FROM places WHERE file = ? AND start + n > ? RETURNING id"
            lost = {row[0] for row in database.execute(query, (file, length)).fetchall()}
            if lost:
                self._pointed(database, kind, lost)

    def drop_stale(self, kind: str, current: Iterable[tuple[str, str]]) -> None:
        """Forget the places of every text of some papers but the current: (paper id, digest)."""
        rows = [(kind, paper_id, digest) for paper_id, digest in current]
        with self._database.writing() as database:
            database.executemany("DELETE FROM places WHERE kind = ? AND id = ? AND digest != ?", rows)

    def kinds(self) -> list[str]:
        """The kinds of vectors that there are, sorted."""
        return [row[0] for row in self._database.ask("SELECT DISTINCT kind FROM places ORDER BY kind")]

    def drop(self, *, but: Sequence[str]) -> None:
        """Forget the places of every kind but some, and of papers that are gone."""
        query = (
            "DELETE FROM places WHERE id NOT IN (SELECT id FROM papers) OR kind NOT IN (SELECT value FROM json_each(?))"
        )
        with self._database.writing() as database:
            database.execute(query, (json.dumps(list(but)),))

    def rename(self, kind: str, to: str) -> None:
        """Make vectors of one kind those of another, in place of its own."""
        with self._database.writing() as database:
            database.execute("DELETE FROM places WHERE kind = ?", (to,))
            database.execute("UPDATE places SET kind = ? WHERE kind = ?", (to, kind))

    def of_sentences(self, kind: str, paper_ids: Iterable[str]) -> list[Place]:
        """Where the vectors of the sentences that some papers have now lie; papers without any are left out."""
        query = (
            "SELECT v.id, v.digest, v.file, v.start, v.n FROM papers AS p CROSS JOIN places AS v "
            "ON v.kind = ? AND v.id = p.id AND v.digest = p.digest WHERE p.id IN (SELECT value FROM json_each(?))"
        )
        return [Place(*row) for row in self._database.ask(query, (kind, json.dumps(list(paper_ids))))]

    def without_sentences(self, kind: str) -> list[str]:
        """The papers that have sentences but, for the text as it is now, no place of this kind."""
        query = (
            "SELECT p.id FROM papers AS p LEFT JOIN places AS v ON v.kind = ? AND v.id = p.id AND v.digest = p.digest "
            "WHERE p.sentences > 0 AND v.id IS NULL ORDER BY p.n"
        )
        return [row[0] for row in self._database.ask(query, (kind,))]

    def without_passages(self, kind: str) -> list[str]:
        """The papers that have, for their passages as they are now, no place of this kind."""
        query = (
            "SELECT p.id FROM papers AS p LEFT JOIN places AS v ON v.kind = ? AND v.id = p.id AND v.digest = p.passages "
            "WHERE v.id IS NULL ORDER BY p.n"
        )
        return [row[0] for row in self._database.ask(query, (kind,))]
