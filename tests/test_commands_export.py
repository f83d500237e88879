"""`python -m assistant export`, as a script sees it."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.__main__ import main
from assistant.export import WRITERS
from assistant.records import Paper
from ingest.formats import FORMATS, ReadOptions
from tests import small_library

Captured = pytest.CaptureFixture[str]


def stored(library: Path) -> list[Paper]:
    with small_library.opened(library) as assistant:
        return [replace(paper, id="", sources=()) for paper in assistant.papers()]


def read_back(path: Path) -> list[Paper]:
    head = path.read_text(encoding="utf-8")[:16_000]
    form = next(form for form in FORMATS if form.claims(head, path))
    return [replace(paper, id="", sources=()) for paper in form.read(path, ReadOptions()) if isinstance(paper, Paper)]


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.usefixtures("here")
def test_a_library_reads_back(library: Path, name: str, capsys: Captured) -> None:
    assert main(["export", "--format", name]) == 0
    printed = capsys.readouterr()
    Path("refs").write_text(printed.out, encoding="utf-8")
    assert read_back(Path("refs")) == stored(library)
    assert printed.err == ""


@pytest.mark.parametrize(("file", "begin"), [("a.bib", "@"), ("a.RIS", "TY  - "), ("a.json", "["), ("a.jsonl", "{"), ("a.csv", "id,"), ("a", "@")])  # fmt: skip
def test_the_suffix_says_the_format(library: Path, file: str, begin: str, capsys: Captured) -> None:
    assert main(["export", "--library", str(library), "--output", file]) == 0
    assert capsys.readouterr() == ("", f"{len(small_library.PAPERS)} papers written to {file}\n")
    assert Path(file).read_text(encoding="utf-8").startswith(begin)
    assert read_back(Path(file)) == stored(library)


@pytest.mark.usefixtures("here")
def test_the_format_named_goes_before_the_suffix() -> None:
    assert main(["export", "--output", "a.bib", "--format", "csl-json"]) == 0
    assert len(json.loads(Path("a.bib").read_text(encoding="utf-8"))) == len(small_library.PAPERS)


@pytest.mark.usefixtures("here")
def test_a_file_is_replaced_whole_and_a_link_is_followed() -> None:
    Path("real.bib").write_text("old")
    Path("real.bib").chmod(0o640)
    Path("link.bib").symlink_to("real.bib")
    assert main(["export", "--output", "link.bib"]) == 0
    assert Path("link.bib").is_symlink()
    assert Path("real.bib").read_text(encoding="utf-8").startswith("@")
    assert sorted(path.name for path in Path().iterdir()) == ["link.bib", "real.bib"]


WRONG: list[tuple[str, list[str], int, str]] = [
    ("an unknown format", ["--format", "docx"], 2, "invalid choice: 'docx'"),
    ("a folder", ["--output", "."], 2, "is a folder; name a file"),
    ("a missing folder", ["--output", "nowhere/a.bib"], 2, "its folder does not exist; name a file"),
    ("a full disk", ["--output", "/dev/full"], 1, "cannot be written: No space left on device; name another --output"),
    ("words", ["now"], 2, "unrecognized arguments: now"),
]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(("words", "code", "message"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_wrong_usage(words: list[str], code: int, message: str, capsys: Captured) -> None:
    try:
        found: Any = main(["export", *words])
    except SystemExit as stopped:
        found = stopped.code
    printed = capsys.readouterr()
    assert (found, printed.out) == (code, "")
    assert message in printed.err
    assert list(Path().iterdir()) == []


def test_without_a_library_it_says_how_to_make_one(capsys: Captured) -> None:
    Path("refs.bib").write_text("old")
    assert main(["export", "--output", "refs.bib"]) == 1
    assert capsys.readouterr().err.startswith("error: no library at library; make one with: ")
    assert Path("refs.bib").read_text() == "old"


def export(library: Path, *words: str, stdout: int = subprocess.PIPE) -> subprocess.CompletedProcess[bytes]:
    environ = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "assistant", "export", "--library", str(library), *words]
    return subprocess.run(command, check=False, stdout=stdout, stderr=subprocess.PIPE, env=environ, timeout=120)


def test_a_process_prints_utf8_in_any_locale(library: Path) -> None:
    done = export(library, "--format", "ris")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "AU  - Levain, Élise\n" in done.stdout.decode("utf-8")


def test_a_reader_that_has_gone_is_no_crash(library: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = export(library, stdout=writing)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_pipe_is_written_to_and_stays(library: Path) -> None:
    os.mkfifo("pipe")
    reading = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert export(library, "--output", "pipe", "--format", "jsonl").returncode == 0
        assert os.read(reading, 9) == b'{"id": "p'
    finally:
        os.close(reading)
    assert stat.S_ISFIFO(Path("pipe").stat().st_mode)


def test_a_terminal_is_not_steered(tmp_path: Path) -> None:
    odd = {**small_library.PAPERS[0], "title": "Red \x1b[31mbees"}
    library = small_library.build(tmp_path / "odd", [odd])
    ours, theirs = os.openpty()
    try:
        done = export(library, stdout=theirs)
        shown = os.read(ours, 100_000)
    finally:
        os.close(ours)
        os.close(theirs)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\x1b" not in shown
    assert rb"\x1b[31mbees" in shown
