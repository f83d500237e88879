"""An answer that a scripted model writes, in the browser: it streams, stops, is checked, struck, and harms nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import PHONE, PRESENT, WAIT_MS, needs_chromium, tab
from tests.browser_model import Written, quoted, written_page
from tests.hostile import FORTY
from tests.model_server import Call, Scripted, says

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Written]:
    with written_page(tmp_path_factory.mktemp("page")) as made:
        yield made


def test_the_text_streams_and_each_sentence_gets_its_verdict(chromium: Browser, written: Written) -> None:
    def holding(call: Call) -> Scripted:
        return replace(says(quoted(call, "Bees can count to four landmarks."), "And ", "later.\n"), hold_at=2)

    written.script.replies = {
        "write": holding,
        "check": "1: partial - four, under some conditions\n2: unsupported - no",
    }
    with tab(chromium, written.place.address) as seen:
        page = seen.page
        box = page.get_by_label("Your question")
        box.fill(PRESENT)
        box.press("Enter")
        expect(seen.turn().locator(".la-text")).to_contain_text("Bees can count to four", timeout=WAIT_MS)
        expect(seen.turn().locator(".la-now")).to_contain_text("Writing")
        expect(seen.turn().locator(".la-past").first).to_contain_text(re.compile(r"Understanding the question .* s"))
        expect(seen.turn().locator(".la-pending")).to_have_text("1")
        expect(page.get_by_role("button", name="Stop")).to_be_visible()
        written.server.release.set()
        seen.answered()
        expect(seen.turn().locator(".la-verdict.la-partial")).to_be_visible()
        expect(seen.turn().locator(".la-foot")).to_contain_text("From abstracts only · written by")
        expect(page.get_by_text("A language model writes the answers")).to_be_visible()


def test_a_sentence_that_fails_is_struck_through_with_the_reason(chromium: Browser, written: Written) -> None:
    claims = ("Bees can count to four landmarks.", "Bees can count to nine hundred landmarks.")
    written.script.replies = {
        "write": lambda call: quoted(call, *claims),
        "check": "1: supported - yes\n2: unsupported - no text says so",
        "repair": "!",
    }
    with tab(chromium, written.place.address) as seen:
        seen.ask(PRESENT)
        turn = seen.turn()
        expect(turn.locator("s").first).to_contain_text("nine hundred")
        expect(turn.locator(".la-reason")).to_be_visible()
        expect(turn.locator(".la-foot")).to_contain_text("struck-through sentences failed")


def test_escape_stops_and_keeps_what_was_written(chromium: Browser, written: Written) -> None:
    written.server.release.clear()
    written.script.replies = {
        "write": lambda call: replace(says(quoted(call, "Bees can count."), "Half a sen", "tence."), hold_at=2)
    }
    with tab(chromium, written.place.address) as seen:
        page = seen.page
        box = page.get_by_label("Your question")
        box.fill(PRESENT)
        box.press("Enter")
        expect(seen.turn().locator(".la-text")).to_contain_text("Bees can count", timeout=WAIT_MS)
        page.keyboard.press("Escape")
        expect(seen.turn().locator(".la-problem")).to_contain_text("Stopped", timeout=WAIT_MS)
        expect(seen.turn()).to_contain_text("Bees can count")
        expect(page.get_by_role("button", name="Send")).to_be_visible()
    written.server.release.set()


def test_a_model_that_is_down_costs_no_answer(chromium: Browser, written: Written) -> None:
    written.script.replies = {}
    with tab(chromium, written.place.address) as seen:
        seen.ask(PRESENT)
        expect(seen.turn().locator(".la-chip").first).to_be_visible()
        expect(seen.turn().locator(".la-notice").first).to_contain_text("language model failed")


def test_hostile_replies_are_only_text(chromium: Browser, written: Written) -> None:
    claims = [f"Bees count {' '.join(hostile.split())} landmarks." for hostile in FORTY]
    written.script.replies = {"write": lambda call: quoted(call, *claims), "check": "none", "repair": "!"}
    with tab(chromium, written.place.address, PHONE) as seen:
        seen.ask(PRESENT)
        expect(seen.turn().locator(".la-sentence")).not_to_have_count(0)
        harmful = "img, video, audio, iframe, object, embed, script, form, style, svg:not(.katex svg), a[href^='java']"
        expect(seen.turn().locator(harmful)).to_have_count(0)
        assert seen.overflow() <= 0
