"""Runs as the page lists, shows and compares them, and what of the disk it can be made to read: that folder alone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import LitAssistError
from assistant.ui.acts import Act
from assistant.ui.eval_compare_html import comparison_html
from assistant.ui.eval_html import CASES, none_html, report_html, runs_html
from assistant.ui.eval_runs import Runs
from assistant.ui.evaluation_tab import Shown, _chosen
from tests.eval_runs import begin_run, named, two_runs, write_run
from tests.hostile import FORTY
from tests.scored_runs import good_run
from tests.test_ui_markup import read


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    two_runs(tmp_path / "runs")
    return Runs(tmp_path / "runs")


def test_runs_are_listed_latest_first_and_unfinished_ones_told(runs: Runs) -> None:
    begin_run(runs.folder, named(good_run(), "half", "2026-11-19T10:00:00+00:00"))
    (runs.folder / "notes").mkdir()
    (runs.folder / "broken").mkdir()
    (runs.folder / "broken" / "run.json").write_text("{", "utf-8")
    found = runs.listing()
    assert [(run.name, run.done) for run in found] == [
        ("bad", True),
        ("good", True),
        ("half", False),
        ("broken", False),
    ]
    assert str(runs.folder) not in found[-1].problem
    seen = read(runs_html(found, "bad"))
    values = [attrs["value"] for tag, attrs in seen.elements if tag == "button"]
    assert values == ["runs", "run good", "against good"]
    assert "Not finished." in seen.text


def test_no_folder_is_no_run(tmp_path: Path) -> None:
    assert Runs(tmp_path / "none").listing() == ()
    assert "python -m evals run" in read(none_html("the folder <eval-runs>")).text
    assert "the folder <eval-runs>" in read(none_html("the folder <eval-runs>")).text


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../secret",
        "/etc",
        "good/../../secret",
        "good\x00",
        "a" * 81,
        "nothing",
        "-rf",
        "good\n",
        "~root",
    ],
)
def test_no_name_leads_out_of_the_folder(runs: Runs, name: str) -> None:
    write_run(runs.folder.parent, named(good_run(), "secret", "2026-11-19T10:00:00+00:00"))
    with pytest.raises(LitAssistError):
        runs.scores(name)


def test_no_link_leads_out_of_the_folder(runs: Runs) -> None:
    outside = write_run(runs.folder.parent, named(good_run(), "secret", "2026-11-19T10:00:00+00:00"))
    (runs.folder / "linked").symlink_to(outside)
    (runs.folder / "inner").mkdir()
    for file in ("run.json", "scores.json"):
        (runs.folder / "inner" / file).symlink_to(outside / file)
    for name in ("linked", "inner"):
        with pytest.raises(LitAssistError):
            runs.scores(name)
    assert {run.name for run in runs.listing() if run.done} == {"good", "bad"}


def test_damage_is_told_without_the_path(runs: Runs) -> None:
    (runs.folder / "good" / "scores.json").write_text(json.dumps({"schema": 99}), "utf-8")
    with pytest.raises(LitAssistError) as caught:
        runs.scores("good")
    assert str(runs.folder) not in str(caught.value)
    assert "run the evaluation again" in str(caught.value)


def test_a_report_has_measures_with_intervals_and_its_worst_cases(runs: Runs) -> None:
    seen = read(report_html(runs.scores("good"), 0))
    assert "cites gold" in seen.text
    assert " to " in seen.text
    assert len([1 for tag, attrs in seen.elements if tag == "details" and attrs.get("class") == "case"]) == CASES
    assert seen.text.index("the model went away") < seen.text.index("hive 3 weigh")


@pytest.mark.parametrize(
    ("page", "told"), [(0, "Page 1 of 2"), (1, "Page 2 of 2"), (99, "Page 2 of 2"), (-3, "Page 1")]
)
def test_cases_are_read_page_by_page(runs: Runs, page: int, told: str) -> None:
    assert told in read(report_html(runs.scores("good"), page)).text


def test_two_runs_are_compared_with_intervals_and_flips(runs: Runs) -> None:
    seen = read(comparison_html(runs.compared("good", "bad")))
    assert "Beyond noise, B is better in 0 and worse in 1" in seen.text
    assert "1.000 → 0.000" in seen.text
    same = read(comparison_html(runs.compared("good", "good")))
    assert "No measure differs beyond noise" in same.text


@pytest.mark.parametrize("hostile", FORTY)
def test_hostile_cases_and_names_are_only_text(tmp_path: Path, hostile: str) -> None:
    first, *rest = good_run(3).cases
    bad = replace(first, question=hostile, text=hostile, gold=(hostile,), tags=(hostile,), kind=hostile, error=hostile)
    scores = replace(good_run(3), cases=(bad, *rest), info=replace(good_run(3).info, judge=hostile, cases=hostile))
    write_run(tmp_path, named(scores, "one", hostile))
    runs = Runs(tmp_path)
    compared = runs.compared("one", "one")
    for html in (runs_html(runs.listing(), ""), report_html(runs.scores("one"), 0), comparison_html(compared)):
        seen = read(html)
        tags = {tag for tag, _ in seen.elements}
        assert tags.isdisjoint(
            {"script", "img", "iframe", "form", "style", "link", "a", "object", "base", "input", "meta"}
        )
        assert not [name for _, attrs in seen.elements for name in attrs if name.startswith("on") or name == "style"]


@pytest.mark.parametrize(
    ("before", "act", "after"),
    [
        (Shown(), Act("runs"), Shown(None, "new")),
        (Shown(None, "old", 2), Act("runs"), Shown(None, "old", 2)),
        (Shown(None, "old", 2), Act("run", id="new"), Shown(None, "new")),
        (Shown(None, "old"), Act("cases", id="3"), Shown(None, "old", 3)),
        (Shown(None, "old"), Act("cases", id="-3"), Shown(None, "old")),
        (Shown(None, "old"), Act("cases", id="9" * 80), Shown(None, "old", 999_999)),
        (Shown(None, "gone", 4), Act("cases", id="1"), Shown(None, "new")),
    ],
)
def test_what_is_shown_after_an_act(before: Shown, act: Act, after: Shown) -> None:
    assert _chosen(before, act, ("new", "old")) == after
