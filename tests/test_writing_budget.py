"""What a question may spend holds to its end: for what is tried again, and for papers that a ranking puts in front."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.grounding import Grounder
from assistant.model import Budget, OnText, Reply, Request, estimate, load_prices, total
from assistant.records import Evidence, Paper, Passage
from assistant.writing.calls import Calls
from assistant.writing.levels import SPARING
from assistant.writing.records import Task
from assistant.writing.writer import Desk, Outcome, Writer
from tests.model_server import says
from tests.scripted_writer import BEES, key_of, writing

FORTY = "A sudden loss of 2.3 kg announces a swarm about forty minutes before the bees leave."
PRICES = load_prices(None)


@pytest.mark.parametrize(("tokens", "tries"), [("60000", 2), ("9000", 1)])
def test_what_broke_off_is_written_again_only_within_the_bound(library: Path, tokens: str, tries: int) -> None:
    with writing(library, max_tokens=tokens) as (assistant, script, _):
        good = says(f'{FORTY}\n> [{key_of(assistant, "Hive")}] "{FORTY}"\n')
        replies: Iterator[object] = iter((replace(says("<think>Which ", "bees?</think>"), cut_at=1), good))
        script.replies["write"] = lambda _: next(replies)  # type: ignore[assignment,return-value]
        found = assistant.ask(BEES)
    assert script.asked == ["write"] * tries
    assert found.usage.calls == tries
    assert found.mode == ("llm" if tries == 2 else "extractive")
    assert found.usage.prompt_tokens > 1000, "the try that broke off has been counted"


class Ranking:
    """A model that finds the last papers to fit best, and writes nothing."""

    def __init__(self) -> None:
        self.requests: list[Request] = []

    def complete(self, request: Request, *, on_text: OnText | None, stop: threading.Event | None) -> Reply:
        del stop
        self.requests.append(request)
        if on_text is not None:
            on_text("!")
            return Reply("!", "stop", estimate(request, "gpt-4o", PRICES), "gpt-4o")
        keys = "\n".join(f"[p{i:04x}] {3 if i >= 7 else 1}" for i in reversed(range(10)))
        return Reply(keys, "stop", estimate(request, "gpt-4o", PRICES), "gpt-4o")


def paper(n: int) -> Evidence:
    """Ten papers' n-th: the last three are thirty times as long as the others."""
    own = Paper(f"p{n:04x}", f"Paper {n}", "\u8702\u5de2" * 2000 if n >= 7 else "Bees dance. " * 45)
    return Evidence(own.id, own, Passage(f"{own.id}:0", own.id, own.abstract, 0, len(own.abstract)), 1.0)


def unopened() -> Grounder:
    raise AssertionError("nothing is to be checked")


def stage(_name: str, _detail: str) -> AbstractContextManager[None]:
    return nullcontext()


def revised(_outcome: Outcome) -> None:
    """Nobody reads along."""


@pytest.mark.parametrize(
    ("bound", "papers", "sparing"),
    [
        (25_000, 4, True),  # before ranking all calls seemed to fit
        (40_000, 6, True),
        (102_000, 8, False),  # ranking, which is paid for, is not reckoned again
        (130_000, 10, False),
    ],
)
def test_papers_that_the_ranking_puts_in_front_are_held_to_the_bound(bound: int, papers: int, *, sparing: bool) -> None:
    model = Ranking()
    calls = Calls(model, "gpt-4o", PRICES, Budget(bound), threading.Event())
    desk = Desk(tell=lambda _: None, revise=revised, stage=stage, go_on=lambda: None)
    task = Task("What do bees do?", (), tuple(paper(n) for n in range(10)), "2026-01-01")
    Writer(calls, unopened, desk, ranks=True).answer(task, [])
    _, write = model.requests
    assert (write.messages[-1].content.count(" Paper "), SPARING in calls.notices) == (papers, sparing)
    spent = total(estimate(request, "gpt-4o", PRICES) for request in model.requests)
    assert spent.prompt_tokens + spent.completion_tokens <= bound
