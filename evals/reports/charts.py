"""The plots of a report, as SVG of our own: no library, no style attributes (the page's policy forbids them).

Positions are percentages where a plot is a row of text high, so that it stretches while its letters do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from evals.reports.elements import Html, Part, element, name

WIDTH, HEIGHT, MARGIN = 340, 230, 38
"""Pixels of a plot with two axes, and of the margin that holds its ticks."""


def whisker(value: float, low: float, high: float) -> Html:
    """A dot at the value and a line over its interval, on an axis from 0 to 1."""
    grid = [_line(x, x, ("0", "100%"), "grid") for x in (0.0, 0.5, 1.0)]
    bar = _line(_unit(low), _unit(high), ("50%", "50%"), "range")
    dot = element("circle", {"cx": _percent(_unit(value)), "cy": "50%", "r": "4.5", "class": "dot"})
    said = f"{value:.3f}, 95% interval {low:.3f} to {high:.3f}"
    return element("svg", {"class": "whisker", "role": "img", "aria-label": said}, *grid, bar, dot)


def _line(x1: float, x2: float, y: tuple[str, str], css_class: str) -> Html:
    place = {"x1": _percent(x1), "x2": _percent(x2), "y1": y[0], "y2": y[1]}
    return element("line", {**place, "class": css_class})


def _percent(share: float) -> str:
    return f"{100 * share:.2f}%"


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a bar chart: what it is of, and its parts as (CSS class, name, count)."""

    label: str
    parts: tuple[tuple[str, str, int], ...]


def bars(rows: Sequence[Bar]) -> Html:
    """Stacked bars, each as long as the whole, with the counts written beside them."""
    return element("div", {"class": "bars"}, *(cell for row in rows for cell in _bar(row)))


def _bar(row: Bar) -> tuple[Html, Html, Html]:
    total = sum(count for _, _, count in row.parts)
    ends = list(accumulate(count for _, _, count in row.parts))
    pieces = [
        _piece((end - count) / total, count / total, css_class)
        for (css_class, _, count), end in zip(row.parts, ends, strict=True)
        if count
    ]
    said = ", ".join(f"{count} {what}" for _, what, count in row.parts if count) or "none"
    return (
        element("span", {"class": "bar-label"}, name(row.label)),
        element("svg", {"class": "bar", "role": "img", "aria-label": f"{row.label}: {said}"}, *pieces),
        element("span", {"class": "bar-said"}, name(said)),
    )


def _piece(start: float, share: float, css_class: str) -> Html:
    place = {"x": _percent(start), "width": _percent(share), "y": "0", "height": "100%"}
    return element("rect", {**place, "class": f"fill-{css_class}"})


@dataclass(frozen=True, slots=True)
class Axes:
    """What a plot's axes are called, and what the whole shows, for those who do not see it. Both run from 0 to 1."""

    x: str
    y: str
    said: str


def line(points: Sequence[tuple[float, float]], axes: Axes) -> Html:
    """Points (x, y) joined by a line."""
    path = " ".join(f"{_x(x):.1f},{_y(y):.1f}" for x, y in points)
    return _plot(axes, [element("polyline", {"points": path, "class": "curve"})])


def scatter(points: Sequence[tuple[float, float]], axes: Axes) -> Html:
    """Points (x, y), and the diagonal on which they would best lie."""
    ends = {"x1": f"{_x(0)}", "y1": f"{_y(0)}", "x2": f"{_x(1)}", "y2": f"{_y(1)}"}
    places = [{"cx": f"{_x(x):.1f}", "cy": f"{_y(y):.1f}", "r": "4.5", "class": "dot"} for x, y in points]
    dots = [element("circle", place) for place in places]
    return _plot(axes, [element("line", {**ends, "class": "ideal"}), *dots])


def _plot(axes: Axes, drawn: Sequence[Part]) -> Html:
    box = {"viewBox": f"0 0 {WIDTH} {HEIGHT}", "class": "plot", "role": "img", "aria-label": axes.said}
    ticks = [part for share in (0.0, 0.25, 0.5, 0.75, 1.0) for part in _ticks(share)]
    names = [
        _word((_x(0) + _x(1)) / 2, HEIGHT - 4, axes.x, "middle"),
        _word(_x(0), 12, axes.y, "start"),
    ]
    return element("svg", box, *ticks, *names, *drawn)


def _ticks(share: float) -> tuple[Html, ...]:
    across = {"x1": f"{_x(0)}", "x2": f"{_x(1)}", "y1": f"{_y(share):.1f}", "y2": f"{_y(share):.1f}"}
    return (
        element("line", {**across, "class": "grid"}),
        _word(_x(0) - 6, _y(share) + 4, f"{share:g}", "end"),
        _word(_x(share), _y(0) + 16, f"{share:g}", "middle"),
    )


def _word(x: float, y: float, words: str, anchor: str) -> Html:
    return element("text", {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor}, words)


def _x(share: float) -> float:
    return MARGIN + _unit(share) * (WIDTH - MARGIN - 14)


def _y(share: float) -> float:
    return HEIGHT - MARGIN - _unit(share) * (HEIGHT - MARGIN - 24)
