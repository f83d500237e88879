"""`python -m evals gate BASELINE`: exit 1 where the assistant got worse than a baseline, beyond noise."""

from __future__ import annotations

import argparse
from pathlib import Path

from assistant import terminal
from assistant.codec import to_json
from assistant.errors import UsageError
from assistant.settings import Settings
from evals.baseline_file import write_baseline
from evals.commands.base import Command, add_library, new_parser
from evals.compare_shown import by_measure, flip_lines, row
from evals.gate import Verdict, gate
from evals.reports.write import HTML, write_reports
from evals.rerun import rerun
from evals.run_folder import read_scores
from evals.running import STAGE
from evals.scores import Scores
from evals.scoring import STAGE as JUDGING
from ingest.progress import shown_on_stderr

LABELS = {STAGE: "cases answered", JUDGING: "claims judged"}
SHOWN = 5
"""Cases named behind each measure that got worse."""
MADE_NOW = ("library", "cases", "out")
"""Options of a run that is made now."""


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("gate", "Exit with 1 where a run is worse than a baseline, beyond noise.")
    parser.add_argument("baseline", type=Path, metavar="BASELINE", help="the baseline: a scores.json, whole or slim")
    parser.add_argument("--run", type=Path, metavar="RUN", help="hold this run against it (default: run its cases now)")
    parser.add_argument(
        "--cases", type=Path, nargs="+", metavar="FILE", help="where its cases are (default: by library)"
    )
    add_library(parser, "the library to run on (default: the samples that come with the program)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="a folder for the reports of the run made now")
    parser.add_argument("--update", action="store_true", help="make the run the new baseline, whatever it shows")
    return parser


def _run(arguments: argparse.Namespace) -> int:
    given = [name for name in MADE_NOW if getattr(arguments, name)]
    if arguments.run and given:
        raise UsageError(f"--{given[0]} is for a run made now and does not go with --run; leave one of them out")
    if arguments.run and arguments.update:
        return _update(arguments, read_scores(arguments.run))
    if not arguments.baseline.exists():
        raise UsageError(f"{arguments.baseline} is not there; make it from a run with: --run RUN --update")
    baseline = read_scores(arguments.baseline)
    run = read_scores(arguments.run) if arguments.run else _made_now(baseline, arguments)
    return _update(arguments, run) if arguments.update else _judge(baseline, run, arguments)


def _made_now(baseline: Scores, arguments: argparse.Namespace) -> Scores:
    with shown_on_stderr(LABELS) as on_progress:
        cases = arguments.cases or ()
        run = rerun(baseline, Settings.load(), library=arguments.library, cases=cases, on_progress=on_progress)
    if arguments.out:
        arguments.out.mkdir(parents=True, exist_ok=True)
        write_reports(run.scores, run.outcomes, arguments.out)
        terminal.note(f"report: {arguments.out / HTML}")
    return run.scores


def _update(arguments: argparse.Namespace, run: Scores) -> int:
    write_baseline(arguments.baseline, run)
    if arguments.json:
        terminal.say_json({"baseline": str(arguments.baseline), "cases": len(run.cases)})
    else:
        terminal.say(f"{arguments.baseline} holds {len(run.cases)} cases of {run.info.name} now")
    return terminal.DONE


def _judge(baseline: Scores, run: Scores, arguments: argparse.Namespace) -> int:
    verdict = gate(baseline, run)
    if arguments.json:
        terminal.say_json(to_json(verdict))
    else:
        terminal.say(_text(verdict))
    if not verdict.passed:
        terminal.note(f"if this is meant to be so: python -m evals gate {arguments.baseline} --update")
    return terminal.DONE if verdict.passed else terminal.FAILED


def _text(verdict: Verdict) -> str:
    head = f"{'passed' if verdict.passed else 'failed'}: {verdict.shared} cases; of the measures, beyond noise, "
    head += f"{len(verdict.worse)} are worse, {verdict.gained} better, {verdict.unchanged} as they were"
    lines = [head, *(f"the baseline differs in {what}" for what in verdict.differing)]
    lines += [f"no case has a value any more: {name}" for name in verdict.gone]
    if verdict.lost:
        lines.append(f"{len(verdict.lost)} cases have no answer any more: {', '.join(verdict.lost[:SHOWN])}")
    lines += [_worse(*cells) for difference in verdict.worse for cells in [row(difference)]]
    for measure, flips in by_measure(verdict.flips):
        lines += [f"{measure}, worst cases:", *flip_lines(flips[:SHOWN])]
    return "\n".join(lines)


def _worse(name: str, was: str, is_: str, change: str, interval: str, cases: str, _: str) -> str:
    return f"worse: {name} {was} -> {is_} ({change}, 95% interval {interval}, {cases} cases)"


COMMAND = Command(_parser, _run)
