"""What was measured, as text, as Markdown and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evals.retrieval.measuring import MEASURES, Measured

CHANGE = "nDCG@10"
"""The measure whose difference from the first method is given."""


def as_text(name: str, found: Sequence[Measured]) -> str:
    """A table with a row a method, and what each has more or less than the first."""
    width = max(len(one.method) for one in found) + 2
    head = " " * width + "".join(f"{measure:>11}" for measure in MEASURES) + "        ms"
    rows = [
        f"{one.method:{width}}" + "".join(f"{one.mean(m):11.3f}" for m in MEASURES) + f"{one.milliseconds:10.1f}"
        for one in found
    ]
    first = found[0]
    changes = [f"{one.method:{width}}{_change(one, first)}" for one in found[1:]]
    low, high = first.interval(CHANGE)
    lines = [
        f"{name}: {len(first.seconds)} questions",
        head,
        *rows,
        f"\n{CHANGE} of {first.method}: {first.mean(CHANGE):.3f}, 95% interval {low:.3f} to {high:.3f}",
    ]
    if changes:
        lines += [f"{CHANGE} more than {first.method}, paired:", *changes]
    return "\n".join(lines)


def as_markdown(name: str, found: Sequence[Measured]) -> str:
    """The table of `docs/search.md`."""
    first = found[0]
    rows = [
        f"| {one.method} | "
        + " | ".join(f"{one.mean(measure):.3f}" for measure in MEASURES)
        + f" | {one.milliseconds:.1f} | {'' if one is first else _change(one, first)} |"
        for one in found
    ]
    head = (
        f"| {name}, {len(first.seconds)} questions | {' | '.join(MEASURES)} | ms | {CHANGE} more than {first.method} |"
    )
    return "\n".join([head, "|---" * (len(MEASURES) + 3) + "|", *rows])


def as_json(name: str, found: Sequence[Measured]) -> dict[str, Any]:
    """Everything, with intervals."""
    first = found[0]
    return {
        "set": name,
        "questions": len(first.seconds),
        "methods": [
            {
                "method": one.method,
                "milliseconds": round(one.milliseconds, 3),
                "measures": {
                    measure: dict(
                        zip(("value", "low", "high"), (one.mean(measure), *one.interval(measure)), strict=True)
                    )
                    for measure in MEASURES
                },
                "more_than_first": dict(zip(("value", "low", "high"), one.more_than(first, CHANGE), strict=True)),
            }
            for one in found
        ],
    }


def _change(one: Measured, first: Measured) -> str:
    value, low, high = one.more_than(first, CHANGE)
    return f"{value:+.3f} ({low:+.3f} to {high:+.3f})"
