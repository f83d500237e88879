"""A question through the chat handler, over a hand-made Assistant that answers from a script."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from assistant.errors import ModelError, QuestionError, Stopped
from assistant.records import Answer, Done, Event, Filters, OnEvent, Revised, Sentence, Step, Text, Turn
from assistant.ui.answers import Draft
from assistant.ui.chat import MAX_TURNS, Chat
from assistant.ui.running import MAX_QUESTION_CHARACTERS, Asked, View, advance
from assistant.ui.steps import Begun


def answer(question: str, text: str = "Bees count.") -> Answer:
    return Answer(question, question, "answered", "extractive", sentences=(Sentence(text, (), "supported"),))


@dataclass
class FakeAssistant:
    """Plays a script for each question, and keeps what it was asked."""

    script: Callable[[str, OnEvent, threading.Event], Answer]
    calls: list[tuple[str, tuple[Turn, ...]]] = field(default_factory=list)

    def ask(
        self,
        question: str,
        history: tuple[Turn, ...] = (),
        filters: Filters | None = None,
        on_event: OnEvent | None = None,
        stop: threading.Event | None = None,
    ) -> Answer:
        assert filters == Filters()
        assert on_event is not None
        assert stop is not None
        self.calls.append((question, history))
        return self.script(question, on_event, stop)


def plays(*events: Event) -> Callable[[str, OnEvent, threading.Event], Answer]:
    def script(question: str, on_event: OnEvent, _stop: threading.Event) -> Answer:
        for event in events:
            on_event(event)
        return answer(question)

    return script


def until_stopped(_question: str, on_event: OnEvent, stop: threading.Event) -> Answer:
    on_event(Text("Half a sen"))
    assert stop.wait(10)
    raise Stopped("stopped")


def fails(error: Exception) -> Callable[[str, OnEvent, threading.Event], Answer]:
    def script(_question: str, _on_event: OnEvent, _stop: threading.Event) -> Answer:
        raise error

    return script


def asked(chat: Chat, question: str, turns: tuple[Turn, ...] = (), session: str = "s1") -> list[View]:
    return list(chat.ask(Asked(question, turns, standing=len(turns)), session))


def test_an_answer_ends_in_a_turn_that_stands() -> None:
    fake = FakeAssistant(plays(Step("search", "searching"), Text("Bees"), Text(" count.")))
    views = asked(Chat(fake), "Can bees count?")
    assert [view.busy for view in views] == [True] * (len(views) - 1) + [False]
    assert views[-1].turn == Turn("Can bees count?", answer("Can bees count?"))
    assert fake.calls == [("Can bees count?", ())]


def test_the_next_question_brings_the_turns_before_it() -> None:
    fake = FakeAssistant(plays())
    chat = Chat(fake)
    first = asked(chat, "Can bees count?")[-1].turn
    assert first is not None
    second = asked(chat, "And wasps?", (first,))[-1]
    assert fake.calls[1] == ("And wasps?", (first,))
    assert 'id="turn-2"' in second.live


def test_a_question_that_takes_another_s_place_fails_below_all_that_stand() -> None:
    chat = Chat(FakeAssistant(fails(QuestionError("no"))))
    *before, last = chat.ask(Asked("Again?", (Turn("?", answer("?")),), standing=5), "s1")
    assert 'id="turn-2"' in before[0].live
    assert 'id="turn-6"' in last.live


def test_events_build_a_draft() -> None:
    draft = Draft("?")
    for event in (Step("a", "b"), Text("x"), Text("y"), Revised(answer("?"))):
        draft = advance(draft, event, 1.5)
    assert draft == Draft("?", (Begun(Step("a", "b"), 1.5),), "xy", answer("?"))
    assert advance(Draft("?"), Done(answer("?")), 2.0).answer == answer("?")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (QuestionError("the question is empty"), "the question is empty"),
        (ModelError("the model did not answer"), "the model did not answer"),
        (ValueError("secret/path.py broke"), "Something went wrong inside the program"),
    ],
)
def test_a_failure_is_told_in_words_and_leaves_no_turn(error: Exception, said: str) -> None:
    last = asked(Chat(FakeAssistant(fails(error))), "Can bees count?")[-1]
    assert said in last.live
    assert "secret" not in last.live
    assert (last.turn, last.busy) == (None, False)


@pytest.mark.parametrize("question", ["", "  \n", "x" * (MAX_QUESTION_CHARACTERS + 1)])
def test_a_question_out_of_bounds_is_never_asked(question: str) -> None:
    fake = FakeAssistant(plays())
    (view,) = asked(Chat(fake), question)
    assert not view.busy
    assert "la-problem" in view.live
    assert fake.calls == []


def test_a_conversation_has_an_end() -> None:
    fake = FakeAssistant(plays())
    (view,) = asked(Chat(fake), "One more?", (Turn("?", answer("?")),) * MAX_TURNS)
    assert "Go on in a new one" in view.live
    assert fake.calls == []


def _started(chat: Chat, session: str) -> Iterator[View]:
    views = iter(chat.ask(Asked("Can bees count?"), session))
    while "Half a sen" not in next(views).live:
        pass
    return views


def test_stopping_keeps_what_was_written_and_the_session_can_ask_again() -> None:
    fake = FakeAssistant(until_stopped)
    chat = Chat(fake)
    views = _started(chat, "s1")
    chat.stop("s1")
    *_, last = views
    assert "Stopped" in last.live
    assert "Half a sen" in last.live
    assert last.turn is None
    fake.script = plays()
    assert asked(chat, "Again?")[-1].turn


def test_a_new_conversation_leaves_nothing_of_a_running_question() -> None:
    chat = Chat(FakeAssistant(until_stopped))
    views = _started(chat, "s1")
    chat.drop("s1")
    *_, last = views
    assert last == View("", busy=False, dropped=True)


def test_one_session_asks_once_at_a_time_and_stops_only_itself() -> None:
    chat = Chat(FakeAssistant(until_stopped))
    first = _started(chat, "s1")
    other = _started(chat, "s2")
    (refused,) = asked(chat, "Meanwhile?")
    assert "still being answered" in refused.live
    assert chat.asking("s1")
    assert not chat.asking("s3")
    chat.stop("s2")
    assert "Stopped" in list(other)[-1].live
    chat.stop("nobody")
    chat.stop("s1")
    assert "Stopped" in list(first)[-1].live


def test_closing_the_page_stops_the_work() -> None:
    stopped = threading.Event()

    def script(_question: str, on_event: OnEvent, stop: threading.Event) -> Answer:
        on_event(Text("Half a sen"))
        assert stop.wait(10)
        stopped.set()
        raise Stopped("stopped")

    views = Chat(FakeAssistant(script)).ask(Asked("?"), "s1")
    next(views)
    next(views)
    views.close()
    assert stopped.wait(10)
