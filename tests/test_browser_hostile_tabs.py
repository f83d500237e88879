"""Forty hostile strings in papers, names, aspects and runs, on every tab: nothing runs or loads, the layout holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from evals.scores import CaseScores, Scores
from tests.browser import HARMFUL, PHONE, WAIT_MS, Place, Watched, needs_chromium, page_over, tab
from tests.eval_runs import named, worse, write_run
from tests.hostile import FORTY
from tests.scored_runs import good_run

pytestmark = needs_chromium
WIDE: ViewportSize = {"width": 1440, "height": 900}
SIZES = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])


def entry(number: int, hostile: str) -> dict[str, object]:
    """A paper whose every field is hostile, about a subject of its own."""
    return {
        "title": f"{hostile} Harvest of field {number}",
        "abstract": f"We harvest field {number}. {hostile} Our harvest of field {number} yields wheat {hostile}. It rains.",
        "authors": [f"{hostile} Miller", f"Baker {hostile}"],
        "venue": f"Journal of {hostile}",
        "date": "2023-05-01",
        "url": hostile,
        "doi": f"10.1000/{hostile}",
    }


def hostile_runs(runs: Path) -> None:
    """Two runs whose names a folder may have, and whose every other text is hostile."""
    good = named(good_run(len(FORTY)), "good", "2026-11-20T10:00:00+00:00")
    bad = spoilt(named(worse(good), "bad", "2026-11-21T10:00:00+00:00"))
    for scores in (spoilt(good), bad):
        write_run(runs, scores)


def spoilt(scores: Scores) -> Scores:
    def case(number: int, one: CaseScores) -> CaseScores:
        hostile = FORTY[number]
        return replace(one, question=f"{hostile} question {number}", error=f"{hostile} failed" if number % 2 else "")

    return replace(scores, cases=tuple(case(n, one) for n, one in enumerate(scores.cases)))


@dataclass(frozen=True)
class Hostile:
    """A page over hostile papers and runs."""

    place: Place


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    folder = tmp_path_factory.mktemp("page")
    (folder / "library").parent.mkdir(exist_ok=True)
    hostile_runs(folder / "runs")
    entries = [entry(number, text) for number, text in enumerate(FORTY)]
    model = {"llm_model": " ".join(FORTY[3].split()), "llm_base_url": "http://127.0.0.1:9/v1", "rerank": "off"}
    with page_over(folder, entries, eval_runs=str(folder / "runs"), **model) as place:
        yield Hostile(place)


def only_text(seen: Watched, within: str) -> None:
    expect(seen.page.locator(within).locator(HARMFUL)).to_have_count(0)
    assert seen.overflow() <= 0


def shelf(page: Page, view: str) -> None:
    page.get_by_role("tab", name="Library").click()
    page.get_by_role("tab", name=view, exact=True).click()


@SIZES
def test_papers_in_the_library_tab(chromium: Browser, hostile: Hostile, size: ViewportSize) -> None:
    with tab(chromium, hostile.place.address, size) as seen:
        page = seen.page
        shelf(page, "Papers")
        for leads_on in (True, False):
            expect(page.locator(".la-title").nth(10)).to_be_visible(timeout=WAIT_MS)
            page.evaluate("document.querySelectorAll('.la-title').forEach((title) => title.click())")
            expect(page.locator(".la-paper .la-abstract").nth(10)).to_be_visible(timeout=WAIT_MS)
            only_text(seen, "#la-shelf-tab")
            if leads_on:
                page.get_by_role("button", name="Next").click()
                expect(page.locator(".la-paper .la-abstract")).to_have_count(0)
        page.get_by_label("Search the library").fill(FORTY[0])
        expect(page.locator(".la-count, #la-shelf .la-none")).to_contain_text("alert(1)", timeout=WAIT_MS)
        only_text(seen, "#la-shelf-tab")


@SIZES
def test_papers_on_the_map(chromium: Browser, hostile: Hostile, size: ViewportSize) -> None:
    with tab(chromium, hostile.place.address, size) as seen:
        page = seen.page
        shelf(page, "Map")
        expect(page.locator(".la-group").first).to_be_visible(timeout=WAIT_MS)
        box = page.locator("#la-map").bounding_box()
        assert box is not None
        spots = page.evaluate("(la.openMap(), la.chart.points.x.map((x, i) => [x, la.chart.points.y[i]]))")
        scale = page.evaluate("la.chart.points.scale")
        for x, y in spots:
            left = box["x"] + 18 + x / scale * (box["width"] - 36)
            page.mouse.move(left, box["y"] + 18 + (1 - y / scale) * (box["height"] - 36))
        expect(page.locator("#la-map-tip")).to_contain_text("(2023)")
        only_text(seen, "#la-map-tab")


@SIZES
def test_papers_aspects_and_questions_in_the_compare_tab(
    chromium: Browser, hostile: Hostile, size: ViewportSize
) -> None:
    with tab(chromium, hostile.place.address, size) as seen:
        page = seen.page
        page.get_by_role("tab", name="Compare").click()
        page.get_by_label("What are the papers compared for?").fill(
            f"What does the harvest yield? {FORTY[3]} {FORTY[38]}"
        )
        for aspect in ("wheat", f"harvest {FORTY[4]}", FORTY[0], "W" * 80):
            page.get_by_label("Compare by").fill(aspect.replace(";", " "))
            page.keyboard.press("Enter")
            expect(page.get_by_label("Compare by")).to_have_value("", timeout=WAIT_MS)
        page.get_by_role("button", name="Compare", exact=True).click()
        expect(page.locator(".la-compared")).to_be_visible(timeout=WAIT_MS)
        expect(page.locator(".la-quoted").first).to_be_visible()
        only_text(seen, "#la-compare")
        page.locator(".la-quoted").first.click()
        expect(page.get_by_role("dialog")).to_be_visible()
        only_text(seen, "dialog")


@SIZES
def test_runs_in_the_evaluation_tab(chromium: Browser, hostile: Hostile, size: ViewportSize) -> None:
    with tab(chromium, hostile.place.address, size) as seen:
        page = seen.page
        page.get_by_role("tab", name="Evaluation").click()
        for more in (False, True):
            if more:
                page.get_by_role("button", name="Better cases").click()
                expect(page.locator(".la-report")).to_contain_text("Page 2 of 2", timeout=WAIT_MS)
            expect(page.locator(".la-report .case").first).to_be_visible(timeout=WAIT_MS)
            page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
            only_text(seen, "#la-evaluation")
        page.get_by_role("button", name="Compare with the one shown").click()
        expect(page.locator(".la-differences")).to_be_visible(timeout=WAIT_MS)
        page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        expect(page.locator("#la-report")).to_contain_text("question 2")
        only_text(seen, "#la-evaluation")


@SIZES
def test_names_of_conversations_and_what_the_settings_tab_shows(
    chromium: Browser, hostile: Hostile, size: ViewportSize
) -> None:
    with tab(chromium, hostile.place.address, size) as seen:
        page = seen.page
        seen.ask("What does the harvest of field 7 yield?")
        page.wait_for_function("location.search.startsWith('?chat=')")
        for number, name in enumerate(FORTY):
            called = f"Talk-{number} {name}"
            page.evaluate("(text) => laSend('move', {do: 'rename', id: la.chat(), text})", called)
            expect(page.locator(".la-current .la-chat-title")).to_contain_text(called[:8].strip(), timeout=WAIT_MS)
            only_text(seen, "#la-side")
        page.get_by_role("tab", name="Settings").click()
        expect(page.locator("#la-in-use")).to_contain_text(FORTY[3], timeout=WAIT_MS)
        page.get_by_role("button", name="Test the model").click()
        expect(page.locator("#la-hello-result")).to_contain_text("LITASSIST_LLM_BASE_URL", timeout=WAIT_MS)
        only_text(seen, "#la-settings")
