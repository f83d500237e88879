"""What limits a question, in the browser: the panel, its chips, chosen papers, and what the question itself says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import OTHER, PRESENT, WAIT_MS, Place, needs_chromium, page_over, tab

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with page_over(tmp_path_factory.mktemp("page")) as made:
        yield made


def test_years_limit_the_next_question_until_they_are_removed(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address) as seen:
        page = seen.page
        page.get_by_role("button", name="Filters", exact=True).click()
        page.get_by_label("From year").fill("2022")
        expect(page.locator(".la-filter")).to_contain_text("from 2022 on")
        page.keyboard.press("Escape")
        expect(page.get_by_label("From year")).to_be_hidden()
        expect(page.locator(".la-filter")).to_be_visible()
        seen.ask(OTHER)
        expect(seen.turn().locator(".la-answer")).to_contain_text("Searched only: from 2022 on.")
        expect(seen.turn().locator(".la-card", has_text="Sleep of octopuses")).to_have_count(0)
        page.get_by_role("button", name="Remove the filter: years").click()
        expect(page.locator(".la-filter")).to_have_count(0)
        expect(page.get_by_label("From year")).to_have_value("")
        seen.ask(OTHER, turn=2)
        expect(seen.turn(2).locator(".la-card", has_text="Sleep of octopuses")).to_have_count(1)


def test_author_and_source_are_chips_too(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address) as seen:
        page = seen.page
        page.get_by_role("button", name="Filters", exact=True).click()
        page.get_by_label("Author").fill("Nobody; Else")
        expect(page.locator(".la-filter")).to_contain_text("author Nobody or Else")
        page.get_by_label("Source").click()
        page.get_by_role("option", name="papers.jsonl").click()
        expect(page.locator(".la-filter")).to_contain_text(["author Nobody or Else", "source papers.jsonl"])


def test_only_the_chosen_papers_are_asked(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address) as seen:
        page = seen.page
        seen.ask(PRESENT)
        page.locator("#turn-1-c1").get_by_role("button", name="Ask only this paper").click()
        expect(page.locator(".la-filter")).to_contain_text("only HiveCount: Counting landmarks")
        seen.ask("How long did crows scold the mask?", turn=2)
        expect(seen.turn(2).locator(".la-card", has_text="Memory of crows")).to_have_count(0)
        page.get_by_role("button", name="Filters", exact=True).click()
        page.get_by_label("Choose papers").fill("crows")
        page.keyboard.press("Enter")
        found = page.locator("#la-found li", has_text="Memory of crows")
        found.get_by_role("button", name="Add to chosen papers").click(timeout=WAIT_MS)
        expect(page.locator(".la-filter")).to_contain_text("only 2 papers")
        seen.ask("How long did crows scold the mask?", turn=3)
        expect(seen.turn(3).locator(".la-card", has_text="Memory of crows")).to_have_count(1)


def test_what_the_question_says_of_papers_is_told(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address) as seen:
        seen.ask("How long is the active sleep phase of octopuses in papers published before 2022?")
        expect(seen.turn().locator(".la-answer")).to_contain_text("as the question says")
