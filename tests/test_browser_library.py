"""The Library tab in the browser: finding, sorting, adding with rejects, removing, the map, and health."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser import DESK, PHONE, WAIT_MS, Place, needs_chromium, page_over, tab

pytestmark = needs_chromium
MANY = {f"Ferry {n:02} across the fjord": f"We time ferry {n}. It crosses the fjord in {n} minutes." for n in range(60)}
HOSTILE = "{{value}} & ![x](http://evil.example/x.png) Drift of buoys"
ANIMAL = {"title": HOSTILE, "abstract": "Buoys drift with the tide. We follow forty buoys for a year.", "date": "2020"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with page_over(tmp_path_factory.mktemp("page"), MANY) as made:
        yield made


def shelf(page: Page, view: str = "Papers") -> None:
    """Open the tab, and one of its views."""
    page.get_by_role("tab", name="Library").click()
    page.get_by_role("tab", name=view, exact=True).click()


def test_papers_are_found_sorted_paged_and_opened(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address) as seen:
        page = seen.page
        shelf(page)
        expect(page.locator(".la-count")).to_have_text("1–25 of 60 papers", timeout=WAIT_MS)
        page.get_by_role("button", name="Title", exact=True).click()
        expect(page.locator(".la-title").first).to_have_text("Ferry 00 across the fjord")
        page.get_by_role("button", name="Title").first.press("Enter")
        expect(page.locator(".la-title").first).to_have_text("Ferry 59 across the fjord")
        page.get_by_role("button", name="Next").click()
        expect(page.locator(".la-count")).to_have_text("26–50 of 60 papers")
        page.get_by_label("Search the library").fill("ferry 07")
        expect(page.locator(".la-title")).to_have_text(["Ferry 07 across the fjord"])
        page.locator(".la-title").click()
        expect(page.locator(".la-paper .la-abstract")).to_contain_text("We time ferry 7.")
        expect(page.locator(".la-copies")).to_contain_text("papers.jsonl")
        page.get_by_label("How to search").select_option("meaning")
        expect(page.locator(".la-count")).to_contain_text("papers nearest to", timeout=WAIT_MS)
        page.locator(".la-title").first.click()
        page.get_by_role("button", name="Ask only this paper").click()
        expect(page.locator(".la-filter")).to_contain_text("only Ferry", timeout=WAIT_MS)
        expect(page.get_by_label("Your question")).to_be_focused()


def test_files_are_added_with_their_rejects_and_a_paper_removed(
    chromium: Browser, place: Place, tmp_path: Path
) -> None:
    mine, pdf = tmp_path / "mine.jsonl", tmp_path / "scan.pdf"
    mine.write_text(f"{json.dumps(ANIMAL)}\nnot json\n", "utf-8")
    pdf.write_bytes(b"%PDF-1.4")
    with tab(chromium, place.address) as seen:
        page = seen.page
        shelf(page, "Add papers")
        page.get_by_label("choose files").set_input_files([mine, pdf])
        rejects = page.locator(".la-rejects tbody tr")
        expect(rejects).to_have_count(2, timeout=WAIT_MS)
        expect(page.locator("#la-job")).to_contain_text("1 new, 2 refused. The library holds 61 papers.")
        expect(rejects.filter(has_text="mine.jsonl").locator("td").nth(1)).to_have_text("2")
        expect(rejects.filter(has_text="scan.pdf")).to_contain_text("not one of the kinds")
        page.get_by_role("tab", name="Papers", exact=True).click()
        expect(page.locator(".la-count")).to_have_text("1–25 of 61 papers", timeout=WAIT_MS)
        expect(page.locator(".la-title").first).to_have_text(HOSTILE)
        page.locator(".la-title").first.click()
        page.get_by_role("button", name="Remove from the library").click()
        page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        expect(page.locator(".la-count")).to_have_text("1–25 of 60 papers", timeout=WAIT_MS)
        page.get_by_role("tab", name="Add papers").click()
        page.evaluate("document.getElementById('la-drop').dataset.megabytes = '0.00001'")
        page.get_by_label("choose files").set_input_files([mine])
        expect(page.locator("#la-sending")).to_contain_text("larger than")


def test_a_paper_that_is_open_stays_open_when_the_list_comes_again(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address) as seen:
        page = seen.page
        shelf(page)
        page.locator(".la-title").first.click()
        expect(page.locator(".la-paper .la-abstract")).to_be_visible(timeout=WAIT_MS)
        with page.expect_response(lambda reply: "/run/" in reply.url):
            page.evaluate("document.querySelector('.la-papers').id = 'before'; laShelf('arrive', {})")
        expect(page.locator("#before")).to_have_count(0)
        expect(page.locator(".la-paper .la-abstract")).to_be_visible()
        expect(page.locator(".la-title").first).to_have_attribute("aria-expanded", "true")
        page.locator(".la-title").first.click()
        expect(page.locator(".la-paper .la-abstract")).to_be_hidden()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_map_names_a_paper_and_leads_to_its_group(chromium: Browser, place: Place, size: ViewportSize) -> None:
    with tab(chromium, place.address, size) as seen:
        page = seen.page
        shelf(page, "Map")
        expect(page.locator(".la-group").first).to_be_visible(timeout=WAIT_MS)
        spot = page.evaluate(
            "(la.openMap(), { x: la.chart.points.x[7], y: la.chart.points.y[7], scale: la.chart.points.scale })"
        )
        box = page.locator("#la-map").bounding_box()
        assert box is not None
        left = box["x"] + 18 + spot["x"] / spot["scale"] * (box["width"] - 36)
        page.mouse.move(left, box["y"] + 18 + (1 - spot["y"] / spot["scale"]) * (box["height"] - 36))
        expect(page.locator("#la-map-tip")).to_contain_text("Ferry")
        page.mouse.down()
        page.mouse.up()
        expect(page.locator(".la-group.la-lit")).to_have_count(1)
        assert seen.overflow() <= 0
        page.locator(".la-group.la-lit").get_by_role("button").click()
        expect(page.locator(".la-filter")).to_contain_text("papers: Ferry", timeout=WAIT_MS)


def test_the_doctor_is_asked(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address) as seen:
        shelf(seen.page, "Health")
        seen.page.get_by_role("button", name="Check the library").click()
        expect(seen.page.locator(".la-well")).to_contain_text("60 papers", timeout=WAIT_MS)
