"""`python -m evals.tables`: how often a cell of a table is right, and how often an empty one should be.

The questions, their aspects and what is right lie in `table_cells.jsonl`: for each paper and aspect the places in the
abstract where sentences begin that state it, none where it is not stated. One reader judged them, sentence by sentence,
before anything was chosen; a sentence that reports what others did, or only leads up to the topic, is no statement.

The half called `report` is not quite unseen: the rule of `assistant/cells.py` (words of the paper's own work, first
sentence passed over, three quarters of the weight) was settled after failures on it had been looked at.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant import Assistant, terminal
from assistant.aspects import Aspect
from assistant.cells import said_of
from assistant.codec import from_json
from assistant.errors import InputError
from assistant.finding import select_papers
from assistant.fitted import FITTED
from assistant.records import Filters

FILE = Path(__file__).with_name("table_cells.jsonl")


@dataclass(frozen=True, slots=True)
class Judged:
    """A paper, and for each aspect the offsets at which sentences begin that state it."""

    title: str
    stated: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class TableCase:
    """A question, the aspects to compare by, and papers that were judged."""

    question: str
    split: Literal["tune", "report"]
    aspects: tuple[str, ...]
    papers: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell was filled with, the offset of its quote or nothing, and what would have been right."""

    filled: int | None
    right: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CellScores:
    """Counts of cells. `stated`: somewhere in the abstract; `right`: filled with a sentence that states it.

    `filled_stated`: filled, rightly or not, where the abstract does state it; `rightly_empty`: empty where it does not.
    """

    cells: int
    stated: int
    filled: int
    right: int
    filled_stated: int
    rightly_empty: int


def read_cases(path: Path = FILE) -> tuple[TableCase, ...]:
    """The cases of a file.

    Raises:
        InputError: a line is no case; the message names it.
    """
    cases = tuple(from_json(TableCase, json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines())
    for number, case in enumerate(cases, 1):
        if any(len(paper.stated) != len(case.aspects) for paper in case.papers):
            raise InputError(f"{path}:{number}: a paper needs one list for each aspect")
    return cases


def cells_of(assistant: Assistant, case: TableCase) -> Iterator[Cell]:
    """The cells of a case, as a table over these papers fills them.

    Raises:
        InputError: the library lacks a paper of the case.
    """
    ids = _ids(assistant, case)
    snapshot = assistant.library.snapshot()
    selection = select_papers(snapshot, Filters(paper_ids=tuple(ids.values())))
    assert selection is not None
    for column, name in enumerate(case.aspects):
        said = said_of(snapshot, assistant.embedding, Aspect(name, "phrase"), selection, FITTED)
        for paper in case.papers:
            sentence = said.get(ids[paper.title])
            yield Cell(None if sentence is None else sentence.start, paper.stated[column])


def scores_of(cells: Sequence[Cell]) -> CellScores:
    """The counts of some cells."""
    filled = [cell for cell in cells if cell.filled is not None]
    return CellScores(
        cells=len(cells),
        stated=sum(bool(cell.right) for cell in cells),
        filled=len(filled),
        right=sum(cell.filled in cell.right for cell in filled),
        filled_stated=sum(bool(cell.right) for cell in filled),
        rightly_empty=sum(cell.filled is None and not cell.right for cell in cells),
    )


def told(name: str, scores: CellScores) -> str:
    """One line of the scores."""
    empty = scores.cells - scores.filled
    return (
        f"{name}: {scores.cells} cells, {scores.stated} stated; {scores.filled} filled, {_share(scores.right, scores.filled)}"
        f" rightly, {_share(scores.filled_stated, scores.filled)} where the abstract states it at all; of {empty} empty"
        f" {_share(scores.rightly_empty, empty)} rightly; {_share(scores.right, scores.stated)} of what is stated found"
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Fill the cells of questions whose cells are known, and count; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.tables", description=main.__doc__)
    parser.add_argument("--library", type=Path, help="a library that has the papers of the cases")
    arguments = parser.parse_args(argv)
    return terminal.run(lambda: _measure(arguments.library))


def _measure(library: Path | None) -> int:
    cases = read_cases()
    with Assistant.open(library) as assistant:
        for split in ("tune", "report"):
            cells = [cell for case in cases if case.split == split for cell in cells_of(assistant, case)]
            terminal.say(told(split, scores_of(cells)))
    return terminal.DONE


def _ids(assistant: Assistant, case: TableCase) -> Mapping[str, str]:
    wanted = {paper.title for paper in case.papers}
    ids = {paper.title: paper.id for paper in assistant.papers() if paper.title in wanted}
    if lacking := sorted(wanted - ids.keys()):
        raise InputError(
            f"the library has no paper {lacking[0]!r}; ingest the papers of the cases, or name another library"
        )
    return ids


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "none"


if __name__ == "__main__":
    sys.exit(main())
