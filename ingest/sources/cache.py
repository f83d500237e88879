"""The pages of a query on disk: a fetch that stopped goes on behind the last one, a repeated one asks for nothing.

A query's folder holds a file a page and `state.json`, which lists them with their digests and the cursor behind each.
A page that does not fit its digest is dropped, and with it those that follow: they are asked for anew.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from assistant.codec import from_json, to_json
from assistant.errors import InputError, SourceError
from assistant.library.manifest import write_atomically

STATE = "state.json"
KEPT_S = 24 * 3600.0
"""After so long, counted from its first page, a query is asked anew."""
_FORM = 1


@dataclass(frozen=True, slots=True)
class KeptPage:
    """One page in a state: the SHA-256 of its file, and the cursor behind it, None at the end of the results."""

    digest: str
    next: str | None


@dataclass(frozen=True, slots=True)
class State:
    """How far a query has come. `begun` is in seconds since 1970, UTC; `form` is that of the files."""

    begun: float
    pages: tuple[KeptPage, ...] = ()
    form: int = _FORM

    @property
    def next(self) -> str | None:
        """The cursor of the page to be asked for next; None before the first page and at the end."""
        return self.pages[-1].next if self.pages else None

    @property
    def done(self) -> bool:
        """Whether the last page of the results is there."""
        return bool(self.pages) and self.next is None


class Shelf:
    """The kept pages of one query. `now` is in seconds since 1970, UTC."""

    def __init__(self, folder: Path, now: float) -> None:
        """Pages that are too old count as none; nothing is read or written yet."""
        self._folder = folder
        self._now = now
        state = _state(folder)
        self.state = state if state and _fresh(state, now) else State(now)

    def bodies(self) -> Iterator[tuple[bytes, str | None]]:
        """The kept pages in their order, each with the cursor behind it, up to one that is missing or damaged."""
        for number, page in enumerate(self.state.pages):
            try:
                body = self._file(number).read_bytes()
            except OSError:
                body = b""
            if sha256(body).hexdigest() != page.digest:
                self.drop(number)
                return
            yield body, page.next

    def drop(self, number: int) -> None:
        """Forget the page of that number, counted from 0, and those behind it."""
        self.state = replace(self.state, pages=self.state.pages[:number])

    def restart(self) -> None:
        """Forget all pages."""
        self.state = State(self._now)

    def add(self, body: bytes, following: str | None) -> None:
        """Keep one more page; it is there after a crash, or it is not, but never in part.

        Raises:
            SourceError: the cache folder cannot be written.
        """
        page = KeptPage(sha256(body).hexdigest(), following)
        state = replace(self.state, pages=(*self.state.pages, page))
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_atomically(self._file(len(self.state.pages)), body)
            write_atomically(self._folder / STATE, json.dumps(to_json(state)).encode())
        except OSError as error:
            raise SourceError(
                f"{self._folder} cannot be written ({error.strerror or error}); make room there, or set LITASSIST_CACHE_DIR"
            ) from error
        self.state = state

    def _file(self, number: int) -> Path:
        return self._folder / f"{number:06}.page"


def folder_of(cache_dir: Path, source: str, asked: Mapping[str, str]) -> Path:
    """Where a query's pages lie: the name is a digest of what is asked, in which no key takes part."""
    digest = sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
    return cache_dir / "sources" / source / digest[:32]


def sweep(cache_dir: Path, source: str, now: float) -> None:
    """Remove what has become too old to be used again."""
    for folder in (cache_dir / "sources" / source).glob("*"):
        state = _state(folder)
        if state is None or not _fresh(state, now):
            shutil.rmtree(folder, ignore_errors=True)


def _fresh(state: State, now: float) -> bool:
    return state.form == _FORM and 0 <= now - state.begun < KEPT_S


def _state(folder: Path) -> State | None:
    """What `state.json` says; None where it is missing or damaged."""
    try:
        return from_json(State, json.loads((folder / STATE).read_bytes()))
    except (OSError, ValueError, RecursionError, InputError):
        return None
