"""axe-core finds nothing serious on any tab, with something on it, light and dark, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.axe import needs_axe, serious
from tests.browser import DESK, PHONE, PRESENT, WAIT_MS, Place, needs_chromium, page_over, tab
from tests.eval_runs import two_runs

pytestmark = [*needs_chromium, needs_axe]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("page")
    two_runs(folder / "runs")
    with page_over(folder, eval_runs=str(folder / "runs")) as made:
        yield made


def settled(page: Page, *, dark: bool) -> None:
    """In the colours wanted, with nothing moving any more."""
    page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
    page.wait_for_timeout(300)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_serious_on_any_tab(chromium: Browser, place: Place, size: ViewportSize, dark: bool) -> None:
    with tab(chromium, place.address, size) as seen:
        page = seen.page
        settled(page, dark=dark)
        assert serious(page) == []
        seen.ask(PRESENT)
        page.locator(".la-why summary").first.click()
        page.get_by_role("button", name="Filters", exact=True).click()
        assert serious(page) == []
        page.get_by_role("tab", name="Compare").click()
        page.get_by_label("What are the papers compared for?").fill(PRESENT)
        page.get_by_label("Compare by").fill("mask; octopuses")
        page.get_by_role("button", name="Compare", exact=True).click()
        expect(page.locator(".la-table")).to_be_visible(timeout=WAIT_MS)
        assert serious(page) == []
        page.locator(".la-quoted").first.click()
        expect(page.get_by_role("dialog")).to_be_visible()
        assert serious(page) == []
        page.keyboard.press("Escape")
        page.get_by_role("tab", name="Evaluation").click()
        expect(page.locator(".la-report .measures")).to_be_visible(timeout=WAIT_MS)
        page.locator(".case summary").first.click()
        assert serious(page) == []
        page.get_by_role("button", name="Compare with the one shown").click()
        expect(page.locator(".la-differences")).to_be_visible(timeout=WAIT_MS)
        assert serious(page) == []
        page.get_by_role("tab", name="Settings").click()
        expect(page.locator("#la-spent dl")).to_be_visible(timeout=WAIT_MS)
        assert serious(page) == []


def test_what_hinders_is_found(chromium: Browser, place: Place) -> None:
    with tab(chromium, place.address) as seen:
        seen.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<button></button>')")
        assert any("button-name" in one for one in serious(seen.page))
