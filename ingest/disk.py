"""A library that cannot be written for want of space or leave: one clear error in place of a dozen libraries' own."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import LibraryError, LitAssistError

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_LEAVE = {errno.EACCES, errno.EPERM, errno.EROFS}
# Chroma, SQLite and tantivy tell in words alone what the system said; Chroma's last are all it says of a full disk.
_NO_SPACE_SAID = ("no space left", "disk is full", "file too large", "disk i/o error", "failed to apply logs")
_NO_LEAVE_SAID = ("permission denied", "readonly database", "read-only file system", "unable to open database file")
_MAKE_ROOM = (
    "the disk is full, or takes no more; make room and run again: what was stored is kept, and the next run goes on "
    "from there"
)
_LONGEST = 200
_GIVE_LEAVE = "make its folder and files readable and writable for you, or choose another --library"


@contextmanager
def explained(library: Path) -> Iterator[None]:
    """Name the library and what to do when the work inside fails because files cannot be read or written.

    Raises:
        LibraryError: in place of what was raised, which is its cause.
    """
    try:
        yield
    except Exception as error:  # Chroma's and tantivy's classes have no base in common and are at home elsewhere
        if reason := _reason(error):
            raise LibraryError(f"the library at {library} cannot be used: {reason} ({_cause(error)})") from error
        raise


def usable(library: Path) -> None:
    """Make sure that a library may be at this place.

    Raises:
        LibraryError: a file stands there, or the folder may not be entered.
    """
    try:
        wrong = library.exists() and not library.is_dir()
    except OSError as error:
        raise LibraryError(f"the library at {library} cannot be opened ({error.strerror}); {_GIVE_LEAVE}") from error
    if wrong:
        raise LibraryError(f"{library} is a file, and a library is a folder; choose another --library")


def _reason(error: BaseException) -> str:
    """What to say of an error by itself and by what caused it; empty where it is no matter of disks."""
    if isinstance(error, LitAssistError) and not isinstance(error, LibraryError):
        return ""  # of an embedder or a source, whose server may deny permission too
    told = "" if isinstance(error, LibraryError) else _of_one(error)
    return told or (_reason(error.__cause__) if error.__cause__ else "")


def _of_one(error: BaseException) -> str:
    said = str(error).lower()
    if isinstance(error, OSError):
        full, closed = error.errno in _NO_SPACE, error.errno in _NO_LEAVE
    else:
        full = any(words in said for words in _NO_SPACE_SAID)
        closed = any(words in said for words in _NO_LEAVE_SAID)
    return _MAKE_ROOM if full else _GIVE_LEAVE if closed else ""


def _cause(error: BaseException) -> str:
    return " ".join(str(error.__cause__ if isinstance(error, LibraryError) else error).split())[:_LONGEST]
