"""`ask --save`, `replay` and `diff`, as a script and a reader see them."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.__main__ import main
from assistant.bundles import read_bundle, to_text
from assistant.codec import from_json
from assistant.library import Library
from assistant.records import Answer, Filters, Turn
from ingest.__main__ import main as ingest
from tests import small_library

QUESTION = "When does a swarm of bees leave the hive?"
BEES = small_library.PAPERS[0]
Captured = pytest.CaptureFixture[str]


def save(question: str, file: str, *words: str) -> None:
    assert main(["ask", question, "--save", file, *words]) == 0


@pytest.mark.usefixtures("here")
def test_what_is_saved_is_the_answer_that_was_given(library: Path, capsys: Captured) -> None:
    save(QUESTION, "a.json", "--json")
    printed = capsys.readouterr()
    bundle = read_bundle(Path("a.json"))
    given = json.loads(printed.out)
    assert from_json(Answer, {k: v for k, v in given.items() if k != "text"}) == bundle.answer
    assert printed.err == "saved to a.json; ask again later with: python -m assistant replay a.json\n"
    assert (bundle.question, bundle.history, bundle.filters) == (QUESTION, (), Filters())
    manifest = Library(library).manifest
    assert (bundle.library.id, bundle.library.generation) == (manifest.library, manifest.generation)
    assert bundle.library.papers == len(small_library.PAPERS)
    assert str(library.parent) not in Path("a.json").read_text()


@pytest.mark.usefixtures("here")
def test_a_saved_file_is_never_writable_by_everybody() -> None:
    before = os.umask(0)
    try:
        save(QUESTION, "a.json")
    finally:
        os.umask(before)
    assert stat.S_IMODE(Path("a.json").stat().st_mode) & 0o002 == 0


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("question", [QUESTION, "Who painted the ceiling of the Sistine chapel?"])
def test_the_same_library_gives_the_same_answer(question: str, capsys: Captured) -> None:
    save(question, "a.json")
    capsys.readouterr()
    assert main(["replay", "a.json"]) == 0
    assert capsys.readouterr() == (f"Question: {question}\nNothing has changed.\n", "")
    assert main(["replay", "a.json", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["facts"], told["citations"], told["evidence"], told["papers"]) == ([], [], [], [])
    assert told["answer_changed"] is False
    answer = from_json(Answer, told["answer"])
    assert replace(answer, timings=()) == replace(read_bundle(Path("a.json")).answer, timings=())


def one_paper_less(library: Path) -> None:
    with small_library.opened(library) as assistant:
        bees = small_library.titled(assistant, BEES["title"])
    assert ingest(["remove", bees, "--library", str(library)]) == 0


def another_abstract(library: Path) -> None:
    abstract = BEES["abstract"].replace("forty minutes", "fifty minutes")
    (library.parent / small_library.SOURCE).unlink()
    rows = [dict(BEES) | {"abstract": abstract}, *small_library.PAPERS[1:]]
    small_library.load(library, small_library.write_rows(library.parent / small_library.SOURCE, rows))


CHANGES: list[tuple[Callable[[Path], None], str, str, str]] = [
    (one_paper_less, "Papers:\n  gone: Hive Scales", "  status: answered → abstained", "- A sudden loss of 2.3 kg"),
    (another_abstract, "  abstract changed: Hive Scales", "+ A sudden loss of 2.3 kg", "about fifty minutes before"),
]


@pytest.mark.parametrize(("change", "paper", "answer", "sentence"), CHANGES)
def test_a_replay_says_what_has_changed(
    tmp_path: Path, change: Callable[[Path], None], paper: str, answer: str, sentence: str, capsys: Captured
) -> None:
    library = small_library.build(tmp_path / "own")
    save(QUESTION, "a.json", "--library", str(library))
    change(library)
    capsys.readouterr()
    assert main(["replay", "a.json", "--library", str(library)]) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"Question: {QUESTION}\nThe answer has changed: ")
    for part in (paper, answer, sentence, "times it was written to: 1 → "):
        assert part in told
    save(QUESTION, "b.json", "--library", str(library))
    capsys.readouterr()
    assert main(["diff", "a.json", "b.json", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert main(["replay", "a.json", "--library", str(library), "--json"]) == 0
    replayed = json.loads(capsys.readouterr().out)
    assert found["answer_changed"] is True
    for name in ("question", "facts", "sentences", "citations", "evidence"):
        assert found[name] == replayed[name]


@pytest.mark.usefixtures("here")
def test_history_and_filters_are_asked_again(capsys: Captured) -> None:
    save("Does repeating training text help?", "a.json")
    first = read_bundle(Path("a.json"))
    follow = replace(first, question="And which of them is newer?", history=(Turn(first.question, first.answer),))
    Path("b.json").write_text(to_text(replace(follow, filters=Filters(year_from=2024))))
    capsys.readouterr()
    assert main(["replay", "b.json", "--json"]) == 0
    answer = from_json(Answer, json.loads(capsys.readouterr().out)["answer"])
    assert answer.standalone_question == "Does repeating training text help? And which of them is newer?"
    assert {e.paper.year for e in (*answer.evidence, *answer.nearest)} == {2024}


def test_diff_needs_no_library(library: Path, capsys: Captured) -> None:
    save(QUESTION, "a.json", "--library", str(library))
    capsys.readouterr()
    assert main(["diff", "a.json", "a.json"]) == 0
    assert capsys.readouterr() == (f"Question: {QUESTION}\nNothing has changed.\n", "")


def bad(**changes: Any) -> str:
    return to_text(replace(read_bundle(Path("good.json")), **changes))


@pytest.mark.usefixtures("here")
def test_a_file_cannot_ask_what_nobody_may() -> None:
    save(QUESTION, "good.json")
    answer = read_bundle(Path("good.json")).answer
    endless = Turn("q?", replace(answer, standalone_question="bees " * 10_000))
    for changes, code in (
        ({"question": "bees " * 10_000}, 2),
        ({"question": " "}, 2),
        ({"history": (endless,)}, 2),
        ({"history": (Turn("", answer),)}, 2),
        ({"filters": Filters(date_from="soon")}, 2),
        ({"filters": Filters(paper_ids=tuple(f"p{n}" for n in range(1_000)))}, 0),
        ({"filters": Filters(year_from=2**53, n_authors_max=-(2**53))}, 0),
        ({"question": "\x00 ' OR 1=1 -- bees"}, 0),
    ):
        Path("bad.json").write_text(bad(**changes))
        assert main(["replay", "bad.json"]) == code, changes


@pytest.mark.usefixtures("here")
def test_what_stands_in_a_file_steers_no_terminal(capsys: Captured) -> None:
    save(QUESTION, "good.json")
    bundle = read_bundle(Path("good.json"))
    evil = "\x1b]0;owned\x07\u202e"
    sentences = tuple(replace(s, text=f"{evil}{s.text}") for s in bundle.answer.sentences)
    answer = replace(bundle.answer, sentences=sentences, model=evil, prompts=((evil, evil),), missing=(evil,))
    seen = tuple(replace(s, title=evil, paper_id=evil) for s in bundle.evidence)
    Path("evil.json").write_text(bad(answer=answer, evidence=seen, program=evil, question=f"{QUESTION} {evil}"))
    capsys.readouterr()
    for words in (["replay", "evil.json"], ["diff", "evil.json", "good.json"], ["diff", "good.json", "evil.json"]):
        assert main(words) == 0
        shown = capsys.readouterr().out
        assert r"\x1b]0;owned\x07\u202e" in shown
        assert not {"\x1b", "\x07", "\u202e"} & set(shown)
        assert main([*words, "--json"]) == 0
        assert capsys.readouterr().out.isascii()


WRONG: list[tuple[str, list[str], int, str]] = [
    ("no file", ["replay", "none.json"], 2, "none.json: there is no such file; name one that"),
    ("a folder", ["replay", "."], 2, ".: there is no such file"),
    ("no bundle", ["replay", "other.json"], 1, 'other.json: no bundle: it has no "format"; name a file that'),
    ("no second file", ["diff", "other.json"], 2, "arguments are required: B"),
    ("no bundles", ["diff", "other.json", "other.json"], 1, "other.json: no bundle"),
    ("a folder to save to", ["ask", "bees?", "--save", "."], 2, "error: .: is a folder; name a file"),
    ("a folder that is not", ["ask", "bees?", "--save", "no/a.json"], 2, "its folder does not exist; name a file"),
]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(("words", "code", "message"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_wrong_usage(words: list[str], code: int, message: str, capsys: Captured) -> None:
    Path("other.json").write_text('{"papers": []}')
    try:
        found: Any = main(words)
    except SystemExit as stopped:
        found = stopped.code
    printed = capsys.readouterr()
    assert (found, printed.out) == (code, "")
    assert message in printed.err


@pytest.mark.usefixtures("here")
def test_a_full_disk_costs_no_answer(capsys: Captured) -> None:
    assert main(["ask", QUESTION, "--save", "/dev/full"]) == 1
    printed = capsys.readouterr()
    assert printed.out.startswith("A sudden loss of 2.3 kg")
    assert printed.err == "error: /dev/full cannot be written: No space left on device; name another --save\n"
