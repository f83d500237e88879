"""Memory-mapped vectors of every sentence of every paper, derived from Chroma's texts in a pass of their own.

A segment is one file of float16 rows and one of places, and never changes; `index.json` lists those in use and is
replaced atomically. A paper's rows count only while its text has the digest that they were made from.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from assistant.library.manifest import write_atomically

INDEX = "index.json"
VERSION = 1
MAX_SEGMENTS = 12
Rows = np.ndarray[tuple[int, int], np.dtype[np.float16]]
Floats = np.ndarray[tuple[int, int], np.dtype[np.float32]]
Place = tuple[str, int, int, Rows]
"""Text digest, first row and number of rows of one paper, and the segment's rows."""


class SentenceVectors:
    """The sentence vectors under one embedder, as they were when opened. Safe for any number of threads."""

    def __init__(self, folder: Path, model: str) -> None:
        self._folder = folder
        self._model = model
        self._segments, self._places = _read_whole(folder, model)

    def get(self, paper_id: str, text_digest: str) -> Floats | None:
        """The vectors of a paper's sentences, shape (sentences, dimensions); None where not computed for this text."""
        found = self._places.get(paper_id)
        if found is None or found[0] != text_digest:
            return None
        _, start, n, rows = found
        return np.asarray(rows[start : start + n], np.float32)

    def has(self, paper_id: str, text_digest: str) -> bool:
        """Whether the vectors of this text of this paper are there."""
        found = self._places.get(paper_id)
        return found is not None and found[0] == text_digest

    def add(self, papers: Sequence[tuple[str, str, Floats]]) -> None:
        """Store (paper id, text digest, vectors) durably; to be called under the library's write lock."""
        self._append({paper_id: (text_digest, vectors) for paper_id, text_digest, vectors in papers})
        if len(self._segments) > MAX_SEGMENTS:
            self._compact()

    def _append(self, papers: Mapping[str, tuple[str, Floats]], *, alone: bool = False) -> None:
        name = uuid.uuid4().hex[:12]
        places, start = {}, 0
        for paper_id, (text_digest, vectors) in papers.items():
            places[paper_id] = [text_digest, start, len(vectors)]
            start += len(vectors)
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / f"{name}.npy").open("wb") as stream:
            np.save(stream, np.concatenate([vectors for _, vectors in papers.values()]).astype(np.float16))
        (self._folder / f"{name}.json").write_text(json.dumps(places))
        self._segments = [name] if alone else [*self._segments, name]
        index = {"version": VERSION, "model": self._model, "segments": self._segments}
        write_atomically(self._folder / INDEX, json.dumps(index).encode())
        self._places |= _read_segment(self._folder, name)

    def _compact(self) -> None:
        """All live rows into one segment; the old files go once the index no longer names them."""
        live = {
            p: (d, np.asarray(rows[start : start + n], np.float32)) for p, (d, start, n, rows) in self._places.items()
        }
        self._append(live, alone=True)
        for path in self._folder.iterdir():
            if path.name != INDEX and path.stem not in self._segments:
                path.unlink(missing_ok=True)


def signature(folder: Path) -> tuple[int, ...]:
    """Changes whenever segments were added: the index is replaced, and names one segment more or far fewer."""
    try:
        found = (folder / INDEX).stat()
    except FileNotFoundError:
        return ()
    return (found.st_mtime_ns, found.st_ino, found.st_size)


def _read_whole(folder: Path, model: str) -> tuple[list[str], dict[str, Place]]:
    """The segments in use and what is in them; nothing where a file is damaged: it is computed again.

    A segment that the index named a moment ago is gone when another process has just merged them all: then the index
    is another one, and is read again.
    """
    while True:
        before = signature(folder)
        names = _listed(folder, model)
        places: dict[str, Place] = {}
        try:
            for name in names:
                places |= _read_segment(folder, name)
        except (OSError, EOFError, ValueError, TypeError, AttributeError):
            if signature(folder) == before:
                return [], {}
        else:
            return names, places


def _read_segment(folder: Path, name: str) -> dict[str, Place]:
    rows: Rows = np.load(folder / f"{name}.npy", mmap_mode="r")
    places = json.loads((folder / f"{name}.json").read_text())
    found = {paper_id: (str(digest), int(start), int(n), rows) for paper_id, (digest, start, n) in places.items()}
    if any(start + n > len(rows) for _, start, n, _ in found.values()):
        raise ValueError(f"{name} names more rows than it has")
    return found


def _listed(folder: Path, model: str) -> list[str]:
    """The segments in use; none where they are of another embedder or version."""
    try:
        index = json.loads((folder / INDEX).read_bytes())
        fits = index["version"] == VERSION and index["model"] == model
        return list(index["segments"]) if fits else []
    except (OSError, ValueError, KeyError, TypeError):
        return []
