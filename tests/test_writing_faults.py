"""Whatever becomes of the model, the question gets its answer; and who stops is left in peace."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.errors import SettingsError, Stopped
from assistant.records import Answer, Done, Event, Revised, Text
from assistant.settings import Settings
from assistant.writing.levels import SPARING
from assistant.writing.writer import CUT_SHORT
from tests import small_library
from tests.model_server import Call, Scripted, events, refuses, says, sends
from tests.scripted_writer import BEES, Kind, Script, key_of, writing

FORTY = "A sudden loss of 2.3 kg announces a swarm about forty minutes before the bees leave."
ALARM = "Our alarm catches 91% of the swarms and rings falsely twice a season."
WORD_FOR_WORD = "The answer is made of the abstracts' own sentences instead."
PATIENCE_S = 20.0


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_library.build(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def opened(library: Path) -> Iterator[tuple[Assistant, Script]]:
    with writing(library, llm_timeout_s="0.3") as (assistant, script, _):
        yield assistant, script


@pytest.fixture
def small(opened: tuple[Assistant, Script]) -> Assistant:
    return opened[0]


@pytest.fixture
def script(opened: tuple[Assistant, Script]) -> Script:
    fresh = opened[1]
    fresh.replies, fresh.asked, fresh.calls = {"check": "none"}, [], []
    return fresh


def extractive(found: Answer, why: str) -> None:
    """The abstracts' own words, with a notice of why."""
    assert (found.mode, found.status) == ("extractive", "answered")
    assert found.citations[0].paper.title.startswith("Hive")
    assert all(sentence.verdict == "supported" for sentence in found.sentences)
    assert why in found.notices[0]
    assert found.notices[-1] == WORD_FOR_WORD


FAULTS: list[tuple[str, Scripted, str]] = [
    ("401", refuses(401, "bad key"), "LITASSIST_LLM_API_KEY"),
    ("402", refuses(402, "no money"), "quota"),
    ("404", refuses(404, "no such model"), "LITASSIST_LLM_MODEL"),
    ("too long", refuses(400, "maximum context length is 9", code="context_length_exceeded"), "LITASSIST_MAX_TOKENS"),
    ("rejected", refuses(400, "no"), "HTTP 400"),
    ("no stream", sends(b"hello"), "no usable reply"),
    ("html", sends(b"<html>hello</html>", kind="text/html"), "no usable reply"),
    ("other JSON", events({"object": "list", "data": []}), "no usable reply"),
    ("an error within", events({"error": {"message": "overloaded", "code": "insufficient_quota"}}), "overloaded"),
    ("empty", says(""), "empty reply"),
    ("blanks", says("  \n "), "empty reply"),
    ("silence", replace(says(FORTY), hold_at=0), "did not answer within"),
    ("a thought alone", says("<think>hm</think>"), "empty reply"),
    ("no sentence", says("```\n---\n"), "had no sentence"),
    ("filtered", says("", finish="content_filter"), "cut short"),
    ("cut at once", Scripted(("A sud",), cut_at=1), "broke off"),
    ("cut before any evidence", says(f"{FORTY}\n", finish=None), "without a finish reason"),
]


