"""Make `docs/screenshots/chat.png`: the demo's page in Debian's Chromium. `python -m docs.make_screenshot [FILE]`."""  # noqa: INP001 - a script, in no package

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "screenshots" / "chat.png"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars")
QUESTION = "What happens when training data is repeated for several epochs?"


def main(target: Path) -> None:
    """Start the demo, ask it something, and photograph the answer."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as data:
        shown(port, {**os.environ, "LITASSIST_DATA_DIR": data}, target)


def shown(port: int, environment: dict[str, str], target: Path) -> None:
    """Serve the demo, with no conversation of anybody's, and photograph it."""
    command = [sys.executable, "-u", "app.py", "--demo", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            if "is ready" not in server.stdout.readline():
                sys.exit("the demo did not start; `python app.py --demo` says why")
            photograph(f"http://127.0.0.1:{port}/", target)
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


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
