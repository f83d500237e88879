"""The locks of a library's folder: one process at a time writes it, and one re-embeds it.

The operating system frees them when their holder dies.
"""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import LibraryError

FILE = "write.lock"
REBUILD = "reembed.lock"
NOTICE_AFTER_S = 1.0
_NO_LEAVE = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})

logger = logging.getLogger(__name__)


@contextmanager
def write_lock(folder: Path) -> Iterator[None]:
    """Hold the library's write lock; waiting longer than a second is said once, on stderr.

    Raises:
        LibraryError: the folder may not be written to.
    """
    with _held(folder, FILE, "writing to"):
        yield


@contextmanager
def rebuild_lock(folder: Path) -> Iterator[None]:
    """Be the only one who re-embeds the library; it can be written meanwhile.

    Raises:
        LibraryError: the folder may not be written to.
    """
    with _held(folder, REBUILD, "re-embedding"):
        yield


@contextmanager
def write_lock_if_free(folder: Path) -> Iterator[bool]:
    """Hold the write lock if nobody does; yields whether it is held."""
    with _held_if_free(folder, FILE) as free:
        yield free


@contextmanager
def rebuild_lock_if_free(folder: Path) -> Iterator[bool]:
    """Whether nobody is re-embedding the library, and nobody begins to while this holds."""
    with _held_if_free(folder, REBUILD) as free:
        yield free


def no_leave(path: Path, reason: str) -> LibraryError:
    """The error of a library that may not be written to."""
    return LibraryError(
        f"{path} cannot be written ({reason}), and even reading a library takes that, as its database keeps a journal: "
        "make its folder and files writable for you, or copy the folder and name the copy as --library"
    )


@contextmanager
def _held(folder: Path, file: str, doing: str) -> Iterator[None]:
    lock = FileLock(folder / file)
    if not _acquired(lock, NOTICE_AFTER_S):
        logger.warning("waiting for another process that is %s the library at %s", doing, folder)
        _acquired(lock, -1)
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _held_if_free(folder: Path, file: str) -> Iterator[bool]:
    lock = FileLock(folder / file)
    if not _acquired(lock, 0):
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def _acquired(lock: FileLock, timeout: float) -> bool:
    """Whether a lock was got within some seconds; a negative number waits for ever."""
    try:
        lock.acquire(timeout=timeout)
    except Timeout:
        return False
    except OSError as error:
        if error.errno in _NO_LEAVE:
            raise no_leave(Path(lock.lock_file), error.strerror or "no leave") from error
        raise
    return True
