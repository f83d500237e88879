"""What the catalogue keeps of papers, and of where their vectors lie, is what Chroma and the places say; always."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.library import Changes, Library, Rebuild, Stored, text_digest
from assistant.library.columns import PREFIX
from assistant.library.database import FILE, Database
from assistant.library.kept import packed, unpacked
from assistant.library.snapshot import all_stored
from assistant.library.stored import passages_digest
from tests.fakes import FINGERPRINT, FakeEmbedder, a_paper, put, stored

EMBEDDER = FakeEmbedder()
LONG = " ".join(f"The ferry of number {n} crosses the harbour." for n in range(9))
PAPERS: list[Stored] = [
    stored(f"p{n}", a_paper(f"Ferries {n}", f"{LONG} Day {n}.", entry=f"line {n}", year=2000 + n), pieces=1 + n % 3)
    for n in range(12)
]
OTHER = replace(FINGERPRINT, model="fake-2")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    made = Library.create(tmp_path / "library", FINGERPRINT)
    write(made, PAPERS)
    embed(made, PAPERS)
    return made


def write(library: Library, papers: Iterable[Stored], removed: Iterable[str] = ()) -> None:
    library.write(lambda _: Changes(tuple(put(paper, EMBEDDER) for paper in papers), tuple(removed)))


def embed(library: Library, papers: Iterable[Stored]) -> None:
    """The vectors of all sentences; of each text its own."""
    papers = list(papers)
    vectors = [EMBEDDER.embed([f"{p.paper.id} {p.paper.abstract[a:b]}" for a, b in p.sentences]) for p in papers]
    library.add_sentence_vectors([(p.paper.id, text_digest(p), own) for p, own in zip(papers, vectors, strict=True)])


def check(library: Library, papers: int) -> None:
    """The catalogue against Chroma's rows, the columns against the places."""
    snapshot = library.snapshot()
    true = {paper.paper.id: paper for paper in all_stored(snapshot)}
    assert len(true) == papers
    assert snapshot.kept.get(true) == true
    with closing(sqlite3.connect(library.folder / "fast" / FILE)) as database:
        assert database.execute("SELECT count(*) FROM kept").fetchone() == (papers,)
    columns, numbers = snapshot.catalogue.columns, snapshot.catalogue.numbers(true)
    found = snapshot.sentences_of(true)
    for paper_id, paper in true.items():
        pairs = ((snapshot.passages, passages_digest(paper), ""), (snapshot.sentences, text_digest(paper), "sentence_"))
        for vectors, digest, part in pairs:
            place = snapshot.places.get(vectors.kind, paper_id, digest)
            file, start, n = (int(columns[f"{part}{name}"][numbers[paper_id]]) for name in ("file", "start", "rows"))
            name = snapshot.catalogue.coded("file").get(file, "")
            assert (name, start, n) == (("", 0, 0) if place is None else (place.file, place.start, place.n))
        own = snapshot.sentences.get(paper_id, text_digest(paper))
        assert (own is None) == (paper_id not in found)
        assert own is None or np.array_equal(own, found[paper_id])


def changed(paper: Stored) -> Stored:
    copy = replace(paper.copies[0].paper, abstract=f"Anew. {paper.paper.abstract}", venue="Harbours")
    return replace(stored(paper.paper.id, copy, pieces=2), aliases=("old",), apart=("p1",))


def updated(library: Library) -> int:
    write(library, map(changed, PAPERS[3:6]))
    return len(PAPERS)


def removed(library: Library) -> int:
    write(library, (), ["p2", "p7", "none"])
    return len(PAPERS) - 2


def merged(library: Library) -> int:
    both = tuple(paper.copies[0].paper for paper in PAPERS[4:6])
    write(library, [stored("p4", *both, aliases=("p5",))], ["p5"])
    return len(PAPERS) - 1


def embedded_again(library: Library) -> int:
    write(library, map(changed, PAPERS[3:6]))
    embed(library, map(changed, PAPERS[3:6]))
    return len(PAPERS)


def healed(library: Library) -> int:
    library.heal()
    return len(PAPERS)


def derived_anew(library: Library) -> int:
    for path in (library.folder / "fast").glob(f"{FILE}*"):
        path.unlink()
    library.close()
    return len(PAPERS)


def of_an_older_version(library: Library) -> int:
    library.close()
    with closing(sqlite3.connect(library.folder / "fast" / FILE)) as database:
        database.executescript("DROP TABLE kept; PRAGMA user_version = 3;")
    return len(PAPERS)


def worn(library: Library) -> int:
    for _ in range(6):
        write(library, map(changed, PAPERS))
        embed(library, map(changed, PAPERS))
        write(library, PAPERS)
        embed(library, PAPERS)
    library.tidy()
    return len(PAPERS)


