"""A library under another embedder: whole and new, or as it was."""

from __future__ import annotations

import json
import time
from contextlib import closing, nullcontext
from hashlib import sha256
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from assistant.errors import EmbedderMismatch, SettingsError, UsageError
from assistant.library import Fingerprint, Library, Rebuild
from assistant.library.clients import folder_client
from assistant.library.folder import FolderBackend
from assistant.library.lock import rebuild_lock
from assistant.library.paper_vectors import is_next
from assistant.settings import Settings
from ingest.comparison import Comparison, Question, asked, compare, saved_questions
from ingest.load import Progress, load_paths
from ingest.opening import open_or_create
from ingest.reembed import cut, embed_missing, prepared, reembed
from ingest.sentence_pass import embed_sentences
from tests.fakes import FakeEmbedder, generated
from tests.kill_reembed import NAME as WORDS
from tests.kill_reembed import words_endpoint

ROWS = """{"title": "Kettles that hum", "abstract": "A kettle hums before it boils. We measure the pitch of forty kettles."}
{"title": "Otters at dusk", "abstract": "Otters hunt at dusk. Their dives last half a minute."}
"""


class Other(FakeEmbedder):
    name = "openai:other"

    def __init__(self) -> None:
        super().__init__(dimensions=48, fingerprint="other-1")


