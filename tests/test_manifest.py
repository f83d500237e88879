"""`library.json`: what is read back, and what is refused with which error."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import LibraryError, LibraryMissing, LibraryNewer
from assistant.library.manifest import (
    FILE,
    SCHEMA,
    Manifest,
    read_manifest,
    replacing,
    write_atomically,
    write_manifest,
)
from tests.fakes import FINGERPRINT

FIRST = Manifest.first(FINGERPRINT)


@pytest.mark.parametrize("manifest", [FIRST, FIRST.committed(), replace(FIRST, writing=True, generation=40)])
def test_what_was_written_is_read(tmp_path: Path, manifest: Manifest) -> None:
    write_manifest(tmp_path, manifest)
    assert read_manifest(tmp_path) == manifest
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_commit_raises_the_generation_and_ends_the_writing() -> None:
    assert replace(FIRST, writing=True).committed() == replace(FIRST, generation=FIRST.generation + 1)


def test_where_there_is_none(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(LibraryMissing, match="python -m ingest"):
            read_manifest(folder)


def test_a_newer_schema_is_refused_whatever_else_it_holds(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(json.dumps({"schema": SCHEMA + 1, "shards": []}))
    with pytest.raises(LibraryNewer, match="upgrade"):
        read_manifest(tmp_path)


WHOLE = {
    "schema": SCHEMA,
    "fingerprint": {"embedder": "fake", "model": "fake-1", "dimensions": 32, "chunking": "sentences-1"},
    "collection": "passages-1",
    "generation": 3,
    "writing": False,
}
DAMAGED: dict[str, bytes] = {
    "empty": b"",
    "cut off": json.dumps(WHOLE).encode()[:40],
    "not UTF-8": b"\xff\xfe\xfa{",
    "binary": bytes(range(256)),
    "another JSON value": b"[]",
    "null": b"null",
    "a field missing": json.dumps({k: v for k, v in WHOLE.items() if k != "collection"}).encode(),
    "a field too many": json.dumps(WHOLE | {"surprise": 1}).encode(),
    "a field of another type": json.dumps(WHOLE | {"generation": "3"}).encode(),
    "a schema that is no number": json.dumps(WHOLE | {"schema": "1"}).encode(),
    "a fingerprint cut short": json.dumps(WHOLE | {"fingerprint": {"embedder": "fake"}}).encode(),
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(LibraryError, match=FILE) as caught:
        read_manifest(tmp_path)
    assert not isinstance(caught.value, LibraryMissing | LibraryNewer)


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "library").write_text("no folder")
    with pytest.raises(LibraryError):
        read_manifest(tmp_path / "library")


def test_a_file_is_replaced_and_never_rewritten(tmp_path: Path) -> None:
    path = tmp_path / "state"
    path.write_bytes(b"old")
    with path.open("rb") as reader:
        write_atomically(path, b"the new content")
        assert reader.read() == b"old"
    assert path.read_bytes() == b"the new content"


@pytest.fixture
def shared_umask() -> Iterator[None]:
    before = os.umask(0o002)
    yield
    os.umask(before)


@pytest.mark.usefixtures("shared_umask")
def test_a_new_file_is_for_whom_the_umask_says(tmp_path: Path) -> None:
    write_manifest(tmp_path, FIRST)
    write_manifest(tmp_path, FIRST)
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o664


def test_a_file_that_cannot_be_finished_leaves_the_old_one_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "state"
    path.write_bytes(b"old")
    with pytest.raises(TypeError), replacing(path) as stream:
        stream.write("half of the n")  # type: ignore[call-overload]
    assert path.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["state"]
