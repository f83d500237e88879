"""`python -m assistant ask` and `search`, as a script sees them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.__main__ import main
from assistant.codec import from_json
from assistant.library import Changes, Copy, Library, Put
from assistant.records import Answer, Evidence
from tests import small_library

ANSWERED, ABSENT = "When does a swarm of bees leave the hive?", "Who painted the ceiling of the Sistine chapel?"
Captured = pytest.CaptureFixture[str]


def answer_of(printed: str) -> tuple[Answer, str]:
    found = json.loads(printed)
    text = found.pop("text")
    return from_json(Answer, found), text


@pytest.mark.parametrize(("question", "status"), [(ANSWERED, "answered"), (ABSENT, "abstained")])
def test_ask_prints_one_json_object_and_nothing_else(
    library: Path, question: str, status: str, capsys: Captured
) -> None:
    assert main(["ask", question, "--json", "--library", str(library)]) == 0
    printed = capsys.readouterr()
    answer, text = answer_of(printed.out)
    with small_library.opened(library) as assistant:
        assert replace(answer, timings=()) == replace(assistant.ask(question), timings=())
    assert (answer.status, text) == (status, answer.text)
    assert (printed.out.count("\n"), printed.err) == (1, "")


def test_search_prints_one_json_object_and_nothing_else(library: Path, capsys: Captured) -> None:
    assert main(["search", "bees", "-k", "3", "--json", "--library", str(library)]) == 0
    printed = capsys.readouterr()
    found = json.loads(printed.out)
    assert set(found) == {"question", "evidence"}
    with small_library.opened(library) as assistant:
        assert tuple(from_json(Evidence, e) for e in found["evidence"]) == assistant.search("bees", k=3)
    assert (found["question"], printed.out.count("\n"), printed.err) == ("bees", 1, "")


@pytest.mark.usefixtures("here")
def test_an_answer_to_read(capsys: Captured) -> None:
    assert main(["ask", ANSWERED]) == 0
    printed = capsys.readouterr()
    answer, references = printed.out.split("\n\n", 1)
    assert answer.startswith(
        "A sudden loss of 2.3 kg announces a swarm about forty minutes before the bees leave. [1] "
    )
    assert references.startswith("[1] Hive Scales Reveal When Bees Swarm. Ada Imker, Jon Wachs. Annals of Apiculture.")
    assert "\n\n> A sudden loss of 2.3 kg announces a swarm" in references
    assert printed.err == ""


@pytest.mark.usefixtures("here")
def test_an_abstention_shows_the_nearest_papers(capsys: Captured) -> None:
    assert main(["ask", ABSENT]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("The library does not answer this question.\n\nClosest papers:\n  1. ")
    assert len(shown.splitlines()) == 8


@pytest.mark.usefixtures("here")
def test_a_search_to_read(capsys: Captured) -> None:
    assert main(["search", "Which coffee holds more caffeine?"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("  1. Cold Brew Coffee Holds as Much Caffeine as Hot (2018)  [p")
    assert len(lines) == 10


WRONG: list[tuple[str, list[str], str]] = [
    ("no command", [], "arguments are required: COMMAND"),
    ("an unknown command", ["answer", "why?"], "invalid choice: 'answer'"),
    ("no question", ["ask"], "arguments are required: question"),
    ("two questions", ["ask", "why", "how"], "unrecognized arguments: how"),
    ("an unknown option", ["search", "why", "--loud"], "unrecognized arguments: --loud"),
    ("a k that is no number", ["search", "why", "-k", "many"], "invalid int value"),
    ("k below one", ["search", "why", "-k", "0"], "k=0: ask for at least one paper"),
    ("an empty question", ["ask", ""], "the question is empty; ask something"),
    ("a blank question", ["search", " \t "], "the question is empty; ask something"),
    ("a question without words", ["ask", "?!", "--json"], "the question is empty; ask something"),
    ("50,000 characters", ["ask", "x" * 50_000], "tokens, at most 4,000 can be read; shorten it"),
    ("50,000 characters of words", ["search", "bees " * 10_000, "--json"], "at most 4,000 can be read; shorten it"),
]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(("words", "message"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_wrong_usage(words: list[str], message: str, capsys: Captured) -> None:
    try:
        code: Any = main(words)
    except SystemExit as stopped:
        code = stopped.code
    printed = capsys.readouterr()
    assert (code, printed.out) == (2, "")
    assert message in printed.err
    assert len(printed.err.splitlines()) < 8


@pytest.mark.parametrize("words", [["ask", "why?"], ["search", "why?", "--json"]])
def test_without_a_library_it_says_how_to_make_one(words: list[str], capsys: Captured) -> None:
    assert main(words) == 1
    made_with = "make one with: python -m ingest PATH --library library"
    assert capsys.readouterr() == ("", f"error: no library at library; {made_with}\n")
    assert not Path("library").exists()


def test_a_setting_that_is_none_is_refused(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LITASSIST_LIBARY", "x")
    assert main(["ask", "why?"]) == 2
    assert capsys.readouterr().err.startswith("error: LITASSIST_LIBARY is no setting; known: ")


def test_escapes_in_titles_do_not_reach_the_terminal(tmp_path: Path, capsys: Captured) -> None:
    """Ingest takes them out; a library may have been written by something else."""
    library = Library(small_library.build(tmp_path, small_library.PAPERS[:1]))
    (stored,) = library.snapshot().all.values()
    title = f"\x1b[31m\x9b{stored.paper.title}\x07"
    (copy,) = stored.copies
    changed = replace(stored, copies=(Copy(copy.key, replace(copy.paper, title=title)),))
    library.write(lambda _: Changes((Put(changed, None),)))
    for words in (["search", "bees"], ["ask", ANSWERED], ["ask", ABSENT]):
        assert main([*words, "--library", str(library.folder)]) == 0
        shown = capsys.readouterr().out
        assert r"\x1b[31m\x9bHive Scales Reveal When Bees Swarm\x07" in shown
        assert not {"\x1b", "\x9b", "\x07"} & set(shown)
        assert main([*words, "--library", str(library.folder), "--json"]) == 0
        printed = capsys.readouterr().out
        assert printed.isascii()
        assert title in {e["paper"]["title"] for e in _evidence(json.loads(printed))}


def _evidence(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [*found.get("nearest", []), *found["evidence"]]


def python(*words: str, stdout: int = subprocess.PIPE, **environ: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", *words],
        check=False,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env={**os.environ, **environ},
        timeout=120,
    )


def test_a_process_prints_json_in_any_locale(library: Path) -> None:
    question = "Do sourdough starters – Élise's – of four continents share microbes?"
    done = python("assistant", "ask", question, "--json", LITASSIST_LIBRARY=str(library), PYTHONIOENCODING="ascii")
    answer, _ = answer_of(done.stdout.decode("ascii"))
    assert (done.returncode, done.stderr) == (0, b"")
    assert answer.citations[0].paper.authors == ("Paul Teig", "Élise Levain")


def test_a_question_that_is_not_utf8_is_read_as_far_as_it_can_be(library: Path) -> None:
    words: list[Any] = [sys.executable, "-m", "assistant", "search", b"caf\xe9 with caffeine", "-k", "1"]
    done = subprocess.run(
        [*words, "--library", library], check=False, capture_output=True, text=True, encoding="utf-8", timeout=120
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Cold Brew" in done.stdout


@pytest.mark.parametrize("words", [("ingest", "list"), ("assistant", "search", "bees", "--json")])
def test_a_reader_that_has_gone_is_no_crash(library: Path, words: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = python(*words, stdout=writing, LITASSIST_LIBRARY=str(library))
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")
