"""What must be found without reading every paper: names, facets, counts, and where each paper's vectors lie.

One SQLite file in `fast/`, derived from Chroma's rows and written in the same commit. It is never read into memory, so
a library of a million papers opens as fast as one of a hundred. `generation` says which commit it holds.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from assistant.filters import FACETS, Where, facets
from assistant.library.database import Database
from assistant.library.names import names_of
from assistant.library.stored import Stored, passages_digest, text_digest

PAGE = 1000
MOST = 1000
"""Papers given for one name: a name that more have tells nothing."""
_COLUMNS = ("id", "title", "is_digest", "sentences", "digest", "passages", *FACETS)
_PUT = (
    f"INSERT INTO papers ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))}) ON CONFLICT (id) DO UPDATE "  # noqa: S608 - names of columns
    f"SET {', '.join(f'{column} = excluded.{column}' for column in _COLUMNS[1:])}"
)


@dataclass(frozen=True, slots=True)
class Totals:
    """What a library holds, in numbers."""

    papers: int
    digests: int
    years: tuple[int | None, int | None]


class Catalogue:
    """An open catalogue. Safe for any number of threads; writing happens under the library's lock."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def generation(self) -> int:
        """The commit of the library that this holds; -1 for none."""
        rows = self._database.ask("SELECT generation FROM state")
        return int(rows[0][0]) if rows else -1

    def write(self, puts: Iterable[Stored], removed: Iterable[str], generation: int) -> None:
        """Put papers in, replacing those of the same id, take `removed` out, and note the generation."""
        with self._database.writing() as database:
            _write(database, puts, removed, generation)

    def rebuild(self, stored: Iterable[Stored], generation: int) -> None:
        """Begin anew with `stored`, in their order; places of vectors stay."""
        with self._database.writing() as database:
            database.execute("DELETE FROM papers")
            database.execute("DELETE FROM names")
            _write(database, stored, (), generation)

    def count(self) -> int:
        """How many papers there are."""
        return int(self._database.ask("SELECT count(*) FROM papers")[0][0])

    def ids(self, after: int = 0, n: int = -1) -> list[str]:
        """Ids in the order in which the papers came in, beginning behind the first `after`; all of them for `n` -1."""
        return [row[0] for row in self._database.ask("SELECT id FROM papers ORDER BY n LIMIT ? OFFSET ?", (n, after))]

    def named(self, names: Iterable[str]) -> dict[str, list[str]]:
        """The ids of the papers under each of some names, at most `MOST`; names of no paper are left out."""
        found: dict[str, list[str]] = {}
        with self._database.reading() as database:
            for name in names:
                rows = database.execute("SELECT id FROM names WHERE name = ? ORDER BY id LIMIT ?", (name, MOST))
                if ids := [row[0] for row in rows]:
                    found[name] = ids
        return found

    def formerly(self, paper_id: str) -> list[str]:
        """The ids of the papers that once had this one."""
        return self.named([f"id:{paper_id}"]).get(f"id:{paper_id}", [])

    def select(self, where: Where) -> Selected:
        """The papers that meet a condition, and how many do not say."""
        counts = "count(*) FILTER (WHERE met), count(*) FILTER (WHERE met IS NULL)"
        query = f"SELECT {counts} FROM (SELECT ({where.sql}) AS met FROM papers)"  # noqa: S608 - the condition is built from columns and placeholders
        met, unknown = self._database.ask(query, where.values)[0]
        return Selected(self, where, int(met), int(unknown))

    def matching(self, where: Where, among: Iterable[str] | None = None) -> list[str]:
        """The ids, sorted, of the papers that meet a condition, of those `among` or of all."""
        limit, values = ("", ()) if among is None else (" AND id IN (SELECT value FROM json_each(?))", (_json(among),))
        query = f"SELECT id FROM papers WHERE ({where.sql}){limit} ORDER BY id"  # noqa: S608 - as above
        return [row[0] for row in self._database.ask(query, (*where.values, *values))]

    def totals(self) -> Totals:
        """The library in numbers."""
        row = self._database.ask("SELECT count(*), coalesce(sum(is_digest), 0), min(year), max(year) FROM papers")[0]
        return Totals(int(row[0]), int(row[1]), (row[2], row[3]))

    def sources(self) -> list[str]:
        """The names of all sources, sorted."""
        query = "SELECT DISTINCT value FROM (SELECT DISTINCT sources FROM papers) AS s, json_each(s.sources) ORDER BY 1"
        return [row[0] for row in self._database.ask(query)]


@dataclass(frozen=True, slots=True)
class Selected:
    """The papers that meet a condition: a `Selection` that never holds them all."""

    catalogue: Catalogue
    where: Where
    met: int
    unknown: int

    def __len__(self) -> int:
        return self.met

    def kept(self, paper_ids: Iterable[str]) -> set[str]:
        """Which of these are among them."""
        return set(self.catalogue.matching(self.where, paper_ids))

    def ids(self) -> list[str]:
        """All of them, sorted."""
        return self.catalogue.matching(self.where)


def _write(database: sqlite3.Connection, puts: Iterable[Stored], removed: Iterable[str], generation: int) -> None:
    ids = [(paper_id,) for paper_id in removed]
    database.executemany("DELETE FROM papers WHERE id = ?", ids)
    database.executemany("DELETE FROM names WHERE id = ?", ids)
    for page in _pages(puts):
        database.executemany("DELETE FROM names WHERE id = ?", [(stored.paper.id,) for stored in page])
        database.executemany(_PUT, map(_row, page))
        rows = [(name, stored.paper.id) for stored in page for name in names_of(stored)]
        database.executemany("INSERT INTO names VALUES (?, ?)", rows)
    database.execute("INSERT OR REPLACE INTO state VALUES (1, ?)", (generation,))


def _row(stored: Stored) -> tuple[Any, ...]:
    paper = stored.paper
    digests = (text_digest(stored), passages_digest(stored))
    return (paper.id, paper.title, int(paper.is_digest), len(stored.sentences), *digests, *facets(paper))


def _pages(puts: Iterable[Stored]) -> Iterator[list[Stored]]:
    rest = iter(puts)
    while page := list(islice(rest, PAGE)):
        yield page


def _json(values: Iterable[str]) -> str:
    return json.dumps(list(values))
