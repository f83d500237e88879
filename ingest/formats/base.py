"""What a parser is and what it yields: papers and rejected records, one after the other, never a whole file at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from assistant.records import Paper

LINE = "line "
"""How the entry of a source begins that has a place in a file and no key of its own."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record, or a whole file where `line` is None, that could not be read; `file` is the path as it was given."""

    file: str
    line: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file of a walked folder that no format claims. It is counted; it is no error."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user says about the input.

    `saved_on` is the day a listing page was saved, `format` one that shall not be guessed, and `columns` pairs a field
    of a Paper with the column, or JSON key, that holds it.
    """

    saved_on: date | None = None
    format: str | None = None
    columns: tuple[tuple[str, str], ...] = ()


class Format(Protocol):
    """One kind of file.

    The papers of `read` are one source's copies: `id` is empty, `sources` holds the one `Source` of the entry, and
    texts are free of control characters (see `ingest.formats.text.clean`).
    """

    @property
    def name(self) -> str:
        """The name users force it by and `Source.kind` shows."""
        ...

    def claims(self, head: str, path: Path) -> bool:
        """Whether a file is of this format, judged by its first few thousand characters."""
        ...

    def read(self, path: Path, options: ReadOptions) -> Iterator[Paper | Rejected]:
        """The entries of a file in its order.

        Raises:
            OSError: the file cannot be opened or read.
            InputError: what has been read so far stays; nothing more of the file can be.
        """
        ...
