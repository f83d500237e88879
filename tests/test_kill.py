"""`kill -9` at any moment of an ingest, then a plain run: the library that an undisturbed run makes."""

import json
import multiprocessing
import time
from contextlib import suppress
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from assistant.library import Changes, Library, Snapshot, Stored
from tests.fakes import FINGERPRINT, FakeEmbedder, a_paper, generated, put, stored
from tests.kill_ingest import contents, differences, finished, ingest, killed_after, moments, undisturbed
from tests.kill_reembed import trials

pytestmark = pytest.mark.slow


@pytest.fixture
def corpus() -> Path:
    file = Path("papers.jsonl")
    file.write_text("".join(json.dumps(row) + "\n" for row in generated(320)))
    return file


def test_killed_ten_times_in_fresh_libraries(corpus: Path) -> None:
    whole, seconds = undisturbed([corpus], Path("whole"))
    assert len(whole.papers) == 320
    killed = 0
    for n, moment in enumerate(moments(10, seconds, seed=1)):
        library = Path(f"kill{n}")
        killed += killed_after(moment, ingest([corpus], library))
        finished(ingest([corpus], library))
        assert differences(contents(library), whole) == [], f"killed at {moment:.2f} s"
    assert killed >= 5


def test_killed_ten_times_over_in_one_library(corpus: Path) -> None:
    whole, seconds = undisturbed([corpus], Path("whole"))
    killed = sum(killed_after(moment, ingest([corpus], Path("growing"))) for moment in moments(10, seconds, seed=2))
    finished(ingest([corpus], Path("growing")))
    assert differences(contents(Path("growing")), whole) == []
    assert killed >= 3


def test_re_embedding_killed_six_times(corpus: Path) -> None:
    found = list(trials([corpus], Path.cwd(), times=6, seed=3))
    assert [wrong for _, _, wrong in found] == [[]] * 6
    assert sum(killed for _, killed, _ in found) >= 3


BATCHES, SIZE = 33, 128


def numbered(n: int) -> Stored:
    return stored(f"p{n}", a_paper(f"Paper {n}", f"Words of number {n}, spelled x{n * 7919}.", entry=f"line {n}"))


def add_the_rest(folder: Path) -> None:
    """Write the batches that are not in the library yet."""
    library, embedder = Library.create(folder, FINGERPRINT), FakeEmbedder()
    for batch in range(len(library.snapshot().papers) // SIZE, BATCHES):
        puts = tuple(put(numbered(batch * SIZE + n), embedder) for n in range(SIZE))
        library.write(partial(_as_planned, Changes(puts)))


def _as_planned(changes: Changes, _: Snapshot) -> Changes:
    return changes


def rewritten(folder: Path) -> set[tuple[str, int, int]]:
    """The state of the files that Chroma rewrites in place; any of them may be replaced while it is looked at."""
    found = set()
    for path in (folder / "chroma").glob("*/*"):
        with suppress(FileNotFoundError):
            found.add((path.name, path.stat().st_mtime_ns, path.stat().st_size))
    return found


@pytest.mark.parametrize("pause", [0, 0.002, 0.006])
def test_killed_while_chroma_rewrites_its_files(pause: float) -> None:
    """Every thousand rows it does; the writer is killed as soon as the files change, each time they do."""
    folder = Path("library").resolve()
    embedder, spawn = FakeEmbedder(), multiprocessing.get_context("spawn")
    Library.create(folder, FINGERPRINT)
    for _ in range(3):
        writer = spawn.Process(target=add_the_rest, args=(folder,))
        writer.start()
        changes, before = 0, rewritten(folder)
        while writer.is_alive() and changes < 2:
            if (now := rewritten(folder)) != before:
                changes, before = changes + 1, now
        time.sleep(pause)
        writer.kill()
        writer.join()
        snapshot = Library(folder).snapshot()
        n = len(snapshot.papers)
        assert n % SIZE == 0
        assert n == snapshot.store.count() == snapshot.lexical.count()
        assert len(snapshot.store.vectors([f"p{i}:0" for i in range(n)]) if n else ()) == n
    add_the_rest(folder)
    snapshot = Library(folder).snapshot()
    n = BATCHES * SIZE
    vectors = snapshot.store.vectors([f"p{i}:0" for i in range(n)])
    right = embedder.embed([passage.text for i in range(n) for passage in numbered(i).passages])
    assert len(snapshot.papers) == n
    assert all(np.allclose(vectors[f"p{i}:0"], vector, atol=1e-5) for i, vector in enumerate(right))
    assert not list(folder.glob("chroma.*"))
