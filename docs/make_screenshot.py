"""Photograph the demo's page in Debian's Chromium: `python -m docs.make_screenshot [FILE]` makes the README's picture.

`python -m docs.make_screenshot --all FOLDER` photographs every tab at three widths, light and dark.
"""  # noqa: INP001 - a script, in no package

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "screenshots" / "chat.png"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars")
QUESTION = "What happens when training data is repeated for several epochs?"
COMPARED = "How are language models trained on less memory?"
SIZES: tuple[ViewportSize, ...] = (
    {"width": 1440, "height": 900},
    {"width": 1024, "height": 768},
    {"width": 390, "height": 844},
)
WAIT_MS = 60_000
VIEWS = {
    "Papers": ".la-papers",
    "Map": ".la-group",
    "Add papers": "#la-add-tab form",
    "Health": "#la-health-tab button",
}
"""Each view of the library, and what is seen when it is there."""
SYSTEMS = ("dense-top1", "assistant")
"""Who answers in the evaluation runs that are photographed."""


def main(target: Path, take: Callable[[str, Path], None], systems: Sequence[str] = ()) -> None:
    """Start the demo, with an evaluation run of each system, and let it be photographed."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as data:
        runs = Path(data, "eval-runs")
        environment = {**os.environ, "LITASSIST_DATA_DIR": data, "LITASSIST_EVAL_RUNS": str(runs)}
        for system in systems:
            run = [sys.executable, "-m", "evals", "run", "--system", system, "--out", str(runs / system)]
            subprocess.run(run, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
        shown(port, environment, lambda address: take(address, target))


def shown(port: int, environment: dict[str, str], take: Callable[[str], None]) -> None:
    """Serve the demo, with no conversation of anybody's, and photograph it."""
    command = [sys.executable, "-u", "app.py", "--demo", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            if "is ready" not in server.stdout.readline():
                sys.exit("the demo did not start; `python app.py --demo` says why")
            take(f"http://127.0.0.1:{port}/")
        finally:
            server.terminate()


def photograph(address: str, target: Path) -> None:
    """The page with its answer and the first source lit, as a PNG."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1360, "height": 820})
        page.goto(address)
        page.get_by_label("Your question").fill(QUESTION)
        page.keyboard.press("Enter")
        page.locator("#turn-1 .la-follow li").first.wait_for()
        page.locator("#turn-1 .la-answer .la-chip").last.hover()
        page.wait_for_timeout(300)
        page.screenshot(path=target)
        browser.close()


def photograph_all(address: str, folder: Path) -> None:
    """Every tab at every size, light and dark, as PNGs named `1440-dark-compare.png`."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for size in SIZES:
            for dark in (False, True):
                _every_tab(browser, address, size, folder / f"{size['width']}-{'dark' if dark else 'light'}")
        browser.close()


def _every_tab(browser: Browser, address: str, size: ViewportSize, beginning: Path) -> None:
    scheme = "dark" if beginning.name.endswith("dark") else "light"
    page = browser.new_page(viewport=size, color_scheme=scheme)
    page.goto(address)
    expect(page.get_by_label("Your question")).to_be_visible(timeout=WAIT_MS)
    _taken(page, beginning, "empty")
    page.get_by_label("Your question").fill(QUESTION)
    page.keyboard.press("Enter")
    page.locator("#turn-1 .la-follow li").first.wait_for(timeout=WAIT_MS)
    _taken(page, beginning, "chat")
    page.get_by_role("tab", name="Library").click()
    for view, seen in VIEWS.items():
        page.get_by_role("tab", name=view, exact=True).click()
        page.locator(seen).first.wait_for(timeout=WAIT_MS)
        _taken(page, beginning, f"library-{view.split()[0].lower()}")
    page.get_by_role("tab", name="Compare").click()
    page.get_by_label("What are the papers compared for?").fill(COMPARED)
    page.get_by_label("Compare by").fill("memory; accuracy")
    page.get_by_role("button", name="Compare", exact=True).click()
    page.locator(".la-table").wait_for(timeout=WAIT_MS)
    _taken(page, beginning, "compare")
    page.get_by_role("tab", name="Evaluation").click()
    page.locator("#la-evaluation h2, #la-evaluation h3").first.wait_for(timeout=WAIT_MS)
    _taken(page, beginning, "evaluation")
    page.get_by_role("tab", name="Settings").click()
    page.locator("#la-in-use dl").first.wait_for(timeout=WAIT_MS)
    _taken(page, beginning, "settings")
    page.close()


def _taken(page: Page, beginning: Path, name: str) -> None:
    page.wait_for_timeout(300)
    page.screenshot(path=f"{beginning}-{name}.png")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m docs.make_screenshot", description="Photograph the demo's page.")
    parser.add_argument("file", type=Path, nargs="?", default=TARGET)
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="every tab at three widths, light and dark")
    asked = parser.parse_args()
    if asked.all:
        main(asked.all, photograph_all, SYSTEMS)
    else:
        main(asked.file, photograph)
