"""Uploads: moved out of the folder that is served, deleted after use, and refused by place, kind and size."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.ui.uploads import MAX_FILES, dropped, is_kind, paths_of, taken

DIGEST = "ab" * 32


def upload(cache: Path, name: str, text: str = "x", digest: str = DIGEST) -> Path:
    """A file where Gradio puts an upload."""
    folder = cache / digest
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    return folder / name


def test_an_upload_is_moved_into_a_private_folder_and_deleted_after_use(tmp_path: Path) -> None:
    path = upload(tmp_path / "cache", "papers.jsonl", "{}")
    batch = taken([str(path)], tmp_path / "cache", 1_000)
    assert not path.parent.exists()
    assert [file.name for file in batch.files] == ["papers.jsonl"]
    assert batch.files[0].read_text("utf-8") == "{}"
    assert batch.folder.stat().st_mode & 0o077 == 0
    assert not batch.folder.is_relative_to(tmp_path / "cache")
    batch.drop()
    assert not batch.folder.exists()


def test_two_files_of_one_name_stay_two(tmp_path: Path) -> None:
    paths = [upload(tmp_path, "a.ris", "1"), upload(tmp_path, "a.ris", "2", "cd" * 32)]
    batch = taken([str(path) for path in paths], tmp_path, 1_000)
    assert [file.read_text("utf-8") for file in batch.files] == ["1", "2"]
    batch.drop()


def test_other_kinds_are_deleted_and_named(tmp_path: Path) -> None:
    bad, good = upload(tmp_path, "paper.pdf"), upload(tmp_path, "papers.bib", digest="cd" * 32)
    batch = taken([str(bad), str(good)], tmp_path, 1_000)
    assert [name for name, _ in batch.refused] == ["paper.pdf"]
    assert not bad.exists()
    batch.drop()


def test_what_is_too_large_is_refused_and_nothing_of_it_stays(tmp_path: Path) -> None:
    path = upload(tmp_path / "cache", "papers.jsonl", "x" * 50)
    with pytest.raises(UsageError, match="larger"):
        taken([str(path)], tmp_path / "cache", 49)
    assert list((tmp_path / "cache").rglob("*.jsonl")) == []


def test_only_uploads_are_taken(tmp_path: Path) -> None:
    cache, secret = tmp_path / "cache", tmp_path / "secret.txt"
    cache.mkdir()
    secret.write_text("mine", "utf-8")
    inside = cache / "plain.txt"
    inside.write_text("x", "utf-8")
    (cache / DIGEST).mkdir()
    link = cache / DIGEST / "link.txt"
    link.symlink_to(secret)
    (cache / ("cd" * 32)).symlink_to(tmp_path)
    named = [
        str(secret),
        str(inside),
        str(link),
        str(cache / DIGEST / ".." / ".." / "secret.txt"),
        str(cache / ("cd" * 32) / "secret.txt"),
        str(cache / DIGEST),
        "/etc/passwd",
        "",
        "a\x00b",
        "x" * 9_000,
    ]
    for path in named:
        with pytest.raises(UsageError):
            taken([path], cache, 1_000)
    dropped(named, cache)
    assert secret.read_text("utf-8") == "mine"
    assert inside.exists()


def test_uploads_that_will_not_be_read_are_deleted(tmp_path: Path) -> None:
    path = upload(tmp_path, "papers.jsonl")
    dropped([str(path)], tmp_path)
    assert not path.parent.exists()


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "[1]", "null", '"a"', json.dumps(["x"] * (MAX_FILES + 1)), "[" * 9_000]
)
def test_lists_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        paths_of(text)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.bib", True),
        ("A.RIS", True),
        ("a.jsonl.gz", True),
        ("a.gz", False),
        ("a.pdf", False),
        ("a.zip", False),
        ("a", False),
    ],
)
def test_kinds(name: str, kind: bool) -> None:
    assert is_kind(name) is kind
