"""Files that commands write: whole, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from assistant.errors import LitAssistError, UsageError
from assistant.export import Sink


def check_place(path: Path) -> None:
    """See, before any work is done, that a file can lie there.

    Raises:
        UsageError: it is a folder, or its folder does not exist.
    """
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise UsageError(f"{path}: {'is a folder' if path.is_dir() else 'its folder does not exist'}; name a file")


@contextmanager
def replacing(path: Path) -> Iterator[Sink]:
    """A file that takes the place of what was there when it is whole, and leaves that alone otherwise.

    Raises:
        LitAssistError: it cannot be written.
    """
    place = path.resolve()
    # Only a file can be replaced; a pipe or device is written to.
    written = place.with_name(f".{place.name}.{os.getpid()}") if place.is_file() or not place.exists() else place
    try:
        with written.open("w", encoding="utf-8", newline="") as stream:
            yield stream
        if written != place:
            written.replace(place)
    except OSError as error:
        raise LitAssistError(f"{path} cannot be written: {error.strerror or error}; name another file") from error
    finally:
        if written != place:
            with suppress(OSError):
                written.unlink()
