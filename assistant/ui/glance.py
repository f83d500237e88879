"""The library at a glance, as HTML: papers by year as bars, and by source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.library import Snapshot
from assistant.library.columns import UNKNOWN
from assistant.ui.markup import plain
from assistant.ui.shelf import source_names

MOST_YEARS = 60
"""Years that have a bar of their own; what is older is said in words."""
MOST_SOURCES = 12
HEIGHT = 64
"""Of the tallest bar, in units of the picture."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Papers by year, the first year first; by source, the largest first; how many state no year, and all."""

    years: tuple[tuple[int, int], ...]
    sources: tuple[tuple[str, int], ...]
    undated: int
    total: int


def counts(snapshot: Snapshot) -> Counts:
    """The library counted in its columns; a paper of two sources counts for each."""
    columns = snapshot.catalogue.columns
    alive = np.flatnonzero(columns["alive"])
    found, n = np.unique(columns["year"][alive], return_counts=True)
    years = tuple((int(year), int(count)) for year, count in zip(found, n, strict=True) if year != UNKNOWN)
    coded, by_source = snapshot.catalogue.coded("sources"), Counter[str]()
    for code, count in zip(*np.unique(columns["sources"][alive], return_counts=True), strict=True):
        for name in source_names(coded.get(int(code), "[]")):
            by_source[name] += int(count)
    return Counts(years, tuple(by_source.most_common()), len(alive) - sum(c for _, c in years), len(alive))


def glance_html(held: Counts) -> str:
    """Both counts."""
    return f"{_years(held)}{_sources(held)}"


def _years(held: Counts) -> str:
    if not held.years:
        return ""
    last = held.years[-1][0]
    first = max(held.years[0][0], last - MOST_YEARS + 1)
    bars = {year: n for year, n in held.years if year >= first}
    older = sum(n for year, n in held.years if year < first)
    notes = [f"{older:,} before {first}"] if older else []
    notes += [f"{held.undated:,} without a year"] if held.undated else []
    note = f'<p class="la-note">{"; ".join(notes)}</p>' if notes else ""
    best = max(bars, key=lambda year: bars[year])
    label = f"Papers by year, {first} to {last}; most in {best}: {bars[best]:,}"
    ends = f"<span>{first}</span><span>{last}</span>" if first < last else f"<span>{first}</span>"
    return (
        f"<section><h2>By year</h2>{_bars(bars, first, last, label)}"
        f'<p class="la-ends" aria-hidden="true">{ends}</p>{note}{_table(bars)}</section>'
    )


def _bars(bars: dict[int, int], first: int, last: int, label: str) -> str:
    tallest = max(bars.values())
    drawn = "".join(_bar(year - first, year, n, tallest) for year, n in bars.items())
    wide = max(10 * (last - first + 1), 60)
    return (
        f'<svg class="la-bars" viewBox="0 0 {wide} {HEIGHT}" preserveAspectRatio="none" role="img" aria-label="{plain(label)}">'
        f"{drawn}</svg>"
    )


def _bar(place: int, year: int, n: int, tallest: int) -> str:
    high = max(1.5, HEIGHT * n / tallest)
    return (
        f'<rect x="{10 * place + 1}" y="{HEIGHT - high:.1f}" width="8" height="{high:.1f}">'
        f"<title>{year}: {n:,}</title></rect>"
    )


def _table(bars: dict[int, int]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{year}</th><td>{n:,}</td></tr>' for year, n in sorted(bars.items(), reverse=True)
    )
    return f'<details class="la-numbers"><summary>Numbers</summary><table><tbody>{rows}</tbody></table></details>'


def _sources(held: Counts) -> str:
    if not held.sources:
        return ""
    shown: Sequence[tuple[str, int]] = held.sources[:MOST_SOURCES]
    tallest = shown[0][1]
    rows = "".join(_source(name, n, tallest) for name, n in shown)
    rest = len(held.sources) - len(shown)
    more = f'<p class="la-note">and {rest:,} more source{"s" if rest > 1 else ""}</p>' if rest else ""
    return f'<section class="la-by-source"><h2>By source</h2><ul>{rows}</ul>{more}</section>'


def _source(name: str, n: int, tallest: int) -> str:
    return (
        f'<li><span class="la-source-name" dir="auto" title="{plain(name)}">{plain(name)}</span>'
        f'<span class="la-source-n">{n:,}</span><span class="la-source-bar" style="width:{100 * n / tallest:.1f}%"></span></li>'
    )
