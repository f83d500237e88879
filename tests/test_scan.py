"""In a library small enough, the nearest passages are found by looking at all, whatever way the papers came in."""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant import legs
from assistant.finding import select_papers
from assistant.legs import Query, dense_leg
from assistant.library import Changes, Library, Put, scan, snapshot
from assistant.library.database import FILE, VERSION
from assistant.library.paper_vectors import PaperVectors
from assistant.records import Filters
from tests.fakes import FINGERPRINT, a_paper, stored

WIDTH = FINGERPRINT.dimensions
RANDOM = np.random.default_rng(5)
TEXT = "Otters sort kettles by weight. " * 6
PAPERS = [stored(f"p{n:03}", a_paper(f"Paper {n}", TEXT, entry=f"line {n}"), pieces=1 + n % 2) for n in range(1200)]
VECTORS = RANDOM.normal(size=(len(PAPERS), 2, WIDTH)).astype(np.float32)
VECTORS /= np.linalg.norm(VECTORS, axis=2, keepdims=True)
ASKED = VECTORS[:, 0][RANDOM.integers(0, len(PAPERS), 20)] + RANDOM.normal(size=(20, WIDTH)).astype(np.float32) / 3
ASKED /= np.linalg.norm(ASKED, axis=1, keepdims=True)


def puts(order: Sequence[int]) -> tuple[Put, ...]:
    return tuple(Put(PAPERS[i], VECTORS[i, : len(PAPERS[i].passages)]) for i in order)


def library(folder: Path, order: Sequence[int], *, batch: int = 90) -> Library:
    made = Library.create(folder, FINGERPRINT)
    for i in range(0, len(order), batch):
        changes = Changes(puts(order[i : i + batch]))
        made.write(lambda _, changes=changes: changes)  # type: ignore[misc]
    return made


def exact(vector: np.ndarray[tuple[int], np.dtype[np.float32]], n: int) -> list[tuple[str, float]]:
    found = [
        (passage.id, float(VECTORS[i, m] @ vector))
        for i, record in enumerate(PAPERS)
        for m, passage in enumerate(record.passages)
    ]
    return sorted(found, key=lambda hit: -hit[1])[:n]


def same(found: Sequence[tuple[str, float]], expected: Sequence[tuple[str, float]]) -> bool:
    return [i for i, _ in found] == [i for i, _ in expected] and bool(
        np.allclose([s for _, s in found], [s for _, s in expected], atol=1e-6)
    )


def test_every_near_passage_is_found_in_its_order_whatever_way_papers_came_in(tmp_path: Path) -> None:
    forwards = library(tmp_path / "forwards", range(1200)).snapshot()
    mixed = library(tmp_path / "mixed", RANDOM.permutation(1200).tolist(), batch=170).snapshot()
    for vector in ASKED:
        expected = exact(vector, 300)
        assert same(forwards.nearest(vector, 300), expected)
        assert same(mixed.nearest(vector, 300), expected)


def test_more_passages_than_there_are_can_be_asked_for(tmp_path: Path) -> None:
    small = library(tmp_path / "small", range(3)).snapshot()
    assert len(small.nearest(ASKED[0], 50)) == 4
    assert Library.create(tmp_path / "empty", FINGERPRINT).snapshot().nearest(ASKED[0], 5) == []


def test_a_changed_and_a_removed_paper_are_found_as_they_are_now(tmp_path: Path) -> None:
    made = library(tmp_path / "library", range(20))
    before = made.snapshot()
    assert dict(before.nearest(ASKED[0], 99)).keys() >= {"p003:0", "p003:1", "p004:0"}
    other = stored("p003", a_paper("Paper 3 anew", "Ferries wait.", entry="line 3"))
    made.write(lambda _: Changes((Put(other, np.asarray(ASKED[:1], np.float32)),), removed=("p004",)))
    found = made.snapshot().nearest(ASKED[0], 99)
    assert found[0][0] == "p003:0"
    assert found[0][1] == pytest.approx(1.0)
    assert not {"p003:1", "p004:0"} & dict(found).keys()
    assert len(found) == 28


def test_a_library_too_large_for_it_asks_the_graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "MAX_PAPERS", 10)
    looked = watched(monkeypatch)
    small, large = library(tmp_path / "small", range(10)).snapshot(), library(tmp_path / "large", range(11)).snapshot()
    assert same(small.nearest(ASKED[0], 5), [hit for hit in exact(ASKED[0], 999) if hit[0] < "p010"][:5])
    assert looked
    looked.clear()
    assert same(large.nearest(ASKED[0], 5), [hit for hit in exact(ASKED[0], 999) if hit[0] < "p011"][:5])
    assert not looked


