"""Several processes on one library: a page that stays open while papers are added, and two ingests at once."""

import json
import multiprocessing
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import partial
from multiprocessing.synchronize import Event
from pathlib import Path

import numpy as np
import pytest

from assistant import Assistant
from assistant.library import Changes, Library, Snapshot, Stored
from tests.fakes import FINGERPRINT, FakeEmbedder, a_paper, generated, put, stored
from tests.kill_ingest import contents, differences, finished, ingest

pytestmark = pytest.mark.slow


def jsonl(path: str, rows: Sequence[dict[str, object]]) -> Path:
    Path(path).write_text("".join(json.dumps(row) + "\n" for row in rows))
    return Path(path)


def test_an_open_page_finds_what_another_process_adds() -> None:
    library = Path("library")
    finished(ingest([jsonl("first.jsonl", generated(60))], library))
    reef: dict[str, object] = {
        "id": "reef",
        "title": "Sponges Under Pressure",
        "abstract": "Marine animals without a nervous system survive at great depth. Cold water slows their growth.",
    }
    with Assistant.open(library) as page:
        question = "creatures living on the deep ocean floor"
        assert len(page.papers()) == 60
        assert reef["title"] not in [hit.paper.title for hit in page.search(question, 60)]
        finished(ingest([jsonl("second.jsonl", [reef])], library))
        best = page.search(question, 5)[0]
        assert best.paper.title == reef["title"]
        assert best.scores.dense is not None
        assert best.scores.sentence is not None
        assert len(page.papers()) == 61
        assert page.ask(question).citations[0].paper.title == reef["title"]
        words = [sys.executable, "-m", "ingest", "remove", best.paper.id, "--library", str(library)]
        subprocess.run(words, check=True, capture_output=True)
        assert len(page.papers()) == 60
        assert reef["title"] not in [hit.paper.title for hit in page.search(question, 60)]


def searched(library: Path) -> list[list[tuple[str, float]]]:
    """What some questions find, with scores rounded: vectors of one text differ in the last digit between batches."""
    questions = ("what guards otters in the harbour", "glaciers in the kitchen", "how many trials", "violins")
    with Assistant.open(library) as assistant:
        hits = [assistant.search(question, 10) for question in questions]
    return [[(hit.paper.id, round(hit.score, 3)) for hit in found] for found in hits]


def test_two_ingests_at_once_give_what_one_run_gives() -> None:
    rows = generated(300)
    one = jsonl("one.jsonl", rows[:200])
    two = jsonl("two.jsonl", [row | {"venue": "Annals of Both"} for row in rows[100:][::-1]])
    both = [ingest([path], Path("library")) for path in (one, two)]
    for process in both:
        finished(process)
    finished(ingest([one, two], Path("undisturbed")))
    at_once, whole = contents(Path("library")), contents(Path("undisturbed"))
    assert len(whole.papers) == 300
    assert sum(len(paper.copies) for paper in whole.papers.values()) == 400
    assert differences(at_once, whole) == []
    assert searched(Path("library")) == searched(Path("undisturbed"))
    report = ingest([one, two], Path("library"))
    said, _ = report.communicate()
    found = json.loads(said)
    assert (found["unchanged"], found["added"], found["embedded"], found["papers"]) == (400, 0, 0, 300)


BATCHES, SIZE = 24, 128
PAUSE = 0.05
"""Seconds between batches: without them the writer may hold the lock again before a reader that waits is woken."""


def _write_many(folder: Path, ready: Event, go: Event) -> None:
    library, embedder = Library(folder), FakeEmbedder()
    ready.set()
    go.wait()
    for batch in range(BATCHES):
        papers = [_numbered(batch * SIZE + n) for n in range(SIZE)]
        puts = tuple(put(paper, embedder) for paper in papers)
        changes = Changes(puts)
        library.write(partial(_same, changes))
        time.sleep(PAUSE)


def _same(changes: Changes, _: Snapshot) -> Changes:
    return changes


def _numbered(n: int) -> Stored:
    return stored(f"p{n}", a_paper(f"Paper {n}", f"Words of number {n}, spelled x{n * 7919}.", entry=f"line {n}"))


def test_reading_all_the_time_while_thousands_of_rows_are_written() -> None:
    """Chroma rewrites its files in place every thousand rows: whoever opens them then sees, and may write, nonsense."""
    Library.create(Path("library"), FINGERPRINT)
    spawn = multiprocessing.get_context("spawn")
    ready, go = spawn.Event(), spawn.Event()
    writer = spawn.Process(target=_write_many, args=(Path("library").resolve(), ready, go))
    writer.start()
    ready.wait()
    reader, embedder, seen = Library(Path("library")), FakeEmbedder(), set[int]()
    question = embedder.embed(["words of number"])[0]
    go.set()
    while writer.is_alive():
        for opened in (reader, Library(Path("library"))):
            snapshot = opened.snapshot()
            hits = snapshot.store.query(question, 10)
            assert set(snapshot.get([i.partition(":")[0] for i, _ in hits])) == {i.partition(":")[0] for i, _ in hits}
            seen.add(len(snapshot.papers))
    writer.join()
    assert writer.exitcode == 0
    assert len(seen) > 3
    for opened in (reader, Library(Path("library"))):
        snapshot = opened.snapshot()
        assert len(snapshot.papers) == snapshot.store.count() == snapshot.lexical.count() == BATCHES * SIZE
        ids = [f"p{n}:0" for n in range(BATCHES * SIZE)]
        vectors = snapshot.store.vectors(ids)
        assert len(vectors) == len(ids)
        right = embedder.embed([f"Words of number {n}, spelled x{n * 7919}." for n in range(0, BATCHES * SIZE, 97)])
        assert all(np.allclose(vectors[f"p{n * 97}:0"], vector, atol=1e-5) for n, vector in enumerate(right))
