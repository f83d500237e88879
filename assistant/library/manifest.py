"""`library.json`: what wrote the library, which collection is current, and how often it has been committed to.

The file is replaced atomically, so a reader sees the old one or the new one, never half of one. `writing` is set
before a batch goes to Chroma and cleared, with the next generation, after the batch is in every index: found set while
nobody holds the lock, it means that a writer was killed.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from assistant.codec import from_json, to_json
from assistant.errors import InputError, LibraryError, LibraryMissing, LibraryNewer

SCHEMA = 1
RESTORE = "put the library's folder back from a copy, or ingest the papers into a new --library"
FILE = "library.json"
ANYBODY = 0o666
"""The mode of any new file, of which the umask takes away."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What the vectors depend on. `model` tells one build of an embedder from another; `chunking` names the rule."""

    embedder: str
    model: str
    dimensions: int
    chunking: str

    def __str__(self) -> str:
        return f"{self.embedder}/{self.model}/{self.dimensions}/{self.chunking}"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The content of `library.json`. `library` tells one library from any other."""

    schema: int
    fingerprint: Fingerprint
    collection: str
    generation: int
    writing: bool = False
    library: str = ""

    @classmethod
    def first(cls, fingerprint: Fingerprint) -> Manifest:
        """The manifest of a new, empty library."""
        return cls(SCHEMA, fingerprint, "passages-1", 0, library=uuid.uuid4().hex)

    def committed(self) -> Manifest:
        """This manifest after one more commit."""
        return replace(self, generation=self.generation + 1, writing=False)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the library at `folder`.

    Raises:
        LibraryMissing: there is no `library.json`.
        LibraryNewer: it has a later schema than this program knows.
        LibraryError: it is damaged.
    """
    try:
        found = json.loads((folder / FILE).read_bytes())
    except FileNotFoundError:
        raise LibraryMissing(
            f"no library at {folder}; make one with: python -m ingest PATH --library {folder}"
        ) from None
    except (ValueError, OSError) as error:
        raise LibraryError(f"{folder / FILE} cannot be read ({error}); ingest the papers into a new folder") from error
    schema = found.get("schema") if isinstance(found, dict) else None
    if isinstance(schema, int) and schema > SCHEMA:
        raise LibraryNewer(
            f"the library at {folder} has schema {schema}, this version reads up to {SCHEMA}; upgrade literature-assistant"
        )
    try:
        return from_json(Manifest, found)
    except InputError as error:
        raise LibraryError(f"{folder / FILE} is damaged ({error}); ingest the papers into a new folder") from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Replace the manifest atomically and durably."""
    write_atomically(folder / FILE, json.dumps(to_json(manifest), indent=1).encode())


def write_atomically(path: Path, content: bytes, mode: int = ANYBODY) -> None:
    """Write a file so that any reader, and any crash, sees its old content or its new; `mode` as for `replacing`."""
    with replacing(path, mode) as stream:
        stream.write(content)


@contextmanager
def replacing(path: Path, mode: int = ANYBODY) -> Iterator[BinaryIO]:
    """A new file, which takes the place of `path` when the block ends, durably; where it fails, that is as it was.

    Who may read and write it is what `mode` and the umask both allow, from its first byte on.
    """
    temporary = path.with_name(f"{path.name}.{uuid.uuid4().hex}.tmp")
    try:
        with open(temporary, "xb", opener=partial(os.open, mode=mode)) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
