"""Earlier measurements of ways of ranking: read back, held against new ones, and drawn."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.errors import LitAssistError, UsageError
from evals.bootstrap import interval, paired
from evals.retrieval import drawn, tabled
from evals.retrieval.apart import Apart, parted, told
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


def test_all_names_stand_beside_the_picture_however_many_there_are(tmp_path: Path) -> None:
    values = dict.fromkeys(MEASURES, (1.0, 0.5, 0.0, 1.0))
    found = [Measured(f"method {n}", values, (0.001 * (n + 1),) * 4) for n in range(30)]
    (tmp_path / "run.json").write_text(json.dumps(as_json("a set", found, IDS)))
    assert drawn.main([str(tmp_path / "out.svg"), str(tmp_path / "run.json")]) == 0
    words = ET.parse(tmp_path / "out.svg").getroot().iter("{http://www.w3.org/2000/svg}text")  # noqa: S314 - our own
    names = [float(word.get("y", 0)) for word in words if "method" in (word.text or "")]
    assert len(names) == len(found)
    assert all(0 < y < drawn.HEIGHT for y in names)


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
    low, high = interval([1.0, 0.0, 1.0])
    mean = f"0.667 (95% interval {low:.3f} to {high:.3f})"
    told = f"Of search, where one paper is right (3 questions): recall@1 {mean}, recall@5 {mean}."
    mixed = Measured("search", values, (0.1,) * 4, (1, 2, 1, 1))
    assert told in as_text("a set", [mixed]).splitlines()
    assert as_markdown("a set", [mixed]).endswith(f"\n\n{told}")
    several = Measured("search", values, (0.1,) * 4, (2, 2, 3, 2))
    assert "one paper is right" not in as_text("a set", [several]) + as_markdown("a set", [several])


@pytest.mark.parametrize(
    ("method", "read", "golds", "told"),
    [
        ("search", (True, False, False, False), (2,) * 4, "In search the ranker read for 25% of the questions."),
        ("search", (False,) * 4, (2,) * 4, "In search the ranker read for 0% of the questions."),
        ("search", (True,) * 4, (1,) * 4, ". In search the ranker read for 100% of the questions."),
        ("search", (), (2,) * 4, None),
        ("without the ranker", (False,) * 4, (2,) * 4, None),
    ],
)
def test_how_often_the_ranker_read_is_told_under_the_table(
    method: str, read: tuple[bool, ...], golds: tuple[int, ...], told: str | None, tmp_path: Path
) -> None:
    one = Measured(method, dict.fromkeys(MEASURES, (1.0, 0.5, 0.0, 1.0)), (0.1,) * 4, golds, read)
    (tmp_path / "run.json").write_text(json.dumps(as_json("a set", [one], IDS)))
    kept = tabled.tabled([read_earlier(tmp_path / "run.json")])
    assert kept == as_markdown("a set", [one])
    for printed in (kept, as_text("a set", [one])):
        lines = [line for line in printed.splitlines() if "the ranker read for" in line]
        assert len(lines) == (0 if told is None else 1)
        assert all(line.endswith(told or "") for line in lines)


def test_questions_set_apart_are_kept_and_told(tmp_path: Path) -> None:
    with_ranker = Measured("search", dict.fromkeys(MEASURES, (1.0, 0.5, 0.0, 1.0)), (0.1,) * 4)
    without = Measured("without the ranker", dict.fromkeys(MEASURES, (0.5, 0.5, 0.5, 0.5)), (0.1,) * 4)
    apart = parted([question(gold) for gold in ("ab", "c", "d", "e")], "train", [question("bx"), question("e")])
    assert apart == Apart("train", (True, False, False, True))
    low, high = paired((0.5, 0.5), (1.0, 1.0))[1:]
    shared, own = told(apart, [without, with_ranker])
    assert shared == (
        "With a right paper that is also right in train (2 questions): nDCG@10 of search 1.000, "
        f"without the ranker 0.500, difference +0.500 ({low:+.3f} to {high:+.3f})."
    )
    assert own.startswith("Without any right paper that is also right in train (2 questions): nDCG@10 of search 0.250,")
    assert "difference -0.250 (" in own
    (tmp_path / "run.json").write_text(json.dumps(as_json("a set", [with_ranker, without], IDS, apart=apart)))
    earlier = read_earlier(tmp_path / "run.json")
    assert earlier.apart == apart
    assert tabled.tabled([earlier]).endswith(f"|\n\n{shared}\n\n{own}")
    assert f"\n{shared}\n{own}\n" in as_text("a set", [with_ranker, without], apart=apart)
    assert told(apart, [with_ranker]) == []
    assert told(Apart("train", (False,) * 4), [with_ranker, without])[0].endswith("(0 questions): nothing to measure.")


def older(path: Path) -> Path:
    """The run as it was printed before mean times and what the ranker read were kept."""
    row = json.loads(path.read_text())
    for method in row["methods"]:
        del method["mean_milliseconds"]
        method.pop("read", None)
    path.write_text(json.dumps(row))
    return path


def test_a_mean_is_drawn_and_a_median_where_there_is_no_mean(tmp_path: Path) -> None:
    values = dict.fromkeys(MEASURES, (1.0, 0.5, 0.0, 1.0))
    found = [Measured(name, values, (0.01, 0.01, 0.01, 0.09), (1,) * 4, (False,) * 4) for name in ("search", "other")]
    path = tmp_path / "run.json"
    path.write_text(json.dumps(as_json("a set", found, IDS)))
    now = read_earlier(path)
    assert [point.milliseconds for point in drawn.points([now])] == pytest.approx([30, 30])
    assert ">mean milliseconds a question<" in drawn.drawn([now])
    before = read_earlier(older(path))
    assert (before.mean_milliseconds, before.read, before.apart) == ({}, {}, None)
    assert [point.milliseconds for point in drawn.points([before])] == pytest.approx([10, 10])
    assert [point.milliseconds for point in drawn.points([now, before])] == pytest.approx([20, 20])
    assert ">mean milliseconds a question (medians where no mean was kept)<" in drawn.drawn([now, before])
    assert "the ranker read" not in tabled.tabled([before])
    assert "the ranker read" in tabled.tabled([now])


@pytest.mark.parametrize("where", ["read", "shared"])
def test_flags_must_be_one_a_question(where: str, tmp_path: Path) -> None:
    one = Measured("search", dict.fromkeys(MEASURES, (1.0, 0.5, 0.0, 1.0)), (0.1,) * 4, (1,) * 4, (True,) * 4)
    row = as_json("a set", [one], IDS, apart=Apart("train", (True,) * 4))
    (row["methods"][0] if where == "read" else row["apart"])[where] = [True] * 3
    (tmp_path / "run.json").write_text(json.dumps(row))
    with pytest.raises(LitAssistError, match="not one flag a question"):
        read_earlier(tmp_path / "run.json")
