"""The cases of a baseline answered and scored once more, by the program as it is now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.errors import UsageError
from assistant.settings import Settings
from evals.baselines import baseline as baseline_system
from evals.opening import judge_called, measured, model_of, opened
from evals.outcomes import Outcome
from evals.run_setup import ANSWERS, ASSISTANT, Wanted, chosen_cases, default_cases, setup_of
from evals.running import run_cases
from evals.scores import RunInfo, Scores
from evals.scoring import score
from evals.systems import Bench, NewSystem, Written, assistant_in
from ingest.report import OnProgress


@dataclass(frozen=True, slots=True)
class Rerun:
    """The scores of a run and its outcomes."""

    scores: Scores
    outcomes: tuple[Outcome, ...]


def rerun(
    baseline: Scores, settings: Settings, *, library: Path | None, cases: Sequence[Path], on_progress: OnProgress
) -> Rerun:
    """Answer and score the baseline's cases, as its run did: same system, mode and judge.

    Args:
        baseline: whose cases.
        settings: what the library and the judge's embedder are opened with.
        library: None is the sample library.
        cases: files that hold the cases; none are the files that go with the library.
        on_progress: hears of every case answered.

    Raises:
        UsageError: the baseline is of answers made elsewhere, or the files have none of its cases.
        LitAssistError: the library or the judge cannot be opened.
    """
    wanted = Wanted(tuple(cases) or default_cases(library)[0], "all", library, baseline.info.mode, baseline.info.system)
    ids = {case.id for case in baseline.cases}
    chosen = [case for case in chosen_cases(wanted.cases, wanted.split) if case.id in ids]
    if not chosen:
        raise UsageError(f"{', '.join(map(str, wanted.cases))}: none of the baseline's cases; name them with --cases")
    new_system = _system(baseline.info)
    outcomes: list[Outcome] = []
    with judge_called(baseline.info.judge, settings) as judge, opened(library, settings) as assistant:
        snapshot = assistant.library.snapshot()
        system = new_system(Bench(snapshot, assistant.embedding, assistant.with_model))
        writer = assistant.model if isinstance(system, Written) else None
        run_cases(system, chosen, outcomes.append, on_progress=on_progress)
        info = replace(
            setup_of(wanted, chosen, snapshot, (), writer).info,
            name="now",
            judge_quality=measured(judge),
            judge_model=model_of(judge),
            premise=baseline.info.premise,
        )
        scores = score(outcomes, chosen, snapshot.papers, judge, info, on_progress=on_progress)
        return Rerun(scores, tuple(outcomes))


def _system(info: RunInfo) -> NewSystem:
    if info.system == ANSWERS:
        raise UsageError(f"{info.name} has answers made elsewhere, which cannot be made again; name a run with --run")
    return assistant_in(info.mode) if info.system == ASSISTANT else baseline_system(info.system)
