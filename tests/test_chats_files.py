"""The file of one conversation: what is read back is equal, what is damaged or newer is named and never guessed."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.bundles import Reply
from assistant.chats import Behind, Card, Chat, Kept, Place
from assistant.chats.files import line_of, read_card, read_chat, write
from assistant.codec import to_json
from assistant.errors import ChatError, ChatMissing, ChatNewer
from assistant.records import Filters, Turn
from tests.kept_answers import STATE, an_answer

ID = "a" * 32
TURN = Turn('When "do"\u2028 bees\n swarm? \udce9', an_answer())
CARD = Card(ID, "2026-01-01T00:00:00.000000+00:00", "2026-01-02T00:00:00.000000+00:00", "Bees")
CARD = replace(CARD, questions=(TURN.question, "And later?"), library=Place("mine", "lib"), owner="ada")
BEHIND = Behind(Filters(year_from=2020), STATE, (Reply("write", "A hive …", "ab12", "stop"),))
KEPT = (Kept("2026-01-01", TURN), Kept("2026-01-02", Turn("And later?", an_answer(())), BEHIND))


@pytest.fixture
def wide_umask() -> Iterator[None]:
    """Nothing is taken away from a new file's mode."""
    before = os.umask(0)
    yield
    os.umask(before)


def kept(folder: Path) -> Path:
    path = folder / f"{ID}.jsonl"
    write(path, CARD, [line_of(part) for part in KEPT])
    return path


def test_what_is_read_is_what_was_kept(tmp_path: Path) -> None:
    path = kept(tmp_path)
    assert read_chat(path) == Chat(CARD, KEPT)
    assert read_chat(path).history == tuple(part.turn for part in KEPT)
    assert read_card(path) == CARD
    assert path.read_bytes().isascii()


@pytest.mark.usefixtures("wide_umask")
def test_a_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = kept(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def rewritten(path: Path, line: int, content: bytes) -> None:
    lines = path.read_bytes().split(b"\n")
    lines[line - 1] = content
    path.write_bytes(b"\n".join(lines))


def card(**changes: Any) -> bytes:
    return json.dumps(to_json(CARD) | changes).encode()


DAMAGED: list[tuple[str, int, bytes, str]] = [
    ("no JSON", 1, b"{", "line 1 is no JSON: "),
    ("bytes", 1, b"\xff\x00", "line 1 is no JSON: "),
    ("nothing", 1, b"", "line 1 is no JSON: "),
    ("deep", 1, b"[" * 100_000, "line 1 is no JSON: "),
    ("no object", 1, b"[]", "line 1 is no JSON object"),
    ("a field of another type", 1, card(title=3), "line 1: Card.title: expected str, found int '3'"),
    ("an unknown field", 1, card(colour="red"), "line 1: Card: unknown field 'colour'"),
    ("a turn too few", 1, card(questions=["a", "b", "c"]), "it should hold 3 turns, each a line, and does not"),
    ("a turn too many", 1, card(questions=["a"]), "it should hold 1 turns, each a line, and does not"),
    ("a turn that is no JSON", 3, b"?", "line 3 is no JSON: "),
    ("a turn that is none", 2, b'{"at": "", "turn": {"question": 1}}', "line 2: Kept.turn.question: expected str"),
    ("a cut end", 4, b'{"at', "it should hold 2 turns, each a line, and does not"),
]


@pytest.mark.parametrize(("line", "content", "why"), [row[1:] for row in DAMAGED], ids=[row[0] for row in DAMAGED])
def test_damage_is_named_with_file_and_line(tmp_path: Path, line: int, content: bytes, why: str) -> None:
    path = kept(tmp_path)
    rewritten(path, line, content)
    with pytest.raises(ChatError) as refused:
        read_chat(path)
    assert str(refused.value).startswith(f"{path} is damaged ({why}")
    assert str(refused.value).endswith(f"or: python -m assistant chats delete {ID}")


def test_a_newer_version_is_named(tmp_path: Path) -> None:
    path = kept(tmp_path)
    rewritten(path, 1, card(schema=3, colour="red"))
    with pytest.raises(ChatNewer, match=r"written by a newer version \(schema 3, this one reads up to 2\); upgrade"):
        read_card(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for read in (read_card, read_chat):
        with pytest.raises(ChatMissing, match="there is no chat abc; see: python -m assistant chats list"):
            read(tmp_path / "abc.jsonl")


def test_what_cannot_be_read_or_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").mkdir()
    with pytest.raises(ChatError, match=r"cannot be read \(Is a directory\)"):
        read_card(tmp_path / "a.jsonl")
    with pytest.raises(ChatError, match=r"cannot be written \(No such file or directory\)"):
        write(tmp_path / "none" / "a.jsonl", CARD, ())


def test_a_chat_of_the_version_before_is_read(tmp_path: Path) -> None:
    """Its answers lack what they were made from."""
    path = kept(tmp_path)
    card, *lines = path.read_bytes().splitlines()
    turns = [json.dumps({k: v for k, v in json.loads(line).items() if k != "behind"}).encode() for line in lines]
    path.write_bytes(b"\n".join([card.replace(b'"schema": 2', b'"schema": 1'), *turns, b""]))
    assert [part.behind for part in read_chat(path).kept] == [None, None]
