"""Conversations of several readers: kept apart, newest first, whole after any kill, one bad file hiding no other."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from assistant.chats import Chats, Place
from assistant.chats.store import MAX_TURNS
from assistant.errors import ChatError, ChatMissing, UsageError
from assistant.records import Answer, Turn
from tests.kept_answers import an_answer

PLACE = Place("mine", "lib-1")
FULL = an_answer()
BRIEF = Answer("q", "q", "abstained", "extractive")


def minutes() -> Callable[[], datetime]:
    """A clock that is a minute later each time it is read, in a time zone of its own."""
    times: Iterator[int] = iter(range(100_000))
    start = datetime(2026, 3, 1, 10, tzinfo=timezone(timedelta(hours=1)))
    return lambda: start + timedelta(minutes=next(times))


@pytest.fixture
def chats(tmp_path: Path) -> Chats:
    return Chats(tmp_path, now=minutes())


def asked(chats: Chats, *questions: str) -> str:
    chat_id = chats.create(PLACE).id
    for question in questions:
        chats.append(chat_id, Turn(question, BRIEF))
    return chat_id


def test_a_conversation_is_read_as_it_was_kept(chats: Chats, tmp_path: Path) -> None:
    card = chats.create(PLACE)
    assert (card.title, card.questions, card.created) == ("", (), "2026-03-01T09:00:00.000000+00:00")
    turns = (Turn("When do bees swarm?", FULL), Turn("And later?", an_answer(())))
    for turn in turns:
        card = chats.append(card.id, turn)
    read = Chats(tmp_path).open(card.id)
    assert read.history == turns
    assert read.history[0].answer.citations == FULL.citations
    assert read.card == card
    assert (card.title, card.library) == ("When do bees swarm?", PLACE)
    assert card.questions == ("When do bees swarm?", "And later?")
    assert [kept.at for kept in read.kept] == ["2026-03-01T09:01:00.000000+00:00", "2026-03-01T09:02:00.000000+00:00"]
    assert card.updated == read.kept[-1].at


def test_the_list_has_the_one_last_added_to_first(chats: Chats) -> None:
    first, second, third = (asked(chats, q) for q in ("one?", "two?", "three?"))
    chats.append(first, Turn("more?", BRIEF))
    chats.rename(second, "Renamed")
    assert [(card.id, card.title, len(card.questions)) for card in chats.list().chats] == [
        (first, "one?", 2),
        (third, "three?", 1),
        (second, "Renamed", 1),
    ]


@pytest.mark.parametrize(
    ("search", "n"),
    [("", 2), ("BEES", 2), ("bees rain", 1), ("rain bees", 1), ("über", 1), ("Hives", 1), ("nothing", 0)],
)
def test_the_list_is_searched(chats: Chats, search: str, n: int) -> None:
    chats.rename(asked(chats, "Do bees swarm?", "And in RAIN?"), "About hives")
    asked(chats, "Über bees?")
    assert len(chats.list(search).chats) == n


def test_a_new_folder_lists_nothing(chats: Chats) -> None:
    assert chats.list().chats == ()
    assert not chats.folder.exists()


def test_a_name_given_before_the_first_question_stays(chats: Chats) -> None:
    chat_id = chats.create(PLACE).id
    assert chats.rename(chat_id, " My \x1b bees ").title == r"My \x1b bees"
    assert chats.append(chat_id, Turn("When?", BRIEF)).title == r"My \x1b bees"
    with pytest.raises(UsageError, match="the title is empty"):
        chats.rename(chat_id, " \n")


def test_what_is_deleted_is_gone(chats: Chats) -> None:
    chat_id, other = asked(chats, "one?"), asked(chats, "two?")
    chats.delete(chat_id)
    assert [card.id for card in chats.list().chats] == [other]
    for call in (chats.open, chats.delete, lambda i: chats.rename(i, "x"), lambda i: chats.append(i, Turn("q", BRIEF))):
        with pytest.raises(ChatMissing, match=f"there is no chat {chat_id}"):
            call(chat_id)
    assert sorted(path.name for path in chats.folder.iterdir()) == [".lock", f"{other}.jsonl"]


@pytest.mark.parametrize("sweep", ["create", "delete"])
def test_what_a_killed_writer_left_is_taken_away(chats: Chats, sweep: str) -> None:
    chat_id = asked(chats, "one?")
    left = chats.folder / f"{chat_id}.jsonl.{'0' * 32}.tmp"
    left.write_text("half of a secr")
    if sweep == "create":
        chats.create(PLACE)
    else:
        chats.delete(chat_id)
    assert not left.exists()


@pytest.mark.parametrize("owner", [None, "ada", "", "../own", "own", "a/b", "ada\udce9", "x" * 5_000])
def test_an_id_alone_opens_nobody_elses(tmp_path: Path, owner: str | None) -> None:
    mine, other = Chats(tmp_path, owner), Chats(tmp_path, "eve")
    chat_id = asked(mine, "secret?")
    assert mine.open(chat_id).card.owner == owner
    assert other.list().chats == ()
    for call in (other.open, other.delete, lambda i: other.rename(i, "x"), other.named):
        with pytest.raises(ChatMissing):
            call(chat_id)
    assert mine.folder.parent == tmp_path / "chats"
    assert len(mine.open(chat_id).kept) == 1


def test_a_file_from_anothers_folder_is_refused(tmp_path: Path) -> None:
    mine, other = Chats(tmp_path, "ada"), Chats(tmp_path, "eve")
    chat_id, hers = asked(mine, "secret?"), asked(other, "fine?")
    (mine.folder / f"{chat_id}.jsonl").rename(other.folder / f"{chat_id}.jsonl")
    with pytest.raises(ChatError, match="belongs to another chat or reader"):
        other.open(chat_id)
    listing = other.list()
    assert ([card.id for card in listing.chats], [bad.id for bad in listing.unreadable]) == ([hers], [chat_id])


@pytest.mark.parametrize("chat_id", ["", ".", "../own", "a" * 31, "A" * 32, "a" * 33, f"{'a' * 32}\n", "x" * 100_000])
def test_what_is_no_id_never_becomes_a_path(chats: Chats, chat_id: str) -> None:
    (chats.folder / f"{chat_id}.jsonl").parent.mkdir(parents=True, exist_ok=True)
    for call in (chats.open, chats.delete, lambda i: chats.append(i, Turn("q", BRIEF))):
        with pytest.raises(ChatMissing, match="there is no chat") as missing:
            call(chat_id)
        assert len(str(missing.value)) < 120


def test_ids_are_long_and_never_alike(chats: Chats) -> None:
    made = {chats.create(PLACE).id for _ in range(50)}
    assert len({chat_id[:12] for chat_id in made}) == 50
    assert {len(chat_id) for chat_id in made} == {32}


def test_the_beginning_of_an_id_is_enough(chats: Chats) -> None:
    chat_id = asked(chats, "one?")
    copy = chats.folder / f"{chat_id[:10]}{'0' * 22}.jsonl"
    assert chats.named(chat_id[:4]) == chats.named(chat_id) == chat_id
    copy.touch()
    with pytest.raises(UsageError, match=f"2 chats begin with {chat_id[:10]}; give more"):
        chats.named(chat_id[:10])
    assert chats.named(chat_id[:32]) == chat_id
    for wrong in ("abc", "", "zzzz", "*", "../own", "a" * 33):
        with pytest.raises(UsageError, match="is no chat; give its id"):
            chats.named(wrong)


def test_damaged_and_newer_ones_are_named_and_hide_no_other(chats: Chats) -> None:
    good, bad, newer = (asked(chats, q) for q in ("one?", "two?", "three?"))
    (chats.folder / f"{bad}.jsonl").write_bytes(b"\x00" * 100)
    path = chats.folder / f"{newer}.jsonl"
    path.write_text(path.read_text().replace('"schema": 2', '"schema": 9'))
    (chats.folder / "notes.jsonl").write_text("mine")
    listing = chats.list()
    assert [card.id for card in listing.chats] == [good]
    told = {unreadable.id: unreadable.reason for unreadable in listing.unreadable}
    assert set(told) == {bad, newer}
    assert f"{bad}.jsonl is damaged" in told[bad]
    assert "written by a newer version (schema 9" in told[newer]
    before = path.read_bytes()
    with pytest.raises(ChatError):
        chats.append(newer, Turn("q", BRIEF))
    assert path.read_bytes() == before
    chats.delete(bad)
    assert [unreadable.id for unreadable in chats.list().unreadable] == [newer]


def test_folders_are_their_owners_alone(chats: Chats) -> None:
    chats.folder.mkdir(parents=True, mode=0o755)
    asked(chats, "one?")
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (chats.folder, chats.folder.parent)]
    assert modes == [0o700, 0o700]
    assert {stat.S_IMODE(path.stat().st_mode) for path in chats.folder.iterdir()} == {0o600}


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "chats").write_text("in the way")
    with pytest.raises(ChatError, match=r"cannot be written \(File exists\); make it writable for you"):
        Chats(tmp_path).create(PLACE)


def test_a_conversation_has_an_end(chats: Chats) -> None:
    chat_id = asked(chats, "first?")
    path = chats.folder / f"{chat_id}.jsonl"
    card, line = path.read_bytes().splitlines(keepends=True)
    more = b'["first?"' + b', "q"' * (MAX_TURNS - 1) + b"]"
    path.write_bytes(card.replace(b'["first?"]', more) + line * MAX_TURNS)
    with pytest.raises(ChatError, match="has 500 questions, the most that one keeps; begin another"):
        chats.append(chat_id, Turn("q", BRIEF))


WRITER = """
import sys
from pathlib import Path
from assistant.chats import Chats
from assistant.records import Answer, Turn
chats, chat_id, name = Chats(Path(sys.argv[1])), sys.argv[2], sys.argv[3]
for n in range(int(sys.argv[4])):
    chats.append(chat_id, Turn(f"{name} {n}", Answer("q" * 20_000, "q", "abstained", "extractive")))
    print(n, flush=True)
