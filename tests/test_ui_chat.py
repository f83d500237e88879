"""A question through the chat handler, over a hand-made Assistant that answers from a script."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest

from assistant.answering import Answered
from assistant.errors import ModelError, QuestionError, Stopped
from assistant.records import Answer, Done, Event, Filters, OnEvent, Revised, Sentence, Step, Text, Turn
from assistant.ui.answers import Draft
from assistant.ui.chat import ASKED_ELSEWHERE, MAX_TURNS, MOST_AT_ONCE, Chat
from assistant.ui.running import GONE, MAX_QUESTION_CHARACTERS, Asked, Finished, View, advance
from assistant.ui.sessions import Session
from assistant.ui.steps import Begun


def answer(question: str, text: str = "Bees count.") -> Answer:
    return Answer(question, question, "answered", "extractive", sentences=(Sentence(text, (), "supported"),))


@dataclass
class FakeAssistant:
    """Plays a script for each question, and keeps what it was asked."""

    script: Callable[[str, OnEvent, threading.Event], Answer]
    calls: list[tuple[str, tuple[Turn, ...]]] = field(default_factory=list)

    def answered(
        self,
        question: str,
        history: tuple[Turn, ...] = (),
        filters: Filters | None = None,
        on_event: OnEvent | None = None,
        stop: threading.Event | None = None,
    ) -> Answered:
        assert filters == Filters()
        assert on_event is not None
        assert stop is not None
        self.calls.append((question, history))
        return Answered(self.script(question, on_event, stop), 1.0)


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


def keep(asked: Asked, made: Answered) -> Finished:
    return Finished(replace(asked.session, turns=(*asked.before, Turn(asked.question, made.answer))))


def chat_of(fake: FakeAssistant) -> Chat:
    return Chat(fake, keep)


def asking(question: str, session: str = "s1", turns: tuple[Turn, ...] = ()) -> Asked:
    """A question of a session in the conversation of the same name."""
    return Asked(question, Session(None, session, turns), len(turns))


def asked(chat: Chat, question: str, turns: tuple[Turn, ...] = (), session: str = "s1") -> list[View]:
    return list(chat.ask(asking(question, session, turns), session))


def turn_of(view: View) -> Turn | None:
    return view.finished.session.turns[-1] if view.finished else None


def test_an_answer_ends_in_a_turn_that_stands() -> None:
    fake = FakeAssistant(plays(Step("search", "searching"), Text("Bees"), Text(" count.")))
    views = asked(chat_of(fake), "Can bees count?")
    assert [view.busy for view in views] == [True] * (len(views) - 1) + [False]
    assert turn_of(views[-1]) == Turn("Can bees count?", answer("Can bees count?"))
    assert fake.calls == [("Can bees count?", ())]


def test_the_next_question_brings_the_turns_before_it() -> None:
    fake = FakeAssistant(plays())
    chat = chat_of(fake)
    first = turn_of(asked(chat, "Can bees count?")[-1])
    assert first is not None
    second = asked(chat, "And wasps?", (first,))[-1]
    assert fake.calls[1] == ("And wasps?", (first,))
    assert 'id="turn-2"' in second.live


def test_a_question_that_takes_another_s_place_fails_below_all_that_stand() -> None:
    chat = chat_of(FakeAssistant(fails(QuestionError("no"))))
    *before, last = chat.ask(Asked("Again?", Session(None, "c", (Turn("?", answer("?")),) * 5), 1), "s1")
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
    last = asked(chat_of(FakeAssistant(fails(error))), "Can bees count?")[-1]
    assert said in last.live
    assert "secret" not in last.live
    assert (last.finished, last.busy) == (None, False)


@pytest.mark.parametrize("question", ["", "  \n", "x" * (MAX_QUESTION_CHARACTERS + 1)])
def test_a_question_out_of_bounds_is_never_asked(question: str) -> None:
    fake = FakeAssistant(plays())
    (view,) = asked(chat_of(fake), question)
    assert not view.busy
    assert "la-problem" in view.live
    assert fake.calls == []


def test_a_conversation_has_an_end() -> None:
    fake = FakeAssistant(plays())
    (view,) = asked(chat_of(fake), "One more?", (Turn("?", answer("?")),) * MAX_TURNS)
    assert "Go on in a new one" in view.live
    assert fake.calls == []


def _started(chat: Chat, session: str) -> Iterator[View]:
    views = iter(chat.ask(asking("Can bees count?", session), session))
    while "Half a sen" not in next(views).live:
        pass
    return views


def test_stopping_keeps_what_was_written_and_the_session_can_ask_again() -> None:
    fake = FakeAssistant(until_stopped)
    chat = chat_of(fake)
    views = _started(chat, "s1")
    chat.stop("s1")
    *_, last = views
    assert "Stopped" in last.live
    assert "Half a sen" in last.live
    assert last.finished is None
    fake.script = plays()
    assert asked(chat, "Again?")[-1].finished


def test_a_new_conversation_leaves_nothing_of_a_running_question() -> None:
    chat = chat_of(FakeAssistant(until_stopped))
    views = _started(chat, "s1")
    chat.drop("s1")
    *_, last = views
    assert last == GONE


def test_one_session_asks_once_at_a_time_and_stops_only_itself() -> None:
    chat = chat_of(FakeAssistant(until_stopped))
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


@dataclass
class Held:
    """Plays a question that is answered when it is let go."""

    begun: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)

    def __call__(self, question: str, on_event: OnEvent, stop: threading.Event) -> Answer:
        on_event(Text("Half a sen"))
        self.begun.set()
        while not self.go.wait(0.01):
            if stop.is_set():
                raise Stopped("stopped")
        return answer(question)


@dataclass
class Keeper:
    """Keeps answers, and says when one came."""

    kept: list[Answered] = field(default_factory=list)
    came: threading.Event = field(default_factory=threading.Event)

    def __call__(self, asked: Asked, made: Answered) -> Finished:
        self.kept.append(made)
        self.came.set()
        return keep(asked, made)


def test_an_answer_is_kept_once_though_the_page_was_left_and_can_be_followed_from_the_beginning() -> None:
    held, keeper = Held(), Keeper()
    fake = FakeAssistant(held)
    chat = Chat(fake, keeper)
    left = chat.ask(asking("Can bees count?"), "s1")
    next(left)
    assert held.begun.wait(10)
    left.close()
    assert not chat.asking("s1")
    found = chat.follow((None, "s1"), "s2")
    assert found is not None
    question, views = found
    assert question.question == "Can bees count?"
    assert chat.asking("s2")
    while "Half a sen" not in next(views).live:
        pass
    held.go.set()
    *_, last = views
    assert [turn_of(last)] == [Turn("Can bees count?", made.answer) for made in keeper.kept]
    assert len(fake.calls) == 1
    assert chat.at((None, "s1")) is None


def test_nobody_follows_a_question_of_another_owner_or_conversation() -> None:
    held = Held()
    chat = chat_of(FakeAssistant(held))
    views = chat.ask(asking("Can bees count?"), "s1")
    next(views)
    for place in (("ada", "s1"), (None, "s2"), (None, "")):
        assert chat.follow(place, "s2") is None
        assert chat.at(place) is None
    held.go.set()
    list(views)


def test_what_came_to_nothing_unseen_is_told_to_whoever_comes_and_then_forgotten() -> None:
    chat = chat_of(FakeAssistant(until_stopped))
    left = _started(chat, "s1")
    found = chat.follow((None, "s1"), "s2")
    assert found is not None
    chat.stop("s1")
    assert "Stopped" in list(found[1])[-1].live
    assert chat.at((None, "s1")) is None
    list(left)


def test_a_conversation_has_one_question_at_a_time_whichever_tab_asks() -> None:
    held = Held()
    chat = chat_of(FakeAssistant(held))
    views = chat.ask(asking("Can bees count?"), "s1")
    next(views)
    (refused,) = chat.ask(asking("Meanwhile?"), "s2")
    assert ASKED_ELSEWHERE.partition(",")[0] in refused.live
    held.go.set()
    assert list(views)[-1].finished
    assert list(chat.ask(asking("Now?"), "s2"))[-1].finished


def test_a_tab_that_goes_elsewhere_leaves_a_question_to_the_tab_that_follows_it() -> None:
    held = Held()
    chat = chat_of(FakeAssistant(held))
    views = chat.ask(asking("Can bees count?"), "s1")
    next(views)
    found = chat.follow((None, "s1"), "s2")
    assert found is not None
    chat.drop("s2")
    assert list(found[1])[-1] == GONE
    held.go.set()
    assert list(views)[-1].finished


def test_one_reader_has_a_bounded_number_of_questions_answered() -> None:
    held = Held()
    chat = chat_of(FakeAssistant(held))
    running = [chat.ask(asking("?", f"s{n}"), f"s{n}") for n in range(MOST_AT_ONCE)]
    for views in running:
        next(views)
    (refused,) = chat.ask(asking("One more?", "more"), "more")
    assert "already" in refused.live
    held.go.set()
    assert all(list(views)[-1].finished for views in running)
    assert list(chat.ask(asking("One more?", "more"), "more"))[-1].finished
