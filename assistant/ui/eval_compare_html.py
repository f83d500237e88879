"""The comparison of two runs as HTML: each measure in both, the difference with its interval, and the flipped cases."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.ui.markup import act_html, plain
from evals.compare import Comparison, Difference, Flip
from evals.compare_shown import HEADS, by_measure, head, row

FLIPS = 25
"""Flipped cases of one measure that are shown; `python -m evals compare` tells of all."""

LONGEST = 300
NONE = '<p class="la-note">None.</p>'
SIGNS = {"better": "▲", "worse": "▼", "changed": "◆", "no difference": ""}
"""A sign beside the word: colour is never the only one."""


def comparison_html(found: Comparison) -> str:
    """Both runs, measure by measure and case by case; A is the one before."""
    told = "".join(f'<li dir="auto">{plain(line[: 2 * LONGEST])}</li>' for line in head(found))
    back = act_html(f"run {found.b.name}", "Back to the run")
    flips = "".join(_flips(measure, flipped) for measure, flipped in by_measure(found.flips))
    return (
        f'<section class="la-report la-difference"><h2>Two runs compared</h2><ul class="la-told-list">{told}</ul>'
        f'<p class="la-note">{_count(found)}</p><p class="la-acts">{back}</p>{_table(found.differences)}'
        f"<h2>Cases that flipped</h2>{flips or NONE}</section>"
    )


def _count(found: Comparison) -> str:
    better, worse = (sum(d.outcome == way for d in found.differences) for way in ("better", "worse"))
    if not better + worse:
        return "No measure differs beyond noise: each 95% interval holds zero."
    return f"Beyond noise, B is better in {better} and worse in {worse} of {len(found.differences)} measures."


def _table(differences: Sequence[Difference]) -> str:
    heads = "".join(f'<th scope="col" role="columnheader">{plain(name)}</th>' for name in HEADS)
    rows = "".join(_difference(difference) for difference in differences)
    return (
        '<div class="la-grid" tabindex="0" role="group" aria-label="Table of differences, to be scrolled">'
        f'<table class="la-table la-differences" role="table"><thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table></div>'
    )


def _difference(difference: Difference) -> str:
    name, *cells, outcome = row(difference)
    shown = "".join(
        f'<td role="cell" data-label="{plain(label)}">{plain(cell)}</td>'
        for label, cell in zip(HEADS[1:-1], cells, strict=True)
    )
    css = difference.outcome.replace(" ", "-")
    said = f'<span class="la-outcome la-{css}"><span aria-hidden="true">{SIGNS[difference.outcome]}</span> {plain(outcome)}</span>'
    return (
        f'<tr role="row"><th scope="row" role="rowheader">{plain(name[:LONGEST])}</th>{shown}'
        f'<td role="cell" data-label="{HEADS[-1]}">{said}</td></tr>'
    )


def _flips(measure: str, flips: Sequence[Flip]) -> str:
    rows = "".join(_flip(flip) for flip in flips[:FLIPS])
    more = f'<p class="la-note">The first {FLIPS} of them.</p>' if len(flips) > FLIPS else ""
    n = f"{len(flips)} case{'s' if len(flips) > 1 else ''}"
    return f'<details class="case"><summary><h3>{plain(measure[:LONGEST])}: {n}</h3></summary><ul class="la-flips">{rows}</ul>{more}</details>'


def _flip(flip: Flip) -> str:
    return (
        f'<li><span class="la-flip-change">{plain(flip.a[:LONGEST])} → {plain(flip.b[:LONGEST])}</span> '
        f'<span dir="auto">{plain(flip.question[:LONGEST])}</span> <span class="la-note">{plain(flip.case[:LONGEST])}</span></li>'
    )
