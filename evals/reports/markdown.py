"""The report in short, as Markdown: tables and the worst cases. Nothing in a title can become markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.escaping import visible
from evals.reports.groups import Group, grouped
from evals.reports.ordering import faults, worst_first
from evals.reports.words import NO_QUALITY, facts, interval, meaning, number, quality, warnings
from evals.scores import CaseScores, Scores

WORST = 10
"""Cases told."""
LONGEST = 300
"""Characters of one text; of a longer one the beginning."""
FAULTS = 3

# All that means something to Markdown within a line, HTML, tables, formulas or automatic links of GitHub.
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+!|~&$^=@:/-]|(?<=www)\.|^\d+(?=[.)]))")


def escaped(words: str) -> str:
    r"""Text as Markdown that shows it, on one line.

    >>> escaped("a|b <i>")
    'a\\|b \\<i\\>'
    """
    line = visible(" ".join(words.split()))
    short = line if len(line) <= LONGEST else f"{line[:LONGEST]} …"
    return _MARKUP.sub(lambda match: _escape(match[0]), short)


def _escape(piece: str) -> str:
    if piece == "@":
        return "&#64;\u2060"
    return f"\\{piece}" if not piece.isdigit() else f"\u2060{piece}"


def markdown(scores: Scores) -> str:
    """The whole file."""
    parts = [
        f"# Evaluation: {escaped(scores.info.name)}",
        "\n".join(f"- {name}: {escaped(value)}" for name, value in facts(scores)),
        *(f"> {escaped(words)}" for words in warnings(scores)),
        f"## The judge\n\n{_judge(scores)}",
        *(f"## {escaped(group.name)}\n\n{_measures(group)}" for group in grouped(scores.measures)),
        *_cases(scores.cases),
    ]
    return "\n\n".join(parts) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of texts, each escaped."""
    lines = [heads, ["---"] * len(heads)]
    written = [" | ".join(lines[0]), " | ".join(lines[1]), *(" | ".join(map(_cell, row)) for row in rows)]
    return "\n".join(f"| {line} |" for line in written)


def _cell(words: str) -> str:
    """As `escaped`, but a number needs nothing that keeps it from beginning a list: no list begins in a cell."""
    return escaped(words).removeprefix("\u2060")


def _judge(scores: Scores) -> str:
    rows = [quality(judge) for judge in scores.info.judge_quality]
    heads = ("Labelled set", "Split", "Balanced accuracy", "AUROC", "Claims")
    return table(heads, rows) if rows else NO_QUALITY


def _measures(group: Group) -> str:
    rows = [
        (m.name, number(m.value, d.unit), interval(m, d.unit), f"{m.n:,}", f"{m.unscored:,}", meaning(d))
        for d, m in group.measures
    ]
    return table(("Measure", "Value", "95% interval", "Cases", "Unscored", "What it says"), rows)


def _cases(cases: Sequence[CaseScores]) -> tuple[str, ...]:
    worst = [case for case in worst_first(cases)[:WORST] if faults(case) or case.error]
    return (f"## The worst {len(worst)} of {len(cases):,} cases", *(_case(case) for case in worst)) if worst else ()


def _case(case: CaseScores) -> str:
    fell = ", ".join(f"{name} {number(value)}" for name, value in faults(case)[:FAULTS])
    lines = [
        f"**{escaped(case.question)}** ({escaped(case.id)}, {escaped(case.kind)}, {escaped(case.status)})",
        f"- Fell short: {escaped(fell)}" if fell else "",
        f"- Error: {escaped(case.error)}" if case.error else "",
        f"- Answer: {escaped(case.text)}" if case.text else "",
        f"- Gold: {escaped('; '.join(case.gold))}" if case.gold else "- Gold: none, it should abstain",
    ]
    return "\n".join(line for line in lines if line).replace("\n- ", "\n\n- ", 1)
