"""What is being done for an answer, and afterwards what was done, each step with its time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.records import Answer, Step
from assistant.ui.markup import plain

STEPS = {
    "plan": "Understanding the question",
    "search": "Searching the library",
    "read": "Reading {papers}",
    "rank": "Choosing the papers that fit",
    "write": "Writing",
    "check": "Checking every sentence",
    "repair": "Mending what failed the check",
}
"""Stages by name, as a reader calls them."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A step, and when it began, in seconds of a clock that only runs forward."""

    step: Step
    at: float


def running(steps: Sequence[Begun], now: float) -> str:
    """The steps so far; the last one is going on."""
    if not steps:
        return '<p class="la-steps" role="status"><span class="la-now">Starting</span></p>'
    ends = [*(begun.at for begun in steps[1:]), now]
    shown = [(_words(begun.step), _seconds(max(0.0, end - begun.at))) for begun, end in zip(steps, ends, strict=True)]
    *before, (words, time) = shown
    past = "".join(f'<span class="la-past">{done} {took}</span>' for done, took in before)
    return f'<p class="la-steps" role="status">{past}<span class="la-now">{words} {time}</span></p>'


def taken(answer: Answer) -> str:
    """All steps of a finished answer, folded away under how long they took."""
    if not answer.timings:
        return ""
    total = sum(seconds for _, seconds in answer.timings)
    n = len(answer.timings)
    rows = "".join(f"<li><span>{_named(name, answer)}</span> {_seconds(s)}</li>" for name, s in answer.timings)
    return (
        f'<details class="la-how"><summary>{n} step{"s" if n > 1 else ""} in {_plain_seconds(total)}</summary>'
        f"<ol>{rows}</ol></details>"
    )


def _named(name: str, answer: Answer) -> str:
    n = len(answer.evidence or answer.nearest)
    return plain(STEPS.get(name, name).format(papers=f"{n} paper{'s' if n != 1 else ''}" if n else "papers"))


def _words(step: Step) -> str:
    words = step.detail if step.name in {"read", "repair"} or step.name not in STEPS else STEPS[step.name]
    words = words or step.name
    return plain(words[:1].upper() + words[1:])


def _seconds(seconds: float) -> str:
    return f'<span class="la-secs">{_plain_seconds(seconds)}</span>'


def _plain_seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 0.05 else "under 0.1 s"
