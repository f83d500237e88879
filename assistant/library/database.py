"""The SQLite file in `fast/`, derived from Chroma's rows: its tables, and one open connection to it."""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from assistant.given import is_text

FILE = "catalogue.sqlite"
VERSION = 4
"""Raised when a table or what goes into it changes; a file of a version that cannot be brought up is made anew."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS papers (
    n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, is_digest INTEGER NOT NULL,
    sentences INTEGER NOT NULL, digest TEXT NOT NULL, passages TEXT NOT NULL, year INTEGER, authors TEXT);
CREATE TABLE IF NOT EXISTS kept (n INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS papers_by_year ON papers (year);
CREATE TABLE IF NOT EXISTS author_words (word TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (word, n)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS codes (code INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, value TEXT NOT NULL,
    UNIQUE (kind, value));
CREATE TABLE IF NOT EXISTS names (name TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (name, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS names_by_id ON names (id);
CREATE TABLE IF NOT EXISTS places (
    kind TEXT NOT NULL, id TEXT NOT NULL, digest TEXT NOT NULL, file TEXT NOT NULL, start INTEGER NOT NULL,
    n INTEGER NOT NULL, PRIMARY KEY (kind, id, digest));
CREATE TABLE IF NOT EXISTS state (
    one INTEGER PRIMARY KEY CHECK (one = 1), generation INTEGER NOT NULL, columns TEXT NOT NULL, model TEXT NOT NULL);
"""
_DERIVED = "".join(f"DROP TABLE IF EXISTS {table}; " for table in ("papers", "kept", "names", "state"))
"""What is derived anew when a table changes; where vectors lie is still true."""
CACHE_KIB = 64 * 1024
"""At most so much of the file is kept in memory; a batch written to a large file touches about as much."""


class Database:
    """One open connection. Safe for any number of threads; readers in other processes see whole commits."""

    def __init__(self, folder: Path) -> None:
        """Open the file in `folder`; an empty one takes the place of one that cannot be used."""
        self._path = folder / FILE
        self._lock = Lock()
        folder.mkdir(parents=True, exist_ok=True)
        try:
            self._connect()
        except sqlite3.OperationalError:
            raise  # a full disk or missing rights: nothing is wrong with the file
        except sqlite3.DatabaseError:
            for path in folder.glob(f"{FILE}*"):
                path.unlink()
            self._connect()

    def ask(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows that a query finds; a value with half a pair of surrogates, which no text here has, equals none."""
        kept = [_bytes(value) if isinstance(value, str) and not is_text(value) else value for value in values]
        with self._lock:
            return self._open.execute(query, kept).fetchall()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all of it is in, or nothing."""
        with self._lock, self._open:
            yield self._open

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for many queries in a row."""
        with self._lock:
            yield self._open

    def _connect(self) -> None:
        self._open = sqlite3.connect(self._path, timeout=60, check_same_thread=False, isolation_level="IMMEDIATE")
        weakref.finalize(self, self._open.close)
        version = int(self.ask("PRAGMA user_version")[0][0])
        if not 0 <= version <= VERSION:
            raise sqlite3.DatabaseError(f"version {version}")
        self.ask("PRAGMA journal_mode = WAL")
        self.ask("PRAGMA synchronous = NORMAL")
        self.ask(f"PRAGMA cache_size = -{CACHE_KIB}")
        if version != VERSION:
            script = f"BEGIN IMMEDIATE; {_DERIVED}{_SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;"
            self._open.executescript(script)


def _bytes(text: str) -> bytes:
    """A text that SQLite does not take, as a value that it compares with texts and finds different."""
    return text.encode("utf-8", "surrogatepass")
