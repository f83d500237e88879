"""How a judge agrees with people, as text and as a page with the calibration plots."""

from __future__ import annotations

from collections.abc import Sequence

from evals.grounding import VERDICTS, Agreement, Estimate, Tail
from evals.reports.charts import Axes, scatter
from evals.reports.elements import Html, element, verbatim
from evals.reports.page import STYLE, policy

AXES = Axes("said support", "share supported", "said support against the share of claims that are supported")


def as_text(found: Agreement) -> str:
    """The agreement on one split, as lines."""
    head = f"{found.dataset}, {found.split}, against {_against(found)}: {_judge(found)}"
    lines = [
        head,
        f"  {found.n} claims with a verdict, {found.unscored} unscored",
        f"  balanced accuracy  {_estimate(found.balanced_accuracy)}   word overlap, cut where best {_value(found.overlap)}",
        f"  AUROC              {_estimate(found.auroc)}   word overlap {_value(found.overlap_auroc)}",
        f"  calibration error  {_value(found.calibration_error)}",
        "  " + " " * 14 + "".join(f"{verdict:>13}" for verdict in VERDICTS),
    ]
    lines += [f"  {row.label:14}" + "".join(f"{count:13}" for _, count in row.counts) for row in found.labels]
    lines += ["  support        n   said  supported"]
    lines += [f"  {b.low:.1f} to {b.high:.1f}  {b.n:5}  {b.said:.3f}      {b.supported:.3f}" for b in found.bins]
    lines += [f"  below {t.below:<5}  {t.n:5}         {_share(t)}" for t in found.tails if t.n]
    return "\n".join(lines)


def as_page(agreements: Sequence[Agreement]) -> str:
    """A file that needs nothing else: a calibration plot and the figures of each split."""
    style = STYLE.read_text(encoding="utf-8")
    top = element(
        "head",
        {},
        element("meta", {"charset": "utf-8"}),
        element("meta", {"http-equiv": "Content-Security-Policy", "content": policy(style, "")}),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        element("title", {}, "How far a judge agrees with people"),
        verbatim("style", style),
    )
    parts = [part for found in agreements for part in _section(found)]
    body = element("body", {}, element("main", {}, element("h1", {}, "How far a judge agrees with people"), *parts))
    return f"<!DOCTYPE html>\n{element('html', {'lang': 'en'}, top, body).code}\n"


def _section(found: Agreement) -> tuple[Html, ...]:
    points = [(b.said, b.supported) for b in found.bins]
    heading = f"{found.dataset}, {found.split}: {_judge(found)}"
    return element("h2", {}, heading), scatter(points, AXES), element("pre", {}, as_text(found))


def _judge(found: Agreement) -> str:
    return f"judge {found.judge}" + (f", asking {found.model}" if found.model else "")


def _share(tail: Tail) -> str:
    return f"{tail.supported / tail.n:.3f} ({tail.supported} of them)"


def _value(found: float | None) -> str:
    return "-" if found is None else f"{found:.3f}"


def _estimate(found: Estimate | None) -> str:
    return "-" + " " * 22 if found is None else f"{found.value:.3f} ({found.low:.3f} to {found.high:.3f})"


def _against(found: Agreement) -> str:
    return "the abstract" if found.premise == "abstract" else "what the labels are about"
