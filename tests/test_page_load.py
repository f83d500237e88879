"""Ten chats at once for ten seconds: no error, no answer of another; `python -m tests.page_load` does more."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from tests.browser import page_over
from tests.gradio_session import Tab, wiring_of
from tests.page_load import Load, measured, paper

pytestmark = pytest.mark.slow


def test_ten_chats_get_their_own_answers(tmp_path: Path) -> None:
    found = measured(tmp_path, chats=10, seconds=10, pause=0)
    assert found.wrong == []
    assert len(found.seconds) >= 10


def test_two_tabs_never_see_each_others_conversation(tmp_path: Path) -> None:
    with page_over(tmp_path, dict(paper(number) for number in range(4))) as place:
        first, second = asyncio.run(_two(place.address))
    assert "berry1" in first[0]
    assert "berry2" in second[0]
    assert not [shown for shown in first if "heron2" in shown.split('class="la-aside')[0] or "newt2" in shown]
    assert not [shown for shown in second if "heron1" in shown.split('class="la-aside')[0]]


async def _two(address: str) -> tuple[list[str], list[str]]:
    """What each of two tabs shows at the end of each of its questions, the second of which refers to the first."""
    async with httpx.AsyncClient(base_url=address, timeout=60, trust_env=False) as http:
        wiring = await wiring_of(http)
        one, other = Tab(http, wiring), Tab(http, wiring)
        questions = ("What does the {} eat in winter?", "Where does it sleep by day?")
        shown: tuple[list[str], list[str]] = ([], [])
        for question in questions:
            for tab, name, seen in ((one, "heron1", shown[0]), (other, "newt2", shown[1])):
                seen.append([html async for html in tab.ask(question.format(name))][-1])
        assert one.failed + other.failed == []
    return shown


def test_a_load_tells_its_figures() -> None:
    told = Load([0.1] * 19 + [2.0], ["chat 1 was shown []"]).told()
    assert "20 answers, 1 errors" in told
    assert "median 0.10" in told
