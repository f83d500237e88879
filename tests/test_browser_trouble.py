"""What goes wrong, in the browser: a model or an embedder out of reach, a library that is empty or gone."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PRESENT, WAIT_MS, Place, needs_chromium, page_over, tab
from tests.model_server import Call, Scripted, sends, serving
from tests.test_openai_embedder import vectors_for

pytestmark = needs_chromium
ONE = {"Memory of crows": "Crows remember human faces for years. We trapped crows while wearing a mask."}
NOBODY = "http://127.0.0.1:9/v1"


@dataclass
class Far:
    """A page whose embedder is a server of this machine that can be held up, and whose model is out of reach."""

    place: Place
    held: threading.Event


@pytest.fixture(scope="module")
def far(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Far]:
    with serving() as server:
        held = threading.Event()

        def embedded(call: Call) -> Scripted:
            while held.is_set() and not server.release.wait(0.01):
                pass
            return sends(json.dumps(vectors_for(call.body["input"])).encode(), kind="application/json")

        server.answer = embedded
        settings = {"embedder": "openai:text-embedding-3-small", "embed_base_url": server.url, "embed_api_key": "key"}
        with page_over(
            tmp_path_factory.mktemp("page"), ONE, llm_model="none", llm_base_url=NOBODY, rerank="off", **settings
        ) as place:
            yield Far(place, held)
            held.clear()


def compared(page: Page) -> None:
    page.get_by_role("tab", name="Compare").click()
    page.get_by_label("What are the papers compared for?").fill("How long do crows remember faces?")
    page.get_by_label("Compare by").fill("mask")
    page.get_by_role("button", name="Compare", exact=True).click()


def test_a_comparison_is_stopped_and_the_page_is_free_at_once(chromium: Browser, far: Far) -> None:
    with tab(chromium, far.place.address) as seen:
        far.held.set()
        compared(seen.page)
        seen.page.locator("#la-result").get_by_role("button", name="Stop").click(timeout=WAIT_MS)
        expect(seen.page.locator("#la-result")).to_contain_text("Stopped", timeout=5_000)
        far.held.clear()
        seen.page.get_by_role("button", name="Compare", exact=True).click()
        expect(seen.page.locator(".la-compared")).to_be_visible(timeout=WAIT_MS)


def test_a_model_out_of_reach_costs_no_answer_and_says_what_to_check(chromium: Browser, far: Far) -> None:
    with tab(chromium, far.place.address) as seen:
        seen.ask("How long do crows remember faces?")
        expect(seen.turn().locator(".la-chip, .la-near").first).to_be_visible()
        seen.page.get_by_role("tab", name="Settings").click()
        seen.page.get_by_role("button", name="Test").click()
        expect(seen.page.locator("#la-hello-result")).to_contain_text("LITASSIST_LLM_BASE_URL", timeout=WAIT_MS)


def test_an_empty_library_says_so_everywhere_and_can_be_filled(chromium: Browser, tmp_path: Path) -> None:
    with page_over(tmp_path, ONE) as place, tab(chromium, place.address) as seen:
        page = seen.page
        page.get_by_role("tab", name="Library").click()
        page.locator(".la-title").click(timeout=WAIT_MS)
        page.get_by_role("button", name="Remove from the library").click()
        page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        expect(page.locator("#la-shelf")).to_contain_text("The library is empty. Add papers", timeout=WAIT_MS)
        page.get_by_role("tab", name="Map", exact=True).click()
        expect(page.locator("#la-groups")).to_contain_text("empty", timeout=WAIT_MS)
        compared(page)
        expect(page.locator("#la-result")).to_contain_text("library does not answer", timeout=WAIT_MS)
        page.get_by_role("tab", name="Chat").click()
        seen.ask(PRESENT)
        expect(seen.turn()).to_contain_text("The library does not answer this.")
        page.get_by_role("tab", name="Library").click()
        page.get_by_role("tab", name="Add papers").click()
        page.get_by_label("choose files").set_input_files(tmp_path / "papers.jsonl")
        expect(page.locator("#la-job")).to_contain_text("1 new", timeout=WAIT_MS)


def test_a_library_deleted_under_the_page_is_told_with_what_to_do(chromium: Browser, tmp_path: Path) -> None:
    with page_over(tmp_path, ONE) as place, tab(chromium, place.address) as seen:
        page = seen.page
        seen.ask("How long do crows remember faces?")
        shutil.rmtree(place.library)
        seen.ask("How long do crows remember faces?", turn=2)
        expect(seen.turn(2).locator(".la-problem")).to_contain_text("python -m ingest")
        compared(page)
        expect(page.locator("#la-result .la-problem")).to_contain_text("python -m ingest", timeout=WAIT_MS)
        page.get_by_role("tab", name="Library").click()
        expect(page.locator("#la-shelf")).to_contain_text("python -m ingest", timeout=WAIT_MS)
        seen.leave()
        expect(page.get_by_label("Your question")).to_be_visible(timeout=WAIT_MS)
        expect(page.locator(".la-question")).to_have_count(1, timeout=WAIT_MS)
        expect(page.locator(".la-size")).to_have_text("the library cannot be read", timeout=WAIT_MS)
        page.get_by_role("tab", name="Library").click()
        page.get_by_role("tab", name="Add papers").click()
        page.get_by_label("choose files").set_input_files(tmp_path / "papers.jsonl")
        expect(page.locator("#la-job")).to_contain_text("The library holds one paper", timeout=WAIT_MS)
        page.get_by_role("tab", name="Chat").click()
        seen.ask("How long do crows remember faces?", turn=2)
        expect(seen.turn(2).locator(".la-chip").first).to_be_visible()
