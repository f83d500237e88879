"""The made-up rows are read whole in every shape."""

from __future__ import annotations

import pytest

from evals.parse_speed import SHAPES, main


@pytest.mark.parametrize("shape", SHAPES)
def test_every_row_of_every_shape_becomes_a_paper(shape: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--rows", "60", "--shape", shape]) == 0
    told = capsys.readouterr().out
    assert told.startswith("60 Paper in ")
    assert "peak memory" in told