"""


def writer(folder: Path, chat_id: str, name: str, n: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(folder), chat_id, name, str(n)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_tabs_and_processes_lose_nothing_of_one_another(tmp_path: Path) -> None:
    chats = Chats(tmp_path)
    chat_id = chats.create(PLACE).id
    others = [writer(tmp_path, chat_id, name, 20) for name in ("a", "b")]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: chats.append(chat_id, Turn(f"t {n}", BRIEF)), range(20)))
    for process in others:
        process.communicate()
        assert process.returncode == 0
    questions = [turn.question for turn in chats.open(chat_id).history]
    assert sorted(questions) == sorted(f"{name} {n}" for name in "abt" for n in range(20))
    assert [q for q in questions if q.startswith("a")] == [f"a {n}" for n in range(20)]
    assert chats.open(chat_id).card.questions == tuple(questions)


@pytest.mark.parametrize("after", [0, 3, 8])
def test_a_kill_costs_at_most_the_turn_being_written(tmp_path: Path, after: int) -> None:
    chats = Chats(tmp_path, now=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    chat_id = asked(chats, "first?")
    process = writer(tmp_path, chat_id, "k", 10_000)
    assert process.stdout is not None
    for _ in range(after + 1):
        told = int(process.stdout.readline())
    os.kill(process.pid, signal.SIGKILL)
    told = max([told, *(int(line) for line in process.communicate()[0].splitlines())])
    questions = [turn.question for turn in chats.open(chat_id).history]
    assert questions[: told + 2] == ["first?", *(f"k {n}" for n in range(told + 1))]
    assert len(questions) in {told + 2, told + 3}
    chats.append(chat_id, Turn("after?", BRIEF))
    assert chats.open(chat_id).history[-1].question == "after?"


@pytest.mark.parametrize(
    ("after", "left"), [(None, "one two three new"), (2, "one two new"), (0, "new"), (9, "one two three new")]
)
def test_a_turn_may_take_the_place_of_those_behind_it(chats: Chats, after: int | None, left: str) -> None:
    chat_id = asked(chats, "one", "two", "three")
    card = chats.append(chat_id, Turn("new", BRIEF), after)
    assert card.questions == tuple(left.split())
    assert [turn.question for turn in chats.open(chat_id).history] == left.split()
    assert card.title == "one"
