"""Paging that goes on where it stopped, and pages that are kept for a day; with a made-up source on this machine."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import InputError, SourceError
from assistant.records import Paper
from assistant.settings import Settings
from ingest.formats import Rejected
from ingest.sources.base import Access, Key, Page, Query
from ingest.sources.cache import KEPT_S, STATE
from ingest.sources.client import TRIES
from ingest.sources.clock import Clock
from ingest.sources.fetching import Fetch
from ingest.sources.replies import entries_of, json_of, optional, part
from tests.fakes import a_paper
from tests.source_server import Asked, Reply, SourceServer, TestClock, serving

SECRET = "key-of-the-test"
QUERY = Query("otters")


class Shelf:
    """A source of numbered papers, three a page; the cursor is the number of the page."""

    name = "shelf"
    path = "papers"

    def access(self, settings: Settings) -> Access:
        return Access(self.name, "http://127.0.0.1", "LITASSIST_SHELF_URL", 1.0, settings.contact)

    def params(self, query: Query, cursor: str) -> Mapping[str, str]:
        return {"q": query.text, "page": cursor or "0"}

    def page(self, body: bytes, query: Query, cursor: str) -> Page:  # noqa: ARG002 - the protocol's
        reply = json_of(body, dict)
        found = entries_of(part(reply, "papers", list), self.name, numbered, lambda record: record.get("n"))
        return Page(tuple(found), optional(reply, "next", str), optional(reply, "total", int))


def numbered(record: Mapping[str, Any], source: object) -> Paper:  # noqa: ARG001 - the signature of every `paper_of`
    return a_paper(f"Paper {record['n']}", entry=str(record["n"]))


def shelf_of(papers: int) -> Any:
    """Answers as a service that holds so many papers."""

    def answer(asked: Asked) -> Reply:
        start = 3 * int(asked.params["page"])
        found = [{"n": n} for n in range(papers)[start : start + 3]]
        more = str(start // 3 + 1) if start + 3 < papers else None
        return Reply(json.dumps({"papers": found, "next": more, "total": papers}).encode())

    return answer


@pytest.fixture
def server() -> Iterator[SourceServer]:
    with serving() as found:
        found.answer = shelf_of(8)
        yield found


@pytest.fixture
def time() -> TestClock:
    return TestClock()


class Reader:
    """Fetches with one cache and one clock; `told` keeps what the user would read."""

    def __init__(self, server: SourceServer, time: TestClock, cache: Path) -> None:
        self.server = server
        self.time = time
        self.cache = cache
        self.told: list[str] = []

    def read(self, limit: int = 100, *, query: Query = QUERY, anew: bool = False, key: Key | None = None) -> list[str]:
        return list(self.titles(limit, query=query, anew=anew, key=key))

    def titles(
        self, limit: int = 100, *, query: Query = QUERY, anew: bool = False, key: Key | None = None
    ) -> Generator[str, None, None]:
        clock = Clock(self.time.now, self.time.now, self.time.sleep, lambda: 0.0)
        access = Access("shelf", self.server.url, "LITASSIST_SHELF_URL", 1.0, key=key)
        fetch = Fetch(Shelf(), access, query, self.cache, self.told.append, clock)
        for entry in fetch.entries(limit, anew=anew):
            yield entry.title if isinstance(entry, Paper) else entry.reason

    def pages_asked(self) -> list[int]:
        """The numbers of the pages asked for since the last call."""
        pages = [int(asked.params["page"]) for asked in self.server.asked]
        self.server.asked.clear()
        return pages

    def files(self, pattern: str) -> list[Path]:
        return sorted(path for path in self.cache.rglob(pattern) if path.is_file())


@pytest.fixture
def reader(server: SourceServer, time: TestClock, tmp_path: Path) -> Reader:
    return Reader(server, time, tmp_path / "cache")


EIGHT = [f"Paper {n}" for n in range(8)]


def test_all_pages_in_order_at_a_polite_rate(reader: Reader) -> None:
    assert reader.read() == EIGHT
    assert reader.pages_asked() == [0, 1, 2]
    assert reader.time.slept == [1.0, 1.0]
    assert reader.told == [f"shelf: asking {reader.server.url}"]


def test_asked_again_within_a_day_it_is_served_from_disk(reader: Reader) -> None:
    reader.read()
    reader.pages_asked()
    reader.told.clear()
    reader.time.time += KEPT_S - 60
    assert reader.read() == EIGHT
    assert reader.pages_asked() == []
    assert reader.told == ["shelf: pages kept since 2025-10-09 08:53 UTC are used; --fresh asks anew"]


@pytest.mark.parametrize("later", [KEPT_S, 30 * KEPT_S, -7200.0])
def test_after_a_day_or_with_a_clock_set_back_it_is_asked_anew(reader: Reader, later: float) -> None:
    reader.read()
    reader.pages_asked()
    reader.time.time += later
    reader.server.answer = shelf_of(4)
    assert reader.read() == EIGHT[:4]
    assert reader.pages_asked() == [0, 1]


def test_fresh_asks_anew_and_keeps_what_came(reader: Reader) -> None:
    reader.read()
    reader.server.answer = shelf_of(4)
    reader.pages_asked()
    assert reader.read(anew=True) == EIGHT[:4]
    assert reader.pages_asked() == [0, 1]
    assert reader.read() == EIGHT[:4]
    assert reader.pages_asked() == []


def test_no_more_pages_than_wanted_and_more_later(reader: Reader) -> None:
    assert reader.read(2) == EIGHT[:2]
    assert reader.read(3) == EIGHT[:3]
    assert reader.pages_asked() == [0]
    assert reader.told[-1] == "shelf: the first 3 of 8 were taken; --max takes more"
    assert reader.read(7) == EIGHT[:7]
    assert reader.pages_asked() == [1, 2]
    reader.told.clear()
    assert reader.read(8) == EIGHT
    assert reader.pages_asked() == []
    assert "taken" not in " ".join(reader.told)


@pytest.mark.parametrize("failing", [0, 1, 2])
def test_after_a_failure_it_goes_on_behind_the_last_page(reader: Reader, failing: int) -> None:
    whole = reader.server.answer
    reader.server.answer = lambda asked: Reply(status=500) if asked.params["page"] == str(failing) else whole(asked)
    came: list[str] = []
    with pytest.raises(SourceError, match="what came so far is kept"):
        came.extend(reader.titles())
    assert came == EIGHT[: 3 * failing]
    assert reader.pages_asked() == [*range(failing), *[failing] * TRIES]
    reader.server.answer = whole
    assert reader.read() == EIGHT
    assert reader.pages_asked() == list(range(failing, 3))


@pytest.mark.parametrize("stop", [1, 3, 4, 7])
def test_stopped_in_the_middle_no_page_is_asked_for_twice(reader: Reader, stop: int) -> None:
    titles = reader.titles()
    assert [next(titles) for _ in range(stop)] == EIGHT[:stop]
    titles.close()  # as after Ctrl-C
    assert reader.read() == EIGHT
    assert reader.pages_asked() == [0, 1, 2]


def test_a_page_that_was_truncated_is_not_kept(reader: Reader) -> None:
    reader.server.script = [Reply(b'{"papers": [{"n": 0'), Reply(b"[]"), Reply(b'{"papers": 1}')]
    assert reader.read() == EIGHT
    assert reader.pages_asked() == [0, 0, 0, 0, 1, 2]
    assert len(reader.files("*.page")) == 3


def test_nothing_found(reader: Reader) -> None:
    reader.server.answer = shelf_of(0)
    assert reader.read() == []
    assert reader.read() == []
    assert reader.pages_asked() == [0]


@pytest.mark.parametrize("damaged", [0, 1, 2])
@pytest.mark.parametrize("content", [b"", b'{"papers": [], "next": null}', None])
def test_a_damaged_page_is_dropped_and_asked_for_again(reader: Reader, damaged: int, content: bytes | None) -> None:
    reader.read()
    reader.pages_asked()
    file = reader.files("*.page")[damaged]
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    assert reader.read() == EIGHT
    assert reader.pages_asked() == list(range(damaged, 3))
    assert reader.read() == EIGHT
    assert reader.pages_asked() == []


@pytest.mark.parametrize("content", ["", "{", "[]", '{"begun": "x"}', '{"begun": NaN}', '{"form": 2, "begun": 1}'])
def test_a_damaged_state_is_dropped(reader: Reader, content: str) -> None:
    reader.read()
    reader.pages_asked()
    (state,) = reader.files(STATE)
    state.write_text(content)
    assert reader.read() == EIGHT
    assert reader.pages_asked() == [0, 1, 2]


def test_each_query_has_pages_of_its_own(reader: Reader) -> None:
    reader.read()
    reader.read(query=Query("minks"))
    assert reader.pages_asked() == [0, 1, 2] * 2
    reader.read()
    assert reader.pages_asked() == []
    assert len(reader.files(STATE)) == 2


def test_pages_of_old_queries_are_removed(reader: Reader) -> None:
    reader.read()
    reader.time.time += KEPT_S
    reader.read(query=Query("minks"))
    assert len(reader.files(STATE)) == 1
    assert len(reader.files("*.page")) == 3


def test_a_cursor_that_the_source_forgot_costs_all_pages_but_no_entry(reader: Reader) -> None:
    reader.read(4)
    reader.pages_asked()
    reader.server.script = [Reply(b"no such cursor", status=404)]
    assert reader.read() == EIGHT
    assert reader.pages_asked() == [2, 0, 1, 2]
    assert reader.read() == EIGHT
    assert reader.pages_asked() == []


def test_a_refused_first_page_is_an_error(reader: Reader) -> None:
    reader.server.script = [Reply(b"no such field", status=400)]
    with pytest.raises(SourceError, match="no such field"):
        reader.read()
    assert reader.pages_asked() == [0]
    assert reader.files("*") == []


def test_a_record_that_is_none_is_rejected_by_its_place(reader: Reader) -> None:
    reader.server.answer = lambda _: Reply(b'{"papers": [7, {"n": 1}, null], "next": null}')
    assert reader.read() == ["record 1 of a page is no JSON object", "Paper 1", "record 3 of a page is no JSON object"]


@pytest.mark.parametrize("place", ["header", "parameter"])
def test_the_key_is_not_on_disk(reader: Reader, place: str) -> None:
    reader.server.answer = lambda asked: Reply(
        json.dumps({"papers": [{"n": 1, "echo": asked.target + SECRET}]}).encode()
    )
    assert reader.read(key=Key(place, "api_key", SECRET)) == ["Paper 1"]
    assert reader.server.asked[0].params.get("api_key") == (SECRET if place == "parameter" else None)
    files = reader.files("*")
    assert len(files) == 2
    for file in files:
        assert SECRET not in str(file)
        assert SECRET.encode() not in file.read_bytes()
    reader.pages_asked()
    assert reader.read() == ["Paper 1"]
    assert reader.pages_asked() == []


def test_a_cache_that_cannot_be_written_is_an_error(reader: Reader) -> None:
    reader.cache.write_text("a file")
    with pytest.raises(SourceError, match=r"cannot be written .*set LITASSIST_CACHE_DIR"):
        reader.read()


def test_rejected_records_name_source_and_key() -> None:
    def refuse(*_: object) -> Paper:
        raise InputError("no abstract")

    reasons = ["no abstract (W7)", "no abstract (record 2 of a page)"]
    found = list(entries_of([{"n": "W7"}, {"n": None}], "shelf", refuse, lambda record: record["n"]))
    assert found == [Rejected("shelf", None, reason) for reason in reasons]
