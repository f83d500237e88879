"""`python -m tests.model_times LIBRARY CASES...`: our own time beside a model's, which answers at once over loopback.

From the question to the writing request (the ranker off, no other call before it), from the model's first words to the
reader's, and from a stop to the end of the answer and of the model's connection. Medians and the longest, in ms.
"""

from __future__ import annotations

import statistics
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.assistant import Assistant
from assistant.errors import Stopped
from assistant.records import Event, Text
from evals.read_cases import read_cases
from tests.model_server import Call, Scripted
from tests.scripted_writer import Script, kind_of, pieces, writing

MOST = 24
WROTE = "The papers say so in so many words, and they say it again.\n"
LONGEST_WAIT_S = 30.0


@dataclass
class Clock:
    """When the writing request came, the reader's first words, and what was called."""

    came: float = 0.0
    read: float = 0.0
    calls: list[Call] = field(default_factory=list)

    def answer(self, reply: Scripted, call: Call) -> Scripted:
        """Note a writing request; the reply goes out as soon as this returns."""
        if kind_of(call) == "write":
            self.came = time.perf_counter()
            self.calls.append(call)
        return reply

    def listen(self, event: Event) -> None:
        """Note the first words."""
        if isinstance(event, Text) and not self.read:
            self.read = time.perf_counter()


def main(arguments: Sequence[str]) -> int:
    """Print a line for each of the four times."""
    library, *files = map(Path, arguments)
    questions = [c.question for file in files for c in read_cases(file) if c.question and not c.should_abstain][:MOST]
    with writing(library) as (assistant, script, _):
        assistant.ask(questions[0])  # what is loaded once is loaded
        told = [_answered(assistant, script, question) for question in questions]
        stopped = [_stopped(assistant, script, question) for question in questions]
    _say("question to writing request", (came for came, _ in told))
    _say("model's first words to reader", (read for _, read in told))
    _say("stop to the answer's end", (end for end, _ in stopped))
    _say("stop to the connection's end", (gone for _, gone in stopped))
    return 0


def _answered(assistant: Assistant, script: Script, question: str) -> tuple[float, float]:
    clock, begun = Clock(), time.perf_counter()
    script.replies = {"write": lambda call: clock.answer(pieces(WROTE), call), "repair": "1: drop"}
    assistant.ask(question, on_event=clock.listen)
    return clock.came - begun, clock.read - clock.came


def _stopped(assistant: Assistant, script: Script, question: str) -> tuple[float, float]:
    clock, stop = Clock(), threading.Event()
    held = replace(pieces(WROTE), hold_at=4)
    script.replies = {"write": lambda call: clock.answer(held, call)}
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(assistant.ask, question, on_event=clock.listen, stop=stop)
        while not clock.read and not running.done():
            time.sleep(0.001)
        begun = time.perf_counter()
        stop.set()
        ended = running.exception(LONGEST_WAIT_S)
        end = time.perf_counter() - begun
    if not isinstance(ended, Stopped):
        raise TypeError(f"{question!r} was not stopped: {ended}")
    clock.calls[0].gone.wait(LONGEST_WAIT_S)
    return end, time.perf_counter() - begun


def _say(what: str, seconds: Iterable[float]) -> None:
    found = [1000 * one for one in seconds if one > 0]
    sys.stdout.write(f"{what:32}{statistics.median(found):7.1f} ms {max(found):7.1f} at most, of {len(found)}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
