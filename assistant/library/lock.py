"""The lock that lets one process at a time write a library. The operating system frees it when its holder dies."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

FILE = "write.lock"
NOTICE_AFTER_S = 1.0

logger = logging.getLogger(__name__)


@contextmanager
def write_lock(folder: Path) -> Iterator[None]:
    """Hold the library's write lock; waiting longer than a second is said once, on stderr."""
    lock = FileLock(folder / FILE)
    try:
        lock.acquire(timeout=NOTICE_AFTER_S)
    except Timeout:
        logger.warning("waiting for another process that is writing to the library at %s", folder)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def write_lock_if_free(folder: Path) -> Iterator[bool]:
    """Hold the lock if nobody does; yields whether it is held."""
    lock = FileLock(folder / FILE)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()
