"""Kept conversations in the browser: opened, searched, renamed, deleted, exported, edited, linked, kept for good."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.bundles import read_bundle
from evals.commands.drafts import COMMAND as DRAFTS
from tests.browser import ABSENT, OTHER, PRESENT, WAIT_MS, Place, Watched, needs_chromium, page_over, tab

pytestmark = needs_chromium
CROWS = "For how many years did crows scold the mask?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("page")


@pytest.fixture(scope="module")
def place(folder: Path) -> Iterator[Place]:
    with page_over(folder) as made:
        yield made


def act(seen: Watched, row: str, words: str) -> None:
    """Open the menu of the conversation and press one of its buttons."""
    kept = seen.page.locator(".la-kept", has_text=row).first
    kept.locator("summary").click()
    kept.get_by_role("button", name=words, exact=True).click()


def drawn(page: Page) -> None:
    """Open the drawer where the list stands in one."""
    if page.get_by_role("button", name="Conversations").is_visible():
        page.get_by_role("button", name="Conversations").click()


def test_a_conversation_is_kept_and_found_by_its_address(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address) as seen:
        page = seen.page
        seen.ask(PRESENT)
        seen.ask(OTHER, turn=2)
        expect(page.locator(".la-current")).to_contain_text(PRESENT)
        page.wait_for_function("location.search.startsWith('?chat=')")
        seen.leave()
        expect(page.locator(".la-question")).to_have_text([PRESENT, OTHER], timeout=WAIT_MS)
        expect(page.locator("#turn-1 .la-chip").first).to_be_visible()
        page.locator("#turn-2-link").click()
        expect(page.locator("#la-toast")).to_contain_text("Link copied")
        address = page.evaluate("navigator.clipboard.readText()")
    with tab(chromium, address) as again:
        expect(again.page.locator("#turn-2")).to_be_in_viewport(timeout=WAIT_MS)
        again.ask(CROWS, turn=3)
        expect(again.page.locator(".la-current")).to_contain_text("3 questions")


def test_an_address_that_is_nobodys_opens_nothing(chromium: Browser, place: Place) -> None:
    for wrong in ("0" * 32, "..%2F..%2Fetc", "%00"):
        with tab(chromium, f"{place.address}?chat={wrong}") as seen:
            expect(seen.page.locator(".la-problem")).to_contain_text("no conversation at this address")
            seen.ask(PRESENT)


def test_search_rename_and_delete(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address) as seen:
        page = seen.page
        seen.ask(CROWS)
        page.get_by_role("button", name="New conversation").click()
        expect(page.locator(".la-turn")).to_have_count(0)
        expect(page.locator("#la-empty")).to_be_visible()
        seen.ask(ABSENT)
        drawn(page)
        act(seen, ABSENT, "Rename")
        page.get_by_role("dialog").get_by_role("textbox").fill("<b>Iceland</b>")
        page.get_by_role("button", name="Rename", exact=True).last.click()
        expect(page.locator(".la-current .la-chat-title")).to_have_text("<b>Iceland</b>")
        page.get_by_label("Search conversations").fill("iceland bank")
        expect(page.locator(".la-kept")).to_have_count(1)
        act(seen, "Iceland", "Delete")
        expect(page.get_by_role("dialog")).to_contain_text("cannot be brought back")
        page.keyboard.press("Escape")
        expect(page.locator(".la-turn")).to_have_count(1)
        act(seen, "Iceland", "Delete")
        page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        expect(page.locator(".la-turn")).to_have_count(0)
        page.get_by_label("Search conversations").fill("")
        expect(page.locator(".la-kept", has_text="Iceland")).to_have_count(0)
        page.locator(".la-open-chat", has_text=CROWS).first.click()
        expect(page.locator(".la-question")).to_have_text([CROWS])


def test_a_conversation_is_exported(chromium: Browser, place: Place, tmp_path: Path) -> None:
    with tab(chromium, place.address) as seen:
        seen.ask(PRESENT)
        for words, suffix in (
            ("Markdown", ".md"),
            ("Bundle of the last answer", ".json"),
            ("Cited papers, BibTeX", ".bib"),
            ("Cited papers, RIS", ".ris"),
            ("Cited papers, CSL-JSON", ".json"),
        ):
            drawn(seen.page)
            with seen.page.expect_download() as saved:
                act(seen, PRESENT, words)
            path = tmp_path / f"{len(words)}{suffix}"
            saved.value.save_as(path)
            assert saved.value.suggested_filename.endswith(suffix)
            assert "Counting landmarks" in path.read_text("utf-8").replace("{", "").replace("}", "")
            if words.startswith("Bundle"):
                assert read_bundle(path).question == PRESENT


def test_a_question_is_edited_and_asked_again_from_there(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address) as seen:
        page = seen.page
        seen.ask(PRESENT)
        seen.ask(OTHER, turn=2)
        seen.turn().locator(".la-edit").click()
        expect(seen.turn().locator(".la-editing")).to_contain_text("1 later question goes")
        page.get_by_label("Edit the question").fill(CROWS)
        page.keyboard.press("Enter")
        expect(page.locator(".la-question")).to_have_text([CROWS], timeout=WAIT_MS)
        seen.answered()
        expect(page.locator(".la-current")).to_contain_text("1 question")
        page.locator("#turn-1-again").click()
        seen.answered()
        with tab(chromium, page.url) as other:
            expect(other.page.locator(".la-question")).to_have_text([CROWS], timeout=WAIT_MS)
        expect(seen.turn().locator(".la-follow li").first).to_be_visible(timeout=WAIT_MS)


def test_an_answer_is_copied_with_its_references(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address) as seen:
        seen.ask(PRESENT)
        seen.page.locator("#turn-1-copy").click()
        copied = seen.page.evaluate("navigator.clipboard.readText()")
        assert "[1] HiveCount: Counting landmarks in honeybees" in copied


def test_two_tabs_do_not_mix(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address) as one, tab(chromium, place.address) as two:
        one.ask(PRESENT)
        two.ask(OTHER)
        one.ask(OTHER, turn=2)
        expect(one.page.locator(".la-question")).to_have_text([PRESENT, OTHER])
        expect(two.page.locator(".la-question")).to_have_text([OTHER])


def test_remarks_become_draft_cases(chromium: Browser, place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    with tab(chromium, place.address) as seen:
        page = seen.page
        seen.ask(PRESENT)
        page.locator("#turn-1-up").click()
        expect(page.locator("#turn-1-up")).to_have_attribute("aria-pressed", "true")
        page.locator("#turn-1 .la-answer .la-chip").first.hover()
        page.locator("#la-bubble").get_by_role("button", name="This citation is wrong").click()
        page.get_by_role("dialog").get_by_role("textbox").fill("it says tents")
        page.get_by_role("button", name="Report").click()
        expect(page.locator("#la-toast")).to_contain_text("this citation is wrong")
        seen.ask(ABSENT, turn=2)
        page.locator("#turn-2-down").click()
        page.get_by_role("dialog").get_by_role("textbox").fill("it was 7 %")
        page.get_by_role("button", name="Report").click()
        expect(page.locator("#la-toast")).to_contain_text("as a case")
    path = place.data / "feedback.jsonl"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    arguments = DRAFTS.parser().parse_args(["--feedback", str(path), "--json"])
    assert DRAFTS.run(arguments) == 0
    wrong, bad = json.loads(capsys.readouterr().out)["drafts"]
    assert (wrong["case"]["question"], wrong["comments"]) == (PRESENT, ["it says tents"])
    assert (bad["case"]["turns"], bad["comments"]) == ([PRESENT, ABSENT], ["it was 7 %"])


def test_conversations_survive_a_restart(chromium: Browser, tmp_path: Path) -> None:
    with page_over(tmp_path) as before, tab(chromium, before.address) as seen:
        seen.ask(PRESENT)
    with page_over(tmp_path) as after, tab(chromium, after.address) as seen:
        seen.page.locator(".la-open-chat", has_text=PRESENT).click()
        expect(seen.page.locator("#turn-1 .la-chip").first).to_be_visible(timeout=WAIT_MS)
