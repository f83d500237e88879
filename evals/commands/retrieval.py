"""`python -m evals retrieval`: hold ways of ranking against each other on judged questions."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant import terminal
from assistant.assistant import Assistant
from assistant.errors import UsageError
from assistant.settings import Settings
from evals.commands.base import Command, add_library, new_parser
from evals.opening import opened
from evals.read_cases import CASES
from evals.retrieval.apart import Apart, parted
from evals.retrieval.earlier import read_earlier
from evals.retrieval.measuring import STAGE, measured
from evals.retrieval.methods import METHODS, SEARCH, UNRANKED, Method
from evals.retrieval.questions import Question, asked_questions, judged_questions, load_set
from evals.retrieval.shown import as_json, as_markdown, as_text
from evals.run_setup import chosen_cases, default_cases
from ingest.progress import LABELS, shown_on_stderr
from ingest.report import OnProgress

TEST = "test"


def _parser() -> argparse.ArgumentParser:
    parser = new_parser(
        "retrieval",
        "Hold ways of ranking against each other on judged questions.",
        epilog="A DATASET's documents go into a library of their own: the folder of --library, where they stay and are "
        "used again, else one for this run only. Without a DATASET the questions of the cases are searched for.",
    )
    parser.add_argument(
        "dataset", type=Path, nargs="?", metavar="DATASET", help="folder with corpus.jsonl, queries.jsonl, qrels.*.tsv"
    )
    parser.add_argument(
        "--name", help="what the set is called in the table and its JSON (default: its folder, or the files of cases)"
    )
    parser.add_argument("--split", help=f"of the set (default: {TEST}) or of the cases (default: as evals run)")
    parser.add_argument(
        "--cases", type=Path, nargs="+", metavar="FILE", help=f"files of cases (default: of {CASES.name}/)"
    )
    add_library(parser, "the library to search (default: the samples; with a DATASET, one for this run)")
    parser.add_argument(
        "--methods",
        nargs="+",
        metavar="NAME",
        default=list(METHODS),
        help=f"the first is what the others are held against (default: all: {', '.join(METHODS)})",
    )
    parser.add_argument(
        "--apart",
        metavar="SPLIT",
        help=f"measure {SEARCH!r} and {UNRANKED!r} apart on questions with a right paper that is also right in SPLIT",
    )
    parser.add_argument("--against", type=Path, metavar="FILE", help="what --json printed before: say what has changed")
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    return parser


def _run(arguments: argparse.Namespace) -> int:
    methods = _methods(arguments.methods)
    earlier = read_earlier(arguments.against) if arguments.against else None
    if arguments.dataset and arguments.cases:
        raise UsageError("--cases go with a library, not with a DATASET, which has questions of its own")
    if arguments.apart:
        _check_apart(arguments, methods)
    labels = {**LABELS, STAGE: "questions searched for"}
    with shown_on_stderr(labels) as on_progress, _library(arguments, on_progress) as assistant:
        name, questions = _questions(arguments, assistant)
        if not questions:
            raise UsageError(f"{name}: the library holds no paper that is judged relevant; is it of this set?")
        if earlier:
            earlier.check(questions)
        apart = _apart(arguments, questions, assistant)
        found = measured(assistant.library.snapshot(), assistant.embedding, questions, methods, on_progress)
    if arguments.json:
        terminal.say_json(as_json(name, found, [question.id for question in questions], earlier, apart))
    else:
        terminal.say(as_markdown(name, found, apart) if arguments.markdown else as_text(name, found, earlier, apart))
    return terminal.DONE


def _check_apart(arguments: argparse.Namespace, methods: Mapping[str, Method]) -> None:
    if not arguments.dataset:
        raise UsageError("--apart goes with a DATASET, which has splits")
    if arguments.apart == (arguments.split or TEST):
        raise UsageError(f"--apart {arguments.apart}: this is the split that is asked; name another")
    if lacking := [name for name in (SEARCH, UNRANKED) if name not in methods]:
        raise UsageError(f"--apart holds {SEARCH!r} against {UNRANKED!r}; put {lacking[0]!r} into --methods")


def _apart(arguments: argparse.Namespace, questions: Sequence[Question], assistant: Assistant) -> Apart | None:
    if not arguments.apart:
        return None
    others = judged_questions(arguments.dataset, arguments.apart, assistant.library.snapshot())
    return parted(questions, arguments.apart, others)


@contextmanager
def _library(arguments: argparse.Namespace, on_progress: OnProgress) -> Iterator[Assistant]:
    settings = Settings.load()
    if arguments.dataset is None:
        with opened(arguments.library, settings) as assistant:
            yield assistant
        return
    with TemporaryDirectory() as folder:
        library = arguments.library or Path(folder) / "library"
        load_set(arguments.dataset, library, settings, on_progress)
        with Assistant.open(library, settings=settings) as assistant:
            yield assistant


def _questions(arguments: argparse.Namespace, assistant: Assistant) -> tuple[str, tuple[Question, ...]]:
    """What was asked of which split, and the questions."""
    snapshot = assistant.library.snapshot()
    if arguments.dataset:
        split = arguments.split or TEST
        name = arguments.name or arguments.dataset.resolve().name
        return f"{name}, {split}", judged_questions(arguments.dataset, split, snapshot)
    paths, split = default_cases(arguments.library)
    paths, split = (arguments.cases, "all") if arguments.cases else (paths, split)
    split = arguments.split or split
    name = arguments.name or ", ".join(path.name for path in paths)
    return f"{name}, {split}", asked_questions(chosen_cases(paths, split), snapshot)


def _methods(names: list[str]) -> dict[str, Method]:
    if unknown := [name for name in names if name not in METHODS]:
        raise UsageError(f"--methods {unknown[0]!r}: there is none of that name; use some of {', '.join(METHODS)}")
    return {name: METHODS[name] for name in dict.fromkeys(names)}


COMMAND = Command(_parser, _run)
