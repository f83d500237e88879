"""The tabs beside the chat in the browser: papers compared, runs read and compared, what is in use."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PAPERS, PHONE, PRESENT, WAIT_MS, Place, needs_chromium, page_over, tab
from tests.eval_runs import two_runs

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("page")
    two_runs(folder / "runs")
    with page_over(folder, eval_runs=str(folder / "runs")) as made:
        yield made


def opened(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()


def compared(page: Page, *aspects: str) -> None:
    opened(page, "Compare")
    page.get_by_label("What are the papers compared for?").fill(PRESENT)
    for position, aspect in enumerate(aspects):
        page.get_by_label("Compare by").fill(aspect)
        page.keyboard.press("Enter")
        expect(page.locator("#la-aspects .la-filter")).to_have_count(position + 1, timeout=WAIT_MS)
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.locator(".la-table")).to_be_visible(timeout=WAIT_MS)


def test_a_cell_opens_its_quote_in_its_abstract(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address) as seen:
        page = seen.page
        compared(page, "mask", "octopuses", "stones")
        expect(page.locator(".la-table thead th")).to_have_text(["Paper", "mask", "octopuses", "stones"])
        expect(page.locator(".la-unstated").first).to_have_text("not stated")
        cell = page.locator(".la-quoted").first
        quote = (cell.text_content() or "").strip("“”")
        assert any(quote in abstract for abstract in PAPERS.values())
        cell.focus()
        page.keyboard.press("Enter")
        reading = page.get_by_role("dialog")
        expect(reading.locator("mark.la-lit")).to_have_text(quote)
        page.keyboard.press("Escape")
        expect(reading).to_have_count(0)
        expect(cell).to_be_focused()
        assert seen.overflow() <= 0


def test_a_table_is_saved_and_an_aspect_removed(chromium: Browser, place: Place, tmp_path: Path) -> None:
    with tab(chromium, place.address) as seen:
        page = seen.page
        compared(page, "mask", "octopuses")
        rows = page.locator(".la-table tbody tr").count()
        for name, suffix in (("Save as CSV", ".csv"), ("Save as Markdown", ".md")):
            with page.expect_download() as saved:
                page.get_by_role("button", name=name).click()
            saved.value.save_as(tmp_path / f"table{suffix}")
        with (tmp_path / "table.csv").open(encoding="utf-8", newline="") as file:
            head, *body = csv.reader(file)
        assert (head[-2:], len(body)) == (["mask", "octopuses"], rows)
        assert "| Paper | mask | octopuses |" in (tmp_path / "table.md").read_text("utf-8")
        page.get_by_role("button", name="Remove the aspect mask").click()
        expect(page.locator("#la-aspects .la-filter")).to_have_count(1)


def test_the_filters_of_the_chat_hold_where_they_are_wanted(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address) as seen:
        page = seen.page
        page.get_by_role("button", name="Filters", exact=True).click()
        page.get_by_label("To year").fill("2021")
        expect(page.locator("#la-active .la-filter")).to_contain_text("up to 2021")
        opened(page, "Compare")
        expect(page.locator("#la-cmp-filters")).to_contain_text("up to 2021", timeout=WAIT_MS)
        page.get_by_label("What are the papers compared for?").fill("How long is the active sleep phase of octopuses?")
        page.keyboard.press("Enter")
        titles = page.locator(".la-compared .la-row-title, .la-compared .la-small h4")
        expect(titles).to_have_text(["Sleep of octopuses"], timeout=WAIT_MS)
        page.get_by_label("Only papers that the chat").uncheck()
        page.get_by_role("button", name="Compare", exact=True).click()
        expect(titles).not_to_have_count(1, timeout=WAIT_MS)
        opened(page, "Chat")
        page.get_by_role("button", name="Remove the filter: years").click()
        opened(page, "Compare")
        expect(page.locator("#la-cmp-filters")).to_contain_text("none are set", timeout=WAIT_MS)


def test_what_cannot_be_compared_is_said(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address) as seen:
        page = seen.page
        opened(page, "Compare")
        page.get_by_role("button", name="Compare", exact=True).click()
        expect(page.locator("#la-result .la-problem")).to_contain_text("Say first what", timeout=WAIT_MS)
        page.get_by_label("Compare by").fill("?!")
        page.keyboard.press("Enter")
        expect(page.locator("#la-toast")).to_contain_text("has no words", timeout=WAIT_MS)


def test_the_latest_run_is_shown_and_compared_with_another(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address) as seen:
        page = seen.page
        opened(page, "Evaluation")
        report = page.locator(".la-report")
        expect(report.locator("h2").first).to_have_text("bad", timeout=WAIT_MS)
        expect(report.locator(".measures")).to_contain_text("cites gold")
        expect(report.locator(".case")).to_have_count(20)
        report.locator(".case summary").first.click()
        expect(report.locator(".case").first).to_contain_text("the model went away")
        page.get_by_role("button", name="Better cases").click()
        expect(report).to_contain_text("Page 2 of 2", timeout=WAIT_MS)
        page.get_by_role("button", name="Compare with the one shown").click()
        row = page.locator(".la-differences tr", has_text="cites gold")
        expect(row).to_contain_text("worse", timeout=WAIT_MS)
        page.locator(".la-difference details", has_text="cites gold").locator("summary").click()
        expect(page.locator(".la-flips li").first).to_contain_text("1.000 → 0.000")
        page.get_by_role("button", name="Show", exact=True).click()
        expect(report.locator("h2").first).to_have_text("good", timeout=WAIT_MS)
        assert seen.overflow() <= 0


def test_what_is_in_use_is_told_with_its_variable(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address) as seen:
        page = seen.page
        seen.ask(PRESENT)
        opened(page, "Settings")
        expect(page.locator("#la-spent")).to_contain_text("Since this page was opened", timeout=WAIT_MS)
        expect(page.locator("#la-spent dd").last).to_contain_text("1 answer, no model asked")
        in_use = page.locator("#la-in-use")
        expect(in_use).to_contain_text("extractive")
        expect(in_use).to_contain_text("LITASSIST_LLM_MODEL")
        expect(in_use).to_contain_text("minilm/")
        expect(page.locator("#la-hello")).to_contain_text("No language model is set")


def test_the_chat_goes_on_after_a_visit_to_other_tabs(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address) as seen:
        page = seen.page
        seen.ask(PRESENT)
        compared(page, "mask")
        page.locator(".la-silent .la-act, .la-likes .la-act").first.click()
        expect(page.locator("#la-toast")).to_contain_text("chosen papers", timeout=WAIT_MS)
        opened(page, "Chat")
        expect(page.locator("#la-active .la-filter")).to_contain_text("only ")
        seen.ask(PRESENT, turn=2)


@pytest.mark.parametrize("name", ["Compare", "Evaluation", "Settings"])
def test_a_phone_shows_each_tab_without_sideways_scrolling(chromium: Browser, place: Place, name: str) -> None:
    with tab(chromium, place.address, PHONE, touch=True) as seen:
        page = seen.page
        if name == "Compare":
            compared(page, "mask", "octopuses")
            expect(page.locator(".la-cell-name").first).to_be_visible()
        else:
            opened(page, name)
            expect(page.locator(".la-report .measures, .la-facts dl").first).to_be_visible(timeout=WAIT_MS)
        assert seen.overflow() <= 0
