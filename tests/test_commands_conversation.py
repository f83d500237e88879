"""A conversation asks with what went before and keeps what was answered, whatever the disk does."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest

from assistant.chats import Chats, Place
from assistant.commands.conversation import Conversation
from assistant.errors import ChatError, Stopped
from assistant.records import Answer, Filters, OnEvent, Turn

PLACE = Place("mine", "lib-1")


class Recorded:
    """Answers every question alike and keeps what it was asked; `hangs` waits until it is stopped."""

    def __init__(self, *, hangs: bool = False) -> None:
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.hangs = hangs

    def ask(
        self,
        question: str,
        history: tuple[Turn, ...] = (),
        filters: Filters | None = None,  # noqa: ARG002 - as the Assistant's
        on_event: OnEvent | None = None,  # noqa: ARG002 - as the Assistant's
        stop: threading.Event | None = None,
    ) -> Answer:
        self.asked.append((question, tuple(turn.question for turn in history)))
        if self.hangs and stop is not None:
            os.kill(os.getpid(), signal.SIGINT)
            stop.wait()
            raise Stopped("stopped on request")
        return Answer(question, question, "abstained", "extractive")


def said(talk: Conversation, *questions: str) -> None:
    for question in questions:
        assert talk.keep(talk.ask(question)) is None


def test_each_question_is_asked_with_those_before_it(tmp_path: Path) -> None:
    chats, assistant = Chats(tmp_path), Recorded()
    first = Conversation(assistant, chats, PLACE)
    said(first, "one?", "two?")
    assert first.card is not None
    again = Conversation(assistant, chats, PLACE, chats.open(first.card.id))
    said(again, "three?", "four?")
    assert assistant.asked[1:] == [
        ("two?", ("one?",)),
        ("three?", ("one?", "two?")),
        ("four?", ("one?", "two?", "three?")),
    ]
    assert chats.open(first.card.id).card.questions == ("one?", "two?", "three?", "four?")
    assert (first.elsewhere, again.elsewhere) == (False, False)
    assert Conversation(assistant, chats, Place("other", "lib-2"), chats.open(first.card.id)).elsewhere


def test_who_asks_nothing_leaves_nothing(tmp_path: Path) -> None:
    Conversation(Recorded(), Chats(tmp_path), PLACE)
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_stops_an_answer_and_no_more(tmp_path: Path) -> None:
    assistant = Recorded(hangs=True)
    talk = Conversation(assistant, Chats(tmp_path), PLACE)
    with pytest.raises(Stopped, match="stopped; ask again"):
        talk.ask("one?")
    assert talk.asked == []
    assistant.hangs = False
    said(talk, "two?")
    assert assistant.asked[-1] == ("two?", ())


def test_what_could_not_be_kept_is_kept_with_the_next(tmp_path: Path) -> None:
    chats = Chats(tmp_path)
    talk = Conversation(Recorded(), chats, PLACE)
    (tmp_path / "chats").write_text("in the way")
    assert isinstance(talk.keep(talk.ask("one?")), ChatError)
    assert [turn.question for turn in talk.unsaved] == ["one?"]
    (tmp_path / "chats").unlink()
    said(talk, "two?")
    assert talk.unsaved == []
    assert [card.questions for card in chats.list().chats] == [("one?", "two?")]


def test_a_conversation_that_was_deleted_goes_on_as_another(tmp_path: Path) -> None:
    chats = Chats(tmp_path)
    talk = Conversation(Recorded(), chats, PLACE)
    said(talk, "one?")
    assert talk.card is not None
    chats.delete(talk.card.id)
    said(talk, "two?")
    assert [card.questions for card in chats.list().chats] == [("two?",)]
