"""A full disk and a forbidden folder: one clear error, and a library that the next run finishes."""

import errno
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.errors import EmbeddingError, LibraryError, LitAssistError
from assistant.settings import Settings
from ingest.disk import explained, usable
from ingest.load import load_paths
from tests.fakes import FakeEmbedder, generated
from tests.kill_ingest import contents, differences

ROOM = "make room and run again"
LEAVE = "readable and writable"


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


class IndexFailed(Exception):
    """As a library's own error, which tells in words what the system said."""


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), ROOM),
        (OSError(errno.EFBIG, "File too large"), ROOM),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), ROOM),
        (PermissionError(errno.EACCES, "Permission denied"), LEAVE),
        (OSError(errno.EROFS, "Read-only file system"), LEAVE),
        (sqlite3.OperationalError("database or disk is full"), ROOM),
        (sqlite3.OperationalError("attempt to write a readonly database"), LEAVE),
        (IndexFailed("An IO error occurred: 'No space left on device (os error 28)'"), ROOM),
        (IndexFailed("error returned from database: (code: 13) database or disk is full"), ROOM),
        (IndexFailed("Error executing plan: Failed to apply logs to the metadata segment"), ROOM),
        (caused(LibraryError("damaged"), IndexFailed("(code: 778) disk I/O error")), ROOM),
        (caused(IndexFailed("no commit"), OSError(errno.ENOSPC, "No space left on device")), ROOM),
    ],
    ids=repr,
)
def test_what_the_system_refused_is_told_with_the_library_and_what_to_do(error: Exception, told: str) -> None:
    with pytest.raises(LibraryError, match=told) as raised, explained(Path("here/library")):
        raise error
    assert "here/library" in str(raised.value)
    assert raised.value.__cause__ is error


@pytest.mark.parametrize(
    "error",
    [
        LibraryError("another embedder wrote it"),
        caused(LibraryError("no library"), FileNotFoundError(errno.ENOENT, "No such file")),
        caused(EmbeddingError("the server said no"), IndexFailed("403 permission denied")),
        ValueError("a fault of our own"),
        ConnectionResetError(errno.ECONNRESET, "Connection reset by peer"),
    ],
    ids=repr,
)
def test_other_errors_pass_as_they_are(error: Exception) -> None:
    with pytest.raises(type(error)) as raised, explained(Path("library")):
        raise error
    assert raised.value is error


def test_a_file_is_no_place_for_a_library(tmp_path: Path) -> None:
    (tmp_path / "library").write_text("a letter")
    with pytest.raises(LibraryError, match="is a file, and a library is a folder; choose another --library"):
        load_paths(tmp_path / "library", [tmp_path], settings=Settings(), embedder=FakeEmbedder())
    assert (tmp_path / "library").read_text() == "a letter"
    usable(tmp_path / "other")
    assert not (tmp_path / "other").exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("mode", [0o000, 0o500])
def test_a_library_that_may_not_be_written(tmp_path: Path, mode: int) -> None:
    rows(tmp_path / "in.jsonl", 3)
    load_paths(tmp_path / "library", [tmp_path / "in.jsonl"], settings=Settings(), embedder=FakeEmbedder())
    (tmp_path / "library").chmod(mode)
    try:
        with pytest.raises(LitAssistError, match="library"):
            load_paths(tmp_path / "library", [tmp_path / "in.jsonl"], settings=Settings(), embedder=FakeEmbedder())
    finally:
        (tmp_path / "library").chmod(0o700)


LIMITED = """
import resource, sys
from pathlib import Path
from assistant import terminal
from assistant.settings import Settings
from ingest.load import load_paths
from tests.fakes import FakeEmbedder

resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))

def load():
    load_paths(Path("library"), [Path("in.jsonl")], settings=Settings(), embedder=FakeEmbedder())
    return 0

sys.exit(terminal.run(load))
"""


def rows(path: Path, n: int) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in generated(n)))


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
@pytest.mark.parametrize(
    "limit", [250_000, *(pytest.param(n, marks=pytest.mark.slow) for n in (100_000, 800_000, 1_500_000, 3_000_000))]
)
def test_a_full_disk(tmp_path: Path, limit: int) -> None:
    rows(tmp_path / "in.jsonl", 600)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(limit)], check=False, capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: the library at library cannot be used: the disk is full")
    for library in ("library", "undisturbed"):
        load_paths(Path(library), [Path("in.jsonl")], settings=Settings(), embedder=FakeEmbedder())
    assert differences(contents(Path("library")), contents(Path("undisturbed"))) == []
