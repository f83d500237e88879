"""From which probability on a model is asked: few answerable questions withheld, and what that lets through."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.fitted import FILE, FITTED
from evals.__main__ import main
from evals.fit_writing import Worth, fit_writing, likelihood, worth
from evals.read_cases import Case
from tests import small_library

BEES = "How long before a swarm do hive scales raise the alarm?"
ODES = "Who wrote the odes of Horace?"
HUNDRED = [n / 100 for n in range(1, 101)]


@pytest.mark.parametrize(
    ("answerable", "unanswerable", "expected"),
    [
        ([0.9, 0.31239, 0.5], [0.1, 0.32], Worth(0.3123, 3, 0, 2, 1)),
        (HUNDRED, [0.01, 0.02, 0.03], Worth(0.02, 100, 1, 3, 2)),
        (HUNDRED[:99], [], Worth(0.01, 99, 0, 0, 0)),
        ([0.5, 0.5], [0.5], Worth(0.5, 2, 0, 1, 1)),
    ],
)
def test_a_hundredth_is_withheld_at_most(
    answerable: Sequence[float], unanswerable: Sequence[float], expected: Worth
) -> None:
    assert worth(answerable, unanswerable) == expected


def test_the_probability_is_that_of_answering(library: Path) -> None:
    with small_library.opened(library) as assistant:
        snapshot, embedder = assistant.library.snapshot(), assistant.embedding
        asked = Case("a", "single_fact", BEES), Case("b", "absent_topic", ODES, should_abstain=True)
        known, unknown = (likelihood(snapshot, embedder, case, FITTED) for case in asked)
        assert known > FITTED.abstention.threshold > unknown
        bias = replace(FITTED.abstention, bias=-700.0)
        assert likelihood(snapshot, embedder, asked[0], replace(FITTED, abstention=bias)) < 1e-9
        talk = Case("c", "follow_up", turns=(BEES, "And why?"))
        found = fit_writing(snapshot, embedder, (*asked, talk), FITTED)
        assert (found.answerable, found.unanswerable, found.withheld) == (1, 1, 0)
        assert found.threshold == pytest.approx(known, abs=1e-4)


def test_a_dry_run_says_it_and_writes_nothing(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {"kind": "single_fact", "gold": ["Hive Scales Reveal When Bees Swarm"], "split": "tune"}
    absent = {"id": "b", "kind": "absent_topic", "question": ODES, "should_abstain": True, "split": "tune"}
    cases = small_library.write_rows(tmp_path / "cases.jsonl", ({"id": "a", "question": BEES, **row}, absent))
    before = FILE.read_bytes()
    words = ["fit-abstention", "--cases", str(cases), "--library", str(library), "--dry"]
    assert main([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["answerable"], found["withheld"], found["unanswerable"]) == (1, 0, 1)
    assert main(words) == 0
    assert "0 of 1 answerable tuning questions are withheld" in capsys.readouterr().out
    assert FILE.read_bytes() == before
