"""`python -m evals cases`: check eval cases against each other and against the papers that they are about."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant import terminal
from assistant.cleaning import normalise_title
from assistant.codec import to_json
from assistant.library import Library, backend_for
from assistant.records import Paper
from assistant.settings import Settings
from evals.check_cases import (
    Placed,
    Problem,
    Shelf,
    check_against,
    check_alone,
    check_splits,
    in_both_splits,
    placed_cases,
)
from evals.commands.base import Command, add_library, new_parser
from evals.copied import Wordings
from evals.read_cases import CASES
from ingest.demo import SAMPLES
from ingest.reading import read_paths

SAMPLE_FILES = "samples"
"""How the names of the files begin whose cases are about the sample library."""
PARTLY = (
    "{n} cases were checked without their papers: gold, facts, filters and wording are unchecked; name with --library "
    "the library that they are about"
)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. `in_both`: titles that are gold in both splits; `unchecked`: cases without their papers."""

    cases: tuple[Placed, ...]
    problems: tuple[Problem, ...]
    in_both: tuple[str, ...]
    unchecked: int


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("cases", "Check eval cases against each other and against the papers that they are about.")
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="files of cases (default: all that come with the program)"
    )
    add_library(
        parser, "the library that cases are about whose file is not called samples…; those are about the samples"
    )
    return parser


def _run(arguments: argparse.Namespace) -> int:
    files = arguments.files or sorted(CASES.glob("*.jsonl"))
    cases = [placed for path in files for placed in placed_cases(path)]
    on_samples = [placed for placed in cases if placed.path.name.startswith(SAMPLE_FILES)]
    others = [placed for placed in cases if not placed.path.name.startswith(SAMPLE_FILES)]
    problems = [*check_alone(cases), *([] if arguments.files else check_splits(cases))]
    samples, papers = sample_papers(), library_papers(arguments.library) if arguments.library else ()
    problems += check_against(on_samples, Shelf(samples), wordings_of((*samples, *papers)))
    if arguments.library:
        problems += check_against(others, Shelf(papers), wordings_of(papers))
    checked = Checked(
        tuple(cases),
        tuple(problems),
        in_both_splits(on_samples) + in_both_splits(others),
        0 if arguments.library else len(others),
    )
    if arguments.json:
        terminal.say_json(_object(checked))
    else:
        _tell(checked)
    return terminal.FAILED if problems else terminal.DONE


def sample_papers() -> tuple[Paper, ...]:
    """The papers of the sample library as its files have them, with their titles for ids; nothing is embedded."""
    read = (entry for entry in read_paths([SAMPLES]) if isinstance(entry, Paper))
    return tuple(replace(paper, id=normalise_title(paper.title)) for paper in read)


def wordings_of(papers: Sequence[Paper]) -> Wordings:
    """What cases must not copy. The samples are digests: cases on them copy neither these nor what they digest."""
    return Wordings((paper.abstract for paper in papers), (paper.title for paper in papers))


def library_papers(library: Path) -> tuple[Paper, ...]:
    """The papers of a library.

    Raises:
        LibraryError: there is none, or it cannot be used.
    """
    return Library(backend_for(replace(Settings.load(), library=library))).snapshot().papers


def _object(checked: Checked) -> dict[str, object]:
    counts = sorted(_counts(checked.cases).items())
    return {
        "cases": len(checked.cases),
        "counts": [{"kind": kind, "split": split, "n": n} for (kind, split), n in counts],
        "unchecked": checked.unchecked,
        "in_both_splits": list(checked.in_both),
        "problems": to_json(checked.problems),
    }


def _tell(checked: Checked) -> None:
    for problem in checked.problems:
        terminal.say(str(problem))
    terminal.say(_table(checked.cases))
    if checked.in_both:
        terminal.say(f"gold in both splits: {', '.join(checked.in_both)}")
    if checked.unchecked:
        terminal.note(PARTLY.format(n=checked.unchecked))
    terminal.say(f"{len(checked.cases)} cases, {len(checked.problems)} problems")


def _table(cases: Sequence[Placed]) -> str:
    counts = _counts(cases)
    lines = [f"{'kind':16}{'tune':>6}{'report':>8}"]
    kinds = sorted({kind for kind, _ in counts})
    lines += [f"{kind:16}{counts[kind, 'tune']:6}{counts[kind, 'report']:8}" for kind in kinds]
    totals = Counter(placed.case.split for placed in cases)
    return "\n".join([*lines, f"{'all':16}{totals['tune']:6}{totals['report']:8}"])


def _counts(cases: Sequence[Placed]) -> Counter[tuple[str, str]]:
    return Counter((placed.case.kind, placed.case.split) for placed in cases)


COMMAND = Command(_parser, _run)
