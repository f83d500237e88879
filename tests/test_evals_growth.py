"""Made-up libraries: the papers look like real ones, and what is measured of them is what is there."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import chain
from pathlib import Path
from subprocess import CalledProcessError

import numpy as np
import pytest

from assistant.library import Library
from assistant.library.store import BREADTH_READING
from assistant.records import Filters
from evals.__main__ import main
from evals.growth.breadth import tried
from evals.growth.building import grow, pretended
from evals.growth.ingesting import ingest_rate
from evals.growth.made_up import ASKED, SENTENCES, MadeUp
from evals.growth.shown import HEAD, SEARCHES
from evals.growth.timing import ELSEWHERE, FILTERS, SHARE, timings
from evals.processes import printed_json, run_timed

MADE_UP = MadeUp()
BATCHES = [MADE_UP.batch(number) for number in range(5)]


def written(folder: Path, papers: int) -> Library:
    assert grow(folder, papers, lambda _done, _all: None) == papers
    return Library(folder)


def test_vectors_are_clustered_as_those_of_real_abstracts() -> None:
    vectors = np.concatenate([batch.vectors for batch in BATCHES])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -1)
    assert np.median(cosines) == pytest.approx(0.13, abs=0.02)
    assert np.median(cosines.max(axis=1)) == pytest.approx(0.67, abs=0.03)
    tenth = np.median(np.sort(cosines, axis=1)[:, -10])
    assert tenth == pytest.approx(0.53, abs=0.03)


def test_sentences_and_questions_are_near_their_papers() -> None:
    batch = BATCHES[0]
    own = np.einsum("psd,pd->ps", batch.sentences, batch.vectors)
    assert own.shape == (1000, SENTENCES)
    assert own.mean() == pytest.approx(0.75, abs=0.05)
    vectors = np.concatenate([b.vectors for b in BATCHES])
    asked = MADE_UP.questions(5000, 30)
    nearest = [float((vectors @ question.vector).max()) for question in asked]
    assert np.median(nearest) == pytest.approx(ASKED, abs=0.05)
    texts = [f"{paper.abstract.lower().replace('.', '')} " for b in BATCHES for paper in b.papers]
    words = asked[0].text.lower().split()
    assert any(all(f"{word} " in text for word in words) for text in texts)


def test_all_of_it_is_the_same_every_time_and_no_paper_comes_twice() -> None:
    again = MadeUp().batch(3)
    assert again.papers == BATCHES[3].papers
    assert np.array_equal(again.sentences, BATCHES[3].sentences)
    assert MadeUp().questions(2000, 3)[2].text == MADE_UP.questions(2000, 3)[2].text
    titles = [paper.title for paper in chain(*(batch.papers for batch in BATCHES))]
    assert len(set(titles)) == len(titles)


def test_papers_written_are_those_that_ingest_would_write(tmp_path: Path) -> None:
    by_hand = written(tmp_path / "by hand", 2000).snapshot()
    written(tmp_path / "ingested", 1000)
    assert ingest_rate(tmp_path / "ingested", 1000, pretended()) > 0
    ingested = Library(tmp_path / "ingested").snapshot()
    assert {i: replace(s, copies=()) for i, s in by_hand.all.items()} == {
        i: replace(s, copies=()) for i, s in ingested.all.items()
    }
    assert ingested.without_sentence_vectors() == by_hand.without_sentence_vectors() == []
    vector = BATCHES[1].vectors[0]
    assert by_hand.nearest(vector, 5) == ingested.nearest(vector, 5)
    some = by_hand.catalogue.ids(after=1500, n=3)
    mine, theirs = by_hand.sentences_of(some), ingested.sentences_of(some)
    assert all(np.array_equal(mine[i], theirs[i]) for i in some)


def test_a_small_library_is_searched_exactly_whatever_the_filter(tmp_path: Path) -> None:
    written(tmp_path / "made", 1000)
    found = timings(tmp_path / "made", questions=15)
    assert [timed.filtered for timed in found.timed] == [*FILTERS, ELSEWHERE]
    assert {timed.recall for timed in found.timed} == {timed.same for timed in found.timed} == {1.0}
    through = {timed.filtered: timed.papers for timed in found.timed}
    since = FILTERS["since 2008"].year_from or 0
    assert through["since 2008"] == sum((paper.year or 0) >= since for paper in BATCHES[0].papers)
    assert through["no filter"] == found.papers == 1000
    assert through[ELSEWHERE] == 1000 * SHARE
    assert FILTERS["no filter"] == Filters()
    assert (
        0
        < through["an author's"]
        < through["one venue"]
        < through["one year"]
        < through["four years"]
        < through["since 2008"]
    )
    assert all(0 < timed.p50_ms <= timed.p95_ms for timed in found.timed)


def test_how_far_the_graph_looks_is_tried_and_put_back(tmp_path: Path) -> None:
    library = written(tmp_path / "made", 1000)
    found = list(tried(library, [1, 500], questions=30))
    assert [one.breadth for one in found] == [1, 500]
    assert found[0].recall <= found[1].recall == 1.0
    assert all(0 < one.p50_ms <= one.p95_ms for one in found)
    hnsw = library.snapshot().store._rows.configuration_json["hnsw"]  # noqa: SLF001
    assert hnsw["ef_search"] == BREADTH_READING


@pytest.mark.slow
def test_the_command_prints_a_table_and_goes_on_from_what_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = ["--folder", str(tmp_path / "made"), "--questions", "12"]
    assert main(["speed", "--sizes", "1000", *few]) == 0
    told = capsys.readouterr().out
    assert HEAD in told
    assert SEARCHES in told
    assert "| 1,000 | no filter | 1,000 |" in told
    assert main(["speed", "--sizes", "2000", *few, "--json"]) == 0
    (size,) = json.loads(capsys.readouterr().out)["sizes"]
    assert size["written_per_s"] is None  # the size before was left with the thousand that were ingested
    assert (size["timings"]["papers"], size["disk_mb"] > 1, size["cold_s"] > 0, size["cold_mb"] > 100) == (
        2000,
        True,
        True,
        True,
    )


@pytest.mark.parametrize("number", ["5", "-1", "many"])
def test_too_few_questions_are_refused(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["speed", "--sizes", "1000", "--questions", number])
    assert "--questions" in capsys.readouterr().err


@pytest.mark.parametrize("sizes", [["1500"], ["0"], ["1000", "-1000"]])
def test_a_size_that_cannot_be_made_is_refused(sizes: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["speed", "--sizes", *sizes]) == 2
    assert "multiple" in capsys.readouterr().err


def test_a_library_never_shrinks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path / "made", 2000)
    assert main(["speed", "--sizes", "1000", "--folder", str(tmp_path / "made")]) == 2
    assert "2,000" in capsys.readouterr().err


def test_what_a_process_prints_and_takes() -> None:
    assert printed_json(["echo", '{"a": 1}']) == {"a": 1}
    seconds, megabytes = run_timed(["sleep", "0.2"])
    assert 0.2 <= seconds < 5
    assert 0 < megabytes < 40  # not those of the process that asks
    with pytest.raises(CalledProcessError):
        run_timed(["false"])
