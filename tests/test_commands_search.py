"""`python -m assistant search --like` and `--explain`, as a script and as a person see them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.__main__ import main
from assistant.codec import from_json, to_json
from assistant.commands.shown import explained
from assistant.records import Evidence
from tests import small_library

Captured = pytest.CaptureFixture[str]
BEES = "When do bees swarm?"


@pytest.fixture(autouse=True)
def here(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LITASSIST_LIBRARY", str(library))


@pytest.fixture(scope="module")
def swarm(library: Path) -> str:
    with small_library.opened(library) as assistant:
        return assistant.search(BEES, k=1)[0].paper.id


def test_papers_like_one(library: Path, swarm: str, capsys: Captured) -> None:
    assert main(["search", "--like", swarm, "-k", "3", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"like", "evidence"}
    assert found["like"] == swarm
    with small_library.opened(library) as assistant:
        assert tuple(from_json(Evidence, e) for e in found["evidence"]) == assistant.like(swarm, k=3)
    assert main(["search", "--like", swarm, "-k", "3"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith(f"  1. {found['evidence'][0]['paper']['title']}")


def test_why_each_paper_was_found(library: Path, swarm: str, capsys: Captured) -> None:
    assert main(["search", BEES, "-k", "2", "--explain", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"question", "evidence", "explanations"}
    with small_library.opened(library) as assistant:
        assert found["explanations"] == to_json(assistant.explain(BEES, assistant.search(BEES, k=2)))
    assert main(["search", "--like", swarm, "-k", "2", "--explain", "--json"]) == 0
    assert set(json.loads(capsys.readouterr().out)) == {"like", "evidence", "explanations"}


def test_why_a_paper_was_found_to_read(capsys: Captured) -> None:
    assert main(["search", "Do zeppelins see bees swarming?", "-k", "1", "--explain"]) == 0
    title, words, missing, nearest, *_ = capsys.readouterr().out.splitlines()
    assert title.startswith("  1. Hive Scales Reveal When Bees Swarm (2021)")
    assert words.strip().startswith("words: ")
    assert "swarming +" in words
    assert "(as Swarm and swarm" in words
    assert "title)" in words
    assert missing.strip() == "not in it: zeppelins, see"
    assert nearest.strip().startswith("nearest sentence (similarity 0.")


@pytest.mark.parametrize(
    ("mark", "told"), [(7.684, ["(mark 7.68)"]), (-0.5, ["(mark -0.50)"]), (0.0, ["(mark 0.00)"]), (None, [])]
)
def test_the_mark_of_the_ranker_is_told_where_it_read(library: Path, mark: float | None, told: list[str]) -> None:
    with small_library.opened(library) as assistant:
        found = assistant.search(BEES, k=1)
        (why,) = assistant.explain(BEES, found)
    lines = explained([replace(why, scores=replace(why.scores, rerank=mark))], found, missing=True).splitlines()
    read = "       read together with the question by the ranker "
    assert [line.removeprefix(read) for line in lines if line.startswith(read)] == told
    assert len(lines) == 3 + len(told)


def test_many_words_are_not_all_shown(swarm: str, capsys: Captured) -> None:
    question = (
        "bees hive scales reveal swarm minute loss announces forty alarm catches falsely beekeepers capture kites"
    )
    assert main(["search", question, "-k", "1", "--explain"]) == 0
    assert capsys.readouterr().out.splitlines()[1].endswith(" and 2 more")
    assert main(["search", "--like", swarm, "-k", "1", "--explain"]) == 0
    assert "not in it" not in capsys.readouterr().out  # of a paper's own words most are in no other


ASK = "say what to search for: a question, or --like with the id of a paper"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ([], 2, ASK),
        (["bees", "--like", "p1"], 2, ASK),
        (["  ", "--explain"], 2, "the question is empty"),
        (["--like", "p1"], 1, "no paper 'p1'"),
        (["--like", ""], 1, "python -m ingest list"),
        (["--like", "\udcff"], 1, "no paper '\\udcff'"),  # as the shell hands in bytes that are no UTF-8
    ],
)
def test_what_cannot_be_searched_for(words: list[str], code: int, told: str, capsys: Captured) -> None:
    assert main(["search", *words]) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert told in printed.err


def test_at_least_one_paper_is_asked_for(swarm: str, capsys: Captured) -> None:
    assert main(["search", "--like", swarm, "-k", "0"]) == 2
    assert "k=0: ask for at least one paper" in capsys.readouterr().err


def test_a_library_of_one_paper_has_none_like_it(tmp_path: Path, capsys: Captured) -> None:
    library = small_library.build(tmp_path, small_library.PAPERS[:1])
    with small_library.opened(library) as assistant:
        (paper,) = assistant.papers()
    assert main(["search", "--like", paper.id, "--library", str(library)]) == 0
    assert capsys.readouterr().out == "The library has no other paper.\n"
