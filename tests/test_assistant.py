"""The public calls: opening, asking from many threads and tabs, and what a library holds."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier, get_ident
from typing import Any

import pytest

from assistant import (
    Assistant,
    EmbedderMismatch,
    LibraryError,
    LibraryMissing,
    LibraryNewer,
    Settings,
    SettingsError,
    UsageError,
)
from assistant.library import Fingerprint, Library
from assistant.records import Answer, Event, Filters, Turn
from ingest.opening import open_or_create
from tests import small_library

QUESTIONS = (
    "When does a swarm of bees leave the hive?",
    "How often can the text of a language model be repeated in training?",
    "How fast did the water level of the Wadden Sea rise?",
    "Which antibiotic cures cholera in children?",
)


def untimed(found: Answer) -> Answer:
    return replace(found, timings=())


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (Assistant.open, "(library=None, *, settings=None)"),
        (Assistant.search, "(self, question, k=10, filters=None)"),
        (Assistant.ask, "(self, question, history=(), filters=None, on_event=None, stop=None)"),
        (Assistant.aask, "(self, question, history=(), filters=None, on_event=None, stop=None)"),
        (Assistant.table, "(self, question, aspects=(), k=10, filters=None, stop=None)"),
        (Assistant.review, "(self, question, history=(), filters=None)"),
    ],
)
def test_the_calls_that_people_rely_on(call: Any, expected: str) -> None:
    signature = inspect.signature(call)
    bare = [p.replace(annotation=inspect.Parameter.empty) for p in signature.parameters.values()]
    plain = str(signature.replace(parameters=bare, return_annotation=inspect.Signature.empty))
    assert plain == expected


def test_eight_threads_at_once_get_the_answers_that_each_gets_alone(library: Path) -> None:
    with small_library.opened(library) as alone:
        expected = [untimed(alone.ask(question)) for question in QUESTIONS]
    with small_library.opened(library) as shared, ThreadPoolExecutor(8) as pool:
        start = Barrier(8)

        def ask_all(_number: int) -> list[Answer]:
            start.wait(20)
            return [untimed(shared.ask(question)) for question in QUESTIONS]

        for answers in pool.map(ask_all, range(8)):
            assert answers == expected


def test_nothing_is_kept_from_call_to_call(small: Assistant) -> None:
    first = [untimed(small.ask(question)) for question in QUESTIONS]
    small.ask("and how large is it?", history=(Turn(QUESTIONS[0], first[0]),))
    small.ask(QUESTIONS[0], filters=Filters(year_from=2023))
    assert [untimed(small.ask(question)) for question in reversed(QUESTIONS)] == first[::-1]


def test_aask_is_ask_on_another_thread(small: Assistant) -> None:
    events: list[tuple[int, Event]] = []
    filters = Filters(year_from=2020)
    history = (Turn(QUESTIONS[2], small.ask(QUESTIONS[2])),)

    async def ask_both() -> list[Answer]:
        def note(event: Event) -> None:
            events.append((get_ident(), event))

        calls = (small.aask(q, history=history, filters=filters, on_event=note) for q in ("Why is it?", QUESTIONS[0]))
        return list(await asyncio.gather(*calls))

    answers = asyncio.run(ask_both())
    assert [untimed(a) for a in answers] == [
        untimed(small.ask(q, history, filters)) for q in ("Why is it?", QUESTIONS[0])
    ]
    assert get_ident() not in {thread for thread, _ in events}


def test_a_library_closed_by_one_can_be_used_by_another(library: Path) -> None:
    one, other = small_library.opened(library), small_library.opened(library)
    one.close()
    assert other.search(QUESTIONS[0])[0].paper.title.startswith("Hive Scales")


@pytest.mark.parametrize(
    "use",
    [
        lambda closed: closed.ask(QUESTIONS[0]),
        lambda closed: asyncio.run(closed.aask(QUESTIONS[0])),
        lambda closed: closed.search(QUESTIONS[0]),
        lambda closed: closed.papers(),
        lambda closed: closed.overview(),
    ],
    ids=["ask", "aask", "search", "papers", "overview"],
)
def test_a_closed_assistant_says_so(library: Path, use: Callable[[Assistant], object]) -> None:
    with small_library.opened(library) as assistant:
        assert assistant.overview().n_papers == 12
    with pytest.raises(UsageError, match=r"has been closed; open the library again"):
        use(assistant)
    assistant.close()


def test_what_a_library_holds(small: Assistant) -> None:
    overview = small.overview()
    assert (overview.n_papers, overview.n_digests, overview.years) == (12, 0, (2018, 2024))
    assert overview.sources == (small_library.SOURCE,)
    assert [paper.title for paper in small.papers()] == [row["title"] for row in small_library.PAPERS]
    assert (small.model, small.embedder) == (None, "minilm")


def test_a_paper_added_meanwhile_is_found(tmp_path: Path) -> None:
    library = small_library.build(tmp_path)
    new = {"title": "Owls Hear Mice under Snow", "abstract": "Owls hunt by ear. They hear mice below 50 cm of snow."}
    with small_library.opened(library) as assistant:
        assert assistant.ask("Do owls hear mice below snow?").status == "abstained"
        small_library.load(library, small_library.write_rows(tmp_path / "new.jsonl", [new]))
        assert assistant.ask("Do owls hear mice below snow?").citations[0].paper.title == new["title"]
        assert assistant.search("nocturnal birds of prey listening", k=1)[0].paper.title == new["title"]


def test_the_place_given_wins_over_the_settings(library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LITASSIST_LIBRARY", str(tmp_path / "nowhere"))
    with Assistant.open(library) as assistant:
        assert assistant.overview().n_papers == 12
    with pytest.raises(LibraryMissing, match=r"nowhere; make one with: python -m ingest PATH --library .*nowhere$"):
        Assistant.open()
    monkeypatch.setenv("LITASSIST_LIBRARY", str(library))
    with Assistant.open() as assistant:
        assert assistant.overview().n_papers == 12


MINE, OLDER = Fingerprint("minilm", "", 384, "sentences-1"), Fingerprint("minilm", "older", 384, "sentences-1")
REMOTE = Fingerprint("openai:some-model", "some-model", 8, "sentences-1")
NOBODY = {"LITASSIST_EMBED_BASE_URL": "http://127.0.0.1:9/v1", "LITASSIST_EMBED_API_KEY": "none"}
REEMBED = "or re-embed: python -m ingest reembed --embedder"
MISMATCHES: list[tuple[str, Fingerprint, dict[str, str], str]] = [
    ("another build", OLDER, {}, rf"was written with minilm/older/384/sentences-1, .* {REEMBED} minilm --library"),
    (
        "a remote one asked for, without a key",
        MINE,
        {"LITASSIST_EMBEDDER": "openai:some-model"},
        rf"written with minilm, asked for is openai:some-model; .*EMBEDDER=minilm, {REEMBED} openai:some-model",
    ),
    (
        "a remote one asked for, which is down",
        MINE,
        {"LITASSIST_EMBEDDER": "openai:some-model"} | NOBODY,
        rf"{REEMBED} openai:some-model",
    ),
    (
        "the local one asked for, a remote one wrote it",
        REMOTE,
        {"LITASSIST_EMBEDDER": "minilm"},
        rf"written with openai:some-model, asked for is minilm; .*EMBEDDER=openai:some-model, {REEMBED} minilm",
    ),
    (
        "another remote one",
        REMOTE,
        {"LITASSIST_EMBEDDER": "openai:other"} | NOBODY,
        rf"use LITASSIST_EMBEDDER=openai:some-model, {REEMBED} openai:other",
    ),
]


@pytest.mark.parametrize(
    ("written", "environ", "message"), [row[1:] for row in MISMATCHES], ids=[row[0] for row in MISMATCHES]
)
def test_another_embedder_than_the_librarys_is_refused(
    tmp_path: Path, written: Fingerprint, environ: dict[str, str], message: str
) -> None:
    Library.create(tmp_path / "library", written)
    before = (tmp_path / "library" / "library.json").read_bytes()
    with pytest.raises(EmbedderMismatch, match=message):
        Assistant.open(tmp_path / "library", settings=Settings.load(environ))
    with pytest.raises(EmbedderMismatch, match=message):
        open_or_create(tmp_path / "library", Settings.load(environ))
    assert (tmp_path / "library" / "library.json").read_bytes() == before


def test_a_library_of_a_remote_embedder_needs_its_key(tmp_path: Path) -> None:
    Library.create(tmp_path / "library", REMOTE)
    with pytest.raises(SettingsError, match="LITASSIST_EMBED_API_KEY"):
        Assistant.open(tmp_path / "library", settings=Settings.load({}))


def test_a_newer_library_is_refused_and_kept(tmp_path: Path) -> None:
    library = small_library.build(tmp_path, small_library.PAPERS[:2])
    manifest = (library / "library.json").read_text()
    (library / "library.json").write_text(json.dumps(json.loads(manifest) | {"schema": 99, "novelty": [1]}))
    with pytest.raises(LibraryNewer, match=r"has schema 99, .* upgrade literature-assistant$"):
        small_library.opened(library)
    (library / "library.json").write_text(manifest)
    with small_library.opened(library) as assistant:
        assert assistant.overview().n_papers == 2


@pytest.mark.parametrize("content", ["", "{", "[]", '{"schema": 1}', "\x00\x01"])
def test_a_damaged_manifest_is_an_error_of_the_library(tmp_path: Path, content: str) -> None:
    (tmp_path / "library.json").write_text(content)
    with pytest.raises(LibraryError, match=r"library\.json"):
        Assistant.open(tmp_path)


def test_a_file_is_no_library(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("text")
    with pytest.raises(LibraryError, match="file"):
        Assistant.open(path)
