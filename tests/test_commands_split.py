"""`duplicates`, `split` and `join`, on a library in a folder."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.__main__ import main

Captured = pytest.CaptureFixture[str]
Run = Callable[..., dict[str, Any]]
ROWS = {
    "a.jsonl": {"id": "r1", "title": "Kettles That Whistle", "abstract": "Steam leaves the spout.", "doi": "10.1/k"},
    "b.jsonl": {
        "id": "r1",
        "title": "Kettles That Whistle",
        "abstract": "Steam leaves.",
        "doi": "10.1/k",
        "year": 2020,
    },
}


@pytest.fixture
def run(tmp_path: Path, capsys: Captured) -> Run:
    """A command with --json and its object, after both files were added."""

    def called(*arguments: str) -> dict[str, Any]:
        assert main([*arguments, "--json"]) == 0
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    for name, row in ROWS.items():
        (tmp_path / name).write_text(json.dumps(row) + "\n")
    assert called(*ROWS)["merged"] == 1
    return called


def test_a_wrong_merge_from_finding_it_to_putting_it_back(run: Run) -> None:
    found = run("duplicates")
    (paper,) = found["merged"]
    assert found["likely"] == []
    assert [sorted(copy) for copy in paper["copies"]] == [["entry", "source", "title", "why", "year"]] * 2
    assert {copy["why"] for copy in paper["copies"]} == {"same DOI 10.1/k"}
    assert run("split", paper["id"]) == paper
    number = next(n for n, copy in enumerate(paper["copies"], 1) if copy["source"] == "b.jsonl")
    split = run("split", paper["id"], "--copy", str(number))
    assert split["kept"] == paper["id"] != split["taken"]
    assert run("show", split["taken"])["abstract"] == "Steam leaves."
    for order in (["a.jsonl", "b.jsonl"], ["b.jsonl", "a.jsonl"]):
        again = run(*order)
        assert (again["unchanged"], again["papers"], again["embedded"]) == (2, 2, 0)
    after = run("duplicates")
    assert [pair["why"] for pair in after["likely"]] == ["split by hand"]
    assert run("join", split["kept"], split["taken"]) == {"kept": split["kept"], "joined": split["taken"]}
    assert run("show", split["taken"])["id"] == paper["id"]
    assert run(*ROWS)["papers"] == 1


def test_people_are_told_what_to_do_next(run: Run, capsys: Captured) -> None:
    (paper,) = run("duplicates")["merged"]
    assert main(["duplicates"]) == 0
    assert "same DOI 10.1/k" in capsys.readouterr().out
    assert main(["split", paper["id"]]) == 0
    assert f"split {paper['id']} --copy" in capsys.readouterr().out
    assert main(["split", paper["id"], "--copy", "1"]) == 0
    assert paper["id"] in capsys.readouterr().out


@pytest.mark.parametrize("numbers", [["3"], ["0"], ["1", "2"]])
def test_numbers_of_no_copy(run: Run, numbers: list[str]) -> None:
    (paper,) = run("duplicates")["merged"]
    assert main(["split", paper["id"], "--copy", *numbers]) == 2
    assert main(["join", paper["id"], paper["id"]]) == 2
    assert main(["split", "p-nowhere"]) == 1
    assert len(run("duplicates")["merged"]) == 1
