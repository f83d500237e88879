"""The library's promises: what is written is kept, seen by all, and put right after a crash."""

import json
import logging
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import EmbedderMismatch, LibraryError, LibraryMissing, LibraryNewer, PaperMissing
from assistant.library import Changes, Library, Put, Snapshot, Stored
from assistant.library.folder import FolderBackend
from assistant.library.lock import write_lock
from assistant.library.manifest import FILE, SCHEMA, read_manifest, write_atomically, write_manifest
from assistant.library.stored import passages_digest, text_digest, to_rows
from tests.fakes import FINGERPRINT, FakeEmbedder, a_paper, put, stored

EMBEDDER = FakeEmbedder()
KETTLE = stored("p1", a_paper("Kettles That Whistle", "Steam leaves the spout and sings. We listen."))
OTTER = stored("p2", a_paper("Otters in Winter", "The otters slide downhill. They climb up.", entry="line 2"))
MOTH = stored("p3", a_paper("Moths at Lanterns", "A lantern draws moths. " * 12, entry="line 3"), pieces=3)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library.create(tmp_path / "library", FINGERPRINT)


def write(library: Library, *records: Stored, removed: tuple[str, ...] = ()) -> None:
    library.write(lambda _: Changes(tuple(put(record) for record in records), removed))


def by_words(library: Library, text: str) -> list[str]:
    return [paper_id for paper_id, _ in library.snapshot().lexical.search(text, 10)]


def by_meaning(library: Library, text: str, n: int = 1) -> list[str]:
    return [row_id for row_id, _ in library.snapshot().store.query(EMBEDDER.embed([text])[0], n)]


def kept_beside(snapshot: Snapshot, record: Stored) -> bool:
    """The vectors of a paper's passages are kept beside Chroma, or not at all."""
    kept = snapshot.passages.get(record.paper.id, passages_digest(record))
    return kept is None or np.allclose(kept, EMBEDDER.embed([p.text for p in record.passages]), atol=1e-3)


def holds(library: Library, *records: Stored) -> bool:
    """The library holds exactly these papers: rows, vectors and words."""
    snapshot = library.snapshot()
    passages = [passage for record in records for passage in record.passages]
    rows = {row[0] for page in snapshot.store.all_rows() for row in page}
    vectors = snapshot.store.vectors([passage.id for passage in passages]) if passages else {}
    return (
        snapshot.all == {record.paper.id: record for record in records}
        and rows == {passage.id for passage in passages}
        and all(np.allclose(vectors[p.id], EMBEDDER.embed([p.text])[0], atol=1e-6) for p in passages)
        and len(snapshot.store.query(EMBEDDER.embed(["moths"])[0], min(len(rows), 50) or 1)) == min(len(rows), 50)
        and snapshot.lexical.count() == len(records)
        and not snapshot.manifest.writing
        and snapshot.lexical.generation == snapshot.manifest.generation
        and snapshot.catalogue.generation == snapshot.manifest.generation
        and sorted(snapshot.catalogue.ids()) == sorted(record.paper.id for record in records)
        and all(kept_beside(snapshot, record) for record in records)
    )


# Create, open, get, list, remove


def test_a_new_library_is_empty_and_can_be_searched(library: Library) -> None:
    assert holds(library)
    assert library.snapshot().papers == ()
    assert (by_words(library, "kettle"), by_meaning(library, "kettle")) == ([], [])


def test_what_was_written_is_there_now_and_after_opening_again(library: Library) -> None:
    write(library, KETTLE, OTTER, MOTH)
    for opened in (library, Library(library.folder), Library.create(library.folder, FINGERPRINT)):
        assert holds(opened, KETTLE, OTTER, MOTH)
        assert opened.snapshot().papers == (KETTLE.paper, OTTER.paper, MOTH.paper)
        assert opened.get("p3") == MOTH
        assert by_words(opened, "otters") == ["p2"]
        assert by_meaning(opened, OTTER.passages[0].text) == ["p2:0"]


def test_a_paper_is_found_by_its_former_ids(library: Library) -> None:
    write(library, replace(KETTLE, aliases=("p7", "p8")), OTTER)
    assert library.get("p8").paper == library.get("p7").paper == KETTLE.paper
    for unknown in ("p9", "", "p1:0", "'; drop table"):
        with pytest.raises(PaperMissing, match="list"):
            library.get(unknown)