def test_filtered_papers_are_found_as_by_a_look_at_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The graph is asked where what is near may be selected; where it turns out not to be, all are looked at."""
    monkeypatch.setattr(legs, "DEAR", 32)
    monkeypatch.setattr(snapshot, "MAX_PAPERS", 10)
    opened = library(tmp_path / "library", range(1200)).snapshot()
    looked = watched(monkeypatch)
    for vector in ASKED:
        ranked = list(dict.fromkeys(passage_id.partition(":")[0] for passage_id, _ in exact(vector, 9999)))
        for selected, few, looks in (
            (ranked[:900], 0, 0),
            (ranked[::2], 0, 0),
            (ranked[600:], 0, 1),
            (ranked[600:], 600, 1),
        ):
            looked.clear()
            selection = select_papers(opened, Filters(paper_ids=tuple(selected)))
            found = dense_leg(opened, Query("", vector), 3, selection, few=few)
            assert list(found) == selected[:3]
            assert len(looked) == looks


def test_nothing_near_that_is_selected_is_not_looked_for_further(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "MAX_PAPERS", 10)
    monkeypatch.setattr(legs, "DEAR", 1)
    opened = library(tmp_path / "library", range(1200)).snapshot()
    asked: list[int] = []
    query = type(opened.store).query

    def counted(store: Any, vector: Any, n: int) -> list[tuple[str, float]]:
        asked.append(n)
        return query(store, vector, n)

    monkeypatch.setattr(type(opened.store), "query", counted)
    ranked = list(dict.fromkeys(passage_id.partition(":")[0] for passage_id, _ in exact(ASKED[0], 9999)))
    for selected, times in ((ranked[900:], 1), ([*ranked[:1], *ranked[900:]], 2), (ranked[:300], 1)):
        asked.clear()
        selection = select_papers(opened, Filters(paper_ids=tuple(selected)))
        found = dense_leg(opened, Query("", ASKED[0]), 4, selection, few=0)
        assert list(found) == selected[:4]
        assert len(asked) == times


def test_several_threads_find_what_one_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "SHARE", 50)
    monkeypatch.setattr(scan, "AT_ONCE", 16)
    monkeypatch.setattr(scan, "available_cores", lambda: 3)
    opened = library(tmp_path / "library", range(1200)).snapshot()
    for vector in ASKED:
        ranked = list(dict.fromkeys(passage_id.partition(":")[0] for passage_id, _ in exact(vector, 9999)))
        selection = select_papers(opened, Filters(paper_ids=tuple(ranked[7::3])))
        assert list(dense_leg(opened, Query("", vector), 30, selection)) == ranked[7::3][:30]


def test_vectors_in_several_files_are_all_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PaperVectors, "_current", lambda vectors: vectors._new_name())  # noqa: SLF001 - a file a batch
    opened = library(tmp_path / "library", range(300)).snapshot()
    assert len(list((tmp_path / "library" / "fast").glob("*.f32"))) == 4
    looked = watched(monkeypatch)
    for vector in ASKED[:5]:
        expected = [hit for hit in exact(vector, 9999) if len(hit[0]) == 6 and hit[0] < "p300"]
        assert same(opened.nearest(vector, 99), expected[:99])
    assert len(looked) == 5


def test_vectors_gone_from_beside_chroma_are_kept_again_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = library(tmp_path / "library", range(50))
    expected = made.snapshot().nearest(ASKED[1], 60)
    made.close()
    for path in (tmp_path / "library" / "fast").glob("*.f32"):
        path.unlink()
    looked = watched(monkeypatch)
    assert same(Library(made.folder).snapshot().nearest(ASKED[1], 60), expected)
    assert not looked
    Library(made.folder).tidy()
    assert same(Library(made.folder).snapshot().nearest(ASKED[1], 60), expected)
    assert looked
    shutil.rmtree(made.folder / "fast")
    looked.clear()
    assert same(Library(made.folder).snapshot().nearest(ASKED[1], 60), expected)
    assert looked


def test_a_catalogue_of_the_version_before_is_brought_up_and_keeps_where_vectors_lie(tmp_path: Path) -> None:
    made = library(tmp_path / "library", range(30))
    vectors = np.ones((1, WIDTH), np.float32)
    made.add_sentence_vectors([("p001", "digest of the text", vectors)])
    kept, before = made.snapshot().places.kinds(), made.snapshot().nearest(ASKED[0], 40)
    made.close()
    with closing(sqlite3.connect(made.folder / "fast" / FILE)) as database:
        database.executescript("ALTER TABLE papers DROP COLUMN passages; PRAGMA user_version = 1;")
    after = Library(made.folder).snapshot()
    assert after.places.kinds() == kept
    assert after.nearest(ASKED[0], 40) == before
    assert after.catalogue.ids() == [record.paper.id for record in PAPERS[:30]]
    with closing(sqlite3.connect(made.folder / "fast" / FILE)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (VERSION,)


def watched(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A list that grows with every search that looks at all vectors."""
    looked: list[int] = []

    def nearest(*arguments: Any) -> list[tuple[str, float]] | None:
        found = scan.nearest(*arguments)
        if found is not None:
            looked.append(arguments[-1])
        return found

    monkeypatch.setattr(snapshot, "nearest", nearest)
    return looked
