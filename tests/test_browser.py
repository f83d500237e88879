"""An answer in the browser: its chips, popovers, sources and marks, what it lacks, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from tests.browser import (
    ABSENT,
    OTHER,
    PAPERS,
    PHONE,
    PRESENT,
    WAIT_MS,
    Place,
    needs_chromium,
    page_over,
    tab,
)

pytestmark = needs_chromium
LOW: ViewportSize = {"width": 1024, "height": 500}
HIVE = PAPERS["HiveCount: Counting landmarks in honeybees"]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with page_over(tmp_path_factory.mktemp("page")) as made:
        yield made


def test_an_answer_cites_a_sentence_that_is_marked_in_its_abstract(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address) as seen:
        page = seen.page
        expect(page.get_by_text("5 papers, 2021–2023")).to_be_visible()
        expect(page.get_by_text("No language model is configured")).to_be_visible()
        seen.ask(PRESENT)
        expect(page.locator("#la-empty")).to_be_hidden()
        chip = page.locator("#turn-1 .la-answer .la-chip").first
        mark = page.locator("#turn-1-c1 mark.la-quote").first
        expect(mark).to_be_visible()
        assert (mark.text_content() or "") in HIVE
        chip.hover()
        expect(page.locator("#la-bubble mark")).to_have_text(mark.text_content() or "-")
        page.keyboard.press("Escape")
        expect(page.locator("#la-bubble")).to_be_hidden()
        chip.click()
        expect(page.locator("#turn-1-c1")).to_be_focused()
        expect(page.locator("#turn-1-c1 mark.la-lit")).not_to_have_count(0)
        page.locator("#turn-1-c1 .la-num").click()
        expect(page.locator("#turn-1-answer")).to_be_focused()


def test_the_page_begins_at_its_top_ready_for_a_question(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address, LOW) as seen:
        expect(seen.page.get_by_label("Your question")).to_be_focused()
        assert seen.page.evaluate("scrollY") == 0
    with tab(chromium, place.address, PHONE, touch=True) as seen:
        expect(seen.page.locator("#la-empty")).to_be_in_viewport()
        expect(seen.page.get_by_label("Your question")).not_to_be_focused()
        assert seen.page.evaluate("scrollY") == 0


def test_a_chip_works_by_keyboard(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address) as seen:
        page = seen.page
        seen.ask(PRESENT)
        chip = page.locator("#turn-1 .la-answer .la-chip").first
        page.locator("#turn-1 .la-edit").focus()
        page.keyboard.press("Tab")
        expect(chip).to_be_focused()
        expect(page.locator("#la-bubble")).to_be_visible()
        page.keyboard.press("ArrowDown")
        expect(page.locator("#la-bubble button").first).to_be_focused()
        page.keyboard.press("Escape")
        expect(chip).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#turn-1-c1")).to_be_focused()
        page.keyboard.press("/")
        expect(page.get_by_label("Your question")).to_be_focused()


def test_tab_goes_through_the_chips_in_their_order_and_escape_closes_what_is_innermost(
    chromium: Browser, place: Place
) -> None:
    with tab(chromium, place.address) as seen:
        page = seen.page
        page.keyboard.press("/")
        page.keyboard.type("What do crows remember, and how do sea otters open shells?")
        page.keyboard.press("Enter")
        seen.answered()
        chips = page.locator("#turn-1 .la-answer .la-chip, #turn-1 .la-answer .la-verdict[tabindex]")
        names = chips.evaluate_all("(found) => found.map((one) => one.id)")
        assert len(names) > 1
        page.locator("#turn-1 .la-edit").focus()
        for name in names:
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.id") == name
            expect(page.locator("#la-bubble")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#la-bubble")).to_be_hidden()
        page.get_by_role("button", name="Filters", exact=True).press("Enter")
        expect(page.get_by_label("From year")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.get_by_label("From year")).to_be_hidden()
        expect(page.get_by_role("button", name="Filters", exact=True)).to_be_focused()
        page.get_by_role("tab", name="Library").press("Enter")
        expect(page.locator(".la-count")).to_be_visible(timeout=WAIT_MS)
        page.keyboard.press("/")
        expect(page.get_by_label("Search the library")).to_be_focused()


def test_every_sentence_has_its_mark_and_the_steps_fold_away(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address) as seen:
        seen.ask(PRESENT)
        turn = seen.turn()
        assert turn.locator(".la-sentence").count() == turn.locator(".la-verdict").count() > 0
        expect(turn.locator(".la-foot")).to_contain_text("From abstracts only")
        steps = turn.locator(".la-how")
        expect(steps.locator("ol")).to_be_hidden()
        steps.locator("summary").click()
        expect(steps).to_contain_text("Understanding the question")
        expect(steps).to_contain_text("Reading 5 papers")
        turn.locator(".la-verdict").first.hover()
        expect(seen.page.locator("#la-bubble")).to_contain_text("word for word")


def test_why_a_paper_was_found_and_what_is_like_it(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address) as seen:
        seen.ask(PRESENT)
        card = seen.page.locator("#turn-1-c1")
        card.locator(".la-why summary").click()
        expect(card.locator(".la-told")).to_contain_text("Words of the question in this paper", timeout=WAIT_MS)
        expect(card.locator(".la-scores tr")).not_to_have_count(0)
        card.get_by_role("button", name="More like this").click()
        expect(card.locator(".la-likes li")).not_to_have_count(0, timeout=WAIT_MS)


def test_what_the_library_does_not_hold_is_not_answered(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address) as seen:
        seen.ask(ABSENT)
        turn = seen.turn()
        expect(turn).to_contain_text("The library does not answer this.")
        expect(turn.locator(".la-nearest")).to_contain_text("not evidence")
        expect(turn.locator(".la-near")).not_to_have_count(0)
        expect(turn.locator("mark, .la-chip")).to_have_count(0)


def test_formulas_are_set_without_any_other_server(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address) as seen:
        seen.ask("How does the radius of lichen grow on rock?")
        turn = seen.turn()
        expect(turn.locator(".la-answer .la-tex .katex").first).to_be_visible(timeout=WAIT_MS)
        expect(turn.locator(".la-answer")).to_contain_text("from $5 to $10 a site")
        seen.ask(OTHER, turn=2)
        expect(turn.locator(".la-answer .la-tex .katex").first).to_be_visible(timeout=WAIT_MS)


def test_an_offered_question_and_a_follow_up_ask_themselves(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address) as seen:
        page = seen.page
        page.get_by_role("button", name="What does HiveCount propose?").click()
        seen.answered()
        following = seen.turn().locator(".la-follow button").first
        expect(following).to_be_visible(timeout=WAIT_MS)
        words = following.text_content() or "-"
        following.click()
        seen.answered(2)
        expect(seen.turn(2).locator(".la-question")).to_have_text(words)
        expect(seen.turn(2).locator(".la-chip").first).to_be_visible()


def test_a_question_too_long_is_refused_in_words(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address) as seen:
        seen.ask("honeybees " * 3_000)
        expect(seen.turn().locator(".la-problem")).to_contain_text("characters")
        seen.ask(PRESENT)
        expect(seen.turn().locator(".la-chip").first).to_be_visible()


def test_light_and_dark_can_be_chosen_and_stay(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address) as seen:
        page = seen.page
        ground = "getComputedStyle(document.body).backgroundColor"
        light = page.evaluate(ground)
        page.get_by_role("button", name="Switch between light and dark").click()
        page.wait_for_function(f"{ground} !== {light!r}")
        page.reload()
        page.wait_for_function(f"document.body && {ground} !== {light!r}")


def test_a_phone_shows_everything_without_sideways_scrolling(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address, PHONE, touch=True) as seen:
        page = seen.page
        assert seen.overflow() <= 0
        seen.ask(PRESENT)
        assert seen.overflow() <= 0
        chip = page.locator("#turn-1 .la-answer .la-chip").first
        chip.tap()
        expect(page.locator("#la-bubble mark")).to_be_visible()
        page.locator("#la-bubble").get_by_role("button", name="Go to the source").tap()
        expect(page.locator("#turn-1-c1 mark").first).to_be_in_viewport()
        seen.ask("W" * 400, turn=2)
        assert seen.overflow() <= 0
        page.get_by_role("button", name="Conversations").tap()
        expect(page.get_by_role("button", name="New conversation")).to_be_in_viewport()
        assert seen.overflow() <= 0
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="New conversation")).to_be_hidden()
