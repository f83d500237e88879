"""The load loop: what is counted, what is embedded, and that the order of files makes no difference."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from assistant.embedding import Progress as OnDone
from assistant.embedding import Vectors
from assistant.errors import EmbedderMismatch, LibraryError, UsageError
from assistant.library import Changes, Library
from assistant.records import Paper
from assistant.settings import Settings
from ingest.load import LoadReport, Progress, load_paths
from tests.fakes import FakeEmbedder, generated

LIBRARY = Path("library")
ROW = {"id": "r1", "title": "Kettles That Whistle", "abstract": "Steam leaves the spout. We listen."}


def jsonl(path: str, rows: Sequence[Mapping[str, object]]) -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


def load(*paths: Path, embedder: FakeEmbedder | None = None, library: Path = LIBRARY) -> LoadReport:
    report = load_paths(library, paths, settings=Settings(), embedder=embedder or FakeEmbedder())
    ended = report.added + report.merged + report.updated + report.unchanged + report.rejected
    assert ended == report.entries
    assert len(report.rejects) == report.rejected
    return report


def papers(library: Path = LIBRARY) -> dict[str, Paper]:
    snapshot = Library(library).snapshot()
    assert snapshot.lexical.count() == len(snapshot.papers)
    assert snapshot.store.count() == sum(len(stored.passages) for stored in snapshot.all.values())
    assert snapshot.without_sentence_vectors() == []
    return {paper.id: paper for paper in snapshot.papers}


def test_a_first_run_and_a_second() -> None:
    file = jsonl("papers.jsonl", generated(300))
    first = load(file)
    assert (first.entries, first.papers, first.added, first.embedded) == (300, 300, 300, 300)
    assert (first.updated, first.merged, first.unchanged, first.rejected) == (0, 0, 0, 0)
    before, embedder = papers(), FakeEmbedder()
    second = load(file, embedder=embedder)
    assert (second.unchanged, second.papers) == (300, 300)
    assert (second.added, second.updated, second.merged, second.embedded) == (0, 0, 0, 0)
    assert embedder.texts == []
    assert papers() == before


def test_a_first_run_embeds_each_paper_and_each_sentence_once() -> None:
    embedder = FakeEmbedder()
    rows = generated(150)
    load(jsonl("papers.jsonl", rows), embedder=embedder)
    sentences = sum(str(row["abstract"]).count(".") for row in rows)
    assert len(embedder.texts) == 150 + sentences


def test_a_changed_abstract_embeds_that_paper_alone() -> None:
    rows = generated(140)
    load(jsonl("papers.jsonl", rows))
    before, embedder = papers(), FakeEmbedder()
    rows[37] = rows[37] | {"abstract": "Everything came out differently. It did so twice."}
    report = load(jsonl("papers.jsonl", rows), embedder=embedder)
    assert (report.updated, report.unchanged, report.embedded) == (1, 139, 1)
    assert embedder.texts == [
        f"{rows[37]['title']}\nEverything came out differently. It did so twice.",
        "Everything came out differently.",
        "It did so twice.",
    ]
    after = papers()
    assert list(after) == list(before)
    assert {i for i in after if after[i].abstract != before[i].abstract} == {list(before)[37]}


def test_changed_metadata_embed_nothing() -> None:
    rows = generated(10)
    load(jsonl("papers.jsonl", rows))
    embedder = FakeEmbedder()
    report = load(jsonl("papers.jsonl", [row | {"venue": "Annals of Everything"} for row in rows]), embedder=embedder)
    assert (report.updated, report.embedded, embedder.texts) == (10, 0, [])
    assert {paper.venue for paper in papers().values()} == {"Annals of Everything"}


def test_a_corrected_year_corrects_the_paper() -> None:
    load(jsonl("papers.jsonl", [ROW | {"year": 2020}]))
    (before,) = papers().values()
    report = load(jsonl("papers.jsonl", [ROW | {"year": 2021}]))
    (after,) = papers().values()
    assert (report.updated, after) == (1, replace(before, year=2021, date="2021"))


def test_an_id_used_for_two_texts_is_rejected_once_and_by_name() -> None:
    rows = [ROW, ROW | {"title": "Another Thing", "abstract": "Other words."}, ROW, ROW | {"id": "r2", "title": "B"}]
    report = load(jsonl("papers.jsonl", rows))
    assert (report.entries, report.added, report.unchanged, report.rejected) == (4, 2, 1, 1)
    assert "r1" in report.rejects[0].reason
    assert [paper.title for paper in papers().values()] == [ROW["title"], "B"]


def test_one_id_in_two_files_is_two_records() -> None:
    one = jsonl("a.jsonl", [ROW])
    two = jsonl("b.jsonl", [ROW | {"title": "Another Thing", "abstract": "Other words."}])
    report = load(one, two)
    assert (report.added, report.rejected, report.papers) == (2, 0, 2)


def test_the_same_entry_twice_in_a_file_is_one_paper_however_often_it_is_read() -> None:
    row = {name: value for name, value in ROW.items() if name != "id"}
    file = jsonl("papers.jsonl", [row, row | {"title": "KETTLES that whistle"}, row | {"venue": "Here"}])
    first = load(file)
    assert (first.entries, first.added, first.merged, first.papers) == (3, 1, 2, 1)
    before = papers()
    second = load(file)
    assert (second.unchanged, second.papers) == (3, 1)
    assert papers() == before


def test_bad_records_are_rejected_by_line_and_the_rest_is_in() -> None:
    file = Path("papers.jsonl")
    file.write_text(f'{json.dumps(ROW)}\n{{"title": \nnonsense\n{json.dumps({"title": "No Abstract"})}\n')
    report = load(file)
    assert (report.entries, report.added, report.rejected) == (4, 1, 3)
    assert [reject.line for reject in report.rejects] == [2, 3, 4]
    assert len(papers()) == 1


def test_nothing_readable_makes_no_library() -> None:
    Path("empty.jsonl").write_text("")
    report = load(Path("empty.jsonl"))
    assert (report.entries, report.rejected, report.papers) == (1, 1, 0)
    assert not LIBRARY.exists()


def test_a_folder_with_a_link_to_itself_is_read() -> None:
    jsonl("folder/papers.jsonl", [ROW])
    Path("folder/knot").symlink_to("knot")
    Path("folder/far.jsonl").symlink_to(Path("elsewhere.jsonl").absolute())
    report = load(Path("folder"))
    assert (report.added, report.rejected, report.skipped) == (1, 0, 2)


def test_a_missing_path_loads_nothing() -> None:
    file = jsonl("papers.jsonl", [ROW])
    with pytest.raises(UsageError):
        load(file, Path("nowhere"))
    assert not LIBRARY.exists()


def test_odd_but_valid_values_are_unchanged_the_second_time() -> None:
    rows: list[dict[str, object]] = [
        ROW | {"n_authors": 0, "votes": 0, "tag": "x", "is_digest": False},
        {
            "id": 7,
            "title": "Tab\tand “quotes”",
            "abstract": "Line one.\nLine two.",
            "year": "1999",
            "authors": "A. One; B. Two",
        },
        {"id": "ü", "title": "深度学习", "abstract": "用于机器翻译。", "date": "2020-05"},
        {"id": "sur", "title": "Half a pair \ud83d", "abstract": "Nul \u0000 and escape \u001b[31m here."},
    ]
    file = jsonl("papers.jsonl", rows)
    first = load(file)
    before = papers()
    second = load(file)
    assert (second.unchanged, second.embedded) == (first.added, 0)
    assert second.rejected == first.rejected
    assert papers() == before


def test_another_embedder_is_refused() -> None:
    file = jsonl("papers.jsonl", [ROW])
    load(file)
    before = papers()
    with pytest.raises(EmbedderMismatch):
        load(file, embedder=FakeEmbedder(fingerprint="fake-2"))
    assert papers() == before


def test_a_file_in_place_of_the_library() -> None:
    LIBRARY.write_text("a file")
    with pytest.raises(LibraryError):
        load(jsonl("papers.jsonl", [ROW]))


def test_long_abstracts_have_several_passages_and_shrink_without_a_trace() -> None:
    long = ROW | {"abstract": " ".join(f"Sentence number {n} speaks of kettles." for n in range(120))}
    file = jsonl("papers.jsonl", [long])
    load(file)
    assert Library(LIBRARY).snapshot().store.count() > 1
    papers()
    load(jsonl("papers.jsonl", [ROW]))
    assert Library(LIBRARY).snapshot().store.count() == 1
    papers()


def test_a_removed_paper_comes_back_with_its_id() -> None:
    file = jsonl("papers.jsonl", generated(5))
    load(file)
    before = papers()
    gone = next(iter(before))
    Library(LIBRARY).write(lambda _: Changes(removed=(gone,)))
    assert load(file).added == 1
    assert papers() == before


def test_papers_joined_by_a_later_file_answer_to_both_ids() -> None:
    one = jsonl("a.jsonl", [ROW | {"doi": "10.1/k"}])
    two = jsonl("b.jsonl", [ROW | {"title": "Whistling Kettles", "arxiv_id": "2401.00001v1"}])
    load(one, two)
    ids = list(papers())
    assert len(ids) == 2
    third = jsonl("c.jsonl", [ROW | {"doi": "https://doi.org/10.1/K", "arxiv_id": "arXiv:2401.00001v3"}])
    report = load(third)
    assert (report.merged, report.papers) == (1, 1)
    library = Library(LIBRARY)
    assert {library.get(paper_id).paper.id for paper_id in ids} == set(papers())
    assert len(library.get(ids[0]).paper.sources) == 3
    again = load(one, two, third)
    assert (again.unchanged, again.papers) == (3, 1)


def test_progress_is_told() -> None:
    seen: list[Progress] = []
    file = jsonl("papers.jsonl", generated(200))
    load_paths(LIBRARY, [file], settings=Settings(), embedder=FakeEmbedder(), on_progress=seen.append)
    assert [p.done for p in seen if p.stage == "papers"] == [128, 200]
    assert [(p.done, p.total) for p in seen if p.stage == "sentences"][-1] == (200, 200)


class Stops(FakeEmbedder):
    """Fails at its `n`-th call."""

    def __init__(self, n: int) -> None:
        super().__init__()
        self.left = n

    def embed(self, texts: Sequence[str], *, on_progress: OnDone | None = None) -> Vectors:
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt
        return super().embed(texts, on_progress=on_progress)


@pytest.mark.parametrize("calls", range(7))
def test_a_run_that_was_stopped_is_finished_by_the_next(calls: int) -> None:
    file = jsonl("papers.jsonl", generated(300))
    with pytest.raises(KeyboardInterrupt):
        load(file, embedder=Stops(calls))
    embedder = FakeEmbedder()
    report = load(file, embedder=embedder)
    assert report.added + report.unchanged == report.papers == 300
    papers_embedded = [text for text in embedder.texts if "\n" in text]
    assert len(papers_embedded) == report.embedded == report.added
    load(file, library=Path("undisturbed"))
    assert papers() == papers(Path("undisturbed"))


class WritesMeanwhile(FakeEmbedder):
    """While it embeds for a batch's first plan, and not for its second, somebody else loads a file."""

    def __init__(self, files: Sequence[Path]) -> None:
        super().__init__()
        self.files = list(files)

    def embed(self, texts: Sequence[str], *, on_progress: OnDone | None = None) -> Vectors:
        if self.files and len(self.calls) % 2 == 0:
            load(self.files.pop(0))
        return super().embed(texts, on_progress=on_progress)


