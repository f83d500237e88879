"""The measure of tables: its cases are whole, and its counting is right."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from assistant.errors import InputError
from evals import tables
from evals.tables import Cell, CellScores, read_cases, scores_of, told
from tests import small_library


def test_cases_are_whole() -> None:
    cases = read_cases()
    assert {split: sum(case.split == split for case in cases) for split in ("tune", "report")} == {
        "tune": 12,
        "report": 12,
    }
    assert all(len(case.papers) == 4 for case in cases)
    assert len({case.question for case in cases}) == len(cases)


def test_cells_are_counted() -> None:
    cells = [Cell(5, (5, 9)), Cell(7, (5, 9)), Cell(7, ()), Cell(None, (5,)), Cell(None, ()), Cell(0, (0,))]
    scores = scores_of(cells)
    assert scores == CellScores(cells=6, stated=4, filled=4, right=2, filled_stated=3, rightly_empty=1)
    assert told("all", scores) == (
        "all: 6 cells, 4 stated; 4 filled, 50% rightly, 75% where the abstract states it at all; of 2 empty 50% rightly;"
        " 50% of what is stated found"
    )
    assert "none rightly" in told("none", scores_of([]))


def case(title: str, stated: list[list[int]]) -> dict[str, object]:
    return {
        "question": "How are hives weighed?",
        "split": "tune",
        "aspects": ["season alarm"],
        "papers": [{"title": title, "stated": stated}],
    }


def test_cells_are_those_of_a_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    library = small_library.build(tmp_path)
    monkeypatch.setenv("LITASSIST_LIBRARY", str(library))
    bees = small_library.PAPERS[0]
    start = str(bees["abstract"]).index("Our alarm")
    file = tmp_path / "cells.jsonl"
    file.write_text(json.dumps(case(str(bees["title"]), [[start]])), encoding="utf-8")
    with small_library.opened(library) as assistant:
        (cell,) = tables.cells_of(assistant, read_cases(file)[0])
        assert asdict(cell) == {"filled": start, "right": (start,)}
        with pytest.raises(InputError, match="the library has no paper"):
            list(tables.cells_of(assistant, read_cases()[0]))
    assert tables.main(["--library", str(library)]) == 1
    assert "the library has no paper" in capsys.readouterr().err


@pytest.mark.parametrize("stated", [[], [[1], [2]]])
def test_a_case_that_is_not_whole_is_refused(tmp_path: Path, stated: list[list[int]]) -> None:
    file = tmp_path / "cells.jsonl"
    file.write_text(json.dumps(case("Hives", stated)), encoding="utf-8")
    with pytest.raises(InputError, match=r"cells\.jsonl:1: a paper needs one list for each aspect"):
        read_cases(file)
