"""`python -m evals mutations`: make good answers bad in known ways, and count how many the suite marks."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from assistant import terminal
from assistant.codec import to_json
from assistant.errors import UsageError
from assistant.settings import Settings
from evals.commands.base import Command, add_library, new_parser
from evals.judges.base import Judge
from evals.judges.registry import JUDGES
from evals.mutations.measuring import STAGE, Measured, measure
from evals.mutations.shown import as_text, missed
from evals.mutations.trials import rows
from evals.opening import judge_called, opened
from evals.outcomes import Outcome
from evals.read_cases import Case
from evals.run_folder import Setup, read_outcomes, read_setup
from evals.run_setup import check_gold, chosen_cases, default_cases, digest_of_papers
from evals.running import STAGE as ANSWERING
from evals.running import run_cases
from evals.systems import Bench, Extractive
from ingest.progress import LABELS as INGEST_LABELS
from ingest.progress import shown_on_stderr
from ingest.report import OnProgress

LABELS = {**INGEST_LABELS, ANSWERING: "cases answered", STAGE: "answers mutated"}


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("mutations", "Make good answers bad in known ways, and count how many the suite marks.")
    parser.add_argument("--cases", type=Path, nargs="+", metavar="FILE", help="files of cases (default: the library's)")
    add_library(parser, "the library that the cases are about (default: the samples that come with the program)")
    parser.add_argument("--run", type=Path, metavar="DIR", help="take the good answers of this run")
    parser.add_argument(
        "--judge", choices=tuple(JUDGES), default="embedded", help="who says what supports what (default: %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=0, help="what is drawn depends on it (default: %(default)s)")
    parser.add_argument("--missed", action="store_true", help="list the mutations that were not marked too")
    return parser


def _run(arguments: argparse.Namespace) -> int:
    settings = Settings.load()
    with judge_called(arguments.judge, settings) as judge:
        return _measured(judge, settings, arguments)


def _measured(judge: Judge, settings: Settings, arguments: argparse.Namespace) -> int:
    setup = read_setup(arguments.run) if arguments.run else None
    library, cases = _chosen(arguments, setup)
    with opened(library, settings) as assistant, shown_on_stderr(LABELS) as on_progress:
        bench = Bench(assistant.library.snapshot(), assistant.embedding)
        check_gold(cases, bench.snapshot.papers, library)
        if setup:
            _check_papers(setup, bench, arguments.run)
        outcomes = read_outcomes(arguments.run) if setup else _answered(bench, cases, on_progress)
        measured = measure(bench, judge, cases, outcomes, seed=arguments.seed, on_progress=on_progress)
    _tell(measured, judge.name, arguments)
    return terminal.DONE if measured.answers else terminal.FAILED


def _chosen(arguments: argparse.Namespace, setup: Setup | None) -> tuple[Path | None, tuple[Case, ...]]:
    """The library and the cases: what the options name, else what the run was made of, else as usual."""
    library: Path | None = arguments.library
    if library is None and setup and setup.library:
        library = Path(setup.library)
    paths, split = default_cases(library)
    if setup:
        paths, split = tuple(Path(path) for path in setup.cases), setup.split
    if arguments.cases:
        paths, split = tuple(arguments.cases), "all"
    return library, chosen_cases(paths, split)


def _check_papers(setup: Setup, bench: Bench, run: Path) -> None:
    if digest_of_papers(bench.snapshot.papers) != setup.papers_digest:
        raise UsageError(
            f"{run} was made over other papers than the library has now; run the cases again, or give --library"
        )


def _answered(bench: Bench, cases: Sequence[Case], on_progress: OnProgress) -> tuple[Outcome, ...]:
    """What the assistant answers to the cases that have an answer."""
    kept: list[Outcome] = []
    answerable = [case for case in cases if not case.should_abstain]
    run_cases(Extractive(bench), answerable, kept.append, on_progress=on_progress)
    return tuple(kept)


def _tell(measured: Measured, judge: str, arguments: argparse.Namespace) -> None:
    suite, assistant = rows(measured.suite), rows(measured.assistant)
    if arguments.json:
        found = {"answers": measured.answers, "judge": judge, "seed": arguments.seed}
        found |= {"suite": to_json(suite), "assistant": to_json(assistant)}
        terminal.say_json(found | ({"missed": to_json(missed(measured.suite))} if arguments.missed else {}))
        return
    terminal.say(as_text(measured, suite, assistant, judge))
    if arguments.missed:
        for trial in missed(measured.suite):
            terminal.say(f"\n{trial.kind}, {trial.variant}, {trial.base} ({trial.case}; {trial.reason})")
            terminal.say(f"  {trial.before} → {trial.after}\n  {trial.text}\n  against: {trial.premise}")
    if not measured.answers:
        terminal.note("no answer cites a gold paper, so nothing could be mutated; are library and cases of one kind?")


COMMAND = Command(_parser, _run)
