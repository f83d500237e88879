"""How good each judge was measured to be: a file that keeps one record a judge."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.errors import InputError
from evals.judges.quality import (
    FILE,
    Measured,
    Qualities,
    qualities,
    quality_of,
    read_qualities,
    weights_of,
    write,
)
from evals.judges.registry import JUDGES
from evals.scores import JudgeQuality

KILNS = JudgeQuality("kilns", "test", 0.75, 0.8, 40)
MOSS = JudgeQuality("moss", "all", 0.5, None, 7)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "quality.json"
    write("measure it", Measured("signs", weights_of("signs"), (KILNS, MOSS)), path)
    assert read_qualities(path) == Qualities("measure it", (Measured("signs", weights_of("signs"), (KILNS, MOSS)),))
    assert quality_of("signs", path) == (KILNS, MOSS)
    assert quality_of("none", path) == ()


def test_a_judge_is_put_in_its_own_place(tmp_path: Path) -> None:
    path = tmp_path / "quality.json"
    for judge, weights, found in (("signs", "1", KILNS), ("none", "", MOSS), ("signs", "2", MOSS)):
        write("again", Measured(judge, weights, (found,)), path)
    assert read_qualities(path).judges == (Measured("none", "", (MOSS,)), Measured("signs", "2", (MOSS,)))


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"command": "x"}', b'{"command": "x", "judges": [1]}', b"\xff"]
)
def test_a_file_that_is_not_ours_names_the_command(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "quality.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"quality.json: cannot be read .*; run python -m evals grounding DIR"):
        read_qualities(path)
    with pytest.raises(InputError):
        write("x", Measured("signs", "", ()), path)
    assert path.read_bytes() == content


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot be read .*; run python -m evals grounding DIR"):
        read_qualities(tmp_path / "quality.json")


def test_sets_are_sorted_by_name_and_split() -> None:
    other = JudgeQuality("kilns", "all", 0.1, None, 1)
    assert qualities([MOSS, KILNS, other]) == (other, KILNS, MOSS)


def test_what_was_measured_with_other_weights_is_not_told(tmp_path: Path) -> None:
    path = tmp_path / "quality.json"
    write("measure it", Measured("signs", weights_of("signs"), (KILNS,)), path)
    assert quality_of("signs", path) == (KILNS,)
    write("measure it", Measured("signs", "others", (KILNS,)), path)
    assert quality_of("signs", path) == ()
    assert quality_of("none", path) == ()


def test_the_figures_that_come_with_the_program_are_of_its_weights() -> None:
    for measured in read_qualities().judges:
        assert measured.weights == weights_of(measured.judge), "run the command that quality.json names"


def test_the_file_that_comes_with_the_program() -> None:
    found = read_qualities()
    assert {measured.judge for measured in found.judges} <= set(JUDGES)
    assert [measured.judge for measured in found.judges] == sorted(measured.judge for measured in found.judges)
    for measured in found.judges:
        assert measured.quality == qualities(measured.quality) != ()
        assert all(0 <= one.balanced_accuracy <= 1 and one.n > 0 for one in measured.quality)
    assert json.loads(FILE.read_text(encoding="utf-8"))["command"].startswith("python -m evals grounding ")
