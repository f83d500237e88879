"""Papers added in the browser: dropped files, what is refused, live sources that answer, fail and hang, and Stop."""

from __future__ import annotations

import json
import resource
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import HARMFUL, PAPERS, PHONE, PRESENT, WAIT_MS, Place, Watched, needs_chromium, page_over, tab
from tests.hostile import FORTY
from tests.source_replies import atom, title_of
from tests.source_server import Asked, Reply, SourceServer, serving

pytestmark = needs_chromium
DROP = """async (files) => {
  const carried = new DataTransfer();
  for (const [name, text] of files) carried.items.add(new File([text], name));
  const zone = document.getElementById("la-drop");
  for (const kind of ["dragenter", "dragover"]) {
    zone.dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
  }
  const over = zone.classList.contains("la-over");
  zone.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
  return over && !zone.classList.contains("la-over");
}"""


@dataclass
class Fed:
    """A page whose live sources are this machine's."""

    place: Place
    source: SourceServer
    go: threading.Event


@pytest.fixture(scope="module")
def fed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fed]:
    with _fed(tmp_path_factory.mktemp("page")) as made:
        yield made


@contextmanager
def _fed(folder: Path) -> Iterator[Fed]:
    with serving() as source:
        settings = {"arxiv_url": source.url, "crossref_url": source.url, "max_upload_mb": "1"}
        go = threading.Event()
        with page_over(folder, PAPERS, cache_dir=str(folder / "cache"), **settings) as place:
            yield Fed(place, source, go)
            go.set()


@contextmanager
def adding(browser: Browser, fed: Fed) -> Iterator[Watched]:
    with tab(browser, fed.place.address, PHONE) as seen:
        seen.page.get_by_role("tab", name="Library").click()
        seen.page.get_by_role("tab", name="Add papers").click()
        expect(seen.page.locator("#la-drop")).to_be_visible(timeout=WAIT_MS)
        yield seen
        assert seen.overflow() <= 0


def drop(page: Page, files: Mapping[str, str]) -> None:
    """Let go of files over the place for them."""
    assert page.evaluate(DROP, list(files.items()))


def entries(*titles: str) -> str:
    """A file of papers, a line each."""
    lines = ({"title": title, "abstract": f"We follow {title} along the coast for a year."} for title in titles)
    return "".join(json.dumps(line) + "\n" for line in lines)


def test_dropped_files_are_read_and_each_refusal_is_named(chromium: Browser, fed: Fed) -> None:
    with adding(chromium, fed) as seen:
        page = seen.page
        many = entries(*(f"Gull {n}" for n in range(60)))
        drop(page, {"gulls.jsonl": f"{many}no json\n", "photo.png": "PNG", "empty.bib": ""})
        expect(page.locator("#la-job progress, #la-job .la-rejects").first).to_be_visible(timeout=WAIT_MS)
        rejects = page.locator(".la-rejects tbody tr")
        expect(page.locator("#la-job")).to_contain_text("60 new", timeout=WAIT_MS)
        expect(rejects.filter(has_text="gulls.jsonl").locator("td").nth(1)).to_have_text("61")
        expect(rejects.filter(has_text="photo.png")).to_contain_text("not one of the kinds that are read: .bib")


def test_what_is_too_large_or_of_no_kind_is_refused_in_plain_words(chromium: Browser, fed: Fed) -> None:
    with adding(chromium, fed) as seen:
        page = seen.page
        drop(page, {"large.jsonl": "x" * 1_200_000})
        expect(page.locator("#la-sending")).to_contain_text(
            "larger than 1 MB together; add them with: python -m ingest"
        )
        page.evaluate("document.getElementById('la-drop').dataset.megabytes = '1000'")
        drop(page, {"large.jsonl": "x" * 1_200_000})
        expect(page.locator("#la-sending")).to_contain_text("too large", timeout=WAIT_MS)
        seen.errors[:] = [error for error in seen.errors if "413" not in error]
        drop(page, {"one.exe": "MZ", "two.docx": "PK"})
        expect(page.locator(".la-rejects tbody tr")).to_have_count(2, timeout=WAIT_MS)
        expect(page.locator("#la-job")).to_contain_text("2 refused")
        page.evaluate("document.getElementById('la-drop').dataset.files = '1'")
        drop(page, {"a.bib": "", "b.bib": ""})
        expect(page.locator("#la-sending")).to_contain_text("At most 1 files")


