"""The doctor: what is wrong is found by name, and mended where it can be."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.library import Changes, Library, Put
from assistant.library.stored import to_rows
from assistant.library.vector_file import Floats
from assistant.records import Source
from assistant.settings import Settings
from ingest.__main__ import main
from ingest.doctor import examine, mend
from ingest.identity import Identities
from ingest.load import load_paths
from ingest.opening import open_or_create
from ingest.shelf import LibraryShelf
from ingest.splitting import carry_out, chunker, split_plan
from tests import small_library
from tests.fakes import FakeEmbedder, a_paper, generated, stored

EMBEDDER = FakeEmbedder(dimensions=64)
LONG = " ".join(f"Sentence {n} is about the harbour and its ferry number {n}." for n in range(60))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    rows = [*generated(12), {"id": "long", "title": "Ferries at Length", "abstract": LONG}]
    (folder / "papers.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    load_paths(folder / "library", [folder / "papers.jsonl"], settings=Settings(), embedder=EMBEDDER)
    return folder / "library"


@pytest.fixture
def library(made: Path, tmp_path: Path) -> Library:
    shutil.copytree(made, tmp_path / "library")
    return Library(tmp_path / "library")


def found(library: Library) -> dict[str, int]:
    return {finding.check: finding.count for finding in examine(library).findings}


def test_a_library_just_made_is_well(library: Library) -> None:
    health = examine(library)
    assert health.findings == ()
    assert (health.papers, health.rows) == (13, library.snapshot().store.count())
    assert health.rows > health.papers


def put_vectors(library: Library, change: Callable[[Floats], Floats], n: int) -> None:
    """Change the vectors of the first `n` rows behind the library's back."""
    store = library.snapshot().store
    ids, vectors = next(store.all_vectors())
    store.upsert(list(store.rows(ids[:n]).values()), change(np.array(vectors[:n])))


def turned(vectors: Floats) -> Floats:
    return np.roll(vectors, 3, axis=1)


def add_double(library: Library) -> None:
    """A paper that is there comes in once more, as if no rule had joined the two."""
    one = library.snapshot().papers[0]
    twin = stored("ptwin", replace(one, id="", sources=(Source("b.bib", "bibtex", "twin"),)))
    vectors = EMBEDDER.embed([passage.text for passage in twin.passages])
    library.write(lambda _: Changes((Put(twin, vectors),)))


def alike(vectors: Floats) -> Floats:
    return np.repeat(vectors[:1], len(vectors), axis=0)


def drop_words(library: Library) -> None:
    library.snapshot().lexical.write((), [library.snapshot().papers[0].id], library.manifest.generation)


def add_words(library: Library) -> None:
    stray = stored("pstray", a_paper("Stray", "A stray."))
    library.snapshot().lexical.write([stray.paper], (), library.manifest.generation)


def drop_entry(library: Library) -> None:
    library.snapshot().catalogue.write((), [library.snapshot().papers[0].id], library.manifest.generation)


def add_entry(library: Library) -> None:
    library.snapshot().catalogue.write([stored("pstray", a_paper("Stray"))], (), library.manifest.generation)


def change_entry(library: Library) -> None:
    kept = [stored(paper.id, a_paper("Stray")) for paper in library.snapshot().papers[:2]]
    library.snapshot().catalogue.write(kept, (), library.manifest.generation)


def add_orphan(library: Library) -> None:
    record = stored("pstray", a_paper("Stray", "A stray paper. " * 9), pieces=3)
    vectors = EMBEDDER.embed([passage.text for passage in record.passages[1:]])
    library.snapshot().store.upsert(to_rows(record)[1:], vectors)


def drop_passage(library: Library) -> None:
    long = next(s for s in library.snapshot().all.values() if len(s.passages) > 1)
    library.snapshot().store.delete([long.passages[1].id])


def drop_sentences(library: Library) -> None:
    for path in (library.folder / "fast").glob("sentences-*"):
        path.unlink()


DAMAGES: list[tuple[str, Callable[[Library], None], int]] = [
    ("vectors equal to another text's", lambda library: put_vectors(library, alike, 3), 2),
    ("vectors that differ from their copy beside Chroma", lambda library: put_vectors(library, turned, 2), 2),
    ("papers that the word index lacks", drop_words, 1),
    ("papers in the word index alone", add_words, 1),
    ("papers that the catalogue lacks", drop_entry, 1),
    ("papers in the catalogue alone", add_entry, 1),
    ("papers that the catalogue keeps otherwise than Chroma", change_entry, 2),
    ("rows of no paper", add_orphan, 2),
    ("papers with passages missing", drop_passage, 1),
]


@pytest.mark.parametrize(("check", "damage", "count"), DAMAGES, ids=[row[0] for row in DAMAGES])
def test_damage_is_named_and_mended(
    library: Library, check: str, damage: Callable[[Library], None], count: int
) -> None:
    before = library.snapshot().all
    damage(library)
    assert found(library).get(check) == count
    mend(library, EMBEDDER, examine(library))
    assert found(library) == {}
    assert Library(library.folder).snapshot().all == before
    for ids, vectors in library.snapshot().store.all_vectors():
        texts = [library.snapshot().store.rows([i])[i][1] for i in ids]
        assert len(texts) == len(vectors)


@pytest.mark.parametrize("factor", [0.0, 2.0])
def test_vectors_of_no_length_are_named(library: Library, factor: float) -> None:
    put_vectors(library, lambda vectors: vectors * np.float32(factor), 2)
    assert found(library)["vectors that are zero, no number, or not of length one"] == 2
    mend(library, EMBEDDER, examine(library))
    assert found(library) == {}


def test_a_paper_that_stands_twice_is_made_one(library: Library) -> None:
    before = library.snapshot().all
    add_double(library)
    assert found(library)["papers that the rules of merging make one with another"] == 1
    mend(library, EMBEDDER, examine(library))
    assert found(library) == {}
    after = Library(library.folder).snapshot().all
    assert after.keys() == before.keys()
    (joined,) = (each for each in after.values() if len(each.copies) > 1)
    assert (joined.aliases, len(joined.copies)) == (("ptwin",), 2)


def test_what_its_user_has_split_is_no_paper_that_stands_twice(library: Library) -> None:
    add_double(library)
    mend(library, EMBEDDER, examine(library))
    known = Identities(shelf=LibraryShelf(library))
    (joined,) = (each for each in library.snapshot().all.values() if len(each.copies) > 1)
    carry_out(library, EMBEDDER, lambda _: split_plan(joined, [1], known, chunker(EMBEDDER)))
    assert len(library.snapshot().all) == 14
    assert "papers that the rules of merging make one with another" not in found(library)


def test_sentence_vectors_that_are_gone_are_computed_again(library: Library) -> None:
    drop_sentences(library)
    fresh = Library(library.folder)
    mend(fresh, EMBEDDER, examine(fresh))
    snapshot = fresh.snapshot()
    assert all(rows is not None for rows in snapshot.sentence_vectors(list(snapshot.all.values())))


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = small_library.write_rows(tmp_path / "papers.jsonl", small_library.PAPERS[:4])
    assert main([str(path)]) == 0
    assert main(["doctor"]) == 0
    assert "4 papers in 4 rows: well." in capsys.readouterr().out
    drop_words(open_or_create(Path("library"), Settings.load())[0])
    assert main(["doctor"]) == 1
    assert "doctor --fix" in capsys.readouterr().err
    assert main(["doctor", "--fix", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"papers": 4, "rows": 4, "findings": []}
