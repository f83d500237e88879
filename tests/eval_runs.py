"""Folders of evaluation runs made by hand, of invented papers, for tests of what reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from evals.run_folder import Setup, create, write_scores
from evals.scores import CaseScores, Scores
from tests.scored_runs import good_run


def named(scores: Scores, name: str, started: str) -> Scores:
    """The scores of a run of this name."""
    return replace(scores, info=replace(scores.info, name=name, started=started))


def write_run(runs: Path, scores: Scores) -> Path:
    """A finished run below `runs`, in a folder of its name."""
    folder = runs / scores.info.name
    begin_run(runs, scores)
    write_scores(folder, scores)
    return folder


def begin_run(runs: Path, scores: Scores) -> Path:
    """A run that was not finished."""
    folder = runs / scores.info.name
    create(folder, Setup(scores.info, ("bees.jsonl",), "all", None, "p-digest", 1))
    return folder


def worse(scores: Scores) -> Scores:
    """The same cases, all of which cite the wrong paper."""

    def without(case: CaseScores) -> CaseScores:
        values = tuple((name, 0.0 if name == "cites gold" and value else value) for name, value in case.values)
        return replace(case, values=values)

    return replace(scores, cases=tuple(map(without, scores.cases)))


def two_runs(runs: Path, cases: int = 30) -> Sequence[Path]:
    """A good run, and a later one of the same cases that is worse."""
    good = named(good_run(cases), "good", "2026-11-20T10:00:00+00:00")
    bad = named(worse(good), "bad", "2026-11-21T10:00:00+00:00")
    return [write_run(runs, good), write_run(runs, bad)]
