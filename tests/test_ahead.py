"""How many papers are to come, by the sizes of files."""

from pathlib import Path

import pytest

from ingest.ahead import Ahead


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Three files of 100, 300 and 600 bytes, and one that is not there."""
    for name, size in (("a", 100), ("b", 300), ("c", 600)):
        (tmp_path / name).write_bytes(b"x" * size)
    return [tmp_path / name for name in ("a", "b", "c", "gone")]


def test_the_estimate_follows_what_is_through(files: list[Path]) -> None:
    ahead = Ahead(files)
    assert ahead.total(5) is None
    told = []
    for file, papers in zip(files, (10, 50, 80, 80), strict=True):
        ahead.through(str(file), papers)
        told.append(ahead.total(1))
    assert told == [100, 125, 80, 80]


def test_it_is_never_less_than_what_is_done(files: list[Path]) -> None:
    ahead = Ahead(files)
    ahead.through(str(files[0]), 10)
    assert ahead.total(150) == 150


def test_too_little_says_nothing(files: list[Path]) -> None:
    files[2].write_bytes(b"x" * 60_000)
    ahead = Ahead(files)
    ahead.through(str(files[0]), 10)
    assert ahead.total(1) is None


def test_files_without_papers_and_no_files_at_all(files: list[Path]) -> None:
    ahead = Ahead(files)
    ahead.through(str(files[0]), 0)
    assert ahead.total(0) is None
    nothing = Ahead(())
    nothing.through("a live source", 3)
    assert nothing.total(3) is None
