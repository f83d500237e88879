"""A page loaded anew, in mid-answer too, and two tabs on one conversation: nothing is lost, nothing done twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import OTHER, PRESENT, WAIT_MS, Watched, needs_chromium, tab
from tests.browser_model import CLAIM, Written, quoted, written_page

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Written]:
    with written_page(tmp_path_factory.mktemp("page")) as made:
        yield made


def asked(seen: Watched, question: str, turn: int = 1) -> None:
    """Ask, and wait until the model has written its first sentence."""
    box = seen.page.get_by_label("Your question")
    box.fill(question)
    box.press("Enter")
    expect(seen.turn(turn).locator(".la-text")).to_contain_text(CLAIM, timeout=WAIT_MS)


def addressed(page: Page) -> None:
    page.wait_for_function("location.search.startsWith('?chat=')")


def test_an_answer_goes_on_when_the_page_is_loaded_anew(chromium: Browser, written: Written) -> None:
    written.hold()
    with tab(chromium, written.place.address) as seen:
        page = seen.page
        asked(seen, PRESENT)
        addressed(page)
        address = page.url
        seen.leave()
        expect(seen.turn().locator(".la-text")).to_contain_text(CLAIM, timeout=WAIT_MS)
        expect(page.locator(".la-question")).to_have_text([PRESENT])
        expect(page.get_by_role("button", name="Stop")).to_be_visible()
        written.let_go()
        seen.answered()
        expect(seen.turn().locator(".la-answer")).to_contain_text("And later.")
        expect(page.locator(".la-current")).to_contain_text("1 question")
        assert page.url == address
        seen.leave()
        expect(seen.turn().locator(".la-answer")).to_contain_text("And later.", timeout=WAIT_MS)
    assert written.script.asked.count("write") == 1


def test_an_answer_that_comes_while_nobody_looks_is_kept_once(chromium: Browser, written: Written) -> None:
    written.hold()
    with tab(chromium, written.place.address) as seen:
        asked(seen, PRESENT)
        seen.leave("about:blank")
        written.let_go()
        kept = seen.page.locator(".la-kept")
        for _ in range(50):
            seen.page.goto(written.place.address)
            expect(seen.page.locator("#la-here")).to_be_attached(timeout=WAIT_MS)
            if kept.count() == 2:
                break
        expect(kept).to_have_count(2)
        kept.first.locator(".la-open-chat").click()
        expect(seen.turn().locator(".la-answer")).to_contain_text("And later.", timeout=WAIT_MS)
    assert written.script.asked.count("write") == 1


def test_an_answer_can_be_stopped_after_the_page_was_loaded_anew(chromium: Browser, written: Written) -> None:
    written.hold()
    with tab(chromium, written.place.address) as seen:
        page = seen.page
        asked(seen, PRESENT)
        addressed(page)
        seen.leave()
        expect(seen.turn().locator(".la-text")).to_contain_text(CLAIM, timeout=WAIT_MS)
        page.get_by_role("button", name="Stop").click()
        expect(seen.turn().locator(".la-problem")).to_contain_text("Stopped", timeout=WAIT_MS)
        page.wait_for_function("location.search === ''")
        written.let_go()
        seen.ask(OTHER)
        expect(page.locator(".la-question")).to_have_text([OTHER])
        expect(page.locator(".la-current")).to_contain_text("1 question")


def test_filters_chosen_papers_and_conversation_are_there_again(chromium: Browser, written: Written) -> None:
    written.let_go()
    with tab(chromium, written.place.address) as seen, tab(chromium, written.place.address) as beside:
        page = seen.page
        seen.ask(PRESENT)
        page.get_by_role("button", name="Filters", exact=True).click()
        page.get_by_label("From year").fill("2022")
        expect(page.locator(".la-filter")).to_have_count(1)
        page.get_by_label("Author").fill("<b>Nobody</b>")
        expect(page.locator(".la-filter")).to_have_count(2)
        page.locator("#turn-1-c1").get_by_role("button", name="Ask only this paper").click()
        expect(page.locator(".la-filter")).to_have_count(3)
        before = page.locator(".la-filter").all_inner_texts()
        seen.leave()
        expect(page.locator(".la-question")).to_have_text([PRESENT], timeout=WAIT_MS)
        expect(page.locator(".la-filter")).to_have_count(3, timeout=WAIT_MS)
        assert page.locator(".la-filter").all_inner_texts() == before
        page.get_by_role("button", name="Filters", exact=True).click()
        expect(page.get_by_label("From year")).to_have_value("2022")
        expect(page.get_by_label("Author")).to_have_value("<b>Nobody</b>")
        page.get_by_role("button", name="Remove the filter: years").click()
        expect(page.get_by_label("From year")).to_have_value("")
        page.get_by_role("button", name="Remove the filter: authors").click()
        expect(page.locator(".la-filter")).to_have_count(1)
        seen.leave()
        expect(page.locator(".la-filter")).to_contain_text(["only HiveCount"], timeout=WAIT_MS)
        seen.ask("How long did crows scold the mask?", turn=2)
        expect(seen.turn(2).locator(".la-card", has_text="Memory of crows")).to_have_count(0)
        beside.leave()
        expect(beside.page.locator(".la-kept").first).to_be_visible(timeout=WAIT_MS)
        expect(beside.page.locator(".la-filter")).to_have_count(0)


def test_two_tabs_on_one_conversation_keep_each_other_s_turns(chromium: Browser, written: Written) -> None:
    written.let_go()
    with tab(chromium, written.place.address) as one:
        one.ask(PRESENT)
        addressed(one.page)
        with tab(chromium, one.page.url) as two:
            expect(two.page.locator(".la-question")).to_have_text([PRESENT], timeout=WAIT_MS)
            one.ask(OTHER, turn=2)
            two.page.locator("#turn-1-again").click()
            expect(two.page.locator("#la-toast")).to_contain_text("in another tab", timeout=WAIT_MS)
            expect(two.page.locator(".la-question")).to_have_text([PRESENT, OTHER])
            one.ask(PRESENT, turn=3)
            two.ask("How long did crows scold the mask?", turn=4)
            expect(two.page.locator(".la-question")).to_have_count(4)
            one.leave()
            expect(one.page.locator(".la-question")).to_have_count(4, timeout=WAIT_MS)


def test_a_conversation_answers_one_question_at_a_time(chromium: Browser, written: Written) -> None:
    with tab(chromium, written.place.address) as one:
        written.hold()
        asked(one, PRESENT)
        addressed(one.page)
        with tab(chromium, one.page.url) as two:
            expect(two.turn().locator(".la-text")).to_contain_text(CLAIM, timeout=WAIT_MS)
            two.page.get_by_role("button", name="New conversation").click()
            expect(two.page.locator(".la-turn")).to_have_count(0)
            written.let_go()
            one.answered()
            expect(one.turn().locator(".la-answer")).to_contain_text("And later.")
            two.ask(OTHER)
            expect(two.page.locator(".la-question")).to_have_text([OTHER])
        expect(one.page.locator(".la-question")).to_have_text([PRESENT])


def test_chips_marks_and_sources_are_the_same_after_loading_anew_and_in_markdown(
    chromium: Browser, written: Written, tmp_path: Path
) -> None:
    claims = (CLAIM, "Bees can count to nine hundred landmarks.", "Bees fly far.")
    written.let_go()
    written.script.replies = {
        "write": lambda call: quoted(call, *claims),
        "check": "1: supported - yes\n2: unsupported - no text says so\n3: partial - only in a tunnel",
        "repair": "!",
    }
    with tab(chromium, written.place.address) as seen:
        page = seen.page
        seen.ask(PRESENT)
        addressed(page)
        before = shown(page)
        assert len(before["marks"]) == 3
        assert before["chips"]
        seen.leave()
        expect(page.locator(".la-card").first).to_be_visible(timeout=WAIT_MS)
        assert shown(page) == before
        kept = page.locator(".la-current")
        kept.locator("summary").click()
        with page.expect_download() as saved:
            kept.get_by_role("button", name="Markdown", exact=True).click()
        saved.value.save_as(tmp_path / "chat.md")
    text = (tmp_path / "chat.md").read_text("utf-8")
    for sentence, mark in zip(before["sentences"], before["marks"], strict=True):
        assert sentence in text
        assert mark == "Supported" or f"“{sentence}” – {mark}" in text
    for number, title in zip(before["numbers"], before["titles"], strict=True):
        assert f"[{number}] {title}" in text
    assert f"{before['sentences'][0]} [1]" in text


def shown(page: Page) -> dict[str, list[str]]:
    """What the page shows of its first answer, as text."""
    return dict(page.evaluate(SHOWN))


SHOWN = """() => {
  const texts = (selector, of = (one) => one.textContent) => [...document.querySelectorAll(`#turn-1 ${selector}`)].map(of);
  const bare = (one) => {
    const copy = one.cloneNode(true);
    copy.querySelectorAll(".la-chip, .la-verdict, .la-reason").forEach((part) => part.remove());
    return copy.textContent.trim();
  };
  return {
    sentences: texts(".la-sentence", bare),
    chips: texts(".la-sentence .la-chip", (chip) => `${chip.id} ${chip.className} ${chip.textContent} ${chip.title}`),
    marks: texts(".la-verdict", (mark) => mark.title.split(":")[0]),
    told: texts(".la-verdict", (mark) => mark.className + mark.textContent + mark.title),
    numbers: texts(".la-card .la-num", (one) => one.textContent.replace(/\\D/g, "")),
    titles: texts(".la-card h3"),
    cards: texts(".la-card"),
    rest: texts(".la-foot p"),
  };
}"""
