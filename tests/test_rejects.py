"""The rejects of a run: counted, kept in part, listed in full."""

import json
from pathlib import Path

import pytest

from ingest.formats import Rejected
from ingest.rejects import FILE, KEPT, Rejects


@pytest.fixture
def library(tmp_path: Path) -> Path:
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "library.json").touch()
    return tmp_path / "library"


def rejected(n: int) -> list[Rejected]:
    return [Rejected("\u2028 a \ud800.jsonl", i or None, f"broken \x1b[31m {i}") for i in range(n)]


@pytest.mark.parametrize("n", [1, KEPT, KEPT + 1, 30_000])
def test_all_are_in_the_file_and_the_first_in_the_report(library: Path, n: int) -> None:
    with Rejects() as rejects:
        for found in rejected(n):
            rejects.add(found)
        assert (rejects.count, rejects.first) == (n, tuple(rejected(min(n, KEPT))))
        path = rejects.write(library)
    assert path == library / FILE
    lines = path.read_bytes().split(b"\n")[:-1]
    assert [Rejected(**json.loads(line)) for line in lines] == rejected(n)
    assert sorted(p.name for p in library.iterdir()) == ["library.json", FILE]


def test_a_run_without_rejects_takes_the_old_file_away(library: Path) -> None:
    (library / FILE).write_text("old")
    with Rejects() as rejects:
        assert rejects.write(library) is None
    assert not (library / FILE).exists()


def test_a_later_run_replaces_the_file(library: Path) -> None:
    for n in (3, 1):
        with Rejects() as rejects:
            for found in rejected(n):
                rejects.add(found)
            rejects.write(library)
    assert len((library / FILE).read_text().splitlines()) == 1


def test_the_file_is_for_whom_the_library_is(library: Path) -> None:
    with Rejects() as rejects:
        rejects.add(rejected(1)[0])
        rejects.write(library)
    assert (library / FILE).stat().st_mode == (library / "library.json").stat().st_mode


def test_nothing_is_made_where_there_is_no_library(tmp_path: Path) -> None:
    with Rejects() as rejects:
        rejects.add(rejected(1)[0])
        assert rejects.write(tmp_path / "none") is None
    assert not (tmp_path / "none").exists()
