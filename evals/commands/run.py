"""`python -m evals run`: answer every case, keep each answer whole, and score them; or score answers made elsewhere."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from assistant import terminal
from assistant.errors import ModelError, UsageError
from assistant.records import Paper
from assistant.settings import Settings
from evals.answers import read_answers
from evals.baselines import baseline
from evals.commands.base import Command
from evals.commands.run_options import check, judge_wanted, parser, premise_wanted, wanted
from evals.commands.run_shown import as_json, go_on, judged_by, note_stopped, note_unanswered, table
from evals.judges.base import Judge
from evals.opening import judge_called, measured, model_of, opened
from evals.outcomes import Outcome
from evals.read_cases import Case
from evals.reports.write import HTML, write_reports
from evals.run_folder import Outcomes, Setup, create, read_outcomes, read_setup, write_setup
from evals.run_setup import (
    ASSISTANT,
    Wanted,
    check_gold,
    differences,
    drawn_cases,
    new_folder,
    setup_of,
)
from evals.running import STAGE, left, run_cases
from evals.scores import Scores
from evals.scoring import STAGE as JUDGING
from evals.scoring import score
from evals.systems import Bench, NewSystem, System, Written, assistant_in
from ingest.progress import shown_on_stderr

LABELS = {STAGE: "cases answered", JUDGING: "claims judged"}


@dataclass(frozen=True, slots=True)
class _Run:
    """A run under way: where it is kept, what it is made of, and the papers that it is about."""

    folder: Path
    setup: Setup
    cases: tuple[Case, ...]
    papers: tuple[Paper, ...]


def _run(arguments: argparse.Namespace) -> int:
    check(arguments)
    settings = Settings.load()
    before = read_setup(arguments.resume) if arguments.resume else None
    asked = wanted(arguments, before)
    new_system = _new_system(asked)
    cases = drawn_cases(asked)
    answers = read_answers(asked.answers, {case.id for case in cases}) if asked.answers else ()
    judging = judge_called(judge_wanted(arguments, before), settings)
    with judging as judge, opened(asked.library, settings) as assistant:
        snapshot = assistant.library.snapshot()
        check_gold(cases, snapshot.papers, asked.library)
        system = new_system(Bench(snapshot, assistant.embedding, assistant.with_model)) if new_system else None
        writer = assistant.model if isinstance(system, Written) else None
        now = setup_of(asked, cases, snapshot, answers, writer)
        info = replace(
            now.info, judge=judge.name, judge_model=model_of(judge), premise=premise_wanted(arguments, before)
        )
        folder, setup = _placed(arguments, before, replace(now, info=info), settings.eval_runs)
        run = _Run(folder, setup, cases, snapshot.papers)
        try:
            _answer(run, system, answers, arguments.jobs)
            return _finish(run, judge, arguments)
        except ModelError:
            terminal.note(f"all answers are kept in {folder}; have them judged with: {go_on(folder)}")
            raise
        except KeyboardInterrupt:
            note_stopped(folder, cases, read_outcomes(folder))
            return terminal.FAILED


def _new_system(asked: Wanted) -> NewSystem | None:
    """How to make who answers; None where the answers are there already."""
    if asked.answers:
        return None
    return assistant_in(asked.mode) if asked.system == ASSISTANT else baseline(asked.system)


def _placed(arguments: argparse.Namespace, before: Setup | None, now: Setup, runs: Path) -> tuple[Path, Setup]:
    """The folder of the run, new or gone on with, and its setup with name and beginning."""
    if before:
        folder: Path = arguments.resume
        if other := differences(before, now):
            raise UsageError(f"{folder} was begun with other {'; other '.join(other)}; start anew without --resume")
        if before.info.version != now.info.version:
            terminal.note(f"{folder} was begun by version {before.info.version}; this is {now.info.version}")
        return folder, before
    what = now.info.mode if now.info.system == ASSISTANT else now.info.system
    folder = arguments.out or new_folder(runs, datetime.now(UTC), what)
    setup = replace(now, info=replace(now.info, name=folder.resolve().name))
    create(folder, setup)
    return folder, setup


def _answer(run: _Run, system: System | None, answers: Sequence[Outcome], jobs: int) -> None:
    """Have the cases answered that are not yet, and keep each answer as it comes."""
    with Outcomes(run.folder) as kept:
        for outcome in answers:
            kept.append(outcome)
        if system:
            todo = left(run.cases, read_outcomes(run.folder))
            with shown_on_stderr(LABELS) as on_progress:
                run_cases(system, todo, kept.append, jobs=jobs, on_progress=on_progress)


def _finish(run: _Run, judge: Judge, arguments: argparse.Namespace) -> int:
    """Score what there is, write it down and tell it."""
    found = {outcome.case: outcome for outcome in read_outcomes(run.folder)}
    outcomes = [found[case.id] for case in run.cases if case.id in found]
    missing = tuple(case.id for case in run.cases if case.id not in found)
    info = replace(
        run.setup.info,
        judge=judge.name,
        judge_quality=measured(judge),
        judge_model=model_of(judge),
        premise=premise_wanted(arguments, run.setup),
        missing=missing,
    )
    with shown_on_stderr(LABELS) as on_progress:
        scores = score(outcomes, run.cases, run.papers, judge, info, on_progress=on_progress)
    write_setup(run.folder, replace(run.setup, info=info))
    write_reports(scores, outcomes, run.folder)
    _tell(scores, outcomes, run, arguments)
    if all(outcome.answer is None for outcome in outcomes):
        return terminal.FAILED
    return terminal.PARTLY if missing or any(outcome.answer is None for outcome in outcomes) else terminal.DONE


def _tell(scores: Scores, outcomes: Sequence[Outcome], run: _Run, arguments: argparse.Namespace) -> None:
    if arguments.json:
        terminal.say_json(as_json(run.folder, scores, outcomes))
    else:
        terminal.say(f"{table(scores)}\n\n{judged_by(scores.info)}\nReport: {run.folder / HTML}")
    again = f"try them again with: {go_on(run.folder)}"
    note_unanswered(outcomes, scores.info.missing, f"see {run.setup.answers}" if run.setup.answers else again)


COMMAND = Command(parser, _run)
