"""`python -m assistant chats`, as a reader and a script see it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.__main__ import main
from assistant.chats import Card, Chat, Chats, Place, to_markdown
from assistant.codec import from_json
from assistant.records import Turn
from tests.kept_answers import SWARM, an_answer

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def chats(tmp_path: Path) -> Chats:
    """Two conversations, the one about rain added to last."""
    times = iter(range(1_000))
    start = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    made = Chats(tmp_path / "data", now=lambda: start + timedelta(minutes=next(times)))
    for questions in (("Who \x1b[31mpaints?",), ("Does rain matter?", "And \x1b[31mwind?")):
        card = made.create(Place("mine", "lib-1"))
        for question in questions:
            made.append(card.id, Turn(question, an_answer() if "rain" in question else an_answer((), (SWARM,))))
    return made


def ids(chats: Chats) -> list[str]:
    return [card.id for card in chats.list().chats]


@pytest.mark.parametrize("words", [["chats"], ["chats", "list"]])
def test_the_list(chats: Chats, words: list[str], capsys: Captured) -> None:
    rain, paint = ids(chats)
    assert main(words) == 0
    lines = [
        f"{rain[:8]}  2026-03-01 09:34 UTC    2 questions  Does rain matter?",
        rf"{paint[:8]}  2026-03-01 09:31 UTC    1 question   Who \x1b[31mpaints?",
    ]
    assert capsys.readouterr() == ("\n".join(lines) + "\n", "")


@pytest.mark.parametrize("words", [["chats", "--json"], ["chats", "list", "--json"], ["chats", "--json", "list"]])
def test_the_list_as_json(chats: Chats, words: list[str], capsys: Captured) -> None:
    assert main(words) == 0
    told = json.loads(capsys.readouterr().out)
    assert tuple(from_json(Card, card) for card in told["chats"]) == chats.list().chats
    assert told["unreadable"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["list", "--search", "WIND matter"], "Does rain matter?"),
        (["list", "--search", "hail"], "No chat has all these words in its title or questions: hail"),
        (["--owner", "ada"], "No chats yet; begin one with: python -m assistant chat"),
        (["--owner", "ada", "list"], "No chats yet; begin one with: python -m assistant chat"),
    ],
)
@pytest.mark.usefixtures("chats")
def test_the_list_of_some(words: list[str], said: str, capsys: Captured) -> None:
    assert main(["chats", *words]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.endswith(said)


def test_one_to_read(chats: Chats, capsys: Captured) -> None:
    rain, _ = ids(chats)
    assert main(["chats", "show", rain[:4]]) == 0
    shown = capsys.readouterr().out
    head, first, second = shown.partition("Question 2: ")[0].partition("Question 1: ")
    assert head == f"Does rain matter?\n{rain}, library mine, begun 2026-03-01 09:32 UTC\n\n"
    assert (
        second
        == f"Does rain matter?\n\n{an_answer().to_markdown().strip()}\n\nNo paper mentions: combs.\n\n".replace(
            "\x1b", r"\x1b"
        )
    )
    assert first
    assert "Question 2: And \\x1b[31mwind?\n\nThe library does not answer" in shown
    assert "\x1b" not in shown


def test_one_as_json(chats: Chats, capsys: Captured) -> None:
    rain, _ = ids(chats)
    assert main(["chats", "show", rain, "--json"]) == 0
    assert from_json(Chat, json.loads(capsys.readouterr().out)) == chats.open(rain)


def test_renaming(chats: Chats, capsys: Captured) -> None:
    rain, paint = ids(chats)
    assert main(["chats", "rename", paint[:8], "  Old\x1b masters "]) == 0
    assert capsys.readouterr().out == f"{paint[:8]} is now called: Old\\x1b masters\n"
    assert main(["chats", "rename", paint, "Masters", "--json"]) == 0
    assert from_json(Card, json.loads(capsys.readouterr().out)) == chats.open(paint).card
    assert [card.title for card in chats.list().chats] == ["Does rain matter?", "Masters"]
    assert ids(chats) == [rain, paint]


@pytest.mark.parametrize("flags", [[], ["--json"]])
def test_deleting(chats: Chats, flags: list[str], capsys: Captured) -> None:
    rain, paint = ids(chats)
    assert main(["chats", "delete", rain[:8], *flags]) == 0
    assert capsys.readouterr().out == (f'{{"deleted": "{rain}"}}\n' if flags else f"deleted {rain}\n")
    assert ids(chats) == [paint]


def test_exporting(chats: Chats, capsys: Captured) -> None:
    rain, _ = ids(chats)
    text = to_markdown(chats.open(rain))
    assert main(["chats", "export", rain]) == 0
    assert capsys.readouterr().out == text.replace("\x1b", r"\x1b")
    assert main(["chats", "export", rain, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"id": rain, "markdown": text}
    assert main(["chats", "export", rain, "--output", "rain.md"]) == 0
    assert capsys.readouterr() == ("", "2 questions written to rain.md\n")
    assert Path("rain.md").read_text(encoding="utf-8") == text
    assert main(["chats", "export", rain, "--output", "rain.md", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"id": rain, "output": "rain.md"}


def test_what_cannot_be_read_is_named_and_the_rest_shown(chats: Chats, capsys: Captured) -> None:
    rain, paint = ids(chats)
    (chats.folder / f"{rain}.jsonl").write_text("{")
    assert main(["chats"]) == 3
    printed = capsys.readouterr()
    assert printed.out.startswith(paint[:8])
    assert f"{rain}.jsonl is damaged (line 1 is no JSON" in printed.err
    assert main(["chats", "show", rain]) == 1
    assert main(["chats", "delete", rain]) == 0
    assert main(["chats"]) == 0


WRONG: list[tuple[list[str], int, str]] = [
    (["show"], 2, "arguments are required: id"),
    (["show", "abcdef"], 1, "error: there is no chat abcdef; see: python -m assistant chats list"),
    (["show", "../own/x"], 2, "is no chat; give its id, or at least 4 characters of its beginning"),
    (["rename", "abcdef"], 2, "arguments are required: title"),
    (["forget", "abcdef"], 2, "invalid choice: 'forget'"),
    (["export", "abcdef", "--output", "no/x.md"], 2, "its folder does not exist; name a file"),
    (["delete", "a" * 32], 1, "error: there is no chat"),
]


@pytest.mark.usefixtures("chats")
@pytest.mark.parametrize(("words", "code", "message"), WRONG)
def test_wrong_usage(words: list[str], code: int, message: str, capsys: Captured) -> None:
    try:
        found: Any = main(["chats", *words])
    except SystemExit as stopped:
        found = stopped.code
    printed = capsys.readouterr()
    assert (found, printed.out) == (code, "")
    assert message in printed.err


def test_an_empty_title_is_refused(chats: Chats, capsys: Captured) -> None:
    assert main(["chats", "rename", ids(chats)[0], " "]) == 2
    assert "the title is empty" in capsys.readouterr().err


@pytest.mark.usefixtures("chats")
def test_another_owners_chat_is_not_opened_by_its_id(tmp_path: Path, capsys: Captured) -> None:
    ada = Chats(tmp_path / "data", "ada")
    chat_id = ada.create(Place()).id
    assert main(["chats", "show", chat_id]) == 1
    assert "there is no chat" in capsys.readouterr().err
    assert main(["chats", "show", chat_id, "--owner", "ada"]) == 0
    assert capsys.readouterr().out.startswith(f"No question yet\n{chat_id}, begun ")