def fingerprint_of(embedder: FakeEmbedder) -> Fingerprint:
    return Fingerprint(embedder.name, embedder.fingerprint, embedder.dimensions, "sentences-1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    papers = tmp_path / "papers.jsonl"
    papers.write_text(ROWS)
    load_paths(tmp_path / "library", [papers], settings=Settings(), embedder=FakeEmbedder())
    return tmp_path / "library"


def rebuilding(library: Library, embedder: FakeEmbedder) -> Rebuild:
    return Rebuild(library, fingerprint_of(embedder), lambda stored: cut(stored, embedder))


def test_papers_stay_and_vectors_are_the_others(folder: Path) -> None:
    reader = Library(folder)
    before, other = reader.snapshot().all, Other()
    rebuild = rebuilding(Library(folder), other)
    seen: list[Progress] = []
    embed_missing(rebuild, other, 2, seen.append)
    assert reader.manifest.fingerprint.embedder == "fake"
    assert rebuild.swap()
    after = reader.snapshot()
    assert seen == [Progress("papers", 2, 2)]
    assert after.all == before
    assert after.manifest.fingerprint.embedder == "openai:other"
    assert after.manifest.collection == "passages-2"
    assert [row for row, _ in after.store.query(other.embed(["Otters hunt at dusk."])[0], 1)]
    assert len(after.lexical.search("kettle", 5)) == 1
    assert embed_sentences(reader, other) == 2
    with pytest.raises(EmbedderMismatch):
        open_or_create(folder, Settings(), FakeEmbedder())


def test_what_was_embedded_before_a_stop_is_not_embedded_again(folder: Path) -> None:
    before, other = Library(folder).snapshot().all, Other()
    rebuild = rebuilding(Library(folder), other)
    first = next(rebuild.missing())
    rebuild.keep([first], other.embed([passage.text for passage in first.passages]))
    assert not rebuild.swap()
    assert Library(folder).snapshot().all == before
    assert Library(folder).manifest.collection == "passages-1"
    again = rebuilding(Library(folder), other)
    assert [stored.paper.id for stored in again.missing()] == [i for i in before if i != first.paper.id]
    embed_missing(again, other, 2, lambda _: None)
    assert again.swap()
    assert Library(folder).snapshot().all == before
    assert Library(folder).snapshot().store.count() == len(before)


def test_a_paper_that_comes_in_meanwhile_is_taken_along(folder: Path, tmp_path: Path) -> None:
    other = Other()
    rebuild = rebuilding(Library(folder), other)
    embed_missing(rebuild, other, 2, lambda _: None)
    later = tmp_path / "later.jsonl"
    later.write_text('{"title": "Moths at noon", "abstract": "Moths sleep at noon. We count them on bark."}')
    load_paths(folder, [later], settings=Settings(), embedder=FakeEmbedder())
    assert not rebuild.swap()
    embed_missing(rebuild, other, 3, lambda _: None)
    assert rebuild.swap()
    assert len(Library(folder).snapshot().papers) == 3
    assert Library(folder).snapshot().store.count() == 3


class KilledBeforeDropping(FolderBackend):
    """A process that is killed when it would drop the collection that has been replaced."""

    def drop(self, collection: str) -> None:
        if collection == "passages-1":
            raise KeyboardInterrupt
        super().drop(collection)


def collections(folder: Path) -> list[str]:
    with closing(folder_client(folder / "chroma")) as client:
        return sorted(found.name for found in client.list_collections())


def kept(folder: Path) -> list[str]:
    return Library(folder).snapshot().places.kinds()


def test_what_a_re_embedding_left_that_was_killed_after_the_swap_is_tidied_away(folder: Path) -> None:
    before, other = Library(folder).snapshot().all, Other()
    rebuild = rebuilding(Library(KilledBeforeDropping(folder)), other)
    embed_missing(rebuild, other, 2, lambda _: None)
    with pytest.raises(KeyboardInterrupt):
        rebuild.swap()
    assert collections(folder) == ["passages-1", "passages-2"]
    assert any(is_next(kind) for kind in kept(folder))
    Library(folder).tidy()
    assert collections(folder) == ["passages-2"]
    assert not any(is_next(kind) for kind in kept(folder))
    after = Library(folder).snapshot()
    assert after.all == before
    assert after.manifest.fingerprint == fingerprint_of(other)
    assert after.store.count() == 2


def test_tidying_leaves_what_a_stopped_re_embedding_goes_on_from(folder: Path) -> None:
    other = Other()
    rebuild = rebuilding(Library(folder), other)
    embed_missing(rebuild, other, 2, lambda _: None)
    Library(folder).tidy()
    assert rebuilding(Library(folder), other).n_kept() == 2
    assert rebuild.swap()


class Third(FakeEmbedder):
    def __init__(self) -> None:
        super().__init__(dimensions=24, fingerprint="third-1")


@pytest.mark.parametrize("running", [True, False])
def test_of_two_re_embeddings_the_one_given_up_is_tidied_away_unless_it_runs(folder: Path, running: bool) -> None:
    other, third = Other(), Third()
    slow = rebuilding(Library(folder), other)
    embed_missing(slow, other, 2, lambda _: None)
    quick = rebuilding(Library(folder), third)
    embed_missing(quick, third, 2, lambda _: None)
    with rebuild_lock(folder) if running else nullcontext():
        assert quick.swap()
        Library(folder).tidy()
        assert slow.n_kept() == (2 if running else 0)
    assert Library(folder).snapshot().store.count() == 2


def test_a_second_re_embedding_waits_and_finds_the_work_done(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    with words_endpoint() as url:
        settings = Settings(embed_base_url=url, embed_api_key="none")
        waiting = Thread(target=reembed, args=(folder, WORDS, settings, lambda _: None))
        with rebuild_lock(folder):
            waiting.start()
            while not caplog.records:
                time.sleep(0.01)
            assert Library(folder).manifest.fingerprint.embedder == "fake"
        waiting.join()
    assert "re-embedding the library" in caplog.text
    assert Library(folder).manifest.fingerprint.embedder == WORDS


QUESTIONS = """What do otters do at dusk?
{"question": "What pitch has a kettle?", "gold": ["Kettles that hum"]}
{"question": "What is nowhere?", "gold": ["No Such Title"]}
"""


def test_both_embedders_are_asked_the_saved_questions(folder: Path) -> None:
    (folder / "questions.txt").write_text(QUESTIONS)
    questions = saved_questions(folder, None)
    assert questions == (
        Question("What do otters do at dusk?"),
        Question("What pitch has a kettle?", ("Kettles that hum",)),
        Question("What is nowhere?", ("No Such Title",)),
    )
    library, other = Library(folder), Other()
    rebuild = prepared(library, other, lambda _: None)
    compared = compare(library.snapshot(), asked(questions, FakeEmbedder), rebuild, other, questions)
    assert compared == Comparison(questions=3, overlap=1.0, judged=1, recall_old=1.0, recall_new=1.0)
    assert library.manifest.fingerprint.embedder == "fake"


def test_a_worse_embedder_shows(tmp_path: Path) -> None:
    rows = "".join(json.dumps(row) + "\n" for row in generated(40))
    (tmp_path / "papers.jsonl").write_text(rows)
    load_paths(tmp_path / "library", [tmp_path / "papers.jsonl"], settings=Settings(), embedder=FakeEmbedder())

    class Blind(Other):
        def _vector(self, text: str) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
            return super()._vector(sha256(text.encode()).hexdigest())

    library, blind = Library(tmp_path / "library"), Blind()
    papers = library.snapshot().papers[:20]
    questions = [Question(paper.abstract, (paper.id,)) for paper in papers]
    rebuild = prepared(library, blind, lambda _: None)
    compared = compare(library.snapshot(), asked(questions, FakeEmbedder), rebuild, blind, questions)
    assert compared.judged == 20
    assert compared.recall_old is not None
    assert compared.recall_new is not None
    assert compared.recall_old > compared.recall_new
    assert compared.overlap < 0.6


def test_an_embedder_that_is_gone_is_told_before_anything_is_embedded(folder: Path) -> None:
    seen: list[Progress] = []
    with words_endpoint() as url:
        settings = Settings(embed_base_url=url, embed_api_key="none")
        with pytest.raises(SettingsError, match=r"the embedder in use cannot be asked: .*'fake'.*--no-questions"):
            reembed(folder, WORDS, settings, seen.append, questions=[Question("What do otters do?")])
        assert seen == []
        assert reembed(folder, WORDS, settings, seen.append) == (2, None)
    assert Library(folder).manifest.fingerprint.embedder == WORDS


def test_without_questions_nothing_is_compared(folder: Path) -> None:
    assert saved_questions(folder, None) == ()
    with pytest.raises(UsageError, match="one a line"):
        saved_questions(folder, folder / "nowhere.txt")
