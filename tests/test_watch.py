"""Keeping a folder in step: which changes matter, a run for each, and errors that do not end it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from assistant.errors import LibraryError, UsageError
from assistant.settings import Settings
from ingest.__main__ import main
from ingest.commands.watch import COMMAND, watch_folder
from ingest.watch import Concerns, keep_in_step
from tests import small_library

Captured = pytest.CaptureFixture[str]
CHANGE = {"a change"}


@pytest.mark.parametrize(
    ("path", "matters"),
    [
        ("in/a.jsonl", True),
        ("in/deep/down/a.bib", True),
        ("in/library/library.json", False),
        ("in/library", False),
        ("in/library2/a.jsonl", True),
        ("in/.git/index", False),
        ("in/deep/.a.jsonl.swp", False),
        ("in/other/fast/index.json", False),
        ("out/a.jsonl", False),
    ],
)
def test_which_changes_matter(tmp_path: Path, path: str, matters: bool) -> None:
    (tmp_path / "in" / "other").mkdir(parents=True)
    (tmp_path / "in" / "other" / "library.json").touch()
    concerns = Concerns(tmp_path / "in", tmp_path / "in" / "library")
    assert concerns(tmp_path / path) is matters


@pytest.mark.parametrize(
    ("batches", "runs"), [([], 0), ([set()], 1), ([CHANGE], 1), ([set(), set(), CHANGE, set(), CHANGE], 3)]
)
def test_one_run_at_first_and_one_a_change(batches: list[set[str]], runs: int) -> None:
    ran: list[int] = []
    keep_in_step(lambda: ran.append(1), batches, lambda _: None)
    assert len(ran) == runs


def test_an_error_is_told_and_the_watch_goes_on() -> None:
    told: list[str] = []
    errors = iter([LibraryError("no room"), UsageError("no folder")])

    def run() -> None:
        if error := next(errors, None):
            raise error
        told.append("ran")

    keep_in_step(run, [set(), CHANGE, CHANGE], lambda error: told.append(str(error)))
    assert told == ["no room", "no folder", "ran"]


def scripted(folder: Path) -> Iterator[Collection[str]]:
    """What happens to the folder between one run and the next."""
    yield ()
    small_library.write_rows(folder / "b.jsonl", small_library.PAPERS[2:3])
    yield CHANGE
    (folder / "b.jsonl").write_text("{")
    yield CHANGE
    (folder / "b.jsonl").unlink()
    yield CHANGE
    folder.rename(folder.with_name("moved"))
    yield CHANGE
    raise KeyboardInterrupt


def test_a_folder_that_changes_under_the_watch(tmp_path: Path, capsys: Captured) -> None:
    folder = tmp_path / "in"
    small_library.write_rows(folder / "a.jsonl", small_library.PAPERS[:2])
    arguments = COMMAND.parser().parse_args([str(folder), "--json", "--prune"])
    assert watch_folder(arguments, Settings.load({}), scripted(folder)) == 0
    printed = capsys.readouterr()
    runs = [json.loads(line) for line in printed.out.splitlines()]
    counts = [(run["added"], run["unchanged"], run["rejected"], run["removed"], run["papers"]) for run in runs]
    assert counts == [(2, 0, 0, 0, 2), (1, 2, 0, 0, 3), (0, 2, 1, 0, 3), (0, 2, 0, 1, 2)]
    notes = [event["text"] for event in map(json.loads, printed.err.splitlines()) if event["event"] == "note"]
    assert [note.partition(" ")[0] for note in notes] == ["watching", "error:", "stopped"]


def test_a_line_a_run_for_people(tmp_path: Path, capsys: Captured) -> None:
    small_library.write_rows(tmp_path / "in" / "a.jsonl", small_library.PAPERS[:2])
    arguments = COMMAND.parser().parse_args(["in"])
    assert watch_folder(arguments, Settings.load({}), [(), CHANGE]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


@pytest.mark.parametrize("name", ["nowhere", "file"])
def test_only_a_folder_can_be_watched(tmp_path: Path, name: str, capsys: Captured) -> None:
    (tmp_path / "file").touch()
    assert main(["watch", name]) == 2
    assert capsys.readouterr().err == f"error: {name}: there is no such folder to watch\n"


@pytest.mark.slow
@pytest.mark.parametrize("poll", [[], ["--poll"]], ids=["told by the system", "polling"])
def test_a_real_watch(tmp_path: Path, poll: list[str]) -> None:
    folder = tmp_path / "in"
    small_library.write_rows(folder / "a.jsonl", small_library.PAPERS[:2])
    words = [sys.executable, "-m", "ingest", "watch", "in", "--library", "in/library", "--json", "--prune", *poll]
    with watching(words, tmp_path) as output:
        assert json.loads(output.readline())["added"] == 2
        # Moved in whole, since a slow write would rightly set off more than one run.
        small_library.write_rows(tmp_path / "b.jsonl", small_library.PAPERS[2:4]).rename(folder / "b.jsonl")
        assert json.loads(output.readline())["added"] == 2
        (folder / "a.jsonl").unlink()
        assert json.loads(output.readline())["removed"] == 2
        # The runs' own writes to the library inside the folder set off none.
        os.set_blocking(output.fileno(), False)
        time.sleep(4)
        assert not output.read()


@contextmanager
def watching(words: list[str], cwd: Path) -> Iterator[IO[bytes]]:
    """What the command prints; it is stopped as with Ctrl-C, and killed where something else went wrong before."""
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=cwd) as process:
        try:
            assert process.stdout is not None
            yield process.stdout
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 0
        finally:
            process.kill()
