"""What `python -m evals mutations` tells: the rates as tables, and what was missed."""

from __future__ import annotations

from collections.abc import Sequence

from evals.mutations.measuring import Measured
from evals.mutations.trials import UNTOUCHED, Row, Trial

WIDTH = 58


def as_text(measured: Measured, suite: Sequence[Row], assistant: Sequence[Row], judge: str) -> str:
    """All rates: false alarms, detection by kind and variant, and what the assistant itself did."""
    alarms = [row for row in suite if row.kind == UNTOUCHED]
    marked = [row for row in suite if row.kind != UNTOUCHED]
    return "\n\n".join(
        (
            f"{measured.answers} good answers. Judge: {judge}.",
            _table("False alarms: untouched sentences marked as wrong", alarms),
            _table("Detection: mutations marked as wrong", marked),
            _table("The assistant itself, over the mutated libraries", assistant),
        )
    )


def missed(trials: Sequence[Trial]) -> tuple[Trial, ...]:
    """The mutations that were taken for good, and the untouched that were marked."""
    return tuple(t for t in trials if t.marked is not None and t.marked == (t.kind == UNTOUCHED))


def _table(heading: str, rows: Sequence[Row]) -> str:
    head = f"{heading:{WIDTH}} {'rate':>5}  {'95% interval':13} {'of':>5} {'answers':>7} {'unscored':>8}"
    return "\n".join([head, *map(_line, rows)])


def _line(row: Row) -> str:
    name = f"    {row.variant}" if row.variant else f"  {row.kind}, {row.base}"
    rate = f"{'–':>5}  {'':13}" if row.value is None else f"{row.value:5.3f}  {row.low:.3f} – {row.high:.3f}"
    return f"{name:{WIDTH}} {rate} {row.n:5} {row.answers:7} {row.unscored or '':>8}"