def test_a_batch_is_planned_again_when_somebody_has_written_meanwhile() -> None:
    rows = generated(300)
    mine = jsonl("mine.jsonl", rows)
    theirs = [jsonl("theirs1.jsonl", rows[:40]), jsonl("theirs2.jsonl", rows[100:200])]
    load(mine, embedder=WritesMeanwhile(theirs))
    for file in (mine, *theirs):
        load(file, library=Path("undisturbed"))
    assert papers() == papers(Path("undisturbed"))


# The five listing pages


def facts(found: Mapping[str, Paper]) -> set[Paper]:
    return set(found.values())


@pytest.fixture(scope="module")
def all_at_once(shared_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    library = tmp_path_factory.mktemp("corpus") / "library"
    report = load(shared_corpus, library=library)
    assert (report.entries, report.papers, report.rejected) == (464, 406, 0)
    assert report.added == 406
    return library


def test_the_listing_pages_again(all_at_once: Path, shared_corpus: Path) -> None:
    before, embedder = papers(all_at_once), FakeEmbedder()
    report = load(shared_corpus, embedder=embedder, library=all_at_once)
    assert (report.unchanged, report.papers, report.embedded) == (464, 406, 0)
    assert embedder.texts == []
    assert papers(all_at_once) == before


@pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.slow) for n in (2, 3))])
def test_the_listing_pages_one_by_one_in_any_order(all_at_once: Path, shared_corpus: Path, seed: int) -> None:
    pages = sorted(path for path in shared_corpus.iterdir() if path.suffix == ".txt")
    Random(seed).shuffle(pages)
    reports = [load(page) for page in pages]
    assert sum(report.entries for report in reports) == 464
    assert sum(report.rejected for report in reports) == 0
    assert papers() == papers(all_at_once)
    again = load(shared_corpus)
    assert (again.unchanged, again.papers) == (464, 406)