def test_hostile_file_names_and_reasons_are_only_text(chromium: Browser, fed: Fed) -> None:
    with adding(chromium, fed) as seen:
        page = seen.page
        names = [hostile.replace("/", "\u2215").replace("\x00", "")[:90] for hostile in FORTY]
        bad = json.dumps({"title": FORTY[0], "abstract": {"x": FORTY[3]}})
        drop(page, {f"{n} {name}.jsonl": f"{bad}\n{FORTY[n]}\n" for n, name in enumerate(names)})
        expect(page.locator(".la-rejects tbody tr").nth(len(FORTY))).to_be_attached(timeout=WAIT_MS)
        expect(page.locator("#la-job").locator(HARMFUL)).to_have_count(0)


def fetched(page: Page, words: str, source: str = "arxiv") -> None:
    page.get_by_label("Service").select_option(source)
    page.get_by_label("Search for").fill(words)
    page.get_by_role("button", name="Fetch").click()


def test_papers_are_fetched_from_a_live_source(chromium: Browser, fed: Fed) -> None:
    fed.source.answer = lambda _asked: atom((1, 2, -3), total=3)
    with adding(chromium, fed) as seen:
        page = seen.page
        fetched(page, "otters")
        expect(page.locator("#la-job")).to_contain_text("2 new, 1 refused", timeout=WAIT_MS)
        page.get_by_role("tab", name="Papers", exact=True).click()
        expect(page.locator(".la-title").filter(has_text=title_of(2))).to_be_visible(timeout=WAIT_MS)
    assert "otters" in fed.source.asked[-1].params["search_query"]


def test_a_source_that_fails_says_so_and_what_to_do(chromium: Browser, fed: Fed) -> None:
    replies = {"arxiv": Reply(b"gone <img src=x onerror=alert(1)>", status=404), "crossref": Reply(b"no", status=403)}
    with adding(chromium, fed) as seen:
        page = seen.page
        for source, reply in replies.items():
            fed.source.answer = lambda _asked, said=reply: said  # type: ignore[misc]
            fetched(page, f"herons {source}", source)
            problem = page.locator("#la-job .la-problem")
            expect(problem).to_contain_text(f"{source} answered HTTP {reply.status}", timeout=WAIT_MS)
            expect(problem.locator("img")).to_have_count(0)


def test_a_source_that_hangs_is_stopped_and_the_page_is_free_at_once(chromium: Browser, fed: Fed) -> None:
    def hanging(_asked: Asked) -> Reply:
        fed.go.wait(WAIT_MS / 1_000)
        return Reply(status=503)

    fed.source.answer = hanging
    with adding(chromium, fed) as seen:
        page = seen.page
        fetched(page, "storks")
        expect(page.locator("#la-job [data-running]")).to_contain_text("storks", timeout=WAIT_MS)
        expect(page.locator("#la-job [data-running]")).to_contain_text("asking", timeout=WAIT_MS)
        drop(page, {"late.jsonl": entries("Late")})
        expect(page.locator("#la-sending")).to_contain_text("being changed already")
        page.locator("#la-job").get_by_role("button", name="Stop").click()
        expect(page.locator("#la-job")).to_contain_text("Stopped", timeout=5_000)
        drop(page, {"late.jsonl": entries("Late")})
        expect(page.locator("#la-job")).to_contain_text("1 new", timeout=WAIT_MS)
        page.get_by_role("tab", name="Chat").click()
        page.get_by_label("Your question").fill(PRESENT)
        page.keyboard.press("Enter")
        expect(page.locator("#turn-1 .la-chip").first).to_be_visible(timeout=WAIT_MS)
    fed.go.set()


def test_a_full_disk_is_told_and_costs_nothing(chromium: Browser, fed: Fed) -> None:
    before = resource.prlimit(fed.place.pid, resource.RLIMIT_FSIZE)
    with adding(chromium, fed) as seen:
        page = seen.page
        resource.prlimit(fed.place.pid, resource.RLIMIT_FSIZE, (4_096, before[1]))
        try:
            drop(page, {"plover.jsonl": entries("Plover")})
            problem = page.locator("#la-job .la-problem")
            expect(problem).to_contain_text("make room and run again", timeout=WAIT_MS)
        finally:
            resource.prlimit(fed.place.pid, resource.RLIMIT_FSIZE, before)
        drop(page, {"plover.jsonl": entries("Plover")})
        expect(page.locator("#la-job")).to_contain_text("The library holds", timeout=WAIT_MS)
        page.get_by_role("tab", name="Papers", exact=True).click()
        expect(page.locator(".la-title").filter(has_text="Plover")).to_be_visible(timeout=WAIT_MS)
