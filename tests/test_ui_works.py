"""Work on the library from the page: one job at a time, its owner's to stop, and what came of it with every reject."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from assistant.errors import LitAssistError, UsageError
from assistant.settings import Settings
from assistant.ui.adding import add_files, remove, wanted_of
from assistant.ui.health import health_html
from assistant.ui.uploads import Batch
from assistant.ui.works import Hand, Job, Result, Works
from assistant.ui.works_html import job_html
from ingest.doctor import Finding, Health
from ingest.formats import Rejected
from ingest.report import LoadReport
from tests.small_library import PAPERS, build, opened, titled

WAIT_S = 60
ADA = Job(0, "ada", "papers are being added", "Adding <b>mine.bib</b>")


def ended(works: Works) -> Job:
    """The job once its thread has ended."""
    for thread in threading.enumerate():
        if thread.name == "library-job":
            thread.join(WAIT_S)
    job = works.job()
    assert job is not None
    assert job.ended
    return job


def test_one_at_a_time_and_others_are_told() -> None:
    works, go = Works(), threading.Event()

    def work(_hand: Hand) -> Result:
        go.wait(WAIT_S)
        return None

    works.begin(ADA, work)
    with pytest.raises(UsageError, match="being added"):
        works.begin(Job(0, "ben", "x", "y"), work)
    with pytest.raises(UsageError), works.alone(Job(0, "ben", "x", "y")):
        pass
    own, other = job_html(works.job(), "ada"), job_html(works.job(), "ben")
    assert 'value="halt"' in own
    assert "&lt;b&gt;mine.bib" in own
    assert "mine.bib" not in other
    assert "halt" not in other
    go.set()
    ended(works)
    assert job_html(works.job(), "ben") == ""
    with works.alone(ADA):
        pass


def test_only_whoever_began_it_stops_it() -> None:
    works, seen = Works(), threading.Event()

    def work(hand: Hand) -> Result:
        seen.set()
        hand.stop.wait(WAIT_S)
        assert not list(hand.watched([Rejected("a", None, "b")]))
        return LoadReport(papers=3)

    works.begin(ADA, work)
    assert seen.wait(WAIT_S)
    with pytest.raises(UsageError):
        works.stop("ben")
    works.stop("ada")
    assert "Stopped; what was stored before stays." in job_html(ended(works), "ada")


def test_a_failure_is_told_in_words() -> None:
    works = Works()

    def refuses(_hand: Hand) -> Result:
        raise LitAssistError("the disk is <full>")

    works.begin(ADA, refuses)
    assert "the disk is &lt;full&gt;" in job_html(ended(works), "ada")


def test_files_are_added_and_rejects_named_and_the_files_deleted(tmp_path: Path) -> None:
    folder = tmp_path / "upload"
    folder.mkdir()
    good = folder / "mine.jsonl"
    new = {"title": "Kites above the dunes", "abstract": "We fly kites above dunes. They rise at noon."}
    good.write_text(f"{json.dumps(new)}\nnot json\n{json.dumps(dict(PAPERS[0]))}\n", "utf-8")
    with opened(build(tmp_path)) as assistant:
        n, works = assistant.overview().n_papers, Works()
        batch = Batch(folder, (good,), (("<i>paper.pdf", "not one of the kinds"),))
        works.begin(ADA, lambda hand: add_files(assistant, Settings.load({}), batch, hand))
        job = ended(works)
        assert isinstance(job.result, LoadReport)
        assert (job.result.added, job.result.merged, job.result.rejected) == (1, 1, 2)
        assert (job.read, job.refused) == (4, 2)
        assert [(reject.file, reject.line) for reject in job.result.rejects] == [
            ("mine.jsonl", 2),
            ("<i>paper.pdf", None),
        ]
        assert not folder.exists()
        html = job_html(job, "ada")
        assert "<td>2</td>" in html
        assert "&lt;i&gt;paper.pdf" in html
        assert str(tmp_path) not in html
        assert assistant.overview().n_papers == n + 1
        assert remove(assistant, titled(assistant, "Kites")) == "Kites above the dunes"
        assert assistant.overview().n_papers == n


@pytest.mark.parametrize(
    ("source", "fields"),
    [
        ("nowhere", {"query": "x", "most": "5"}),
        ("arxiv", {"query": " ", "most": "5"}),
        ("arxiv", {"query": "x", "most": "0"}),
        ("arxiv", {"query": "x", "most": "9999"}),
        ("arxiv", {"query": "x", "most": "²"}),
        ("arxiv", {"query": "x", "most": "5", "first": "99"}),
        ("arxiv", {"query": "x" * 2_000, "most": "5"}),
        ("arxiv", [1]),
    ],
)
def test_forms_that_cannot_be_used_are_refused(source: str, fields: object) -> None:
    with pytest.raises(UsageError):
        wanted_of(source, json.dumps(fields))


def test_years_the_wrong_way_round_are_turned() -> None:
    wanted = wanted_of("arxiv", json.dumps({"query": "sparse gates", "most": "20", "first": "2024", "last": "2020"}))
    assert (str(wanted.query.first), str(wanted.query.last), wanted.most) == ("2020-01-01", "2024-12-31", 20)


def test_health_says_what_to_do() -> None:
    well = Job(1, None, "", "", ended=True, result=Health(5, 6, ()))
    assert "All is well: 5 papers in 6 rows" in health_html(well, None)
    ill = Job(1, None, "", "", ended=True, result=Health(5, 6, (Finding("rows of no paper", 2, ("<b>", "b")),)))
    html = health_html(ill, None)
    assert "doctor --fix" in html
    assert "&lt;b&gt;, b" in html
    assert health_html(ill, "ada") == health_html(None, "ada")
