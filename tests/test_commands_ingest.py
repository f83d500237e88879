"""`python -m ingest` and the commands beside it, as a script sees them."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import termios
from pathlib import Path
from typing import Any

import pytest

from assistant.codec import from_json, to_json
from assistant.records import Paper
from ingest.__main__ import main
from ingest.formats import FORMATS
from tests import small_library

Captured = pytest.CaptureFixture[str]
COUNTS = ("entries", "papers", "added", "updated", "unchanged", "merged", "embedded", "rejected", "skipped")
QUIET: dict[str, Any] = dict.fromkeys((*COUNTS, "gone", "removed"), 0) | {
    "rejects": [],
    "rejects_file": None,
    "gone_papers": [],
    "held": [],
}
PAGE = """A Field Guide to Clouds over Harbours

Clouds over harbours differ from clouds over land. We photograph them from nine harbours for a year and find that two \
in three carry salt, which makes their rain fall earlier than that of clouds over land.

• 7 authors
·
Aug 13 1
"""


def json_of(words: list[str], capsys: Captured, code: int = 0) -> dict[str, Any]:
    """What a command with --json prints, which is one object and nothing else on stdout."""
    capsys.readouterr()
    assert main([*words, "--json"]) == code
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    found: dict[str, Any] = json.loads(printed)
    return found


def test_adding_adding_again_and_adding_what_changed(tmp_path: Path, capsys: Captured) -> None:
    rows = [dict(row) for row in small_library.PAPERS[:3]]
    path = small_library.write_rows(tmp_path / "papers.jsonl", rows)
    first = json_of([str(path)], capsys)
    assert first == QUIET | {"entries": 3, "papers": 3, "added": 3, "embedded": 3}
    again = json_of([str(path)], capsys)
    assert again == QUIET | {"entries": 3, "papers": 3, "unchanged": 3}
    rows[1]["abstract"] += " We say more."
    changed = json_of([str(small_library.write_rows(path, rows))], capsys)
    assert changed == again | {"unchanged": 2, "updated": 1, "embedded": 1}
    assert (tmp_path / "library" / "library.json").is_file()


def test_the_json_keys_are_those_scripts_rely_on(tmp_path: Path, capsys: Captured) -> None:
    path = small_library.write_rows(tmp_path / "papers.jsonl", [*small_library.PAPERS[:1], {"title": "No Abstract"}])
    found = json_of([str(path)], capsys, code=3)
    assert set(found) == set(QUIET)
    assert found["rejects"] == [{"file": str(path), "line": 2, "reason": "no abstract"}]
    assert found["rejects_file"] == "library/rejects.jsonl"


def test_a_summary_to_read(tmp_path: Path, capsys: Captured) -> None:
    path = small_library.write_rows(tmp_path / "papers.jsonl", small_library.PAPERS[:2])
    assert main([str(path), "--library", "mine"]) == 0
    told = "2 entries: 2 added, 0 updated, 0 unchanged, 0 merged, 2 embedded, 0 rejected, 0 skipped. 2 papers in mine."
    assert capsys.readouterr().out == f"{told}\n"


def test_the_first_word_decides(tmp_path: Path, capsys: Captured) -> None:
    small_library.write_rows(tmp_path / "list" / "papers.jsonl", small_library.PAPERS[:2])
    assert main(["list"]) == 1
    assert "no library at library" in capsys.readouterr().err
    assert json_of(["./list"], capsys)["added"] == 2
    assert [p["title"] for p in json_of(["list"], capsys)["papers"]] == [
        row["title"] for row in small_library.PAPERS[:2]
    ]
    assert main(["lists"]) == 2
    assert capsys.readouterr().err == "error: lists: there is no such file or folder\n"


def test_where_the_library_is(tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(small_library.write_rows(tmp_path / "papers.jsonl", small_library.PAPERS[:1]))
    monkeypatch.setenv("LITASSIST_LIBRARY", str(tmp_path / "from-environment"))
    json_of([path], capsys)
    assert (tmp_path / "from-environment" / "library.json").is_file()
    json_of([path, "--library", str(tmp_path / "from-option")], capsys)
    assert (tmp_path / "from-option" / "library.json").is_file()
    assert not (tmp_path / "library").exists()
    monkeypatch.delenv("LITASSIST_LIBRARY")
    (tmp_path / ".env").write_text(f"LITASSIST_LIBRARY={tmp_path / 'from-option'}\n")
    assert len(json_of(["list"], capsys)["papers"]) == 1


def test_a_folder_that_holds_the_library_can_be_added(tmp_path: Path, capsys: Captured) -> None:
    small_library.write_rows(tmp_path / "papers.jsonl", small_library.PAPERS[:2])
    assert json_of(["."], capsys)["added"] == 2
    again = json_of(["."], capsys)
    assert (again["unchanged"], again["rejected"], again["skipped"]) == (2, 0, 1)


def test_listing_and_showing(tmp_path: Path, capsys: Captured) -> None:
    small_library.build(tmp_path)
    with small_library.opened(tmp_path / "library") as assistant:
        papers = assistant.papers()
    listed = json_of(["list"], capsys)
    assert set(listed) == {"papers"}
    assert tuple(from_json(Paper, paper) for paper in listed["papers"]) == papers
    assert main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{papers[0].id}  2021-05-14  Hive Scales Reveal When Bees Swarm"
    assert lines[5] == f"{papers[5].id}  -           Sourdough Starters Share Few Microbes"
    for paper in papers:
        assert json_of(["show", paper.id], capsys) == to_json(paper)
    assert main(["show", papers[0].id]) == 0
    card = capsys.readouterr().out
    assert card.splitlines()[:5] == [
        papers[0].title,
        f"id {papers[0].id}",
        "Ada Imker, Jon Wachs",
        "2021-05-14",
        "Annals of Apiculture",
    ]
    assert card.endswith(f"\n\n{papers[0].abstract}\n\nfrom papers.jsonl, jsonl, line 1\n")


def test_an_inferred_year_and_a_digest_are_said_to_be_such(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "page.txt").write_text(PAGE)
    digest = {"title": "Fog, Restated", "abstract": "The authors look at fog. They see nothing.", "is_digest": True}
    small_library.write_rows(tmp_path / "digest.jsonl", [digest])
    assert main(["page.txt", "digest.jsonl", "--saved-on", "2025-11-07"]) == 0
    clouds, fog = json_of(["list"], capsys)["papers"]
    assert (clouds["date"], clouds["date_inferred"], clouds["n_authors"]) == ("2025-08-13", True, 7)
    assert main(["show", clouds["id"]]) == 0
    assert "\n7 authors\n2025-08-13 (year inferred)\n" in capsys.readouterr().out
    assert main(["show", fog["id"]]) == 0
    assert "\na digest, not the paper's own abstract\n" in capsys.readouterr().out


def test_removing(tmp_path: Path, capsys: Captured) -> None:
    small_library.build(tmp_path)
    one, two, three, *rest = (paper["id"] for paper in json_of(["list"], capsys)["papers"])
    assert main(["remove", one, "pnever", two]) == 1
    assert capsys.readouterr().err.startswith("error: no paper 'pnever' in library; see: python -m ingest list")
    assert len(json_of(["list"], capsys)["papers"]) == 12
    assert json_of(["remove", one, one], capsys) == {"removed": [one], "papers": 11}
    assert main(["remove", two, three]) == 0
    assert capsys.readouterr().out == "2 removed, 9 papers left.\n"
    assert main(["remove", one]) == 1
    assert main(["remove", *rest]) == 0
    assert json_of(["list"], capsys) == {"papers": []}
    assert main(["list"]) == 0
    assert json_of([str(tmp_path / "papers.jsonl")], capsys)["papers"] == 12


def test_many_rejects_are_told_in_part_and_listed_in_full(tmp_path: Path, capsys: Captured) -> None:
    rows = [*small_library.PAPERS[:1], *({"title": f"Bare {n}"} for n in range(1500))]
    path = small_library.write_rows(tmp_path / "papers.jsonl", rows)
    found = json_of([str(path)], capsys, code=3)
    assert (found["rejected"], len(found["rejects"])) == (1500, 1000)
    listed = Path(found["rejects_file"]).read_text().splitlines()
    assert [json.loads(line)["line"] for line in listed] == list(range(2, 1502))
    assert main([str(path)]) == 3
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 21
    assert lines[-1] == "and 1,480 more, see library/rejects.jsonl, which lists all 1,500 rejected"


def test_without_a_library_rejects_are_told_only(tmp_path: Path, capsys: Captured) -> None:
    path = small_library.write_rows(tmp_path / "papers.jsonl", [{"title": f"Bare {n}"} for n in range(30)])
    assert main([str(path)]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[0] for line in lines[:-1]] == ["rejected"] * 30
    assert not (tmp_path / "library").exists()


def test_what_was_given_in_vain_is_told_the_formats_there_are(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["empty"]) == 1
    said = capsys.readouterr().err
    assert all(form.name in said for form in FORMATS)


def test_papers_gone_from_a_folder_are_told_and_removed_when_asked(tmp_path: Path, capsys: Captured) -> None:
    small_library.write_rows(tmp_path / "in" / "a.jsonl", small_library.PAPERS[:2])
    small_library.write_rows(tmp_path / "in" / "b.jsonl", small_library.PAPERS[2:4])
    first = json_of(["in"], capsys)
    assert (first["added"], first["gone"]) == (4, 0)
    (tmp_path / "in" / "b.jsonl").unlink()
    titles = [row["title"] for row in small_library.PAPERS[2:4]]
    for _ in range(2):
        told = json_of(["in"], capsys)
        assert (told["gone"], told["removed"], told["papers"]) == (2, 0, 4)
        assert [paper["title"] for paper in told["gone_papers"]] == titles
    assert main(["in"]) == 0
    printed = capsys.readouterr()
    assert [line.partition(" (")[0] for line in printed.err.splitlines()[:2]] == [f"gone: {title}" for title in titles]
    assert "2 gone, 0 removed. 4 papers in library." in printed.out
    pruned = json_of(["in", "--prune"], capsys)
    assert (pruned["gone"], pruned["removed"], pruned["papers"]) == (2, 2, 2)
    assert len(json_of(["list"], capsys)["papers"]) == 2
    assert json_of(["in", "--prune"], capsys) == QUIET | {"entries": 2, "papers": 2, "unchanged": 2}


def test_an_empty_folder_takes_nothing_with_it(tmp_path: Path, capsys: Captured) -> None:
    path = small_library.write_rows(tmp_path / "in" / "a.jsonl", small_library.PAPERS[:2])
    json_of(["in"], capsys)
    path.rename(tmp_path / "a.jsonl")
    assert main(["in", "--prune"]) == 0
    assert "in is empty, as the place of a drive that is not there" in capsys.readouterr().err
    assert len(json_of(["list"], capsys)["papers"]) == 2
    (tmp_path / "in" / "notes.md").write_text("# To do\n")
    assert json_of(["in", "--prune"], capsys)["removed"] == 2


@pytest.mark.parametrize("paper_id", ["pnever", "", "../library", "p:0", "'; --", "\x1b[31m"])
def test_an_unknown_id_is_an_error(tmp_path: Path, paper_id: str, capsys: Captured) -> None:
    small_library.build(tmp_path, small_library.PAPERS[:1])
    assert main(["show", paper_id]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("error: no paper ")
    assert "\x1b" not in printed.err


@pytest.mark.parametrize("words", [["list"], ["show", "p1"], ["remove", "p1"], ["list", "--json"]])
def test_without_a_library_it_says_how_to_make_one(words: list[str], tmp_path: Path, capsys: Captured) -> None:
    assert main([*words, "--library", str(tmp_path / "none")]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"error: no library at {tmp_path / 'none'}; make one with: python -m ingest PATH")
    assert not (tmp_path / "none").exists()


WRONG = [
    ([], "the following arguments are required: PATH"),
    (["a.jsonl", "--loud"], "unrecognized arguments: --loud"),
    (["a.jsonl", "--format", "pdf"], "invalid choice: 'pdf'"),
    (["a.jsonl", "--saved-on", "yesterday"], "'yesterday' is no day; write it as 2025-11-07"),
    (["a.jsonl", "--saved-on", "2025-02-30"], "'2025-02-30' is no day"),
    (["show"], "the following arguments are required: ID"),
    (["show", "a", "b"], "unrecognized arguments: b"),
    (["remove"], "the following arguments are required: ID"),
    (["list", "a"], "unrecognized arguments: a"),
]


@pytest.mark.parametrize(("words", "message"), WRONG, ids=[" ".join(words) or "nothing" for words, _ in WRONG])
def test_wrong_usage(words: list[str], message: str, tmp_path: Path, capsys: Captured) -> None:
    small_library.write_rows(tmp_path / "a.jsonl", small_library.PAPERS[:1])
    with pytest.raises(SystemExit) as stopped:
        main(words)
    printed = capsys.readouterr()
    assert (stopped.value.code, printed.out) == (2, "")
    assert message in printed.err
    assert not (tmp_path / "library").exists()


def test_on_a_terminal_progress_is_a_bar(tmp_path: Path) -> None:
    small_library.write_rows(tmp_path / "papers.jsonl")
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 100))
    words = [sys.executable, "-m", "ingest", "papers.jsonl"]
    done = subprocess.run(words, check=False, stdout=subprocess.PIPE, stderr=theirs, timeout=120, cwd=tmp_path)
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert b"12 added" in done.stdout
    assert "papers stored: 100%" in shown
    assert "papers with sentence vectors: 100%" in shown


def test_a_process_tells_scripts_in_json_and_people_in_lines(tmp_path: Path) -> None:
    rows = [*small_library.PAPERS, {"title": "No Abstract"}]
    small_library.write_rows(tmp_path / "papers.jsonl", rows)
    words = [sys.executable, "-m", "ingest", "papers.jsonl", "--json"]
    done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=120, cwd=tmp_path)
    assert json.loads(done.stdout)["added"] == 12
    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert events[-1] == {"event": "rejected", "file": "papers.jsonl", "line": 13, "reason": "no abstract"}
    told = [event for event in events if event["event"] == "progress"][-1]
    assert (told["stage"], told["done"], told["total"], told["left_s"]) == ("sentences", 12, 12, 0)
    assert done.returncode == 3
    small_library.write_rows(tmp_path / "more.jsonl", [{"title": "No Abstract Either"}])
    people = subprocess.run(
        [*words[:3], "more.jsonl"], check=False, capture_output=True, text=True, timeout=120, cwd=tmp_path
    )
    assert people.stderr.splitlines()[:2] == [
        "rejected: more.jsonl:1: no abstract",
        "1 rejected, listed in library/rejects.jsonl",
    ]
