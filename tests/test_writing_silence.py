"""A server that is silent or not there is not waited for again and again: what it would be asked besides is left."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.errors import ModelError, ModelFault
from assistant.model import Budget, Message, OnText, Reply, Request, load_prices
from assistant.records import Answer, Event, Step, Usage
from assistant.settings import Settings
from assistant.writing import WORD_FOR_WORD, Calls
from assistant.writing.calls import SPARED
from tests.model_server import Scripted, says
from tests.scripted_writer import Kind, Script, key_of, writing

QUESTION = "When do bees swarm and how far does the alarm of the hive scales reach?"
FORTY = "A sudden loss of 2.3 kg announces a swarm about forty minutes before the bees leave."
ALARM = "Our alarm catches 91% of the swarms and rings falsely twice a season."
SILENCE = replace(says("x"), hold_at=0)
LATE = "did not answer within"


@pytest.fixture(scope="module")
def opened(library: Path) -> Iterator[tuple[Assistant, Script]]:
    with writing(library, rerank="on", llm_timeout_s="0.3") as (assistant, script, _):
        yield assistant, script


def asked(opened: tuple[Assistant, Script], *instead: tuple[Kind, Scripted]) -> tuple[Answer, list[Kind]]:
    """The answer to a question that takes all five calls, and those that were made."""
    assistant, script = opened
    key = key_of(assistant, "Hive")
    written = f'{FORTY}\n> [{key}] "{FORTY}"\nThe alarm catches 91% of swarms.\n> [{key}] "{ALARM}"\nBees sing.\n'
    script.asked = []
    script.replies = {"plan": "{}", "rank": "x", "write": written, "check": "1: supported", "repair": "1: drop"}
    script.replies.update(instead)
    return assistant.ask(QUESTION), script.asked


def times(found: Answer, words: str) -> int:
    return sum(words in notice for notice in found.notices)


def test_all_calls_are_made_of_a_server_that_answers(opened: tuple[Assistant, Script]) -> None:
    found, made = asked(opened)
    assert made == ["plan", "rank", "write", "check", "repair"]
    assert times(found, SPARED) == 0


SILENT: list[tuple[Kind, list[Kind]]] = [
    ("plan", ["plan", "write"]),
    ("rank", ["plan", "rank", "write"]),
    ("check", ["plan", "rank", "write", "check"]),
]


@pytest.mark.parametrize(("kind", "calls"), SILENT, ids=[kind for kind, _ in SILENT])
def test_behind_silence_only_the_writing_is_asked_for(
    opened: tuple[Assistant, Script], kind: Kind, calls: list[Kind]
) -> None:
    found, made = asked(opened, (kind, SILENCE))
    assert made == calls
    assert (found.mode, found.text) == ("llm", f"{FORTY} [1] The alarm catches 91% of swarms. [1]")
    assert (times(found, LATE), times(found, SPARED)) == (1, 1)


def test_a_last_call_that_met_silence_left_nothing_out(opened: tuple[Assistant, Script]) -> None:
    found, made = asked(opened, ("repair", SILENCE))
    assert made[-1] == "repair"
    assert (times(found, LATE), times(found, SPARED)) == (1, 0)


def test_silence_within_the_writing_leaves_the_check_to_this_machine(opened: tuple[Assistant, Script]) -> None:
    key = key_of(opened[0], "Hive")
    begun = replace(says(f'The alarm catches 91% of swarms.\n> [{key}] "{ALARM}"\n', "Bees ", "sing"), hold_at=2)
    found, made = asked(opened, ("write", begun))
    assert made == ["plan", "rank", "write"]
    assert (found.mode, found.text) == ("llm", "The alarm catches 91% of swarms. [1]")
    assert (times(found, LATE), times(found, SPARED)) == (1, 1)


def test_a_server_that_is_silent_throughout_is_waited_for_twice(opened: tuple[Assistant, Script]) -> None:
    found, made = asked(opened, ("plan", SILENCE), ("write", SILENCE))
    assert made == ["plan", "write"]
    assert (found.mode, found.status) == ("extractive", "answered")
    assert times(found, LATE) == 1, "the reason stands once"
    assert times(found, "The language model failed, for the same reason.") == 1


def test_a_connection_that_is_closed_is_no_silence(opened: tuple[Assistant, Script]) -> None:
    found, made = asked(opened, ("rank", Scripted(cut_at=0)))
    assert made == ["plan", "rank", "rank", "write", "check", "repair"]
    assert times(found, "closed the connection") == 1


def test_where_nobody_listens_no_second_call_is_tried(library: Path) -> None:
    environ = {"LITASSIST_LLM_MODEL": "m", "LITASSIST_LLM_BASE_URL": "http://127.0.0.1:9/v1"}
    told: list[Event] = []
    with Assistant.open(library, settings=Settings.load(environ)) as assistant:
        made = assistant.answered(QUESTION, on_event=told.append)
    assert [said.call for said in made.said] == ["plan"]
    assert [event.name for event in told if isinstance(event, Step)] == ["plan", "search", "read", "write"]
    assert (made.answer.mode, made.answer.status) == ("extractive", "answered")
    assert times(made.answer, "cannot be reached") == 1
    assert made.answer.notices[1] == WORD_FOR_WORD


class Faulty:
    """Fails in one way, and counts how often."""

    def __init__(self, kind: ModelFault) -> None:
        self.asked = 0
        self._kind = kind

    def complete(self, request: Request, *, on_text: OnText | None, stop: threading.Event | None) -> Reply:
        del request, on_text, stop
        self.asked += 1
        raise ModelError("it failed; mend it", kind=self._kind, usage=Usage())


@pytest.mark.parametrize(
    ("kind", "asked", "spares", "gone"),
    [("timeout", 1, True, False), ("unreachable", 1, True, True), ("refused", 2, False, False), ("hung_up", 2, False, False)],
)  # fmt: skip
def test_what_can_be_done_without_is_asked_for_until_asking_is_vain(
    kind: ModelFault, asked: int, *, spares: bool, gone: bool
) -> None:
    model = Faulty(kind)
    calls = Calls(model, "m", load_prices(None), Budget(), threading.Event())
    request = Request((Message("user", "What do bees do?"),), 9)
    assert calls.tried("rank", (), request, "No order") is None
    assert calls.tried("check", (), request, "No check") is None
    assert (model.asked, calls.spares(), calls.gone) == (asked, spares, gone)
    assert calls.notices[0] == "No order: it failed; mend it."
    assert ("No check, for the same reason." in calls.notices) == (asked == 2)
    assert calls.notices.count(SPARED) == (kind == "timeout")
