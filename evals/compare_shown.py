"""A comparison in words: as text for the terminal, and as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evals.compare import Comparison, Difference, Flip
from evals.reports.markdown import escaped
from evals.reports.markdown import table as markdown_table
from evals.reports.words import number

SHOWN = 10
"""Flipped cases of one measure told; the JSON has them all."""
HEADS = ("Measure", "A", "B", "Difference", "95% interval", "Cases", "Outcome")


def as_text(found: Comparison) -> str:
    """The whole comparison for a terminal."""
    rows = [HEADS, *(row(difference) for difference in found.differences)]
    widths = [max(len(cells[i]) for cells in rows) for i in range(len(HEADS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip() for cells in rows]
    parts = ["\n".join(head(found)), "\n".join(lines), *(_flips_text(*of) for of in by_measure(found.flips))]
    return "\n\n".join(parts)


def as_markdown(found: Comparison) -> str:
    """The same as Markdown; no question or name can become markup."""
    top = "\n".join(f"- {escaped(line)}" for line in head(found))
    parts = [f"# {escaped(found.a.name)} and {escaped(found.b.name)}", top]
    parts.append(markdown_table(HEADS, [row(difference) for difference in found.differences]))
    for measure, flips in by_measure(found.flips):
        rows = [(flip.case, flip.question, flip.a, flip.b) for flip in flips[:SHOWN]]
        parts += [f"## {escaped(_title(measure, flips))}", markdown_table(("Case", "Question", "A", "B"), rows)]
    return "\n\n".join(parts) + "\n"


def head(found: Comparison) -> list[str]:
    """What is compared, and what else differs."""
    lines = [f"A is {found.a.name} of {found.a.started}, B is {found.b.name} of {found.b.started}"]
    lines.append(f"{found.shared} cases are in both and compared")
    for name, ids in (("A", found.only_a), ("B", found.only_b)):
        if ids:
            lines.append(f"{len(ids)} cases are in {name} only and left out, such as {ids[0]}")
    return [*lines, *(f"they differ in {what}" for what in found.differing)]


def row(difference: Difference) -> tuple[str, ...]:
    """A difference as the cells of a table."""
    unit = difference.unit
    low, high = (signed(end, unit) for end in (difference.low, difference.high))
    counts = f"{difference.n}" + _only(difference)
    values = (number(difference.a, unit), number(difference.b, unit), signed(difference.change, unit))
    return (difference.name, *values, f"{low} to {high}", counts, difference.outcome)


def _only(difference: Difference) -> str:
    found = ((difference.only_a, "A"), (difference.only_b, "B"))
    told = [f"{count} in {name} only" for count, name in found if count]
    return f" ({', '.join(told)})" if told else ""


def signed(value: float, unit: str) -> str:
    """A difference with its sign; zero has none."""
    shown = number(abs(value), unit)
    if shown == number(0.0, unit):
        return shown
    return f"{'+' if value > 0 else '-'}{shown}"


def by_measure(flips: Iterable[Flip]) -> list[tuple[str, list[Flip]]]:
    """The flips of each measure, in their order."""
    found: dict[str, list[Flip]] = {}
    for flip in flips:
        found.setdefault(flip.measure, []).append(flip)
    return list(found.items())


def _title(measure: str, flips: Sequence[Flip]) -> str:
    more = f", the first {SHOWN} of them" if len(flips) > SHOWN else ""
    return f"{measure}: {len(flips)} cases flipped{more}"


def _flips_text(measure: str, flips: Sequence[Flip]) -> str:
    return "\n".join([_title(measure, flips), *flip_lines(flips[:SHOWN])])


def flip_lines(flips: Iterable[Flip]) -> list[str]:
    """A line a flip."""
    return [f"  {flip.a} -> {flip.b}  {flip.case}: {flip.question}" for flip in flips]
