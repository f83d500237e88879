"""Earlier measurements of ways of ranking: read back, held against new ones, and drawn."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.errors import LitAssistError, UsageError
from evals.retrieval import drawn, tabled
from evals.retrieval.earlier import read_earlier
from evals.retrieval.measuring import MEASURES, Measured
from evals.retrieval.questions import Question
from evals.retrieval.shown import as_json, as_markdown, as_text

Captured = pytest.CaptureFixture[str]


def question(gold: Sequence[str], name: str = "q") -> Question:
    return Question(name, "?", frozenset(gold))


IDS = ("q1", "q2", "q3", "q4")


def saved(path: Path, name: str, values: tuple[float, ...]) -> Path:
    found = [Measured(name, dict.fromkeys(MEASURES, values), (0.002,) * len(values))]
    path.write_text(json.dumps(as_json("a set", found, IDS)))
    return path


def test_an_earlier_run_is_what_was_printed(tmp_path: Path) -> None:
    earlier = read_earlier(saved(tmp_path / "run.json", "search", (1.0, 0.5, 0.0, 1.0)))
    assert (earlier.name, earlier.ids) == ("a set", IDS)
    now = Measured("search", dict.fromkeys(MEASURES, (1.0, 1.0, 0.5, 1.0)), (0.1,) * 4)
    value, low, high = earlier.more_now(now, "nDCG@10")
    assert value == pytest.approx(0.25)
    assert low <= value <= high
    told = as_text("a set", [now], earlier)
    assert told.endswith(f"than in the earlier run, paired:\nsearch  {value:+.3f} ({low:+.3f} to {high:+.3f})")
    other = Measured("unheard of", now.values, now.seconds)
    assert "+0" not in as_text("a set", [other], earlier)
    printed = as_json("a set", [now, other], IDS, earlier)["methods"]
    assert printed[0]["more_than_earlier"]["value"] == pytest.approx(0.25)
    assert "more_than_earlier" not in printed[1]


@pytest.mark.parametrize(
    ("content", "told"),
    [("", "is not what"), ("[]", "is not what"), ('{"ids": ["q"]}', "is not what"), (None, "No such file")],
)
def test_what_is_no_earlier_run_is_named(content: str | None, told: str, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(LitAssistError, match=told):
        read_earlier(path)


def test_an_earlier_run_must_have_a_value_for_each_question(tmp_path: Path) -> None:
    path = saved(tmp_path / "run.json", "search", (1.0, 0.5, 0.0, 1.0))
    row = json.loads(path.read_text())
    row["ids"] = row["ids"][:3]
    path.write_text(json.dumps(row))
    with pytest.raises(LitAssistError, match="not one value a question"):
        read_earlier(path)


def test_an_earlier_run_must_have_asked_the_same(tmp_path: Path) -> None:
    earlier = read_earlier(saved(tmp_path / "run.json", "search", (1.0, 0.5, 0.0, 1.0)))
    earlier.check([question("a", name) for name in IDS])
    with pytest.raises(UsageError, match="asked other questions"):
        earlier.check([question("a", name) for name in IDS[:3]])


def test_quality_is_drawn_against_time(tmp_path: Path, capsys: Captured) -> None:
    values = (1.0, 0.5, 0.0, 1.0)
    found = [
        Measured(name, dict.fromkeys(MEASURES, tuple(v * share for v in values)), (seconds,) * 4)
        for name, share, seconds in (("slow & good", 1.0, 0.05), ("fast", 0.5, 0.001), ("neither", 0.4, 0.02))
    ]
    for name, some in (("one", found), ("two", found[:2])):
        (tmp_path / f"{name}.json").write_text(json.dumps(as_json(name, some, IDS)))
    out, runs = tmp_path / "out.svg", [str(tmp_path / f"{name}.json") for name in ("one", "two")]
    assert drawn.main([str(out), *runs]) == 0
    picture = ET.parse(out).getroot()  # noqa: S314 - our own
    words = [part.text for part in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert "1  slow & good: 0.625, 50.0 ms" in words
    assert "2  fast: 0.312, 1.0 ms" in words
    assert not any("neither" in (word or "") for word in words)
    places = [
        (float(c.get("cx", 0)), float(c.get("cy", 0))) for c in picture.iter("{http://www.w3.org/2000/svg}circle")
    ]
    assert places[0][0] > places[1][0]  # slower
    assert places[0][1] < places[1][1]  # and higher
    assert all(0 < x < drawn.WIDTH and 0 < y < drawn.HEIGHT for x, y in places)
    assert drawn.main([str(out), str(tmp_path / "none.json")]) == 2
    assert "No such file" in capsys.readouterr().err


def test_tables_of_runs_that_were_kept_are_those_printed_then(tmp_path: Path, capsys: Captured) -> None:
    values = dict.fromkeys(MEASURES, (1.0, 0.5, 0.0, 1.0))
    found = [Measured(name, values, (0.002, 0.003, 0.004, 0.1), (1, 2, 1, 1)) for name in ("search", "other")]
    (tmp_path / "run.json").write_text(json.dumps(as_json("a set", found, IDS)))
    assert tabled.main([str(tmp_path / "run.json")] * 2) == 0
    assert capsys.readouterr().out == "\n\n".join([as_markdown("a set", found)] * 2) + "\n"
    assert tabled.main([str(tmp_path / "none.json")]) == 2


def test_runs_without_a_common_method_are_not_drawn(tmp_path: Path) -> None:
    paths = [saved(tmp_path / f"{name}.json", name, (1.0, 0.5, 0.0, 1.0)) for name in ("one", "two")]
    with pytest.raises(UsageError, match="no method in common"):
        drawn.points([read_earlier(path) for path in paths])


def test_questions_that_one_paper_answers_are_told_apart() -> None:
    values = dict.fromkeys(MEASURES, (1.0, 0.5, 0.0, 1.0))
    told = "Of search, where one paper is right (3 questions): recall@1 0.667, recall@5 0.667."
    mixed = Measured("search", values, (0.1,) * 4, (1, 2, 1, 1))
    assert told in as_text("a set", [mixed]).splitlines()
    assert as_markdown("a set", [mixed]).endswith(f"\n\n{told}")
    several = Measured("search", values, (0.1,) * 4, (2, 2, 3, 2))
    assert "one paper is right" not in as_text("a set", [several]) + as_markdown("a set", [several])
