"""Many chats at once on one page: `python -m tests.page_load [--chats 50] [--seconds 120] [--pause 0]`.

Every chat asks about a paper of its own, so that an answer which belongs to another is seen. Prints how many questions
were answered, what went wrong, and the median and 95th percentile of the seconds until an answer stood on the page.
Server and chats share the machine; nothing here fixes the number of its cores (`taskset -c 0,1` does).
"""

from __future__ import annotations

import argparse
import asyncio
import re
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.browser import page_over
from tests.gradio_session import Tab, wiring_of

PAPERS = 200
ANIMALS = "badger heron newt otter lynx vole marten stoat bison ibex".split()
TURNS = 8
"""Questions of one conversation; then a new one begins."""

ANSWERED = re.compile(r'class="[^"]*\bla-(?:foot|problem)\b')
FRUIT = re.compile(r"berry\d+")


@dataclass
class Load:
    """What became of the questions: seconds of each answer, and everything that went wrong."""

    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def told(self) -> str:
        """All of it on some lines."""
        if len(self.seconds) < 2:
            return f"{len(self.seconds)} answers, {len(self.wrong)} errors or mixed-up answers"
        median, high = statistics.median(self.seconds), statistics.quantiles(self.seconds, n=20)[-1]
        return (
            f"{len(self.seconds)} answers, {len(self.wrong)} errors or mixed-up answers\n"
            f"seconds to an extractive answer: median {median:.2f}, 95th percentile {high:.2f}"
        )


def animal(number: int) -> str:
    """What a paper, and the chat of the same number, is about."""
    return f"{ANIMALS[number % len(ANIMALS)]}{number}"


def paper(number: int) -> tuple[str, str]:
    """A paper that nobody but its own chat asks about."""
    name = animal(number)
    return (
        f"Diet of the {name}",
        (
            f"We study the {name} on an island of its own. The {name} eats berry{number} in winter. It sleeps in a "
            f"hollow tree by day. We followed the {name} for three years."
        ),
    )


async def load(address: str, chats: int, seconds: float, pause: float) -> Load:
    """Let so many chats ask for so long; `pause` seconds of reading lie between an answer and the next question."""
    found = Load()
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(base_url=address, timeout=120, limits=limits, trust_env=False) as http:
        wiring = await wiring_of(http)
        until = time.monotonic() + seconds
        await asyncio.gather(*(_chat(number, Tab(http, wiring), until, pause, found) for number in range(chats)))
    return found


async def _chat(number: int, tab: Tab, until: float, pause: float, found: Load) -> None:
    asked = 0
    while time.monotonic() < until:
        if asked and asked % TURNS == 0:
            await tab.anew()
        await _question(number, tab, found)
        asked += 1
        await asyncio.sleep(pause)
    found.wrong += tab.failed


async def _question(number: int, tab: Tab, found: Load) -> None:
    began, shown, answered = time.monotonic(), "", False
    async for shown in tab.ask(f"What does the {animal(number)} eat in winter?"):
        if not answered and ANSWERED.search(shown):
            found.seconds.append(time.monotonic() - began)
            answered = True
    cited = set(FRUIT.findall(shown.partition('class="la-aside')[0]))
    if not answered or cited != {f"berry{number}"}:
        found.wrong.append(f"chat {number} was shown {sorted(cited) or shown[:200]!r}")


def measured(folder: Path, chats: int, seconds: float, pause: float) -> Load:
    """The load on a page of its own over a library of made-up papers in a folder."""
    with page_over(folder, dict(paper(number) for number in range(max(PAPERS, chats)))) as place:
        asyncio.run(load(place.address, min(chats, 2), 2, 0))  # the first question loads what all need
        return asyncio.run(load(place.address, chats, seconds, pause))


def main() -> int:
    """Measure and tell. Returns 1 where something went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.page_load", description="Many chats at once on one page.")
    parser.add_argument("--chats", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--pause", type=float, default=0, help="seconds between an answer and the next question")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measured(Path(folder), asked.chats, asked.seconds, asked.pause)
    sys.stdout.write(f"{asked.chats} chats for {asked.seconds:g} s, {asked.pause:g} s apart: {found.told()}\n")
    sys.stdout.write("".join(f"  {line}\n" for line in found.wrong[:20]))
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
