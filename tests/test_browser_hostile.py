"""Forty hostile strings as titles, abstracts and questions in the browser: nothing runs or loads, the layout holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from tests.browser import DESK, HARMFUL, PHONE, WAIT_MS, Place, needs_chromium, page_over, tab
from tests.hostile import FORTY

pytestmark = needs_chromium
ANIMALS = "badger heron newt otter lynx vole marten stoat bison ibex".split()


def paper(number: int, hostile: str) -> tuple[str, str]:
    """A paper with the string in its title and its abstract, and a subject of its own."""
    animal = f"{ANIMALS[number % 10]}{number}"
    return (
        f"{hostile} Diet of the {animal}",
        f"We study the {animal}. {hostile} The {animal} eats berry{number} in winter {hostile}. It sleeps little.",
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    papers = dict(paper(number, hostile) for number, hostile in enumerate(FORTY))
    with page_over(tmp_path_factory.mktemp("page"), papers) as made:
        yield made


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_hostile_titles_abstracts_and_questions_are_only_text(
    chromium: Browser, place: Place, size: ViewportSize
) -> None:
    with tab(chromium, place.address, size) as seen:
        page = seen.page
        for number, hostile in enumerate(FORTY):
            seen.ask(f"What does the {ANIMALS[number % 10]}{number} eat in winter? {hostile}")
            turn = seen.turn()
            expect(turn.locator(".la-card").first).to_be_visible()
            expect(turn.locator(HARMFUL)).to_have_count(0)
            expect(page.locator("#la-side").locator(HARMFUL)).to_have_count(0)
            assert seen.overflow() <= 0, hostile
            page.evaluate("laSend('move', {do: 'new'})")
            expect(page.locator(".la-turn")).to_have_count(0, timeout=WAIT_MS)
