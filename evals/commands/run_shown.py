"""What `python -m evals run` tells: the measures as a table, the judge and how good it is, and what is missing."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant import terminal
from assistant.codec import to_json
from evals.commands.base import NAME
from evals.outcomes import Outcome
from evals.read_cases import Case
from evals.reports.groups import Group, grouped
from evals.reports.words import NO_QUALITY, interval, judge_of, number
from evals.running import left
from evals.scores import RunInfo, Scores

SHOWN = 10
NAME_WIDTH = 34
ARROWS = {"higher": "↑", "lower": "↓", "neither": " "}
"""Which way is better."""


def as_json(folder: Path, scores: Scores, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """What `--json` prints: the folder, what was run, every measure, and the cases that failed."""
    return {
        "folder": str(folder),
        "info": to_json(scores.info),
        "measures": to_json(scores.measures),
        "failed": [{"case": outcome.case, "error": outcome.error} for outcome in outcomes if outcome.answer is None],
    }


def table(scores: Scores) -> str:
    """Every measure by group: value, 95% interval, cases, those unscored, which way is better, what it says."""
    head = f"{'':{NAME_WIDTH}} {'value':>10}  {'95% interval':16} {'cases':>5} {'unscored':>8}"
    return "\n".join([head, *(line for group in grouped(scores.measures) for line in _lines(group))])


def _lines(group: Group) -> list[str]:
    return [
        "",
        group.name,
        *(
            f"  {m.name:{NAME_WIDTH - 2}} {number(m.value, d.unit):>10}  {interval(m, d.unit):16} {m.n:>5} "
            f"{m.unscored or '':>8} {ARROWS[d.better]} {d.meaning}"
            for d, m in group.measures
        ),
    ]


def judged_by(info: RunInfo) -> str:
    """Which judge was used, by which model, and how often it agrees with people on claims that it was not fitted on."""
    measured = [
        f"  {q.dataset} ({q.split}): balanced accuracy {number(q.balanced_accuracy)}, AUROC {number(q.auroc)}, "
        f"{q.n:,} claims"
        for q in info.judge_quality
    ]
    who = judge_of(info)
    return "\n".join([f"Judge: {who}. Against human labels:" if measured else f"Judge: {who}. {NO_QUALITY}", *measured])


def note_stopped(folder: Path, cases: Sequence[Case], outcomes: Sequence[Outcome]) -> None:
    """Say what an interrupted run has, what is missing, and how to go on."""
    missing = [case.id for case in left(cases, outcomes)]
    terminal.note(
        f"stopped; {len(cases) - len(missing)} of {len(cases)} cases are answered and kept in {folder}"
        + (f", missing: {_some(missing)}" if missing else "")
        + f"; go on with: {go_on(folder)}"
    )


def note_unanswered(outcomes: Sequence[Outcome], missing: Sequence[str], again: str) -> None:
    """Name the cases that failed, each with its error, and those without an answer; `again` says how to try again."""
    failed = [outcome for outcome in outcomes if outcome.answer is None]
    for outcome in failed[:SHOWN]:
        terminal.note(f"case {outcome.case} failed: {outcome.error}")
    if failed:
        terminal.note(f"{len(failed)} of {len(outcomes)} cases failed; {again}")
    if missing:
        terminal.note(f"{len(missing)} cases have no answer and count nowhere: {_some(missing)}")


def go_on(folder: Path) -> str:
    """The command that goes on with a run."""
    return f"{NAME} run --resume {shlex.quote(str(folder))}"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
