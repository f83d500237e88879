"""`python -m assistant chat`: with a pipe as a script sees it, and on a terminal."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.__main__ import main
from assistant.chats import Chats
from assistant.codec import from_json
from assistant.commands.shown import answered
from assistant.library import Library
from assistant.records import Turn
from tests import small_library

QUESTION, FOLLOW = "Does repeating training text help?", "And which of them is newer?"
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def chats(tmp_path: Path) -> Chats:
    return Chats(tmp_path / "data")


def chat(monkeypatch: pytest.MonkeyPatch, typed: bytes, *words: str) -> int:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), encoding="utf-8"))
    return main(["chat", *words])


@pytest.mark.usefixtures("here")
def test_a_pipe_of_questions(library: Path, chats: Chats, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    assert chat(monkeypatch, f"{QUESTION}\n\n  {FOLLOW}".encode()) == 0
    printed = capsys.readouterr()
    (card,) = chats.list().chats
    kept = chats.open(card.id)
    assert card.questions == (QUESTION, FOLLOW)
    assert (card.library.name, card.library.id) == ("library", Library(library).manifest.library)
    first, second = kept.history
    assert second.answer.standalone_question == f"{QUESTION} {FOLLOW}"
    assert printed.out == (
        f"Question: {QUESTION}\n\n{answered(first.answer)}\n\nQuestion: {FOLLOW}\n\n{answered(second.answer)}\n\n"
    )
    assert printed.err == f"kept as {card.id[:8]}; go on with: python -m assistant chat --chat {card.id[:8]}\n"


@pytest.mark.usefixtures("here")
def test_a_chat_is_gone_on_with(chats: Chats, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    assert chat(monkeypatch, QUESTION.encode()) == 0
    (card,) = chats.list().chats
    capsys.readouterr()
    assert chat(monkeypatch, FOLLOW.encode(), "--chat", card.id[:6], "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["id"], told["title"]) == (card.id, QUESTION)
    turns = tuple(from_json(Turn, turn) for turn in told["turns"])
    assert turns == chats.open(card.id).history[1:]
    assert turns[0].answer.standalone_question == f"{QUESTION} {FOLLOW}"


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("typed", "outcome", "said"),
    [
        (b"", (0, 0), ""),
        (b"\n \n", (0, 0), ""),
        (b"/quit\nWhy do bees swarm?\n", (0, 0), ""),
        (b"/help\n", (0, 0), "Ask, a question a line."),
        (b"/what now\n", (1, 0), "error: /what is no command. Ask, a question a line."),
        (b"?!\n", (1, 0), "error: the question is empty"),
        (b"Why do bees swarm?\n?!\n", (3, 1), "error: the question is empty"),
        (b"bees " * 10_000 + b"\nWhy do bees swarm?", (3, 1), "at most 4,000 can be read; shorten it"),
        (b"Why do \xe9 bees \x1b[31m swarm?\r\n/exit", (0, 1), "kept as "),
    ],
)
def test_what_is_typed(
    typed: bytes,
    outcome: tuple[int, int],
    said: str,
    chats: Chats,
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The exit code, and how many questions are kept."""
    code = chat(monkeypatch, typed)
    printed = capsys.readouterr()
    assert (code, sum(len(card.questions) for card in chats.list().chats)) == outcome
    assert said in printed.err
    assert "\x1b" not in printed.out


@pytest.mark.usefixtures("here")
def test_another_library_than_the_chats_is_named(
    tmp_path: Path, chats: Chats, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert chat(monkeypatch, QUESTION.encode()) == 0
    other = small_library.build(tmp_path / "other", small_library.PAPERS[:2])
    capsys.readouterr()
    (card,) = chats.list().chats
    assert chat(monkeypatch, b"", "--chat", card.id, "--library", str(other)) == 0
    assert capsys.readouterr().err.startswith(f"this chat was about another library than {other}\n")


@pytest.mark.usefixtures("here")
def test_a_full_disk_costs_no_answer(tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "chats").write_text("in the way")
    assert chat(monkeypatch, QUESTION.encode()) == 1
    printed = capsys.readouterr()
    assert "Up to four repetitions cost almost nothing" in printed.out
    assert "error: not kept yet: " in printed.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--chat", "abcdef"], 1, "error: there is no chat abcdef"),
        (["--chat", "../x"], 2, "is no chat; give its id"),
        (["--library", "none"], 1, "error: no library at none"),
    ],
)
def test_wrong_usage(words: list[str], code: int, said: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    assert chat(monkeypatch, b"why?", *words) == code
    assert said in capsys.readouterr().err


def until(terminal: int, *marks: bytes) -> bytes:
    """What a terminal shows, until one of some marks stands there, or to its end."""
    shown = b""
    while not any(mark in shown for mark in marks):
        try:
            shown += os.read(terminal, 10_000)
        except OSError:  # Linux says so where the other side has closed
            break
    return shown


@pytest.mark.parametrize("ending", ["Ctrl-C", "\x04", "/quit\n"])
def test_a_terminal(library: Path, chats: Chats, ending: str) -> None:
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "assistant", "chat", "--library", str(library)]
    environ = {**os.environ, "TERM": "dumb"}
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environ)
    os.close(theirs)
    until(ours, b"ask> ")
    os.write(ours, f"{QUESTION}\n".encode())
    assert b"Up to four repetitions cost almost nothing" in until(ours, b"ask> ")
    if ending == "Ctrl-C":
        process.send_signal(signal.SIGINT)
    else:
        os.write(ours, ending.encode())
    assert b"kept as " in until(ours, b"--chat ")
    until(ours)
    assert process.wait() == 0
    os.close(ours)
    assert [card.questions for card in chats.list().chats] == [(QUESTION,)]


def test_a_kill_between_questions_costs_nothing(library: Path, chats: Chats) -> None:
    command = [sys.executable, "-m", "assistant", "chat", "--library", str(library)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert process.stdin is not None
    process.stdin.write(f"{QUESTION}\n".encode())
    process.stdin.flush()
    while not [card for card in chats.list().chats if card.questions]:
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    (card,) = chats.list().chats
    assert [turn.question for turn in chats.open(card.id).history] == [QUESTION]
