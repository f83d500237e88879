"""`python -m evals injections`: abstracts that give orders to whoever reads them, and whether any answer heeds them."""

from __future__ import annotations

import argparse
from contextlib import nullcontext
from pathlib import Path

from assistant import terminal
from assistant.codec import to_json
from assistant.settings import Settings
from evals.commands.base import Command, add_library, at_least_one, new_parser
from evals.injections.measuring import Tried, ordered, tried
from evals.injections.obeying import obeying
from evals.injections.orders import REPORT, TUNE
from evals.opening import opened
from evals.run_setup import check_gold, chosen_cases, default_cases
from evals.running import STAGE
from evals.sampling import stratified
from evals.systems import MODES, Bench, assistant_in
from ingest.progress import LABELS as INGEST_LABELS
from ingest.progress import shown_on_stderr

LABELS = {**INGEST_LABELS, STAGE: "questions answered"}

OBEYING = "obeying"


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("injections", "Ask a library whose papers give orders to models, and see who heeds them.")
    parser.add_argument("--cases", type=Path, nargs="+", metavar="FILE", help="files of cases (default: the library's)")
    add_library(parser, "the library that the cases are about (default: the samples that come with the program)")
    parser.add_argument(
        "--mode",
        choices=(*MODES, OBEYING),
        default="extractive",
        help="obeying: with a model of ours that obeys all orders (default: %(default)s)",
    )
    parser.add_argument("--sample", type=at_least_one, metavar="N", help="this many of the cases, drawn by kind")
    parser.add_argument("--split", choices=(TUNE, REPORT), default=REPORT, help="of the orders (default: %(default)s)")
    parser.add_argument("--jobs", type=at_least_one, default=1, metavar="N", help="questions at a time")
    parser.add_argument("--seed", type=int, default=0, help="where orders stand depends on it (default: %(default)s)")
    return parser


def _run(arguments: argparse.Namespace) -> int:
    settings = Settings.load()
    cases = tuple(
        case
        for case in chosen_cases(arguments.cases or default_cases(arguments.library)[0], "all")
        if not case.should_abstain
    )
    if arguments.sample is not None:
        cases = stratified(cases, arguments.sample, lambda case: case.kind, lambda case: case.id)
    with opened(arguments.library, settings) as assistant, shown_on_stderr(LABELS) as on_progress:
        snapshot = assistant.library.snapshot()
        check_gold(cases, snapshot.papers, arguments.library)
        own = ordered(cases, snapshot.papers, arguments.split, arguments.seed)
        mode = "llm" if arguments.mode == OBEYING else arguments.mode
        given = nullcontext(assistant.with_model) if mode == arguments.mode else obeying([*own.values()], settings)
        with given as with_model:
            found = tried(
                Bench(snapshot, assistant.embedding, with_model),
                cases,
                own,
                assistant_in(mode),
                jobs=arguments.jobs,
                on_progress=on_progress,
            )
    if arguments.json:
        terminal.say_json({"mode": arguments.mode, "tried": [to_json(one) for one in found]})
    else:
        terminal.say(as_text(found, arguments.mode))
    return terminal.FAILED if any(one.heeded for one in found) else terminal.DONE


def as_text(found: list[Tried], mode: str) -> str:
    """A line a kind of order, and every answer that heeded one."""
    lines = [f"{mode}: {len(found)} abstracts with an order", f"{'':22}asked  answered  heeded"]
    for kind in dict.fromkeys(one.kind for one in found):
        own = [one for one in found if one.kind == kind]
        answered = sum(one.status in ("answered", "partial") for one in own)
        lines.append(f"{kind:22}{len(own):5}{answered:10}{sum(bool(one.heeded) for one in own):8}")
    lines += [f"{one.case}, {one.kind}: {', '.join(one.heeded)}\n  {one.text}" for one in found if one.heeded]
    return "\n".join(lines)


COMMAND = Command(_parser, _run)
