"""What was measured, as text, as Markdown and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from evals.retrieval.apart import Apart, told
from evals.retrieval.earlier import Earlier
from evals.retrieval.measuring import CHANGE, MEASURES, Measured
from evals.retrieval.methods import SEARCH


def as_text(name: str, found: Sequence[Measured], earlier: Earlier | None = None, apart: Apart | None = None) -> str:
    """A table with a row a method, and what each has more or less than the first, and than it had."""
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
    lines += _below(found, apart)
    if changes:
        lines += [f"{CHANGE} more than {first.method}, paired:", *changes]
    if earlier is not None:
        lines += [f"{CHANGE} more than in the earlier run, paired:"]
        lines += [
            f"{one.method:{width}}{_signed(*earlier.more_now(one, CHANGE))}"
            for one in found
            if one.method in earlier.values
        ]
    return "\n".join(lines)


def as_markdown(name: str, found: Sequence[Measured], apart: Apart | None = None) -> str:
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
    lines = [head, "|---" * (len(MEASURES) + 3) + "|", *rows]
    return "\n\n".join(["\n".join(lines), *_below(found, apart)])


def as_json(
    name: str,
    found: Sequence[Measured],
    ids: Sequence[str],
    earlier: Earlier | None = None,
    apart: Apart | None = None,
) -> dict[str, Any]:
    """Everything, with intervals, and the values question by question."""
    first = found[0]
    return {
        "set": name,
        "questions": len(first.seconds),
        "ids": list(ids),
        "golds": list(first.golds),
        **({"apart": asdict(apart)} if apart else {}),
        "methods": [
            {
                "method": one.method,
                "milliseconds": round(one.milliseconds, 3),
                "mean_milliseconds": round(one.mean_milliseconds, 3),
                "measures": {
                    measure: _named((one.mean(measure), *one.interval(measure))) | {"values": one.values[measure]}
                    for measure in MEASURES
                },
                "more_than_first": _named(one.more_than(first, CHANGE)),
            }
            | ({"read": list(one.read)} if one.read else {})
            | (
                {"more_than_earlier": _named(earlier.more_now(one, CHANGE))}
                if earlier and one.method in earlier.values
                else {}
            )
            for one in found
        ],
    }


def _below(found: Sequence[Measured], apart: Apart | None) -> list[str]:
    """The lines under a table: where one paper is right, how often the ranker read, and the questions set apart."""
    sentences = [_single(found[0])] if found[0].single else []
    sentences += [_read(one) for one in found if one.method == SEARCH and one.read]
    lines = [" ".join(sentences)] if sentences else []
    return lines + (told(apart, found) if apart else [])


def _single(one: Measured) -> str:
    means = ", ".join(f"{measure} {_ranged(*one.single_mean(measure))}" for measure in ("recall@1", "recall@5"))
    return f"Of {one.method}, where one paper is right ({len(one.single)} questions): {means}."


def _read(one: Measured) -> str:
    return f"In {one.method} the ranker read for {sum(one.read) / len(one.read):.0%} of the questions."


def _ranged(value: float, low: float, high: float) -> str:
    return f"{value:.3f} (95% interval {low:.3f} to {high:.3f})"


def _change(one: Measured, first: Measured) -> str:
    return _signed(*one.more_than(first, CHANGE))


def _signed(value: float, low: float, high: float) -> str:
    return f"{value:+.3f} ({low:+.3f} to {high:+.3f})"


def _named(estimate: tuple[float, float, float]) -> dict[str, Any]:
    return dict(zip(("value", "low", "high"), estimate, strict=True))
