"""How Chroma's collections are set up: its graph looks far enough, in old libraries too."""

from __future__ import annotations

import warnings
from pathlib import Path

from assistant.library import Changes, Library
from assistant.library.store import BREADTH_READING, BREADTH_WRITING
from tests.fakes import FINGERPRINT, a_paper, put, stored


def _hnsw(library: Library) -> dict[str, object]:
    return dict(library.snapshot().store._rows.configuration_json["hnsw"])  # noqa: SLF001


def test_a_new_collection_looks_far_enough(tmp_path: Path) -> None:
    hnsw = _hnsw(Library.create(tmp_path / "library", FINGERPRINT))
    assert (hnsw["space"], hnsw["ef_construction"], hnsw["ef_search"]) == ("cosine", BREADTH_WRITING, BREADTH_READING)


def test_a_collection_of_an_older_version_does_once_it_is_tidied(tmp_path: Path) -> None:
    library = Library.create(tmp_path / "library", FINGERPRINT)
    library.write(lambda _: Changes((put(stored("p1", a_paper("Kettles", "Steam sings."))),)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # as in tune
        library.snapshot().store._rows.modify(configuration={"hnsw": {"ef_search": 100}})  # noqa: SLF001
    library.close()
    assert _hnsw(library)["ef_search"] == 100
    library.tidy()
    library.close()
    assert _hnsw(library)["ef_search"] == BREADTH_READING
    assert _hnsw(library)["space"] == "cosine"
    assert [
        row for row, _ in library.snapshot().store.query(library.snapshot().store.vectors(["p1:0"])["p1:0"], 1)
    ] == ["p1:0"]


def test_any_number_of_rows_is_read_at_once(tmp_path: Path) -> None:
    library = Library.create(tmp_path / "library", FINGERPRINT)
    library.write(lambda _: Changes((put(stored("p1", a_paper("Kettles", "Steam sings."))),)))
    store = library.snapshot().store
    ids = [f"p{n}:0" for n in range(40_000)]  # more than SQLite takes in one statement
    assert list(store.rows(ids)) == list(store.vectors(ids)) == ["p1:0"]
    assert store.rows([]) == store.vectors([]) == {}
