"""What roots held when they were last read, and what has gone from them since."""

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Timer

import pytest

from assistant.errors import LibraryError
from ingest.synced import FILE, Held, Seen, forget, gone

Run = tuple[Sequence[str], Mapping[str, str], Sequence[str]]
"""The roots given, what each file holds (a letter a key), and what could not be read whole."""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    (tmp_path / "library").mkdir()
    return tmp_path / "library"


def run(library: Path, given: Run) -> tuple[Held, ...]:
    """Read files that exist from then on, as a load would."""
    roots, files, faulty = given
    with Seen() as seen:
        for name, keys in files.items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).touch()
            seen.begin(Path(name))
            for key in keys:
                seen.add(key)
        for name in faulty:
            seen.begin(Path(name))
            seen.fault()
        return seen.record(library, roots_of(roots))


def roots_of(names: Sequence[str]) -> list[Path]:
    return [Path(name).resolve() for name in names]


CASES: list[tuple[str, list[Run], str]] = [
    ("nothing was known before", [(["in"], {"in/a": "xy"}, [])], ""),
    ("all is there still", [(["in"], {"in/a": "xy"}, [])] * 2, ""),
    ("an entry left its file", [(["in"], {"in/a": "xy"}, []), (["in"], {"in/a": "x"}, [])], "y"),
    ("a file was deleted", [(["in"], {"in/a": "x", "in/b": "yz"}, []), (["in"], {"in/a": "x"}, [])], "yz"),
    ("all files were", [(["in"], {"in/a": "xy"}, []), (["in"], {}, [])], "xy"),
    ("an entry moved to another file", [(["in"], {"in/a": "xy"}, []), (["in"], {"in/b": "xy"}, [])], ""),
    ("it came back", [(["in"], {"in/a": k}, []) for k in ("xy", "x", "xy")], ""),
    ("it stays gone", [(["in"], {"in/a": k}, []) for k in ("xy", "x", "x")], "y"),
    ("a file was cut", [(["in"], {"in/a": "xy"}, []), (["in"], {"in/a": "x"}, ["in/a"])], ""),
    ("a file was cut, another lost one", [(["in"], {"in/a": "xy", "in/b": "z"}, []), (["in"], {"in/a": "x"}, ["in/a"])], "z"),
    ("a folder could not be entered", [(["in"], {"in/d/a": "xy", "in/b": "z"}, []), (["in"], {"in/b": "z"}, ["in/d"])], ""),
    ("a named file", [(["in/a"], {"in/a": "xy"}, []), (["in/a"], {"in/a": "x"}, [])], "y"),
    ("a folder with nearly the same name", [(["in"], {"in/a": "x"}, []), (["in2"], {"in2/a": "y"}, []), (["in"], {"in/a": "x"}, [])], ""),
    ("another folder has it", [(["in"], {"in/a": "x"}, []), (["out"], {"out/a": "x"}, []), (["in"], {}, [])], ""),
    ("the folder within has lost it too", [(["in/d"], {"in/d/a": "xy"}, []), (["in"], {"in/d/a": "xy"}, []), (["in"], {"in/d/a": "x"}, [])], "y"),
    ("both at once", [(["in", "in/d"], {"in/d/a": "xy"}, []), (["in", "in/d"], {"in/d/a": "x"}, [])], "y"),
]  # fmt: skip


@pytest.mark.parametrize(("runs", "lost"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_has_gone(library: Path, runs: list[Run], lost: str) -> None:
    for given in runs:
        run(library, given)
    assert gone(library, roots_of(runs[-1][0])) == set(lost)


def test_what_was_not_read_whole_is_told(library: Path) -> None:
    run(library, (["in"], {"in/a": "xy", "in/b": "z", "in/d/c": "u", "in/d/e": "v"}, []))
    held = run(library, (["in", "in/d"], {"in/a": "x", "in/b": "z"}, ["in/a", "in/b", "in/d"]))
    place = Path("in").resolve()
    assert set(held) == {Held(str(place / "a"), 1), Held(str(place / "d"), 2)}


def test_a_folder_that_is_no_more_claims_nothing(library: Path) -> None:
    run(library, (["in"], {"in/d/a": "x"}, []))
    run(library, (["in/d"], {"in/d/a": "x"}, []))
    Path("in/d/a").unlink()
    run(library, (["in"], {}, []))
    assert gone(library, roots_of(["in"])) == set()
    Path("in/d").rmdir()
    assert gone(library, roots_of(["in"])) == {"x"}


def test_only_the_roots_asked_for_lose(library: Path) -> None:
    run(library, (["in"], {"in/a": "x"}, []))
    run(library, (["in"], {}, []))
    assert gone(library, roots_of(["elsewhere"])) == set()


def test_what_was_removed_is_forgotten(library: Path) -> None:
    run(library, (["in"], {"in/a": "xyz"}, []))
    run(library, (["in"], {"in/a": "x"}, []))
    forget(library, frozenset("xy"))
    assert gone(library, roots_of(["in"])) == {"z"}
    run(library, (["in"], {}, []))
    assert gone(library, roots_of(["in"])) == {"x", "z"}


def test_an_input_that_is_no_file_is_not_recorded(library: Path) -> None:
    with Seen() as seen:
        seen.begin(None)
        seen.add("x")
        seen.fault()
        assert seen.record(library, roots_of(["in"])) == ()
    assert gone(library, roots_of(["in"])) == set()


def test_a_library_without_a_record_has_lost_nothing(library: Path) -> None:
    assert gone(library, roots_of(["in"])) == set()
    assert not (library / FILE).exists()


def test_a_record_of_many_copies(library: Path) -> None:
    for n in (5000, 4000):
        with Seen() as seen:
            seen.begin(Path("a"))
            for i in range(n):
                seen.add(f"key {i}")
            seen.record(library, roots_of(["a"]))
    assert gone(library, roots_of(["a"])) == {f"key {i}" for i in range(4000, 5000)}


def test_a_damaged_record_is_named(library: Path) -> None:
    (library / FILE).write_bytes(b"no database at all, " * 100)
    for ask in (lambda: gone(library, []), lambda: run(library, (["in"], {"in/a": "x"}, []))):
        with pytest.raises(LibraryError, match=FILE):
            ask()


def test_a_record_that_somebody_else_is_writing_is_waited_for(library: Path) -> None:
    run(library, (["in"], {"in/a": "xy"}, []))
    other = sqlite3.connect(library / FILE, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    later = Timer(0.2, other.rollback)
    later.start()
    run(library, (["in"], {"in/a": "x"}, []))
    later.join()
    other.close()
    assert gone(library, roots_of(["in"])) == {"y"}
