"""`python -m ingest fetch`, from the words on the command line to the library, with every source on this machine."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from assistant.embedding import open_embedder
from assistant.errors import SourceError
from assistant.settings import Settings
from ingest.__main__ import main
from ingest.commands import fetch
from ingest.sources.clock import Clock
from ingest.sources.registry import SOURCES
from tests import source_replies as replies
from tests.source_server import Asked, Reply, SourceServer, TestClock, serving

Captured = pytest.CaptureFixture[str]
URLS = {
    "arxiv": "LITASSIST_ARXIV_URL",
    "openalex": "LITASSIST_OPENALEX_URL",
    "semanticscholar": "LITASSIST_SEMANTICSCHOLAR_URL",
    "crossref": "LITASSIST_CROSSREF_URL",
    "hf-papers": "LITASSIST_HF_URL",
}
SECRET = "key-of-the-test"


def paged(pages: dict[str, Any]) -> Callable[[Asked], Reply]:
    """Answers by cursor, whatever the source calls it; the first page's is empty."""

    def answer(asked: Asked) -> Reply:
        cursor = next((asked.params[name] for name in ("cursor", "token", "start") if name in asked.params), "")
        reply = pages["" if cursor in {"*", "0"} else cursor]
        return reply if isinstance(reply, Reply) else replies.as_reply(reply)

    return answer


SERVICES: dict[str, tuple[str, dict[str, Any]]] = {
    "arxiv": ("/query", {"": replies.atom([1, 2], total=3), "2": replies.atom([3], total=3, start=2)}),
    "openalex": ("/works", {"": replies.openalex([1, 2], "Ab=="), "Ab==": replies.openalex([3], None)}),
    "semanticscholar": (
        "/paper/search/bulk",
        {"": replies.semantic_scholar([1, 2], "T1"), "T1": replies.semantic_scholar([3], None)},
    ),
    "crossref": ("/works", {"": replies.crossref([1, 2, 3])}),
    "hf-papers": ("/papers/search", {"": replies.hf_papers([1, 2, 3])}),
}