@pytest.mark.parametrize(("reply", "why"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_an_answer_is_never_lost(small: Assistant, script: Script, reply: Scripted, why: str) -> None:
    script.replies["write"] = reply
    told: list[Event] = []
    found = small.ask(BEES, on_event=told.append)
    extractive(found, why)
    assert told[-1] == Done(found)
    shown = "".join(event.delta for event in told if isinstance(event, Text))
    assert shown == found.text or Revised(found) in told


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_that_is_busy_for_long_is_left(small: Assistant, script: Script, status: int) -> None:
    script.replies["write"] = refuses(status, "busy", headers={"retry-after": "31"})
    extractive(small.ask(BEES), f"HTTP {status}")


def test_no_server_at_all(library: Path) -> None:
    environ = {"LITASSIST_LLM_MODEL": "m", "LITASSIST_LLM_BASE_URL": "http://127.0.0.1:9/v1", "LITASSIST_RERANK": "off"}
    with Assistant.open(library, settings=Settings.load(environ)) as assistant:
        extractive(assistant.ask(BEES), "cannot be reached")


def test_a_model_without_its_key_is_a_wrong_setting(library: Path) -> None:
    with Assistant.open(library, settings=Settings.load({"LITASSIST_LLM_MODEL": "gpt-4o"})) as assistant:
        assert assistant.search(BEES)
        with pytest.raises(SettingsError, match="LITASSIST_LLM_API_KEY"):
            assistant.ask(BEES)


@pytest.mark.parametrize(
    ("cut", "why"),
    [
        (Scripted(cut_at=3), "broke off"),
        (Scripted(finish=None), "without a finish reason"),
        (Scripted(finish="length"), "(length)"),
    ],
)
def test_of_a_reply_that_was_cut_stays_what_stands(small: Assistant, script: Script, cut: Scripted, why: str) -> None:
    key = key_of(small, "Hive")
    script.replies["write"] = replace(cut, pieces=(f'{FORTY}\n> [{key}] "{FORTY}"\n', "Our alarm ca", "tches"))
    told: list[Event] = []
    found = small.ask(BEES, on_event=told.append)
    assert (found.mode, found.status, found.text) == ("llm", "partial", f"{FORTY} [1]")
    assert found.missing == (), "nobody said that the library does not cover it"
    assert why in found.notices[0]
    assert found.notices[1:] == (CUT_SHORT,)
    assert "Our alarm" in "".join(event.delta for event in told if isinstance(event, Text))
    assert [(e.answer.status, e.answer.text) for e in told if isinstance(e, Revised)] == [("partial", found.text)]


def test_an_answer_that_was_cut_and_repaired_is_still_a_part(small: Assistant, script: Script) -> None:
    key = key_of(small, "Hive")
    whole = f'{FORTY}\n> [{key}] "{FORTY}"\n{ALARM}\n> [{key}] "never said"\n? what queens eat\nAnd then'
    script.replies |= {"write": says(whole, finish="length"), "repair": f'1: {ALARM}\n> [{key}] "{ALARM}"'}
    found = small.ask(f"{BEES} And what do queens eat?")
    assert (found.status, found.text) == ("partial", f"{FORTY} [1] {ALARM} [1]")
    assert found.missing == ("what queens eat",)
    assert found.notices[-1] == CUT_SHORT


def test_a_reply_that_ended_is_no_part(small: Assistant, script: Script) -> None:
    script.replies["write"] = f'{FORTY}\n> [{key_of(small, "Hive")}] "{FORTY}"\n'
    assert (small.ask(BEES).status, small.ask(BEES).notices) == ("answered", ())


def test_nothing_is_a_part_of_an_answer_of_the_abstracts(small: Assistant, script: Script) -> None:
    """They take the place of what was cut, and are whole."""
    script.replies |= {"write": says("Bees swarm at noon.\n> [x", finish="length"), "repair": "1: drop"}
    found = small.ask(BEES)
    assert (found.mode, found.status) == ("extractive", "answered")
    assert CUT_SHORT not in found.notices


@pytest.mark.parametrize("kind", ["plan", "rank", "check", "repair"])
@pytest.mark.parametrize("fault", [refuses(401), sends(b"hello"), says("")], ids=["401", "garbage", "empty"])
def test_no_other_call_costs_the_answer(library: Path, kind: Kind, fault: Scripted) -> None:
    question = "When do bees swarm and how far does the alarm of the hive scales reach?"
    with writing(library, rerank="on") as (assistant, script, _):
        key = key_of(assistant, "Hive")
        written = f'{FORTY}\n> [{key}] "{FORTY}"\nThe alarm catches 91% of swarms.\n> [{key}] "{ALARM}"\nBees sing.\n'
        script.replies = {"plan": "{}", "rank": "x", "write": written, "check": "x", "repair": "1: drop", kind: fault}
        found = assistant.ask(question)
        assert script.asked == ["plan", "rank", "write", "check", "repair"]
    assert (found.mode, found.sentences[0].verdict) == ("llm", "supported")
    assert sum(notice.startswith("The model did not") for notice in found.notices) == 1


WHOLE_FAULTS: list[tuple[str, Scripted, str]] = [
    ("402", refuses(402, "no money"), "quota"),
    ("404", refuses(404, "no such model"), "LITASSIST_LLM_MODEL"),
    ("429", refuses(429, "busy", headers={"retry-after": "31"}), "HTTP 429"),
    ("500", refuses(500, "busy", headers={"retry-after": "31"}), "HTTP 500"),
    ("html", sends(b"<html>hello</html>", kind="text/html"), "no usable reply"),
    ("other JSON", sends(b'{"object": "list", "data": []}', kind="application/json"), "no usable reply"),
    ("half a reply", sends(b'{"object": "chat.completion", "choi', kind="application/json"), "no usable reply"),
    ("silence", replace(says("1: supported"), hold_at=0), "did not answer within"),
    ("cut at once", Scripted(cut_at=0), "closed the connection"),
    ("cut", says("1: sup", finish=None), "without a finish reason"),
    ("a thought alone", says("<think>hm</think>"), "empty reply"),
]


@pytest.mark.parametrize(("reply", "why"), [row[1:] for row in WHOLE_FAULTS], ids=[row[0] for row in WHOLE_FAULTS])
def test_a_call_that_is_not_streamed_fails_with_its_reason(
    small: Assistant, script: Script, reply: Scripted, why: str
) -> None:
    """The check stands here for all calls that are not streamed; 401, garbage and emptiness are tried in each."""
    key = key_of(small, "Hive")
    script.replies |= {"write": f'The alarm catches 91% of swarms.\n> [{key}] "{ALARM}"\n', "check": reply}
    found = small.ask(BEES)
    assert not script.calls[-1].body.get("stream")
    assert (found.mode, found.sentences[0].verdict) == ("llm", "supported")
    assert len(found.notices) == 1
    assert found.notices[0].startswith("The model did not check the sentences")
    assert why in found.notices[0]


def test_what_is_too_long_is_asked_with_fewer_papers(small: Assistant, script: Script) -> None:
    key = key_of(small, "Hive")
    too_long = refuses(400, "too long", code="context_length_exceeded")
    replies = [too_long, too_long, says(f'{FORTY}\n> [{key}] "{FORTY}"')]
    script.replies["write"] = lambda _: replies.pop(0)
    found = small.ask(BEES)
    assert (found.mode, len(found.evidence)) == ("llm", 5)
    first, second, third = (len(call.prompt) for call in script.calls[:3])
    assert third < second == first


def test_a_model_that_writes_less_at_a_time_is_asked_for_less(small: Assistant, script: Script) -> None:
    key = key_of(small, "Hive")

    def write(call: Call) -> Scripted:
        if call.body["max_tokens"] > 4096:
            return refuses(400, "max_tokens is too large: 6000. This model supports at most 4096 completion tokens.")
        return says(f'{FORTY}\n> [{key}] "{FORTY}"')

    script.replies["write"] = write
    found = small.ask(BEES)
    assert (found.mode, len(found.evidence)) == ("llm", 10)


STOPS: list[tuple[Kind, int]] = [(kind, n) for n, kind in enumerate(("plan", "rank", "write", "check", "repair"), 1)]  # type: ignore[misc]


@pytest.mark.parametrize(("kind", "n"), STOPS, ids=[kind for kind, _ in STOPS])
def test_a_stop_is_heard_in_every_stage(library: Path, kind: Kind, n: int) -> None:
    question = "When do bees swarm and how far does the alarm of the hive scales reach?"
    with writing(library, rerank="on") as (assistant, script, server), ThreadPoolExecutor(1) as pool:
        key = key_of(assistant, "Hive")
        written = f'{FORTY}\n> [{key}] "{FORTY}"\nThe alarm catches 91% of swarms.\n> [{key}] "{ALARM}"\nBees sing.\n'
        script.replies = {"plan": "x", "rank": "x", "write": written, "check": "x", "repair": "x"}
        script.replies[kind] = replace(says("x", "y"), hold_at=0)
        stop = threading.Event()
        running = pool.submit(assistant.ask, question, stop=stop)
        for _ in range(n):
            assert server.came.acquire(timeout=PATIENCE_S)
        stop.set()
        since = time.monotonic()
        assert isinstance(running.exception(PATIENCE_S), Stopped)
        assert time.monotonic() - since < PATIENCE_S / 4
        assert script.calls[-1].gone.wait(PATIENCE_S)
        assert script.asked[-1] == kind


@pytest.mark.parametrize("at", range(12))
def test_a_stop_after_any_event_ends_it(small: Assistant, script: Script, at: int) -> None:
    key = key_of(small, "Hive")
    script.replies["write"] = f'{FORTY}\n> [{key}] "{FORTY}"\nBees sing.\n'
    stop = threading.Event()
    told: list[Event] = []

    def listen(event: Event) -> None:
        told.append(event)
        if len(told) == at + 1:
            stop.set()

    with pytest.raises(Stopped):
        small.ask(BEES, on_event=listen, stop=stop)
    assert len(told) <= at + 3
    assert not any(isinstance(event, Done) for event in told)


def test_closing_ends_an_answer_under_way(library: Path) -> None:
    with writing(library) as (assistant, script, server), ThreadPoolExecutor(1) as pool:
        script.replies["write"] = replace(says("x"), hold_at=0)
        running = pool.submit(assistant.ask, BEES)
        assert server.came.acquire(timeout=PATIENCE_S)
        assistant.close()
        assert isinstance(running.exception(PATIENCE_S), Stopped)


def asked_with(library: Path, **settings: str) -> tuple[Answer, Script]:
    with writing(library, rerank="on", **settings) as (assistant, script, _):
        key = key_of(assistant, "Hive")
        script.replies = {
            "rank": "x",
            "write": f'The alarm catches 91% of swarms.\n> [{key}] "{ALARM}"\nBees sing.\n',
            "check": "1: supported",
            "repair": "1: drop",
        }
        return assistant.ask(BEES), script


def write_prompt(script: Script) -> str:
    return next(call.prompt for call, kind in zip(script.calls, script.asked, strict=True) if kind == "write")


def test_what_a_question_may_spend_decides_how_much_is_done(library: Path) -> None:
    """Fewer papers first, then nothing but writing, then no model."""
    modes, papers, calls, told = list[str](), list[int](), list[int](), list[bool]()
    for tokens in (60_000, 24_000, 9_000, 2_700, 1_000):
        found, script = asked_with(library, max_tokens=str(tokens))
        modes.append(found.mode)
        papers.append(write_prompt(script).count(" (20") if "write" in script.asked else 0)
        calls.append(len(script.asked))
        told.append(SPARING in found.notices)
        assert found.status == "answered"
    assert modes == ["llm"] * 4 + ["extractive"]
    assert calls[0] == calls[1] == 4
    assert papers[1] < papers[0] == papers[2]
    assert papers[3] < papers[2]
    assert calls[2] == calls[3] == 1
    assert calls[4] == 0
    assert told == [False, False, True, True, False]


def test_a_bound_on_tokens_is_told(library: Path) -> None:
    found, _ = asked_with(library, max_tokens="500")
    extractive(found, "LITASSIST_MAX_TOKENS")


def test_a_bound_on_cost_needs_a_price(library: Path, tmp_path: Path) -> None:
    found, script = asked_with(library, max_cost_usd="1")
    extractive(found, "LITASSIST_PRICES")
    assert script.asked == []
    prices = tmp_path / "prices.json"
    prices.write_text('{"models": {"scripted": {"input": 1.0, "output": 2.0}}}')
    found, script = asked_with(library, max_cost_usd="1", prices=str(prices))
    assert (found.mode, len(script.asked)) == ("llm", 4)
    assert found.usage.cost_usd == pytest.approx(4 * (11 + 2 * 7) / 1e6)
    found, _ = asked_with(library, max_cost_usd="0.0001", prices=str(prices))
    extractive(found, "LITASSIST_MAX_COST_USD")


def test_eight_questions_at_once_do_not_mix(library: Path) -> None:
    with writing(library) as (assistant, script, _), ThreadPoolExecutor(8) as pool:
        key = key_of(assistant, "Hive")
        script.replies = {"write": f'{FORTY}\n> [{key}] "{FORTY}"'}
        found = list(pool.map(lambda _: assistant.ask(BEES), range(8)))
    assert {answer.text for answer in found} == {f"{FORTY} [1]"}
    assert {answer.usage.calls for answer in found} == {1}
