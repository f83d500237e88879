"""Files that commands write because they were asked to: checked before any work is done, and replaced when whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from assistant.errors import LitAssistError, UsageError
from assistant.export import Sink

NOT_FOR_ALL = 0o664
"""The mode of what is written, of which the umask takes away: never writable by everybody."""


def check_output(path: Path) -> None:
    """Say at once where a file cannot be written.

    Raises:
        UsageError: it is a folder, or its folder does not exist.
    """
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise UsageError(f"{path}: {'is a folder' if path.is_dir() else 'its folder does not exist'}; name a file")


@contextmanager
def written(path: Path, option: str = "--output") -> Iterator[Sink]:
    """A file that takes the place of what was there when it is whole, and leaves that alone otherwise.

    Raises:
        LitAssistError: it cannot be written; names the option that gave it.
    """
    place = path.resolve()
    # Only a file can be replaced; a pipe or device is written to.
    beside = place.with_name(f".{place.name}.{os.getpid()}") if place.is_file() or not place.exists() else place
    try:
        opener = partial(os.open, mode=NOT_FOR_ALL)
        with open(beside, "w", encoding="utf-8", newline="", opener=opener) as stream:
            yield stream
        if beside != place:
            beside.replace(place)
    except OSError as error:
        raise LitAssistError(f"{path} cannot be written: {error.strerror or error}; name another {option}") from error
    finally:
        if beside != place:
            with suppress(OSError):
                beside.unlink()
