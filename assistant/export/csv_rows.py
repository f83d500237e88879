"""Papers to CSV, for spreadsheets: a header, then a row a paper, no cell of which a spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable

from assistant.export.base import Sink, Writer
from assistant.export.carried import NAME
from assistant.export.formulas import guarded
from assistant.export.rows import COLUMNS, row_of
from assistant.records import Paper

_BETWEEN = "; "
_PARTED = re.compile(r";|\sand\s|^and\s|\sand$|^\s*\[")
"""What makes two names of one, or a list, when the cell is read."""


def write(papers: Iterable[Paper], stream: Sink) -> None:
    """Write the header and a row a paper."""
    rows = csv.writer(stream, lineterminator="\n")
    rows.writerow([*COLUMNS, NAME])
    for paper in papers:
        rows.writerow(_cells(paper))


WRITER = Writer("csv", ".csv", write)


def _cells(paper: Paper) -> list[str]:
    fields, differing = row_of(paper, _parted(paper.authors))
    fields["authors"] = _BETWEEN.join(fields.get("authors", ()))
    written = [str(fields.get(name, "")) for name in COLUMNS]
    return [guarded(cell) for cell in [*written, "" if differing is None else json.dumps(differing)]]


def _parted(authors: tuple[str, ...]) -> tuple[str, ...]:
    """The authors, where a cell that holds them all can be taken apart again; else none."""
    alone = len(authors) == 1 and "," in authors[0]
    return () if alone or any(_PARTED.search(name) for name in authors) else authors
