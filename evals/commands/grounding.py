"""`python -m evals grounding DATASET`: measure a judge against people's labels."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from assistant import terminal
from assistant.codec import to_json
from assistant.errors import UsageError
from assistant.settings import Settings
from evals.commands.base import Command, at_least_one, new_parser
from evals.grounding import About, Agreement, agreement, judged
from evals.grounding_shown import as_page, as_text
from evals.judges.base import Judge
from evals.judges.quality import Measured, qualities, weights_of, write
from evals.judges.registry import JUDGES
from evals.labelled import LabelledClaim, LabelledSet, Premise, read_labelled
from evals.opening import judge_called, model_of
from evals.sampling import stratified
from evals.scores import JudgeQuality
from ingest.progress import shown_on_stderr
from ingest.report import OnProgress, Progress

STAGE = "judging"
ALL = "all"


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("grounding", "Measure a judge against people's labels of claims.")
    parser.add_argument("sets", type=Path, nargs="+", metavar="DATASET", help="folder of a labelled set")
    parser.add_argument("--judge", choices=tuple(JUDGES), default="embedded", help="(default: %(default)s)")
    parser.add_argument("--sample", type=at_least_one, metavar="N", help="of each split only N claims, always the same")
    parser.add_argument("--split", help=f"(default: the held-out one; {ALL}: every split)")
    parser.add_argument(
        "--premise",
        choices=("labelled", "abstract"),
        default="labelled",
        help="judge against the text that the labels are about, or the whole abstract (default: %(default)s)",
    )
    parser.add_argument("--plot", type=Path, metavar="FILE", help="write a page with calibration plots")
    parser.add_argument("--write", action="store_true", help="keep the figures, which reports then tell of this judge")
    return parser


def _run(arguments: argparse.Namespace) -> int:
    if arguments.plot and not arguments.plot.parent.is_dir():
        raise UsageError(f"--plot {arguments.plot}: there is no folder {arguments.plot.parent}")
    premise: Premise = arguments.premise
    sets = [read_labelled(folder, premise) for folder in arguments.sets]
    with judge_called(arguments.judge, Settings.load()) as judge:
        found = [measured for labelled in sets for measured in _measured(labelled, judge, arguments)]
    model = model_of(judge)
    if arguments.plot:
        arguments.plot.write_text(as_page(found), encoding="utf-8")
    if arguments.write:
        weights = weights_of(judge.name, model)
        write(_command(arguments), Measured(judge.name, weights, qualities(_quality(found)), model))
    if arguments.json:
        terminal.say_json({"judge": judge.name, "model": model, "measured": [to_json(m) for m in found]})
    else:
        terminal.say("\n\n".join(as_text(measured) for measured in found))
    return terminal.DONE


def _measured(labelled: LabelledSet, judge: Judge, arguments: argparse.Namespace) -> list[Agreement]:
    """One measurement a split; of a set that is held out as a whole, one of all."""
    splits = _splits(labelled, arguments.split)
    with shown_on_stderr({STAGE: f"{labelled.name}: claims judged"}) as on_progress:
        found = []
        for name, parts in splits.items():
            claims, drawn = _claims(labelled.split(*parts), arguments.sample)
            said = judged(judge, claims, partial(_told, on_progress, len(claims)))
            about = About(labelled.name, name + drawn, arguments.premise, model_of(judge))
            found.append(agreement(about, judge.name, claims, said))
    return found


def _claims(claims: Sequence[LabelledClaim], sample: int | None) -> tuple[Sequence[LabelledClaim], str]:
    """The claims to judge, drawn by label where not all are, and what to add to the name of their split."""
    if sample is None or sample >= len(claims):
        return claims, ""
    return stratified(claims, sample, lambda claim: claim.label, lambda claim: claim.id), f", {sample} of {len(claims)}"


def _splits(labelled: LabelledSet, asked: str | None) -> dict[str, tuple[str, ...]]:
    """What is measured: names, each with the splits it takes in."""
    if asked == ALL:
        return {name: (name,) for name in sorted({claim.split for claim in labelled.claims})}
    names = (asked,) if asked else labelled.held_out
    return {names[0] if len(names) == 1 else ALL: names}


def _told(on_progress: OnProgress, total: int, done: int) -> None:
    on_progress(Progress(STAGE, done, total))


def _quality(found: Sequence[Agreement]) -> list[JudgeQuality]:
    """The quality on each set that has claims of both kinds."""
    return [
        JudgeQuality(
            m.dataset, m.split, round(m.balanced_accuracy.value, 4), round(m.auroc.value, 4) if m.auroc else None, m.n
        )
        for m in found
        if m.balanced_accuracy
    ]


def _command(arguments: argparse.Namespace) -> str:
    return f"python -m evals grounding {' '.join(folder.name for folder in arguments.sets)} --judge JUDGE --write"


COMMAND = Command(_parser, _run)
