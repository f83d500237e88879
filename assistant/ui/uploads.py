"""Files that a browser sent: taken out of the folder that Gradio serves, into a private one, and deleted after use.

Gradio keeps an upload as FOLDER/DIGEST/NAME and gives out that path; anybody may name any path here, so only what lies
just there is taken.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import UsageError

MAX_FILES = 50
"""Files that are taken at once."""
MEGABYTE = 1_000_000
KINDS: tuple[str, ...] = (
    ".bib", ".bibtex", ".csv", ".json", ".jsonl", ".nbib", ".ndjson", ".ris", ".tsv", ".txt", ".xml", ".atom", ".tab",
)  # fmt: skip
"""Endings of files that may hold papers; each of them, and gzipped too."""
_DIGEST = re.compile(r"[0-9a-f]{40,128}")
LOST = "The upload has not arrived; add the files once more."


@dataclass(frozen=True, slots=True)
class Batch:
    """Files in a private folder, and the names of those refused with the reason."""

    folder: Path
    files: tuple[Path, ...]
    refused: tuple[tuple[str, str], ...] = ()

    def drop(self) -> None:
        """Delete the files."""
        shutil.rmtree(self.folder, ignore_errors=True)


def paths_of(text: str) -> tuple[str, ...]:
    """The paths that the script of the page sent.

    Raises:
        UsageError: they are no list of texts, none, or too many.
    """
    try:
        paths = json.loads(text)
    except (ValueError, RecursionError):
        paths = None
    if not isinstance(paths, list) or not paths or not all(isinstance(path, str) for path in paths):
        raise UsageError(LOST)
    if len(paths) > MAX_FILES:
        raise UsageError(f"At most {MAX_FILES} files can be added at once; choose fewer, or add a folder with ingest.")
    return tuple(paths)


def taken(paths: Sequence[str], cache: Path, most_bytes: int) -> Batch:
    """Uploads moved out of the folder that Gradio serves; those of no kind that is read are deleted and named.

    Raises:
        UsageError: none of them is an upload, or together they are too large; nothing is kept then.
    """
    batch = Batch(Path(tempfile.mkdtemp(prefix="litassist-upload-")), ())  # mode 0700
    try:
        return _checked(_sorted(paths, cache, batch), most_bytes)
    except BaseException:
        batch.drop()
        raise


def _sorted(paths: Sequence[str], cache: Path, batch: Batch) -> Batch:
    """The uploads in the batch's folder, those of no kind that is read among the refused."""
    files, refused = [], []
    for number, path in enumerate(paths):
        if (source := _upload(path, cache)) is None:
            continue
        if is_kind(source.name):
            files.append(_moved(source, batch.folder / str(number)))
        else:
            refused.append((source.name, f"not one of the kinds that are read: {', '.join(KINDS)}, or these as .gz"))
            _forget(source)
    return Batch(batch.folder, tuple(files), tuple(refused))


def _checked(batch: Batch, most_bytes: int) -> Batch:
    if not batch.files and not batch.refused:
        raise UsageError(LOST)
    if sum(file.stat().st_size for file in batch.files) > most_bytes:
        limit = f"{most_bytes / MEGABYTE:g} MB"
        raise UsageError(f"These files are larger than {limit} together; add them with: python -m ingest PATH")
    return batch


def dropped(paths: Sequence[str], cache: Path) -> None:
    """Delete uploads that will not be read."""
    for path in paths:
        if source := _upload(path, cache):
            _forget(source)


def is_kind(name: str) -> bool:
    """Whether a file's name ends as those do that may hold papers."""
    return name.lower().removesuffix(".gz").endswith(KINDS)


def _upload(path: str, cache: Path) -> Path | None:
    """The upload at a path: a plain file just where Gradio puts them, else None."""
    try:
        found = Path(path)
        inside = found.parent.parent.resolve() == cache.resolve() and _DIGEST.fullmatch(found.parent.name) is not None
        plain = inside and not found.is_symlink() and not found.parent.is_symlink() and found.is_file()
    except (OSError, ValueError):
        return None
    return found if plain and found.name not in {"", ".", ".."} else None


def _moved(source: Path, folder: Path) -> Path:
    folder.mkdir()
    target = folder / source.name
    shutil.move(source, target)
    _rid(source.parent)
    return target


def _forget(source: Path) -> None:
    source.unlink(missing_ok=True)
    _rid(source.parent)


def _rid(folder: Path) -> None:
    """Take away the folder of an upload once it is empty."""
    try:
        folder.rmdir()
    except OSError:  # somebody else's upload of the same content lies in it still
        return
