"""What must be found without reading every paper: names, facets, counts, and where each paper's vectors lie.

One SQLite file in `fast/`, and files of numbers beside it (`columns.py`), derived from Chroma's rows and written in the
same commit. They are never read into memory, so a library of a million papers opens as fast as one of a hundred.
`generation` says which commit they hold.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.filters import Condition
from assistant.library.columns import Columns, drop_columns
from assistant.library.database import Database
from assistant.library.entering import enter, forget
from assistant.library.keys import Keyed
from assistant.library.pointing import point, point_all, pointers
from assistant.library.selected import Selected
from assistant.library.selecting import Mask, masked
from assistant.library.stored import Stored

MOST = 1000
"""Papers given for one name: a name that more have tells nothing."""
SHORTEST = 5
"""Characters that are left of an id at least."""
_NEIGHBOURS = (
    "SELECT id FROM papers WHERE id < ? ORDER BY id DESC LIMIT 1",
    "SELECT id FROM papers WHERE id > ? ORDER BY id LIMIT 1",
)
_NUMBERS = "SELECT id, n FROM papers WHERE id IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Totals:
    """What a library holds, in numbers."""

    papers: int
    digests: int
    years: tuple[int | None, int | None]


class Catalogue:
    """An open catalogue. Safe for any number of threads; writing happens under the library's lock."""

    def __init__(self, database: Database, folder: Path, model: str = "") -> None:
        """Open the catalogue in a folder. `model` made the vectors that its columns point to."""
        self._database = database
        self._folder = folder
        self._model = model
        self._files: tuple[str, Mapping[int, str]] = ("", {})
        self._columns: Columns | None = None
        self._keyed: tuple[object, Keyed] | None = None

    @property
    def generation(self) -> int:
        """The commit of the library that this holds; -1 for none."""
        rows = self._database.ask("SELECT generation, columns FROM state")
        counts = self._database.ask("SELECT count(*), coalesce(max(n), 0) FROM papers")[0]
        if not rows or not Columns(self._folder, rows[0][1]).whole(*counts):
            return -1
        return int(rows[0][0])

    def write(self, puts: Iterable[Stored], removed: Iterable[str], generation: int) -> None:
        """Put papers in, replacing those of the same id, take `removed` out, and note the generation."""
        columns = self.columns
        with self._database.writing() as database:
            forget(database, columns, removed)
            enter(database, columns, puts, self._model)
            if database.execute("SELECT 1 FROM state WHERE model != ?", (self._model,)).fetchone():
                self._point_all(database, columns)
            _note(database, generation, columns.name, self._model)

    def rebuild(self, stored: Iterable[Stored], generation: int) -> None:
        """Begin anew with `stored`, in their order; places of vectors stay."""
        columns = Columns.fresh(self._folder)
        with self._database.writing() as database:
            for table in ("papers", "kept", "names", "author_words", "codes", "sqlite_sequence"):
                database.execute(f"DELETE FROM {table}")  # noqa: S608 - of this list
            enter(database, columns, stored, self._model)
            _note(database, generation, columns.name, self._model)
        self._columns = columns
        drop_columns(self._folder, but=columns.name)

    def place(self) -> None:
        """Have the columns say anew where the vectors of all passages and sentences lie; under the write lock."""
        columns = self.columns
        with self._database.writing() as database:
            self._point_all(database, columns)
            database.execute("UPDATE state SET model = ?", (self._model,))

    def point(self, database: sqlite3.Connection, kind: str, paper_ids: Iterable[str]) -> None:
        """Have the columns say where vectors of some papers lie, within the transaction that stores their places."""
        rows = database.execute("SELECT columns FROM state WHERE model = ?", (self._model,)).fetchall()
        columns = Columns(self._folder, rows[0][0]) if rows else None
        if columns is None or not columns.there:  # whoever opens the library makes them anew
            return
        for pointer in pointers(self._model):
            if pointer.kind == kind:
                found = database.execute(_NUMBERS, (json.dumps(list(paper_ids)),)).fetchall()
                point(database, columns, pointer, [n for _, n in found])

    @property
    def columns(self) -> Columns:
        """The columns of all papers."""
        rows = self._database.ask("SELECT columns FROM state")
        if not rows:
            self._columns = self._columns or Columns.fresh(self._folder)
        elif self._columns is None or self._columns.name != rows[0][0]:
            self._columns = Columns(self._folder, rows[0][0])
        return self._columns

    @property
    def keyed(self) -> Keyed:
        """Where papers stand in the columns, by the keys of their ids."""
        columns = self.columns
        stamp = (columns.name, self._database.ask("SELECT generation FROM state"))
        if self._keyed is None or self._keyed[0] != stamp:
            alive = np.flatnonzero(columns["alive"])
            self._keyed = (stamp, Keyed.of(np.asarray(columns["key"][alive]), alive))
        return self._keyed[1]

    @property
    def placed(self) -> bool:
        """Whether the columns point to the vectors of the model that is meant here."""
        return self._database.ask("SELECT model FROM state") == [(self._model,)]

    @property
    def unplaced(self) -> bool:
        """Whether there are papers whose passages the columns have no vectors of."""
        columns = self.columns
        alive = columns["alive"]
        return bool((columns["rows"][: len(alive)][alive > 0] == 0).any())

    def count(self) -> int:
        """How many papers there are."""
        return int(self._database.ask("SELECT count(*) FROM papers")[0][0])

    def ids(self, after: int = 0, n: int = -1) -> list[str]:
        """Ids in the order in which the papers came in, beginning behind the first `after`; all of them for `n` -1."""
        return [row[0] for row in self._database.ask("SELECT id FROM papers ORDER BY n LIMIT ? OFFSET ?", (n, after))]

    def named(self, names: Iterable[str]) -> dict[str, list[str]]:
        """The ids of the papers under each of some names, at most `MOST`; names of no paper are left out."""
        query = "SELECT id FROM names WHERE name = ? ORDER BY id LIMIT ?"
        found = ((name, self._database.ask(query, (name, MOST))) for name in names)
        return {name: [row[0] for row in rows] for name, rows in found if rows}

    def formerly(self, paper_id: str) -> list[str]:
        """The ids of the papers that once had this one."""
        return self.named([f"id:{paper_id}"]).get(f"id:{paper_id}", [])

    def short(self, paper_ids: Sequence[str]) -> list[str]:
        """For each paper the shortest beginning of its id that no other paper's has, five characters or more.

        So long as no paper comes in between, the same beginning means the same paper in every answer.
        """
        with self._database.reading() as database:
            return [_shortest(database, paper_id) for paper_id in paper_ids]

    def select(self, asked: Condition) -> Selected:
        """The papers that meet a condition, and how many do not say."""
        return self.selected(masked(self.columns, self, asked))

    def selected(self, mask: Mask) -> Selected:
        """The papers of a mask over the columns."""
        return Selected(mask, self.columns, lambda: self.keyed, self.ids_of)

    def numbers(self, paper_ids: Iterable[str]) -> dict[str, int]:
        """The numbers of papers in the columns; ids of none are left out."""
        return dict(self._database.ask(_NUMBERS, (json.dumps(list(paper_ids)),)))

    def ids_of(self, numbers: Iterable[int]) -> dict[int, str]:
        """The ids of papers by their numbers."""
        query = "SELECT n, id FROM papers WHERE n IN (SELECT value FROM json_each(?))"
        return dict(self._database.ask(query, (json.dumps(list(numbers)),)))

    def authored(self, name: str) -> list[int]:
        """The numbers of the papers that an author of a folded name wrote."""
        words = list(dict.fromkeys(name.split()))
        if not words:
            return []
        each = " INTERSECT ".join(["SELECT n FROM author_words WHERE word = ?"] * len(words))
        if len(words) == 1:  # a word that an author has is a name that it has
            return [row[0] for row in self._database.ask(each, words)]
        query = f"SELECT n FROM papers WHERE n IN ({each}) AND instr(authors, ?) > 0"  # noqa: S608 - marks only
        return [row[0] for row in self._database.ask(query, (*words, name))]

    def codes(self, kind: str, fits: Callable[[str], bool]) -> list[int]:
        """The codes of the venues or sources that fit."""
        return [code for code, value in self.coded(kind).items() if fits(value)]

    def totals(self) -> Totals:
        """The library in numbers."""
        row = self._database.ask("SELECT count(*), coalesce(sum(is_digest), 0), min(year), max(year) FROM papers")[0]
        return Totals(int(row[0]), int(row[1]), (row[2], row[3]))

    def sources(self) -> list[str]:
        """The names of all sources, sorted."""
        columns = self.columns
        used = set(np.unique(columns["sources"][columns["alive"].astype(bool)]).tolist())
        lists = (json.loads(value) for code, value in self.coded("sources").items() if code in used)
        return sorted({name for names in lists for name in names})

    def coded(self, kind: str) -> Mapping[int, str]:
        """The values of a kind ("venue", "sources", "file") by the codes that columns have for them."""
        return dict(self._database.ask("SELECT code, value FROM codes WHERE kind = ?", (kind,)))

    def files(self, codes: Iterable[int]) -> Mapping[int, str]:
        """The names of files of vectors, by their codes, those of some codes among them."""
        name = self.columns.name
        if self._files[0] != name or not self._files[1].keys() >= set(codes):
            self._files = (name, self.coded("file"))
        return self._files[1]

    def _point_all(self, database: sqlite3.Connection, columns: Columns) -> None:
        for pointer in pointers(self._model):
            point_all(database, columns, pointer)


def _shortest(database: sqlite3.Connection, paper_id: str) -> str:
    """See `Catalogue.short`: of all ids, the one before and the one behind have most in common with it."""
    beside = [database.execute(query, (paper_id,)).fetchone() for query in _NEIGHBOURS]
    shared = max((_shared(paper_id, row[0]) for row in beside if row), default=0)
    return paper_id[: max(SHORTEST, shared + 1)]


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _note(database: sqlite3.Connection, generation: int, columns: str, model: str) -> None:
    database.execute("INSERT OR REPLACE INTO state VALUES (1, ?, ?, ?)", (generation, columns, model))
