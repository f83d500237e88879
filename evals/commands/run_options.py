"""The options of `python -m evals run`, and what they ask for together."""

from __future__ import annotations

import argparse
from pathlib import Path

from assistant.errors import UsageError
from evals.baselines import BASELINES
from evals.commands.base import add_library, at_least_one, new_parser
from evals.judges.registry import JUDGES
from evals.premises import PREMISES, QUOTED
from evals.run_folder import Setup
from evals.run_setup import ANSWERS, ASSISTANT, Wanted, default_cases

JUDGE = "embedded"
NOT_WITH = {"answers": ("mode", "system", "resume"), "resume": ("out", "answers", "sample")}
"""Options that make no sense beside another."""


def parser() -> argparse.ArgumentParser:
    """The options; those of which the default depends on others are None where they are not given."""
    made = new_parser("run", "Answer every case of some files, and score the answers and their citations.")
    made.add_argument("--cases", type=Path, nargs="+", metavar="FILE", help="files of cases (default: the library's)")
    add_library(made, "the library that the cases are about (default: the samples that come with the program)")
    made.add_argument("--split", choices=("tune", "report", "all"), help="which cases of the files")
    made.add_argument(
        "--sample", type=at_least_one, metavar="N", help="only N of the cases, always the same, some of each kind"
    )
    made.add_argument("--mode", choices=("extractive", "llm"), help="how the assistant answers (default: extractive)")
    made.add_argument(
        "--system", choices=(ASSISTANT, *BASELINES), help="who answers: the assistant, or a baseline to hold it against"
    )
    made.add_argument("--answers", type=Path, metavar="FILE", help="score these answers, which were made elsewhere")
    made.add_argument(
        "--judge",
        choices=tuple(JUDGES),
        help=f"who says what supports what (default: {JUDGE}; with --resume the run's own)",
    )
    made.add_argument(
        "--premise",
        choices=tuple(PREMISES),
        help=f"what a sentence is judged against: what it quotes, or the cited abstracts whole (default: {QUOTED})",
    )
    made.add_argument(
        "--jobs", type=at_least_one, default=1, metavar="N", help="cases at a time; for latencies leave it at 1"
    )
    made.add_argument("--out", type=Path, metavar="DIR", help="a new folder for the run (default: one in eval-runs/)")
    made.add_argument("--resume", type=Path, metavar="DIR", help="go on with the run in this folder")
    return made


def check(arguments: argparse.Namespace) -> None:
    """Refuse options that do not go together; raises UsageError, which names two."""
    for name, others in NOT_WITH.items():
        clashing = [other for other in others if getattr(arguments, name) and getattr(arguments, other)]
        if clashing:
            raise UsageError(f"--{name} and --{clashing[0]} do not go together; leave one of them out")


def wanted(arguments: argparse.Namespace, before: Setup | None) -> Wanted:
    """What is asked for. What was not said is as in the run that is gone on with, or else as usual.

    Raises:
        UsageError: that run is none to go on with.
    """
    if before and before.answers:
        raise UsageError(
            f"{arguments.resume} scores answers made elsewhere, so there is nothing to go on with; "
            f"score them again with --answers {before.answers}"
        )
    library = arguments.library or (Path(before.library) if before and before.library else None)
    cases, split = default_cases(library)
    if before:
        cases, split = tuple(Path(path) for path in before.cases), before.split
    elif arguments.cases:
        split = "all"
    return Wanted(
        tuple(arguments.cases or cases),
        arguments.split or split,
        library,
        arguments.mode or (before.info.mode if before else "extractive"),
        ANSWERS if arguments.answers else arguments.system or (before.info.system if before else ASSISTANT),
        arguments.answers,
        before.sample if before else arguments.sample,
    )


def judge_wanted(arguments: argparse.Namespace, before: Setup | None) -> str:
    """The name of the judge that is asked for, or else that of the run that is gone on with, or else the usual one."""
    return arguments.judge or (before.info.judge if before else "") or JUDGE


def premise_wanted(arguments: argparse.Namespace, before: Setup | None) -> str:
    """What sentences are judged against; likewise."""
    return arguments.premise or (before.info.premise if before else "") or QUOTED