def test_removing_leaves_nothing_behind(library: Library) -> None:
    write(library, KETTLE, MOTH)
    write(library, removed=("p3", "unknown"))
    assert holds(library, KETTLE)
    assert by_words(library, "lantern") == []
    write(library, removed=("p1",))
    assert holds(library)
    write(library, KETTLE)
    assert holds(library, KETTLE)


def test_writing_and_removing_in_one_batch(library: Library) -> None:
    write(library, KETTLE, MOTH)
    write(library, replace(KETTLE, aliases=("p3",)), removed=("p3",))
    assert holds(library, replace(KETTLE, aliases=("p3",)))
    assert library.get("p3").paper == KETTLE.paper


def test_unknown_papers_are_left_out_of_many(library: Library) -> None:
    write(library, KETTLE, MOTH)
    assert library.snapshot().get(["p3", "nobody", "p1"]) == {"p3": MOTH, "p1": KETTLE}
    assert library.snapshot().get([]) == {}


# Upserts


def test_writing_the_same_again_adds_nothing(library: Library) -> None:
    for _ in range(3):
        write(library, KETTLE, MOTH)
    assert holds(library, KETTLE, MOTH)


def test_empty_changes_commit_nothing(library: Library) -> None:
    before = (library.folder / FILE).stat().st_mtime_ns
    library.write(lambda _: Changes())
    assert (library.folder / FILE).stat().st_mtime_ns == before


def test_new_metadata_keep_the_vectors(library: Library) -> None:
    write(library, KETTLE, MOTH)
    copy = a_paper(MOTH.paper.title, MOTH.paper.abstract, name="b.txt", venue="Annals of Lamps", year=2020, date="2020")
    richer = replace(stored("p3", MOTH.copies[0].paper, copy, pieces=3), apart=("p1",))
    library.write(lambda _: Changes((Put(richer, None),)))
    for opened in (library, Library(library.folder)):
        assert holds(opened, KETTLE, richer)
        assert opened.get("p3").paper.venue == "Annals of Lamps"


def test_metadata_can_be_taken_away_again(library: Library) -> None:
    write(library, replace(KETTLE, aliases=("p7",), apart=("p2",)))
    library.write(lambda _: Changes((Put(KETTLE, None),)))
    assert holds(library, KETTLE)


@pytest.mark.parametrize(("before", "after"), [(3, 1), (3, 2), (1, 3), (4, 0)])
def test_other_passages_leave_no_rows_behind(library: Library, before: int, after: int) -> None:
    copy = a_paper("Moths", "A lantern draws moths. " * 12)
    write(library, stored("p3", copy, pieces=before), KETTLE)
    now = stored("p3", replace(copy, abstract="Fewer moths came this year. " * 5), pieces=after or 1)
    write(library, now)
    for opened in (library, Library(library.folder)):
        assert holds(opened, KETTLE, now)


def test_odd_texts_come_back_as_they_were(library: Library) -> None:
    odd = [
        stored(
            "p1",
            a_paper("A \\emph{title} with $x<y$ & “quotes”", "Line one.\nLine two.\t深度学习 \U0001f989 &lt;b&gt;."),
        ),
        stored("p2", a_paper("", "", n_authors=0)),
        stored("p3", a_paper("x" * 5000, "y" * 100_000, extra=(("a", ""), ("b", "\\u0000")))),
    ]
    write(library, *odd)
    assert holds(Library(library.folder), *odd)


def test_more_rows_than_a_page(library: Library) -> None:
    many = [stored(f"p{n}", a_paper(f"Paper {n}", f"Words about number {n}.", entry=f"line {n}")) for n in range(2200)]
    write(library, *many)
    opened = Library(library.folder)
    assert holds(opened, *many)
    assert [paper.id for paper in opened.snapshot().papers] == [record.paper.id for record in many]


# Refusals


