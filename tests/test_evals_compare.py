"""Two runs compared: pairs of cases, what counts as a difference, what flipped, and what cannot be compared."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from assistant.errors import InputError, UsageError
from evals.bootstrap import paired
from evals.commands import compare as command
from evals.compare import Comparison, Difference, compare
from evals.compare_shown import as_markdown, as_text, signed
from evals.run_folder import write_scores
from evals.scores import Scores
from tests.scored_runs import HOSTILE, INFO, case, good_run, hostile_run, scored

Values = Sequence[float | None]


def run(name: str, values: Values, measure: str = "cites gold") -> Scores:
    """A run of a case a value."""
    cases = [case(number, {measure: value}) for number, value in enumerate(values)]
    return scored(cases, replace(INFO, name=name))


def only(found: Comparison) -> Difference:
    (difference,) = found.differences
    return difference


@pytest.mark.parametrize(
    ("measure", "a", "b", "outcome"),
    [
        ("cites gold", [0.0] * 20, [1.0] * 20, "better"),
        ("cites gold", [1.0] * 20, [0.0] * 20, "worse"),
        ("wrong answers", [0.0] * 20, [1.0] * 20, "worse"),
        ("wrong answers", [1.0] * 20, [0.0] * 20, "better"),
        ("cites gold", [1.0] * 20, [1.0] * 20, "no difference"),
        ("cites gold", [1.0] * 20, [1.0] * 19 + [0.0], "no difference"),
        ("cites gold", [0.3] * 20, [0.1 + 0.2] * 20, "no difference"),
        ("struck sentences", [0.0] * 20, [1.0] * 20, "changed"),
        ("of another version", [0.0] * 20, [1.0] * 20, "changed"),
        ("seconds", [1.0, 1.1] * 10, [3.0, 3.2] * 10, "worse"),
    ],
)
def test_a_difference_counts_beyond_noise_and_by_its_direction(
    measure: str, a: Values, b: Values, outcome: str
) -> None:
    assert only(compare(run("a", a, measure), run("b", b, measure))).outcome == outcome


def test_a_difference_is_over_the_cases_in_which_both_have_a_value() -> None:
    a, b = run("a", [1.0, 0.5, None, 1.0, 0.0]), run("b", [0.5, 0.5, 1.0, None, 1.0])
    found = only(compare(a, b))
    assert (found.a, found.n, found.only_a, found.only_b) == (0.5, 3, 1, 1)
    assert found.b == pytest.approx(2 / 3)
    assert (found.change, found.low, found.high) == paired([1.0, 0.5, 0.0], [0.5, 0.5, 1.0])


def test_a_measure_without_pairs_is_left_out() -> None:
    assert compare(run("a", [1.0, None]), run("b", [None, 1.0])).differences == ()


def test_only_shared_cases_are_compared_and_the_others_named() -> None:
    a, b = run("a", [1.0, 1.0, 0.0]), run("b", [1.0, 1.0, 0.0, 0.0])
    found = compare(replace(a, cases=a.cases[1:]), replace(b, cases=b.cases[:2] + b.cases[3:]))
    assert (found.shared, found.only_a, found.only_b) == (1, ("bee-02",), ("bee-00", "bee-03"))
    assert only(found).n == 1
    text = as_text(found)
    assert "1 cases are in both" in text
    assert "2 cases are in B only and left out, such as bee-00" in text


@pytest.mark.parametrize(
    ("change", "what"), [({"question": "Who?"}, "question"), ({"kind": "filter"}, "kind"), ({"gold": ()}, "gold")]
)
def test_a_case_that_changed_is_refused_by_name(change: dict[str, object], what: str) -> None:
    a = run("first", [1.0, 1.0])
    b = replace(a, info=replace(INFO, name="second"), cases=(a.cases[0], case(1, {"cites gold": 1.0}, **change)))
    with pytest.raises(UsageError, match=f"case bee-01 has another {what} in second than in first"):
        compare(a, b)


def test_runs_without_a_shared_case_are_refused() -> None:
    a = run("a", [1.0, 1.0])
    with pytest.raises(UsageError, match=r"share no case.*bees\.jsonl"):
        compare(replace(a, cases=a.cases[:1]), replace(a, cases=a.cases[1:]))


def test_what_else_differs_is_named() -> None:
    other = replace(INFO, judge="none", mode="llm", model="m1", cases_digest="ff", library_papers=13)
    found = compare(run("a", [1.0]), replace(run("a", [1.0]), info=other)).differing
    assert found == (
        "cases: bees.jsonl 0123456789abcdef, then bees.jsonl ff",
        "mode: extractive, then llm",
        "model: none, then m1",
        "papers: 12, then 13",
        "judge: embedded, then none",
    )


def test_a_judge_that_was_fitted_anew_is_named() -> None:
    (found,) = compare(run("a", [1.0]), replace(run("a", [1.0]), info=replace(INFO, judge_quality=()))).differing
    assert found.startswith("judge: the same by name")


def test_flipped_cases_stand_by_measure_the_greatest_loss_first() -> None:
    a = run("a", [1.0, 0.0, 1.0, 0.5, None])
    b = run("b", [0.5, 1.0, 0.0, 0.5, 1.0])
    b = replace(b, cases=(*b.cases[:4], replace(b.cases[4], status="abstained")))
    found = compare(a, b).flips
    assert [(f.measure, f.case, f.a, f.b, f.outcome) for f in found] == [
        ("status", "bee-04", "answered", "abstained", "changed"),
        ("cites gold", "bee-02", "1.000", "0.000", "worse"),
        ("cites gold", "bee-00", "1.000", "0.500", "worse"),
        ("cites gold", "bee-01", "0.000", "1.000", "better"),
    ]


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [(0.25, "", "+0.250"), (-0.25, "", "-0.250"), (0.0, "", "0.000"), (-0.0001, "", "0.000"), (-1.5, "s", "-1.5 s")],
)
def test_differences_have_a_sign(value: float, unit: str, shown: str) -> None:
    assert signed(value, unit) == shown


@pytest.fixture
def folders(tmp_path: Path) -> tuple[str, str]:
    """A run in a folder, and a worse one in a file."""
    (tmp_path / "first").mkdir()
    write_scores(tmp_path / "first", run("first", [1.0] * 20))
    write_scores(tmp_path, run("second", [0.0] * 12 + [1.0] * 8))
    return str(tmp_path / "first"), str(tmp_path / "scores.json")


def called(*arguments: str) -> int:
    return command.COMMAND.run(command.COMMAND.parser().parse_args(arguments))


def test_the_command_tells_it_in_text(folders: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert called(*folders) == 0
    lines = capsys.readouterr().out.splitlines()
    (row,) = [line.split() for line in lines if line.startswith("cites gold ")]
    assert row[:5] == ["cites", "gold", "1.000", "0.400", "-0.600"]
    assert row[-2:] == ["20", "worse"]
    assert "cites gold: 12 cases flipped, the first 10 of them" in lines


def test_the_command_tells_it_as_json(folders: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert called(*folders, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["shared"] == 20
    assert [d["outcome"] for d in told["differences"]] == ["worse"]
    assert len(told["flips"]) == 12


def test_the_command_tells_it_as_markdown(folders: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert called(*folders, "--markdown") == 0
    assert capsys.readouterr().out.startswith("# first and second\n")


def test_markdown_escapes_what_questions_say() -> None:
    a = hostile_run()
    b = replace(a, cases=tuple(replace(one, values=(("cites gold", 1.0),)) for one in a.cases))
    found = compare(a, b)
    assert len(found.flips) == len(HOSTILE)
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(as_markdown(found))
    assert set(re.findall(r"<(\w+)", html)) == {"h1", "h2", "ul", "li", "table", "thead", "tbody", "tr", "th", "td"}


@pytest.mark.parametrize(
    ("content", "error", "said"),
    [
        ('{"schema": 7}', InputError, "schema version 7"),
        ("[]", InputError, "expected an object"),
        (None, UsageError, "cannot be read"),
    ],
)
def test_what_is_no_run_is_refused(tmp_path: Path, content: str | None, error: type[Exception], said: str) -> None:
    path = tmp_path / "other.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(error, match=said):
        called(str(path), str(path))


def test_a_run_compared_with_itself_has_not_changed() -> None:
    found = compare(good_run(), good_run())
    assert {difference.outcome for difference in found.differences} == {"no difference"}
    assert (found.flips, found.differing) == ((), ())
