"""A table of papers as text: to read on a terminal, in Markdown, and as CSV. Pure: the same table, the same text."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from assistant.export.formulas import guarded
from assistant.markdown import inline, reference
from assistant.questions import one_line
from assistant.records import DIGEST, NOT_ANSWERED, Citation, Paper
from assistant.tables import NOT_STATED, Row, Table

FACTS = ("number", "id", "title", "authors", "year", "venue", "doi", "url")


def plain(table: Table) -> str:
    """A block a paper, an indented line a cell, for a terminal; the nearest papers where there are no rows."""
    blocks = [_block(table, row) for row in table.rows] or _nothing(table)
    silent = [f"  {_title(e.paper)}  [{e.paper.id}]" for e in table.silent]
    return "\n\n".join([*blocks, *_below(table, table.missing, silent)])


def markdown(table: Table) -> str:
    """A Markdown table, its references and what else was found; nothing that a paper wrote acts as markup."""
    head = ["Paper", *(inline(aspect) for aspect in table.aspects)]
    lines = [head, ["---"] * len(head), *(_cells(row) for row in table.rows)]
    grid = ["\n".join(f"| {' | '.join(cells)} |" for cells in lines)] if table.rows else _nothing(table)
    references = [f"[{row.number}] {reference(row.evidence.paper)}" for row in table.rows]
    silent = [f"- {inline(_title(e.paper))}" for e in table.silent]
    missing = [inline(name) for name in table.missing]
    return "\n\n".join([*grid, *references, *_below(table, missing, silent)]) + "\n"


def csv_text(table: Table) -> str:
    """A header, then a row a paper: its facts, and a column an aspect. No cell of it runs as a formula."""
    stream = io.StringIO()
    rows = csv.writer(stream, lineterminator="\n")
    rows.writerow(guarded(name) for name in (*FACTS, *table.aspects))
    for row in table.rows:
        paper = row.evidence.paper
        facts = (row.number, paper.id, paper.title, "; ".join(paper.authors), paper.year, paper.venue, paper.doi)
        quotes = (NOT_STATED if cell is None else cell.quote for cell in row.cells)
        rows.writerow(guarded("" if value is None else str(value)) for value in (*facts, paper.url, *quotes))
    return stream.getvalue()


def _nothing(table: Table) -> list[str]:
    """What stands in place of rows; where aspects are missing, they are named below."""
    return [] if table.missing else [NOT_ANSWERED]


def _block(table: Table, row: Row) -> str:
    """A paper with its cells; a question that is the only aspect, and was just asked, is not said again."""
    lines = [f"[{row.number}] {_title(row.evidence.paper)}  [{row.evidence.paper.id}]"]
    for aspect, cell in zip(table.aspects, row.cells, strict=True):
        label = "" if table.aspects == (one_line(table.question),) else f"{aspect}: "
        lines.append(f"    {label}{NOT_STATED if cell is None else _quoted(cell)}")
    return "\n".join(lines)


def _cells(row: Row) -> list[str]:
    quotes = [NOT_STATED if cell is None else f'"{inline(cell.quote)}" [{row.number}]' for cell in row.cells]
    return [f"{inline(_title(row.evidence.paper))} [{row.number}]", *quotes]


def _below(table: Table, missing: Sequence[str], silent: Sequence[str]) -> list[str]:
    """What stands below the rows: aspects without a quote, papers that say nothing, notices."""
    unstated = [f"No sentence was found for: {', '.join(missing)}"] if missing else []
    heading = "Also found, but nothing to quote:" if table.rows else "Closest papers:"
    return [*unstated, *(["\n".join([heading, *silent])] if silent else []), *table.notices]


def _title(paper: Paper) -> str:
    year = f" ({paper.year})" if paper.year else ""
    return " ".join(paper.title.split()) + year + (DIGEST if paper.is_digest else "")


def _quoted(cell: Citation) -> str:
    return f'"{" ".join(cell.quote.split())}"'