@dataclass
class Desk:
    """A command line before which no time passes but in waits."""

    server: SourceServer
    capsys: Captured
    time: TestClock = field(default_factory=TestClock)

    def run(self, *words: str) -> tuple[int, str, str]:
        """Exit code, stdout and stderr of `fetch` with these words."""
        clock = Clock(self.time.now, self.time.now, self.time.sleep, lambda: 0.0)
        arguments = fetch.COMMAND.parser().parse_args(words)
        self.capsys.readouterr()
        code = fetch.run_fetch(arguments, clock)
        printed = self.capsys.readouterr()
        return code, printed.out, printed.err

    def report(self, *words: str, code: int = 0) -> dict[str, Any]:
        """What it prints with --json."""
        found, out, _ = self.run(*words, "--json")
        assert found == code
        assert out.count("\n") == 1
        report: dict[str, Any] = json.loads(out)
        return report

    def listed(self) -> list[dict[str, Any]]:
        self.capsys.readouterr()
        assert main(["list", "--json"]) == 0
        papers: list[dict[str, Any]] = json.loads(self.capsys.readouterr().out)["papers"]
        return papers


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own, into which the model that the machine has built is linked."""
    shared = Settings.load().cache_dir
    open_embedder("minilm", Settings(cache_dir=shared))
    folder = tmp_path / "cache"
    folder.mkdir()
    for file in shared.glob("minilm*"):
        (folder / file.name).symlink_to(file)
    monkeypatch.setenv("LITASSIST_CACHE_DIR", str(folder))
    return folder


@pytest.fixture
def desk(cache: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    assert cache.is_dir()
    with serving() as server:
        for name in URLS.values():
            monkeypatch.setenv(name, server.url)
        yield Desk(server, capsys)


@pytest.mark.parametrize("name", list(SOURCES))
def test_each_source_into_the_library_and_again(desk: Desk, name: str) -> None:
    path, pages = SERVICES[name]
    desk.server.answer = paged(pages)
    report = desk.report(name, "river  otters")
    assert (report["entries"], report["added"], report["papers"], report["rejected"]) == (3, 3, 3, 0)
    assert {asked.path for asked in desk.server.asked} == {path}
    assert len(desk.server.asked) == len(pages)
    papers = desk.listed()
    assert [paper["title"] for paper in papers] == [replies.title_of(n) for n in (1, 2, 3)]
    assert {(source["name"], source["kind"]) for p in papers for source in p["sources"]} == {(name, f"{name}-api")}
    again = desk.report(name, "river otters")
    assert (again["entries"], again["unchanged"], again["embedded"]) == (3, 3, 0)
    assert len(desk.server.asked) == len(pages)


def test_the_report_is_that_of_ingest(desk: Desk, tmp_path: Path) -> None:
    desk.server.answer = paged(SERVICES["arxiv"][1])
    (tmp_path / "papers.jsonl").write_text(
        json.dumps({"title": "Minks", "abstract": "We see minks. They swim."}) + "\n"
    )
    desk.capsys.readouterr()
    main(["papers.jsonl", "--json"])
    by_file = json.loads(desk.capsys.readouterr().out)
    assert set(desk.report("arxiv", "otters")) == set(by_file)


def test_a_summary_to_read_and_the_host_that_is_asked(desk: Desk) -> None:
    desk.server.answer = paged(SERVICES["arxiv"][1])
    code, out, err = desk.run("arxiv", "otters", "--library", "mine")
    assert code == 0
    assert out.startswith("3 entries: 3 added, 0 updated, 0 unchanged, 0 merged, 3 embedded, 0 rejected")
    assert out.endswith("3 papers in mine.\n")
    assert err == f"arxiv: asking {desk.server.url}\n"
    assert desk.time.slept == [3.0]


def test_one_paper_from_several_sources_is_one_paper(desk: Desk) -> None:
    for name in ("openalex", "crossref", "semanticscholar"):
        desk.server.answer = paged(SERVICES[name][1])
        desk.report(name, "otters")
    papers = desk.listed()
    assert len(papers) == 3
    assert [source["name"] for source in papers[0]["sources"]] == ["crossref", "openalex", "semanticscholar"]


def test_what_is_on_the_command_line_is_asked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LITASSIST_CONTACT", "me@example.org")
    monkeypatch.setenv("LITASSIST_OPENALEX_API_KEY", SECRET)
    desk.server.answer = paged(SERVICES["openalex"][1])
    report = desk.report("openalex", "otters", "--max", "2", "--from", "2023-02", "--to", "2024-02")
    assert report["entries"] == 2
    (asked,) = desk.server.asked
    assert asked.params["filter"].endswith("from_publication_date:2023-02-01,to_publication_date:2024-02-29")
    assert (asked.params["mailto"], asked.params["api_key"]) == ("me@example.org", SECRET)


def test_papers_without_abstract_are_named_and_the_others_are_in(desk: Desk) -> None:
    desk.server.answer = paged({"": replies.semantic_scholar([1, -2, 3], None)})
    report = desk.report("semanticscholar", "otters", code=3)
    assert (report["entries"], report["added"], report["rejected"]) == (3, 2, 1)
    assert report["rejects"] == [{"file": "semanticscholar", "line": None, "reason": f"no abstract ({2:040x})"}]
    code, _, err = desk.run("semanticscholar", "otters")
    assert code == 3
    assert f"rejected: semanticscholar: no abstract ({2:040x})\n" in err


def test_nothing_found(desk: Desk) -> None:
    desk.server.answer = paged({"": replies.openalex([], None, total=0)})
    code, out, err = desk.run("openalex", "otters")
    assert code == 1
    assert out.startswith("0 entries")
    assert "nothing was in; try other words" in err
    assert not Path("library").exists()


def test_a_failure_in_the_middle_keeps_what_came_and_the_next_run_goes_on(desk: Desk) -> None:
    pages = SERVICES["openalex"][1]
    desk.server.answer = paged(pages | {"Ab==": Reply(status=503)})
    code, out, err = desk.run("openalex", "otters", "--json")
    assert (code, json.loads(out)["added"]) == (1, 2)
    assert "openalex: HTTP 503, 5 times in a row; check the network and LITASSIST_OPENALEX_URL" in err
    assert len(desk.listed()) == 2
    desk.server.asked.clear()
    desk.server.answer = paged(pages)
    report = desk.report("openalex", "otters")
    assert (report["entries"], report["unchanged"], report["added"]) == (3, 2, 1)
    assert [asked.params["cursor"] for asked in desk.server.asked] == ["Ab=="]


def test_with_no_network_what_was_there_stays(desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    desk.server.answer = paged(SERVICES["arxiv"][1])
    desk.report("arxiv", "otters")
    monkeypatch.setenv("LITASSIST_ARXIV_URL", "http://127.0.0.1:1")
    with pytest.raises(SourceError, match=r"no connection.*check the network and LITASSIST_ARXIV_URL"):
        desk.run("arxiv", "otters")
    assert capsys.readouterr().out == ""
    assert len(desk.listed()) == 3


def test_a_refused_query_is_an_error_with_what_the_source_says(desk: Desk) -> None:
    desk.server.script = [Reply(b'{"error": "Invalid query parameter"}', status=400)]
    with pytest.raises(SourceError, match=r"openalex answered HTTP 400 .*Invalid query parameter.*change the query"):
        desk.run("openalex", "otters")
    desk.server.script = [replies.atom_error("a bracket is missing")]
    with pytest.raises(SourceError, match="a bracket is missing"):
        desk.run("arxiv", "ti:(otters")


def test_fresh_asks_anew(desk: Desk) -> None:
    desk.server.answer = paged(SERVICES["hf-papers"][1])
    desk.report("hf-papers", "otters")
    desk.server.answer = paged({"": replies.hf_papers([4])})
    assert desk.report("hf-papers", "otters")["unchanged"] == 3
    assert desk.report("hf-papers", "otters", "--fresh")["added"] == 1


def test_keys_are_in_no_file_and_no_output(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LITASSIST_S2_API_KEY", SECRET)
    monkeypatch.setenv("LITASSIST_OPENALEX_API_KEY", SECRET)
    told = []
    for name in ("semanticscholar", "openalex"):
        desk.server.answer = paged(SERVICES[name][1])
        told += [*desk.run(name, "otters")[1:], *desk.run(name, "otters", "--json")[1:]]
        desk.server.script = [Reply(f"the key {SECRET} is not known".encode(), status=403)]
        with pytest.raises(SourceError) as raised:
            desk.run(name, "minks")
        told.append(str(raised.value))
        assert "answered HTTP 403 (the key *** is not known); set LITASSIST_" in told[-1]
    assert {SECRET} <= {asked.headers.get("x-api-key") for asked in desk.server.asked}
    files = [path for path in tmp_path.rglob("*") if path.is_file() and not path.is_symlink()]
    assert len([path for path in files if path.suffix == ".page"]) == 4
    assert [path for path in files if SECRET in str(path) or SECRET.encode() in path.read_bytes()] == []
    assert SECRET not in "".join(told)


WRONG = [
    ([], "the following arguments are required: SOURCE, QUERY"),
    (["arxiv"], "the following arguments are required: QUERY"),
    (["pubmed", "otters"], "'pubmed'"),
    (["arxiv", "otters", "--max", "0"], "'0' is no count of papers"),
    (["arxiv", "otters", "--max", "-1"], "'-1' is no count of papers"),
    (["arxiv", "otters", "--max", "many"], "'many' is no count of papers"),
    (["arxiv", "otters", "--max", "9" * 5000], "'99999999999999999999' is no count of papers"),
    (["arxiv", "otters", "minks"], "unrecognized arguments: minks"),
]


@pytest.mark.parametrize(("words", "message"), WRONG, ids=[message for _, message in WRONG])
def test_wrong_usage(words: list[str], message: str, capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["fetch", *words])
    printed = capsys.readouterr()
    assert (stopped.value.code, printed.out) == (2, "")
    assert message in printed.err
    if "pubmed" in words:
        assert all(name in printed.err for name in SOURCES)


REFUSED = [
    (["arxiv", ""], "the query is empty"),
    (["arxiv", " \n\t"], "the query is empty"),
    (["arxiv", "\udcff"], "the query holds text with half of a surrogate pair"),
    (["arxiv", "?!"], "there is no word to search for"),
    (["arxiv", "otters " * 200], "the query has 1,399 characters"),
    (["arxiv", "otters", "--from", "2024-13"], "'2024-13' is no date; write 2024, 2024-05 or 2024-05-01"),
    (["arxiv", "otters", "--to", "soon"], "'soon' is no date"),
    (["arxiv", "otters", "--from", ""], "'' is no date"),
    (["arxiv", "otters", "--from", "2024-05", "--to", "2024-04"], "--from 2024-05 comes after --to 2024-04"),
    (["arxiv", "otters", "--from", "2024-05-02", "--to", "2024-05-01"], "comes after"),
]


@pytest.mark.parametrize(("words", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_a_query_that_cannot_be_asked(words: list[str], message: str, cache: Path, capsys: Captured) -> None:
    assert main(["fetch", *words]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert message in printed.err
    assert not list(cache.glob("sources/**/*.page"))
    assert not Path("library").exists()


def test_a_span_may_be_one_day_or_year(desk: Desk) -> None:
    desk.server.answer = paged(SERVICES["openalex"][1])
    desk.report("openalex", "otters", "--from", "2024", "--to", "2024")
    desk.report("openalex", "otters", "--from", "2024-05-01", "--to", "2024-05-01")
    assert len(desk.server.asked) == 4


def test_a_process_tells_scripts_on_stdout_and_people_on_stderr(desk: Desk) -> None:
    desk.server.answer = paged(SERVICES["hf-papers"][1])
    words = [sys.executable, "-m", "ingest", "fetch", "hf-papers", "otters", "--json"]
    done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["added"] == 3
    assert f"hf-papers: asking {desk.server.url}" in done.stderr