def test_where_there_is_no_library(tmp_path: Path) -> None:
    with pytest.raises(LibraryMissing, match="python -m ingest"):
        Library(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_a_file_is_no_library(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    with pytest.raises(LibraryError):
        Library(tmp_path / "file")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(LibraryError, match="--library"):
            Library.create(folder, FINGERPRINT)


@pytest.mark.parametrize(
    "other",
    [
        replace(FINGERPRINT, embedder="openai:small"),
        replace(FINGERPRINT, model="fake-2"),
        replace(FINGERPRINT, dimensions=64),
        replace(FINGERPRINT, chunking="sentences-2"),
    ],
)
def test_another_embedder_is_refused_and_nothing_is_lost(library: Library, other: object) -> None:
    write(library, KETTLE)
    with pytest.raises(EmbedderMismatch, match="reembed"):
        Library.create(library.folder, other)  # type: ignore[arg-type]
    assert holds(Library(library.folder), KETTLE)


def test_a_newer_library_is_refused_by_who_opens_and_by_who_has_it_open(library: Library) -> None:
    path = library.folder / FILE
    write_atomically(path, json.dumps(json.loads(path.read_text()) | {"schema": SCHEMA + 1}).encode())
    for use in (lambda: Library(library.folder), library.snapshot, lambda: Library.create(library.folder, FINGERPRINT)):
        with pytest.raises(LibraryNewer):
            use()
    with pytest.raises(LibraryNewer):
        write(library, KETTLE)


def test_a_damaged_manifest_is_an_error_and_is_left_alone(library: Library) -> None:
    (library.folder / FILE).write_text("{")
    for use in (lambda: Library(library.folder), library.snapshot, lambda: Library.create(library.folder, FINGERPRINT)):
        with pytest.raises(LibraryError, match=FILE):
            use()
    assert (library.folder / FILE).read_text() == "{"


def test_vectors_of_another_embedder_under_this_manifest_are_refused(library: Library) -> None:
    write(library, KETTLE)
    manifest = read_manifest(library.folder)
    write_manifest(library.folder, replace(manifest, fingerprint=replace(FINGERPRINT, model="fake-2")))
    with pytest.raises(EmbedderMismatch):
        Library(library.folder)


@pytest.mark.parametrize("damage", ["gone", "garbage"])
def test_lost_vectors_are_an_error_and_not_an_empty_library(library: Library, damage: str) -> None:
    write(library, KETTLE)
    library.close()
    if damage == "gone":
        shutil.rmtree(library.folder / "chroma")
    else:
        (library.folder / "chroma" / "chroma.sqlite3").write_bytes(b"no database at all" * 1000)
    with pytest.raises(LibraryError):
        Library(library.folder)


def test_a_library_that_was_deleted_while_open(library: Library) -> None:
    write(library, KETTLE)
    shutil.rmtree(library.folder)
    with pytest.raises(LibraryMissing):
        library.snapshot()
    again = Library.create(library.folder, FINGERPRINT)
    write(again, OTTER)
    assert holds(library, OTTER)


def may_write(path: Path) -> bool:
    """Whether this user may write, whatever the mode says, as root may."""
    return os.access(path, os.W_OK)


@pytest.mark.parametrize("closed", [".", "chroma", "chroma/chroma.sqlite3", "fast", "lexical"])
def test_a_library_that_may_not_be_written_is_named(library: Library, closed: str) -> None:
    write(library, KETTLE)
    library.close()
    path = library.folder / closed
    mode = path.stat().st_mode
    path.chmod(mode & ~0o222)
    try:
        if may_write(path):
            pytest.skip("this user may write everything")
        for use in (lambda: Library(library.folder), lambda: write(library, MOTH)):
            with pytest.raises(LibraryError, match="copy the folder"):
                use()
    finally:
        path.chmod(mode)
    assert holds(Library(library.folder), KETTLE)


# Several at once


def test_another_opener_sees_each_commit(library: Library) -> None:
    other = Library(library.folder)
    for step, records in enumerate([(KETTLE,), (KETTLE, OTTER), (KETTLE, OTTER, MOTH)]):
        writer, reader = (library, other) if step % 2 else (other, library)
        assert len(reader.snapshot().papers) == step
        write(writer, records[-1])
        assert holds(reader, *records)
        nearest = by_meaning(reader, records[-1].passages[0].text)[0]  # passages of one paper may be equally near
        assert nearest.startswith(f"{records[-1].paper.id}:")
    write(library, removed=("p1",))
    assert holds(other, OTTER, MOTH)


def test_a_plan_is_made_on_the_newest_commit(library: Library) -> None:
    other = Library(library.folder)
    write(library, KETTLE)
    seen: list[set[str]] = []

    def plan(now: Snapshot) -> Changes:
        seen.append(set(now.all))
        return Changes((put(OTTER),))

    other.write(plan)
    assert seen == [{"p1"}]
    assert holds(library, KETTLE, OTTER)


def test_a_plan_that_fails_changes_nothing(library: Library) -> None:
    write(library, KETTLE)

    def plan(_: Snapshot) -> Changes:
        raise RuntimeError("no plan")

    with pytest.raises(RuntimeError, match="no plan"):
        library.write(plan)
    assert holds(library, KETTLE)
    write(library, OTTER)
    assert holds(Library(library.folder), KETTLE, OTTER)


def test_a_batch_that_fails_halfway_is_put_right(library: Library) -> None:
    write(library, KETTLE)
    wrong = Put(MOTH, np.ones((len(MOTH.passages), 5), np.float32))
    with pytest.raises(Exception, match="dimension"):
        library.write(lambda _: Changes((wrong,), ("p1",)))
    assert holds(library, KETTLE)
    assert holds(Library(library.folder), KETTLE)
    write(library, OTTER)
    assert holds(library, KETTLE, OTTER)


def test_closing_one_disturbs_no_other(library: Library) -> None:
    write(library, KETTLE)
    other = Library(library.folder)
    held = other.snapshot()
    library.close()
    assert holds(other, KETTLE)
    assert held.store.count() == 1
    write(other, OTTER)
    assert holds(other, KETTLE, OTTER)


def test_a_closed_library_opens_again_when_used(library: Library) -> None:
    write(library, KETTLE)
    library.close()
    library.close()
    write(library, OTTER)
    library.close()
    assert holds(library, KETTLE, OTTER)


def test_a_snapshot_outlives_closing_and_later_commits(library: Library) -> None:
    write(library, KETTLE)
    held = library.snapshot()
    assert held.papers == (KETTLE.paper,)
    write(library, OTTER)
    library.close()
    assert held.papers == (KETTLE.paper,)
    assert held.get(["p1"]) == {"p1": KETTLE}


@pytest.mark.slow
def test_opening_very_often_never_shows_an_old_state(library: Library) -> None:
    write(library, KETTLE)
    kept = Snapshot(FolderBackend(library.folder), library.manifest)
    assert kept.store.query(EMBEDDER.embed(["steam"])[0], 9)
    write(library, OTTER)
    for _ in range(1100):
        found = Snapshot(FolderBackend(library.folder), library.manifest).store.query(EMBEDDER.embed(["steam"])[0], 9)
        assert len(found) == 2
    assert len(kept.store.query(EMBEDDER.embed(["steam"])[0], 9)) == 1


def test_threads_read_while_another_writes(library: Library) -> None:
    write(library, KETTLE)
    stop, failures, seen = threading.Event(), list[BaseException](), list[int]()

    def read() -> None:
        try:
            while not stop.is_set():
                snapshot = library.snapshot()
                assert snapshot.get(["p1"])["p1"] == KETTLE
                found = snapshot.store.query(EMBEDDER.embed(["steam"])[0], 3)
                assert found
                assert snapshot.get([row_id.partition(":")[0] for row_id, _ in found])
                assert "p1" in dict(snapshot.lexical.search("steam", 99))
                seen.append(len(snapshot.papers))
        except BaseException as error:  # noqa: BLE001 - handed to the test's own thread
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for thread in readers:
        thread.start()
    records = [stored(f"q{n}", a_paper(f"Paper {n}", f"Steam number {n}.", entry=f"line {n}")) for n in range(24)]
    for i in range(0, len(records), 4):
        write(library, *records[i : i + 4])
    stop.set()
    for thread in readers:
        thread.join()
    assert failures == []
    assert seen
    assert holds(library, KETTLE, *records)


def test_threads_and_openers_write_together(library: Library) -> None:
    other = Library(library.folder)
    records = [stored(f"q{n}", a_paper(f"Paper {n}", f"Text {n}.", entry=f"line {n}")) for n in range(16)]
    failures: list[BaseException] = []

    def add(opened: Library, mine: list[Stored]) -> None:
        try:
            for record in mine:
                write(opened, record)
        except BaseException as error:  # noqa: BLE001 - handed to the test's own thread
            failures.append(error)

    writers = [threading.Thread(target=add, args=((library, other)[n % 2], records[n::4])) for n in range(4)]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()
    assert failures == []
    for opened in (library, other, Library(library.folder)):
        assert {i: s.paper for i, s in opened.snapshot().all.items()} == {s.paper.id: s.paper for s in records}
        assert opened.snapshot().lexical.count() == len(records)


def test_creating_at_the_same_moment(tmp_path: Path) -> None:
    made: list[Library] = []
    start = threading.Barrier(4)

    def create() -> None:
        start.wait()
        made.append(Library.create(tmp_path / "deep" / "library", FINGERPRINT))

    threads = [threading.Thread(target=create) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    write(made[0], KETTLE)
    assert all(holds(library, KETTLE) for library in made)


def test_waiting_for_the_lock_is_said_once(library: Library, caplog: pytest.LogCaptureFixture) -> None:
    holding = threading.Event()
    release = threading.Event()

    def hold() -> None:
        with write_lock(library.folder):
            holding.set()
            release.wait()

    holder = threading.Thread(target=hold)
    holder.start()
    holding.wait()
    waiter = threading.Thread(target=write, args=(library, KETTLE))
    with caplog.at_level(logging.WARNING):
        waiter.start()
        while not caplog.records:
            time.sleep(0.01)
        release.set()
        waiter.join()
        holder.join()
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert str(library.folder) in caplog.text
    assert holds(library, KETTLE)


def test_an_uncontended_write_says_nothing(library: Library, caplog: pytest.LogCaptureFixture) -> None:
    write(library, KETTLE)
    assert caplog.records == []


# Derived indexes


def test_a_lost_word_index_is_made_again(library: Library) -> None:
    write(library, KETTLE, MOTH)
    library.close()
    shutil.rmtree(library.folder / "lexical")
    opened = Library(library.folder)
    assert holds(opened, KETTLE, MOTH)
    assert holds(library, KETTLE, MOTH)
    assert by_words(opened, "lantern") == ["p3"]


@pytest.mark.parametrize("suffix", [".json", ".term", ".idx", ".store"])
def test_a_damaged_word_index_is_made_again(library: Library, suffix: str) -> None:
    write(library, KETTLE, MOTH)
    library.close()
    for path in (library.folder / "lexical").glob(f"*{suffix}"):
        path.write_bytes(path.read_bytes()[:7])
    assert holds(Library(library.folder), KETTLE, MOTH)


def sentence_rows(
    record: Stored, fill: float = 0.5
) -> tuple[str, str, np.ndarray[tuple[int, int], np.dtype[np.float32]]]:
    return record.paper.id, text_digest(record), np.full((len(record.sentences), 32), fill, np.float32)


def test_sentence_vectors_are_seen_by_all_without_a_commit(library: Library) -> None:
    write(library, KETTLE, MOTH)
    other = Library(library.folder)
    assert other.snapshot().without_sentence_vectors() == ["p1", "p3"]
    library.add_sentence_vectors([sentence_rows(KETTLE)])
    assert other.snapshot().without_sentence_vectors() == ["p3"]
    other.add_sentence_vectors([sentence_rows(MOTH)])
    for opened in (library, other, Library(library.folder)):
        assert opened.snapshot().without_sentence_vectors() == []
        vectors = opened.snapshot().sentence_vectors([KETTLE])[0]
        assert vectors is not None
        assert vectors.shape == (len(KETTLE.sentences), 32)
    write(library, stored("p1", a_paper("Kettles That Whistle", "Silence now.")))
    assert library.snapshot().without_sentence_vectors() == ["p1"]


@pytest.mark.parametrize("damage", ["gone", "*.sqlite", "*.i8"])
def test_lost_sentence_vectors_are_to_be_computed_again(library: Library, damage: str) -> None:
    write(library, KETTLE)
    library.add_sentence_vectors([sentence_rows(KETTLE)])
    fast = library.folder / "fast"
    library.close()
    if damage == "gone":
        shutil.rmtree(fast)
    for path in fast.glob(damage):
        path.write_bytes(path.read_bytes()[:9])
    opened = Library(library.folder)
    opened.work(lambda snapshot: snapshot.sentences.drop_lost())
    assert opened.snapshot().without_sentence_vectors() == ["p1"]
    opened.add_sentence_vectors([sentence_rows(KETTLE)])
    assert Library(library.folder).snapshot().without_sentence_vectors() == []


# A writer that was killed


@contextmanager
def killed_writer(folder: Path) -> Iterator[Snapshot]:
    """A writer that set `writing`, does what the block does to the indexes, and is gone without its last steps."""
    backend = FolderBackend(folder)
    with backend.lock():
        manifest = read_manifest(folder)
        write_manifest(folder, replace(manifest, writing=True))
        yield Snapshot(backend, manifest)


def put_rows(snapshot: Snapshot, record: Stored, rows: slice = slice(None)) -> None:
    snapshot.store.upsert(to_rows(record)[rows], EMBEDDER.embed([p.text for p in record.passages[rows]]))


def test_killed_before_anything_was_written(library: Library) -> None:
    write(library, KETTLE)
    with killed_writer(library.folder):
        pass
    assert holds(Library(library.folder), KETTLE)
    assert holds(library, KETTLE)


def test_killed_between_vectors_and_words(library: Library) -> None:
    write(library, KETTLE)
    with killed_writer(library.folder) as snapshot:
        put_rows(snapshot, MOTH)
    opened = Library(library.folder)
    assert holds(opened, KETTLE, MOTH)
    assert by_words(opened, "lantern") == ["p3"]
    assert holds(library, KETTLE, MOTH)


def test_killed_between_words_and_manifest(library: Library) -> None:
    write(library, KETTLE)
    generation = library.manifest.generation
    with killed_writer(library.folder) as snapshot:
        put_rows(snapshot, MOTH)
        snapshot.lexical.write([MOTH.paper], (), generation + 1)
    assert holds(Library(library.folder), KETTLE, MOTH)
    assert library.manifest.generation > generation


def test_killed_before_old_passages_were_dropped(library: Library) -> None:
    write(library, MOTH, KETTLE)
    shorter = stored("p3", a_paper("Moths at Lanterns", "No moths came.", entry="line 3"))
    with killed_writer(library.folder) as snapshot:
        put_rows(snapshot, shorter)
    assert holds(Library(library.folder), shorter, KETTLE)


def test_killed_while_a_paper_was_removed(library: Library) -> None:
    write(library, MOTH, KETTLE)
    with killed_writer(library.folder) as snapshot:
        snapshot.store.delete(["p3:0"])
    assert holds(Library(library.folder), KETTLE)


def test_killed_between_joining_two_papers_and_dropping_the_second(library: Library) -> None:
    write(library, MOTH, KETTLE)
    joined = replace(KETTLE, aliases=("p3",))
    with killed_writer(library.folder) as snapshot:
        put_rows(snapshot, joined)
    opened = Library(library.folder)
    assert opened.get("p3").paper.id == "p1"
    assert holds(opened, joined)


@pytest.mark.parametrize("use", ["read", "write"])
def test_killed_while_another_had_the_library_open(library: Library, use: str) -> None:
    write(library, KETTLE)
    with killed_writer(library.folder) as snapshot:
        put_rows(snapshot, MOTH)
        assert "p1" in library.snapshot().all
    if use == "write":
        write(library, OTTER)
        assert holds(library, KETTLE, MOTH, OTTER)
        assert holds(Library(library.folder), KETTLE, MOTH, OTTER)
    assert by_words(library, "lantern") == ["p3"]


def test_killed_with_the_word_index_gone_too(library: Library) -> None:
    write(library, KETTLE)
    with killed_writer(library.folder) as snapshot:
        put_rows(snapshot, MOTH, slice(1, None))
        shutil.rmtree(library.folder / "lexical")
    assert holds(Library(library.folder), KETTLE)


def test_a_live_writer_is_left_to_finish(library: Library) -> None:
    write(library, KETTLE)
    generation, before = library.manifest.generation, library.snapshot()
    with killed_writer(library.folder) as snapshot:
        put_rows(snapshot, MOTH)
        assert library.snapshot() is before
        assert by_words(library, "steam") == ["p1"]
        assert by_meaning(library, "steam", 9) == ["p1:0"]
        assert read_manifest(library.folder).writing
    assert holds(library, KETTLE, MOTH)
    assert library.manifest.generation > generation


def test_opening_waits_for_the_batch_under_way(library: Library) -> None:
    write(library, KETTLE)
    opened: list[Library] = []
    opener = threading.Thread(target=lambda: opened.append(Library(library.folder)))
    with write_lock(library.folder):
        opener.start()
        opener.join(0.2)
        assert opened == []
    opener.join()
    assert holds(opened[0], KETTLE)


def test_killed_before_the_manifest_of_a_new_library(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    Library.create(folder, FINGERPRINT)
    (folder / FILE).unlink()
    again = Library.create(folder, FINGERPRINT)
    write(again, KETTLE)
    assert holds(again, KETTLE)


def test_tidying_leaves_a_library_that_scores_as_if_made_at_once(library: Library, tmp_path: Path) -> None:
    write(library, KETTLE, OTTER, MOTH)
    write(library, replace(OTTER, sentences=()))
    write(library, OTTER)
    fresh = Library.create(tmp_path / "fresh", FINGERPRINT)
    write(fresh, KETTLE, OTTER, MOTH)
    scores = [dict(each.snapshot().lexical.search("steam otters lantern", 5)) for each in (library, fresh)]
    assert scores[0] != pytest.approx(scores[1])
    library.tidy()
    assert holds(library, KETTLE, OTTER, MOTH)
    assert dict(Library(library.folder).snapshot().lexical.search("steam otters lantern", 5)) == pytest.approx(
        scores[1]
    )


def test_a_paper_that_keeps_its_text_is_written_with_those_that_do_not(library: Library) -> None:
    write(library, MOTH)
    later = replace(MOTH, aliases=("p9",))
    library.write(lambda _: Changes((Put(later, None), put(KETTLE))))
    assert holds(library, later, KETTLE)


def test_papers_whose_vectors_are_lost_keep_their_texts(library: Library) -> None:
    write(library, KETTLE, MOTH)
    with killed_writer(library.folder):
        (library.folder / "chroma.at-risk").touch()
    library.close()
    shutil.rmtree(library.folder / "fast")
    opened = Library(library.folder)
    assert opened.snapshot().all == {"p1": KETTLE, "p3": MOTH}
    assert opened.snapshot().store.count() == 4


def test_vectors_kept_beside_chroma_outlive_its_own(library: Library) -> None:
    write(library, KETTLE, MOTH)
    with killed_writer(library.folder):
        (library.folder / "chroma.at-risk").touch()
    library.close()
    opened = Library(library.folder)
    assert opened.manifest.collection == "passages-2"
    assert holds(opened, KETTLE, MOTH)
    assert not (library.folder / "chroma.at-risk").exists()


def test_a_count_that_no_index_could_hold_does_not_lock_anybody_out(library: Library) -> None:
    crowd = stored("p4", a_paper("Crowds", "Many wrote this.", entry="line 4", n_authors=10**30))
    write(library, crowd)
    assert holds(Library(library.folder), crowd)


def test_indexes_of_another_library_are_not_taken_for_its_own(library: Library, tmp_path: Path) -> None:
    write(library, KETTLE)
    other = Library.create(tmp_path / "other", FINGERPRINT)
    write(other, MOTH)
    for part in ("fast", "lexical", "derived-from"):
        source, target = other.folder / part, library.folder / part
        other.close()
        library.close()
        if source.is_dir():
            shutil.rmtree(target)
            shutil.copytree(source, target)
        else:
            shutil.copy(source, target)
    opened = Library(library.folder)
    assert by_words(opened, "steam") == ["p1"]
    assert opened.snapshot().catalogue.ids() == ["p1"]
