"""The vectors of each paper's sentences, or of its passages: rows of a file, found by their places.

A paper's rows count only while its text has the digest that they were made from.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import Lock

import numpy as np

from assistant.library.manifest import Fingerprint
from assistant.library.places import Place, Places
from assistant.library.vector_file import Floats, Precision, Rows, VectorFile

SUFFIXES: tuple[Precision, ...] = ("i8", "f16", "f32")
PAGE = 1000
NEXT = "next/"
WASTE = 4
"""The files are written anew once they hold this many times the rows in use."""


class PaperVectors:
    """All vectors of one kind, such as "sentences/MODEL". Safe for any number of threads."""

    def __init__(self, folder: Path, places: Places, kind: str, width: int, precision: Precision) -> None:
        self.kind = kind
        self._folder = folder
        self._places = places
        self._width = width
        self._precision = precision
        self._lock = Lock()
        self._files: dict[str, VectorFile] = {}
        self._last: str | None = None

    def get(self, paper_id: str, digest: str) -> Floats | None:
        """The vectors of a paper, shape (rows, width); None where there are none of this text."""
        place = self._places.get(self.kind, paper_id, digest)
        return None if place is None else self._file(place.file).read(place.start, place.n)

    def get_many(self, texts: Sequence[tuple[str, str]]) -> list[Floats | None]:
        """The vectors of several papers, given as (paper id, text digest), in that order."""
        places = self._places.get_many(self.kind, texts)
        return [None if place is None else self._file(place.file).read(place.start, place.n) for place in places]

    def has(self, paper_id: str, digest: str) -> bool:
        """Whether the vectors of this text of a paper are there."""
        return self._places.get(self.kind, paper_id, digest) is not None

    def of_sentences(self, paper_ids: Iterable[str]) -> dict[str, Floats]:
        """The vectors of the sentences that some papers have now, by paper id; papers without any are left out."""
        places = self._places.of_sentences(self.kind, paper_ids)
        found = {place.paper_id: self._file(place.file).read(place.start, place.n) for place in places}
        return {paper_id: rows for paper_id, rows in found.items() if rows is not None}

    def at(self, file: str, starts: Sequence[int], counts: Sequence[int]) -> list[Floats] | None:
        """Several stretches of one file, read at once; None where the file does not have them all."""
        return self._file(file).stretches(starts, counts)

    def rows(self, file: str) -> Rows:
        """All rows of a file, in use or not; none where it cannot be read."""
        return self._file(file).all()

    def add(self, papers: Sequence[tuple[str, str, Floats]]) -> None:
        """Store (paper id, text digest, vectors) durably; to be called under the library's write lock."""
        if papers:
            file = self._current()
            start = self._file(file).append(np.concatenate([vectors for _, _, vectors in papers]))
            self._places.put(self.kind, _places(papers, file, start))

    def forget_others(self, papers: Sequence[tuple[str, str]]) -> None:
        """Let go of the vectors of every other text of some papers, given as (paper id, text digest)."""
        self._places.drop_stale(self.kind, papers)

    def drop_lost(self) -> None:
        """Forget the rows of files that are gone or cut off, so that they are computed again; under the write lock."""
        for file in self._places.files(self.kind):
            self._places.drop_beyond(self.kind, file, self._length(file))

    def tidy(self) -> bool:
        """Write the rows in use into a file of their own where most are out of use; under the write lock."""
        used = self._places.used(self.kind)
        if sum(map(self._length, used)) <= WASTE * sum(used.values()):
            return False
        places = self._places.all_of(self.kind)
        self._last = self._new_name()
        for i in range(0, len(places), PAGE):
            page = [(p, self._file(p.file).read(p.start, p.n)) for p in places[i : i + PAGE]]
            self.add([(p.paper_id, p.digest, rows) for p, rows in page if rows is not None])
        return True

    def _current(self) -> str:
        """The file that grows: the one written last, or a new one."""
        if self._last is None:
            self._last = self._places.last_file(self.kind) or self._new_name()
        return self._last

    def _new_name(self) -> str:
        return f"{self.kind.partition('/')[0]}-{uuid.uuid4().hex[:12]}.{self._precision}"

    def _length(self, file: str) -> int:
        return self._file(file).length()

    def _file(self, name: str) -> VectorFile:
        with self._lock:
            if name not in self._files:
                self._files[name] = VectorFile(self._folder / name, self._width)
            return self._files[name]


def next_kind(own: Fingerprint, other: Fingerprint) -> str:
    """The kind of the vectors that a re-embedding keeps until it is whole."""
    return f"{NEXT}{own}>{other}"


def is_next(kind: str, own: Fingerprint | None = None) -> bool:
    """Whether vectors of a kind are those of a re-embedding; given a fingerprint, of one that begins from that."""
    return kind.startswith(NEXT if own is None else f"{NEXT}{own}>")


def drop_unused(folder: Path, places: Places) -> None:
    """Remove the files that no place refers to; under the write lock."""
    used = places.files()
    for path in folder.iterdir():
        if path.suffix[1:] in SUFFIXES and path.name not in used:
            path.unlink(missing_ok=True)


def _places(papers: Sequence[tuple[str, str, Floats]], file: str, start: int) -> list[Place]:
    found = []
    for paper_id, digest, vectors in papers:
        found.append(Place(paper_id, digest, file, start, len(vectors)))
        start += len(vectors)
    return found
