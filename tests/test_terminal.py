"""What commands print, and how errors become exit codes."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable

import pytest

from assistant import terminal
from assistant.errors import (
    EmbedderMismatch,
    InputError,
    LibraryMissing,
    LitAssistError,
    QuestionError,
    SettingsError,
    UsageError,
)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("plain, with ümlauts, 蜂 and 🐝", "plain, with ümlauts, 蜂 and 🐝"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("\x9b31m", r"\x9b31m"),
        ("a\rb", r"a\x0db"),
        ("a\x00b\x7f\x08", r"a\x00b\x7f\x08"),
        ("lines\nand\ttabs", "lines\nand\ttabs"),
        ("\x85next", r"\x85next"),
    ],
)
def test_what_steers_a_terminal_is_written_out(text: str, printed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert terminal.printable(text) == printed
    terminal.say(text)
    terminal.note(text)
    assert capsys.readouterr() == (f"{printed}\n", f"{printed}\n")


@pytest.mark.parametrize("text", ["\x1b[31m", "\x9b31m\x7f", "ümlaut 蜂 🐝", "\ud800", "\u2028", 'quote " and \\'])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1", "cp1252"])
def test_json_is_one_line_that_any_encoding_carries(text: str, encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding, newline="\n"))

    def command() -> int:
        terminal.say_json({"title": text})
        return 0

    assert terminal.run(command) == 0
    assert json.loads(raw.getvalue().decode(encoding)) == {"title": text}
    assert raw.getvalue().isascii()
    assert terminal.printable(raw.getvalue().decode()) == raw.getvalue().decode()
    assert raw.getvalue().count(b"\n") == 1


def test_text_that_the_encoding_lacks_is_written_out(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="latin-1", newline="\n"))

    def command() -> int:
        terminal.say("é 蜂 \ud800")
        return 0

    assert terminal.run(command) == 0
    assert raw.getvalue().decode("latin-1") == "é \\u8702 \\ud800\n"


def raising(error: BaseException) -> Callable[[], int]:
    def command() -> int:
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("x"), 2),
        (QuestionError("x"), 2),
        (LitAssistError("x"), 1),
        (SettingsError("x"), 2),
        (InputError("x"), 1),
        (LibraryMissing("x"), 1),
        (EmbedderMismatch("x"), 1),
    ],
)
def test_an_error_is_one_line_and_an_exit_code(
    error: LitAssistError, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert terminal.run(raising(error)) == code
    assert capsys.readouterr() == ("", "error: x\n")


@pytest.mark.parametrize("code", [0, 1, 2, 3])
def test_what_a_command_returns_is_the_exit_code(code: int) -> None:
    assert terminal.run(lambda: code) == code


def test_an_interrupted_command_says_that_nothing_is_lost(capsys: pytest.CaptureFixture[str]) -> None:
    assert terminal.run(raising(KeyboardInterrupt())) == 1
    assert capsys.readouterr() == ("", "stopped; what was stored is kept, and the next run goes on from there\n")


def test_what_nobody_expected_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        terminal.run(raising(ZeroDivisionError()))
