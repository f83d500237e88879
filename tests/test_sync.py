"""What becomes of papers that have gone: told, kept, or taken out with what else they had."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from assistant.embedding import Progress as OnDone
from assistant.embedding import Vectors
from assistant.library import Changes, Library, Stored
from assistant.settings import Settings
from ingest.load import LoadReport, load_entries, load_paths
from ingest.sync import sync_paths
from tests.fakes import FakeEmbedder, a_paper, generated

LIBRARY = Path("library")
Row = Mapping[str, object]
ROWS: list[dict[str, object]] = generated(5)


def put(name: str, rows: Sequence[Row], *, end: str = "") -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows) + end)
    return path


def load(*paths: str) -> LoadReport:
    return load_paths(LIBRARY, [Path(p) for p in paths], settings=Settings(), embedder=FakeEmbedder())


def prune(*paths: str, embedder: FakeEmbedder | None = None) -> LoadReport:
    return sync_paths(LIBRARY, [Path(p) for p in paths], settings=Settings(), embedder=embedder or FakeEmbedder())


def held() -> dict[str, Stored]:
    """The papers by title; the indexes hold nothing else."""
    snapshot = Library(LIBRARY).snapshot()
    stored = {s.paper.title: s for s in snapshot.each(snapshot.catalogue.ids())}
    assert snapshot.lexical.count() == len(stored)
    assert snapshot.store.count() == sum(len(s.passages) for s in stored.values())
    assert snapshot.without_sentence_vectors() == []
    return stored


def titles(rows: Sequence[Row]) -> set[str]:
    return {str(row["title"]) for row in rows}


@pytest.mark.parametrize("root", ["in", "in/a.jsonl"], ids=["a folder", "a named file"])
def test_entries_that_left_a_file(root: str) -> None:
    put("in/a.jsonl", ROWS)
    load(root)
    put("in/a.jsonl", ROWS[:3])
    report = load(root)
    assert (report.gone, report.removed, report.unchanged) == (2, 0, 3)
    assert {paper.title for paper in report.gone_papers} == titles(ROWS[3:])
    assert len(held()) == 5
    embedder = FakeEmbedder()
    report = prune(root, embedder=embedder)
    assert (report.gone, report.removed, report.papers) == (2, 2, 3)
    assert embedder.texts == []
    assert set(held()) == titles(ROWS[:3])
    assert load(root).gone == 0


def test_without_prune_a_paper_comes_back_as_it_was() -> None:
    put("in/a.jsonl", ROWS)
    load("in")
    before = held()
    for rows in (ROWS[:3], ROWS):
        put("in/a.jsonl", rows)
        last = load("in")
    assert (last.gone, last.unchanged) == (0, 5)
    assert held() == before


def test_after_pruning_a_paper_comes_back_with_its_id() -> None:
    put("in/a.jsonl", ROWS)
    load("in")
    before = {title: stored.paper.id for title, stored in held().items()}
    put("in/a.jsonl", ROWS[:3])
    prune("in")
    put("in/a.jsonl", ROWS)
    assert prune("in").added == 2
    assert {title: stored.paper.id for title, stored in held().items()} == before


def test_a_paper_with_a_copy_elsewhere_stays_and_is_derived_from_it() -> None:
    short = {"title": "Kettles That Whistle", "abstract": "Steam leaves the spout.", "year": 2020}
    long = short | {
        "abstract": "Steam leaves the spout of kettles. We listen to it for days.",
        "venue": "Kettle Letters",
    }
    put("in/long.jsonl", [long, ROWS[0]])
    put("out/short.jsonl", [short])
    load("out")
    load("in")
    (before,) = (stored for title, stored in held().items() if title == short["title"])
    assert (len(before.copies), before.paper.abstract) == (2, long["abstract"])
    put("in/long.jsonl", [ROWS[0]])
    report = load("in")
    assert (report.gone, report.gone_papers) == (0, ())
    embedder = FakeEmbedder()
    report = prune("in", embedder=embedder)
    assert (report.gone, report.removed, report.papers) == (0, 0, 2)
    after = held()[str(short["title"])]
    assert (after.paper.id, len(after.copies)) == (before.paper.id, 1)
    assert (after.paper.abstract, after.paper.venue) == (short["abstract"], None)
    assert set(embedder.texts) == {f"{short['title']}\n{short['abstract']}", short["abstract"]}
    assert load("out").unchanged == 1


def test_a_copy_that_told_less_goes_without_embedding() -> None:
    whole = {"title": "Kettles That Whistle", "abstract": "Steam leaves the spout. We listen."}
    put("in/a.jsonl", [whole | {"venue": "Kettle Letters"}, ROWS[0]])
    put("out/b.jsonl", [whole])
    load("in", "out")
    put("in/a.jsonl", [ROWS[0]])
    embedder = FakeEmbedder()
    assert prune("in", embedder=embedder).removed == 0
    assert embedder.texts == []
    assert held()[whole["title"]].paper.venue is None


def test_a_renamed_file_takes_nothing_with_it() -> None:
    path = put("in/a.jsonl", ROWS)
    load("in")
    before = {title: stored.paper.id for title, stored in held().items()}
    path.rename("in/b.jsonl")
    report = prune("in")
    assert (report.gone, report.removed, report.papers) == (0, 0, 5)
    assert {title: stored.paper.id for title, stored in held().items()} == before
    assert all(len(stored.copies) == 1 for stored in held().values())


def test_a_file_that_was_cut_loses_nothing() -> None:
    put("in/a.jsonl", ROWS)
    put("in/b.jsonl", generated(7)[5:])
    load("in")
    put("in/a.jsonl", ROWS[:2], end='{"title": "Kettl')
    put("in/b.jsonl", generated(7)[5:6])
    report = prune("in")
    assert (report.gone, report.removed) == (1, 1)
    assert [(Path(found.file).name, found.copies) for found in report.held] == [("a.jsonl", 3)]
    assert titles(ROWS) <= set(held())


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\x03" * 500, b"nothing of the kind\n"])
def test_a_file_that_could_not_be_read_loses_nothing(content: bytes) -> None:
    put("in/a.jsonl", ROWS)
    load("in")
    Path("in/a.jsonl").write_bytes(content)
    for root in ("in", "in/a.jsonl"):
        report = prune(root)
        assert (report.gone, report.removed, report.papers) == (0, 0, 5)


def test_a_record_without_its_abstract_has_gone() -> None:
    put("in/a.jsonl", ROWS)
    load("in")
    put("in/a.jsonl", [*ROWS[:4], {"id": ROWS[4]["id"], "title": ROWS[4]["title"]}])
    report = prune("in")
    assert (report.rejected, report.removed, report.held) == (1, 1, ())


def test_a_run_that_was_stopped_records_nothing() -> None:
    put("in/a.jsonl", ROWS)
    load("in")
    put("in/a.jsonl", ROWS[:1])
    put("in/b.jsonl", generated(300)[5:])

    class Stops(FakeEmbedder):
        def embed(self, texts: Sequence[str], *, on_progress: OnDone | None = None) -> Vectors:
            raise KeyboardInterrupt(texts, on_progress)

    with pytest.raises(KeyboardInterrupt):
        load_paths(LIBRARY, [Path("in")], settings=Settings(), embedder=Stops())
    put("in/a.jsonl", ROWS)
    assert prune("in").removed == 0


def test_papers_of_a_live_source_are_nobodys_to_prune() -> None:
    put("in/a.jsonl", ROWS)
    load("in")
    entries = [a_paper("Lanterns at Sea", name="arxiv", entry="2401.00001")]
    load_entries(LIBRARY, [("arxiv", entries)], settings=Settings(), embedder=FakeEmbedder())
    assert prune("in").removed == 0
    assert "Lanterns at Sea" in held()


def test_pruning_twice_and_where_nothing_was_known() -> None:
    put("in/a.jsonl", ROWS)
    assert prune("in").removed == 0
    put("in/a.jsonl", ROWS[:1])
    assert [prune("in").removed for _ in range(2)] == [4, 0]


def test_what_was_removed_by_hand_is_not_told_as_gone() -> None:
    put("in/a.jsonl", ROWS)
    load("in")
    put("in/a.jsonl", ROWS[:3])
    assert load("in").gone == 2
    from_hand = [paper.id for paper in load("in").gone_papers[:1]]
    Library(LIBRARY).write(lambda _: Changes(removed=tuple(from_hand)))
    assert prune("in").removed == 1