def sentences_lost(library: Library) -> int:
    path = next((library.folder / "fast").glob("sentences-*"))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    library.work(lambda snapshot: snapshot.sentences.drop_lost())
    embed(library, PAPERS[-2:])  # where the file goes on, those lost once lay
    return len(PAPERS)


def another_embedder(library: Library) -> int:
    rebuild = Rebuild(library, OTHER, lambda paper: stored(paper.paper.id, *(c.paper for c in paper.copies), pieces=2))
    missing = list(rebuild.missing())
    rebuild.keep(missing, EMBEDDER.embed([passage.text for paper in missing for passage in paper.passages]))
    assert rebuild.swap()
    embed(library, PAPERS[:5])
    return len(PAPERS)


CHANGES: tuple[Callable[[Library], int], ...] = (
    updated, removed, merged, embedded_again, healed, derived_anew, of_an_older_version, worn, sentences_lost,
    another_embedder,
)  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_copies_and_columns_are_what_chroma_and_places_say(library: Library, change: Callable[[Library], int]) -> None:
    check(library, len(PAPERS))
    papers = change(library)
    check(library, papers)
    library.close()
    check(Library(library.folder), papers)


@pytest.mark.parametrize("paper", [*PAPERS[:3], changed(PAPERS[4])], ids=lambda paper: paper.paper.id)
def test_a_paper_comes_back_as_it_was(paper: Stored) -> None:
    assert unpacked(packed(paper)) == paper
    odd = replace(paper, passages=(replace(paper.passages[0], text="said otherwise"),), digests=("d",))
    assert unpacked(packed(odd)) == odd
    copy = replace(paper.copies[0].paper, title="A lone \ud800 half, a \x00 and 深", extra=(("a", "b"),))
    strange = stored("p", copy)
    assert unpacked(packed(strange)) == strange


@pytest.mark.parametrize("body", [b"", b"no paper", packed(PAPERS[0])[:-9]])
def test_a_damaged_copy_is_read_from_chroma(library: Library, body: bytes) -> None:
    database = Database(library.folder / "fast")
    with database.writing() as writing:
        writing.execute("UPDATE kept SET body = ? WHERE n = 3", (body,))
    snapshot = library.snapshot()
    damaged = snapshot.catalogue.ids_of([3])[3]
    ids = [paper.paper.id for paper in PAPERS]
    assert snapshot.kept.get(ids).keys() == set(ids) - {damaged}
    assert list(snapshot.get(ids)) == ids
    assert list(snapshot.get(ids).values()) == list(all_stored(snapshot))


def test_columns_that_lost_a_page_cost_no_sentences(library: Library) -> None:
    snapshot = library.snapshot()
    ids = [paper.paper.id for paper in PAPERS]
    whole = snapshot.sentences_of(ids)
    snapshot.catalogue.columns.put([2, 3], {"sentence_rows": [0, 0]})
    found = snapshot.sentences_of(ids)
    assert found.keys() == whole.keys() == set(ids)
    assert all(np.array_equal(found[i], whole[i]) for i in ids)


def test_tidying_writes_no_places_unless_vectors_moved(library: Library) -> None:
    def files() -> dict[str, Path]:
        folder = next((library.folder / "fast").glob(f"{PREFIX}*"))
        return {path.name: path for path in folder.iterdir()}

    library.tidy()
    for path in files().values():
        os.utime(path, (1, 1))
    library.tidy()
    assert {name for name, path in files().items() if path.stat().st_mtime != 1} == set()
    worn(library)
    assert {"start", "sentence_start"} <= {name for name, path in files().items() if path.stat().st_mtime != 1}


def test_tidying_puts_right_what_the_columns_lost(library: Library) -> None:
    catalogue = library.snapshot().catalogue
    catalogue.columns.put([4], {"rows": [0], "start": [99]})
    assert catalogue.unplaced
    library.tidy()
    assert not catalogue.unplaced
    check(library, len(PAPERS))


def test_columns_of_another_model_are_not_believed(library: Library) -> None:
    """As after a kill between a swap and the renaming of the new vectors."""
    database = Database(library.folder / "fast")
    with database.writing() as writing:
        writing.execute("UPDATE state SET model = 'other'")
    library.snapshot().catalogue.columns.put([1, 2], {"sentence_start": [5, 5], "start": [5, 5]})
    snapshot = library.snapshot()
    assert not snapshot.catalogue.placed
    found = snapshot.sentences_of(["p0"])["p0"]
    own = snapshot.sentences.get("p0", text_digest(PAPERS[0]))
    assert own is not None
    assert np.array_equal(found, own)
    write(library, [stored("q", a_paper("Quay", LONG, entry="q"))])
    assert library.snapshot().catalogue.placed
    check(library, len(PAPERS) + 1)
