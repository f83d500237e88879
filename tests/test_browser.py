"""The page in Debian's Chromium, over a small library in our own words, served by `app.py` in a process of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, Page, ViewportSize, expect, sync_playwright

ROOT = Path(__file__).parents[1]
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESK: ViewportSize = {"width": 1280, "height": 850}
PHONE: ViewportSize = {"width": 390, "height": 844}

PAPERS = {
    "HiveCount: Counting landmarks in honeybees": (
        "We ask whether honeybees can count landmarks on their way to food. Bees flew through a tunnel with four identical "
        "tents. Honeybees searched for food after the fourth landmark even when the distance was doubled. Honeybees "
        "therefore count up to four landmarks."
    ),
    "Sleep of octopuses": (
        "Octopuses change colour while they sleep. We filmed sleeping octopuses for a month. Sleep in octopuses alternates "
        "between a quiet and an active phase, and the active phase lasts about one minute."
    ),
    "<video src=x onerror=alert(1)> Migration of storks": (
        "White storks migrate along coasts. <iframe src=javascript:alert(1)> Young storks learn the route of their migration from "
        "older storks. [click](javascript:alert(1)) Storks that migrate alone arrive later."
    ),
    "Memory of crows": (
        "Crows remember human faces for years. We trapped crows while wearing a mask. Crows scolded the mask for five "
        "years after the trapping, and crows that were never trapped learned to scold it too."
    ),
    "Tool use in sea otters": (
        "Sea otters open shells with stones. We watched sea otters along a rocky coast. Sea otters keep a favourite stone "
        "in a pouch under the arm, and females use stones more often than males."
    ),
}
PRESENT = "How many landmarks can honeybees count?"
OTHER = "How long is the active sleep phase of octopuses?"
ABSENT = "Which interest rate did the central bank of Iceland set in 1997?"

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium")]


@dataclass
class Watched:
    """A tab, with the requests that left loopback and what went wrong in it."""

    page: Page
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def dialog(self, opened: Dialog) -> None:
        self.errors.append(opened.message)
        opened.dismiss()

    def ask(self, question: str, turn: int = 1) -> None:
        box = self.page.get_by_label("Your question")
        box.fill(question)
        box.press("Enter")
        expect(self.page.locator(f"#a{turn} .la-foot, #a{turn} .la-problem")).to_be_visible(timeout=30_000)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("page")
    papers = folder / "papers.jsonl"
    entries = [{"title": title, "abstract": text, "date": "2023-05-01"} for title, text in PAPERS.items()]
    papers.write_text("".join(json.dumps(entry) + "\n" for entry in entries), "utf-8")
    ours = {name: value for name, value in os.environ.items() if not name.startswith("LITASSIST_")}
    environment = {**ours, "PYTHONUNBUFFERED": "1", "LITASSIST_DATA_DIR": str(folder / "data")}
    library = str(folder / "library")
    added = [sys.executable, "-m", "ingest", str(papers), "--library", library]
    subprocess.run(added, cwd=ROOT, env=environment, check=True, capture_output=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "app.py", "--library", library, "--port", str(port)]
    with served(command, environment):
        yield f"http://127.0.0.1:{port}/"


@contextmanager
def served(command: list[str], environment: dict[str, str]) -> Iterator[None]:
    """The server, from the line that says it is ready until it has ended."""
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        told: list[str] = []
        assert server.stdout is not None
        for line in server.stdout:
            told.append(line)
            if "is ready" in line:
                break
        else:
            pytest.fail(f"the server ended: {''.join(told)}")
        rest = threading.Thread(target=lambda out=server.stdout: told.extend(out), daemon=True)
        rest.start()
        try:
            yield
        finally:
            server.terminate()
            server.wait(20)
            rest.join(20)
    assert "Traceback" not in "".join(told)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@contextmanager
def tab(browser: Browser, address: str, size: ViewportSize = DESK, *, touch: bool = False) -> Iterator[Watched]:
    """A tab on the page; leaving it checks that nothing went outside and nothing broke."""
    context = browser.new_context(viewport=size, has_touch=touch, is_mobile=touch)
    page = context.new_page()
    seen = Watched(page)
    page.on("request", lambda request: None if _here(request.url) else seen.outside.append(request.url))
    page.on("console", lambda line: seen.errors.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("dialog", seen.dialog)
    page.goto(address)
    expect(page.get_by_label("Your question")).to_be_visible(timeout=30_000)
    yield seen
    context.close()
    assert (seen.outside, seen.errors) == ([], [])


def _here(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"data", "blob"} or parts.hostname in {"127.0.0.1", "localhost"}


def test_an_answer_cites_a_sentence_that_is_marked_in_its_abstract(chromium: Browser, address: str) -> None:
    with tab(chromium, address) as seen:
        page = seen.page
        expect(page.get_by_text("5 papers, 2023")).to_be_visible()
        expect(page.get_by_text("No language model is configured")).to_be_visible()
        seen.ask(PRESENT)
        expect(page.locator("#la-empty")).to_be_hidden()
        chip = page.locator("#a1 .la-answer .la-chip").first
        mark = page.locator("#a1-c1 mark.la-quote").first
        expect(mark).to_be_visible()
        assert (mark.text_content() or "") in PAPERS["HiveCount: Counting landmarks in honeybees"]
        chip.hover()
        expect(page.locator("#la-bubble")).to_contain_text(mark.text_content() or "-")
        page.keyboard.press("Escape")
        expect(page.locator("#la-bubble")).to_be_hidden()
        chip.click()
        expect(page.locator("#a1-c1")).to_be_focused()
        expect(page.locator("#a1-c1 mark.la-lit")).not_to_have_count(0)
        page.locator("#a1-c1 .la-num").click()
        expect(page.locator("#a1-answer")).to_be_focused()
        assert page.url == address


def test_what_the_library_does_not_hold_is_not_answered(chromium: Browser, address: str) -> None:
    with tab(chromium, address) as seen:
        seen.ask(ABSENT)
        turn = seen.page.locator("#a1")
        expect(turn).to_contain_text("The library does not answer this.")
        expect(turn.locator(".la-nearest")).to_contain_text("not evidence")
        expect(turn.locator(".la-near")).not_to_have_count(0)
        expect(turn.locator("mark, .la-chip")).to_have_count(0)


def test_an_offered_question_asks_itself_and_a_new_conversation_begins_again(chromium: Browser, address: str) -> None:
    with tab(chromium, address) as seen:
        page = seen.page
        page.get_by_role("button", name="What does HiveCount propose?").click()
        expect(page.locator("#a1 .la-foot")).to_be_visible(timeout=30_000)
        seen.ask(OTHER, turn=2)
        expect(page.locator(".la-question")).to_have_text(["What does HiveCount propose?", OTHER])
        page.get_by_role("button", name="New conversation").click()
        expect(page.locator(".la-turn")).to_have_count(0)
        expect(page.locator("#la-empty")).to_be_visible()
        seen.ask(OTHER)


def test_two_tabs_do_not_mix(chromium: Browser, address: str) -> None:
    with tab(chromium, address) as one, tab(chromium, address) as two:
        one.ask(PRESENT)
        two.ask(OTHER)
        one.ask(OTHER, turn=2)
        expect(one.page.locator(".la-question")).to_have_text([PRESENT, OTHER])
        expect(two.page.locator(".la-question")).to_have_text([OTHER])


def test_a_question_too_long_is_refused_in_words(chromium: Browser, address: str) -> None:
    with tab(chromium, address) as seen:
        seen.ask("honeybees " * 3_000)
        expect(seen.page.locator("#a1 .la-problem")).to_contain_text("characters")
        seen.ask(PRESENT)


def test_hostile_titles_and_abstracts_are_only_text(chromium: Browser, address: str) -> None:
    with tab(chromium, address) as seen:
        seen.ask("From whom do young storks learn the route of their migration?")
        card = seen.page.locator(".la-card", has_text="Migration of storks").first
        expect(card.locator("h3")).to_contain_text("<video src=x onerror=alert(1)>")
        expect(card.locator("img, video, iframe, script, a[href^='javascript']")).to_have_count(0)


def test_a_phone_shows_everything_without_sideways_scrolling(chromium: Browser, address: str) -> None:
    with tab(chromium, address, PHONE, touch=True) as seen:
        page = seen.page
        assert _overflow(page) <= 0
        seen.ask(PRESENT)
        assert _overflow(page) <= 0
        chip = page.locator("#a1 .la-answer .la-chip").first
        chip.tap()
        expect(page.locator("#la-bubble")).to_be_visible()
        chip.tap()
        expect(page.locator("#a1-c1 mark").first).to_be_in_viewport()
        seen.ask("W" * 400, turn=2)
        assert _overflow(page) <= 0


def _overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
