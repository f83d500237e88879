"""The page in Debian's Chromium: a server of its own over a small invented library, and tabs that are watched."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Locator, Page, ViewportSize, expect, sync_playwright

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
WAIT_MS = 30_000
GRADIO_LEAVES = "AbortError: signal is aborted without reason"
"""What Gradio's client says of its own stream where a page is left while something is still coming."""

PAPERS: Mapping[str, str] = {
    "HiveCount: Counting landmarks in honeybees": (
        "We ask whether honeybees can count landmarks on their way to food. Bees flew through a tunnel with four identical "
        "tents. Honeybees searched for food after the fourth landmark even when the distance was doubled. Honeybees "
        "therefore count up to four landmarks."
    ),
    "Sleep of octopuses": (
        "Octopuses change colour while they sleep. We filmed sleeping octopuses for a month. Sleep in octopuses alternates "
        "between a quiet and an active phase, and the active phase lasts about one minute."
    ),
    "Growth of lichen": (
        "Lichen grows slowly on rock. We measured lichen for ten years. The radius of lichen grows as $r = \\sqrt{2 D t}$, "
        "and a survey costs from $5 to $10 a site."
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
YEARS = {"Sleep of octopuses": 2021}
PRESENT = "How many landmarks can honeybees count?"
OTHER = "How long is the active sleep phase of octopuses?"
ABSENT = "Which interest rate did the central bank of Iceland set in 1997?"

HARMFUL = "img, video, audio, iframe, object, embed, script, form[action], style, link, base, meta, a[href^='java']"
"""What no text of others may become."""

needs_chromium = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium"),
]


@dataclass
class Watched:
    """A tab, with the requests that left loopback and what went wrong in it."""

    page: Page
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def dialog(self, opened: Dialog) -> None:
        self.errors.append(opened.message)
        opened.dismiss()

    def turn(self, number: int = 1) -> Locator:
        return self.page.locator(f"#turn-{number}")

    def ask(self, question: str, turn: int = 1) -> None:
        box = self.page.get_by_label("Your question")
        box.fill(question)
        box.press("Enter")
        self.answered(turn)

    def answered(self, turn: int = 1) -> None:
        expect(self.turn(turn).locator(".la-foot, .la-problem").first).to_be_visible(timeout=WAIT_MS)

    def leave(self, address: str = "") -> None:
        """Load the page anew, or go elsewhere; what breaks in the one that is left, such as its stream, is no error."""
        known = len(self.errors)
        if address:
            self.page.goto(address, wait_until="commit")
        else:
            self.page.reload(wait_until="commit")
        del self.errors[known:]

    def overflow(self) -> int:
        """How far the page can be scrolled sideways, in pixels."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@dataclass(frozen=True)
class Place:
    """A page that is being served: its address, the reader's data folder, the library's, and the server's process."""

    address: str
    data: Path
    library: Path
    pid: int


@contextmanager
def page_over(
    folder: Path, papers: Mapping[str, str] | Sequence[Mapping[str, object]] = PAPERS, **settings: str
) -> Iterator[Place]:
    """`app.py` over a library of these papers in a process of its own, with these settings and no others.

    Papers are abstracts by title, or entries as a JSON file has them.
    """
    library, data = folder / "library", folder / "data"
    if not library.exists():
        entries = "".join(json.dumps(entry) + "\n" for entry in entries_of(papers))
        made = ingested(entries, tuple((name, value) for name, value in settings.items() if name.startswith("embed")))
        shutil.copytree(made, folder, dirs_exist_ok=True)
    environment = {**_environment(settings), "PYTHONUNBUFFERED": "1", "LITASSIST_DATA_DIR": str(data)}
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with served([sys.executable, "app.py", "--library", str(library), "--port", str(port)], environment) as pid:
        yield Place(f"http://127.0.0.1:{port}/", data, library, pid)


def entries_of(papers: Mapping[str, str] | Sequence[Mapping[str, object]]) -> Sequence[Mapping[str, object]]:
    """Papers as a JSON file has them."""
    if not isinstance(papers, Mapping):
        return papers
    return [{"title": t, "abstract": text, "date": f"{YEARS.get(t, 2023)}-05-01"} for t, text in papers.items()]


@cache
def ingested(entries: str, embedder: tuple[tuple[str, str], ...]) -> Path:
    """A folder with a file of entries and their library, made once for all pages over copies of it.

    `embedder` are the settings that name another one than the default.
    """
    folder = Path(mkdtemp(prefix="litassist-pages-"))
    atexit.register(shutil.rmtree, folder)
    source, library = folder / "papers.jsonl", folder / "library"
    source.write_text(entries, "utf-8")
    added = [sys.executable, "-m", "ingest", str(source), "--library", str(library)]
    subprocess.run(added, cwd=ROOT, env=_environment(dict(embedder)), check=True, capture_output=True)
    return folder


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    """The environment with these settings and no others."""
    rest = {name: value for name, value in os.environ.items() if not name.startswith("LITASSIST_")}
    return rest | {f"LITASSIST_{name.upper()}": value for name, value in settings.items()}


@contextmanager
def served(command: list[str], environment: dict[str, str]) -> Iterator[int]:
    """The server's process id, from the line that says it is ready until it has ended."""
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
            yield server.pid
        finally:
            server.terminate()
            server.wait(20)
            rest.join(20)
    said = "".join(told)
    assert "Traceback" not in said, said


@contextmanager
def launched() -> Iterator[Browser]:
    """The browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@contextmanager
def tab(browser: Browser, address: str, size: ViewportSize = DESK, *, touch: bool = False) -> Iterator[Watched]:
    """A tab on the page; leaving it checks that nothing went outside and nothing broke."""
    context = browser.new_context(viewport=size, has_touch=touch, is_mobile=touch)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    seen = watched(context)
    seen.page.goto(address)
    expect(seen.page.get_by_label("Your question")).to_be_visible(timeout=WAIT_MS)
    yield seen
    context.close()
    assert not seen.outside + seen.errors, (seen.outside, seen.errors)


def watched(context: BrowserContext) -> Watched:
    """A new tab whose requests, errors and dialogs are noted."""
    page = context.new_page()
    seen = Watched(page)
    page.on("request", lambda request: None if _here(request.url) else seen.outside.append(request.url))
    page.on("console", lambda line: seen.errors.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: seen.errors.append(str(error)) if GRADIO_LEAVES not in str(error) else None)
    page.on("dialog", seen.dialog)
    return seen


def _here(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"data", "blob"} or parts.hostname in {"127.0.0.1", "localhost"}
