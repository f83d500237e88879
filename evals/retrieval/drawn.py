"""Quality against time: each method's mean nDCG@10 over some sets, and the milliseconds of a question, as one picture.

    python -m evals.retrieval.drawn docs/search.svg RUN.json...

The runs are what `python -m evals retrieval ... --json` printed, one a set, and hold the same methods.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from assistant import terminal
from assistant.errors import UsageError
from evals.reports.elements import Html, element
from evals.retrieval.earlier import Earlier, read_earlier
from evals.retrieval.measuring import CHANGE

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 820, 480, 60, 48, 30, 310
LINE, ROOM = 25, 15
"""Of the names beside the picture a line's height, less where they are many; of a dot's number the room it needs."""
AROUND = sorted(((dx, dy) for dx in range(-9, 10) for dy in range(-9, 10)), key=lambda d: (d[0] ** 2 + d[1] ** 2, d))
"""Places for a number around its dot, in such steps, the nearest first."""
INK, FAINT, DOT = "#333", "#ddd", "#1f6f8b"
STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
GRID = 0.05


@dataclass(frozen=True, slots=True)
class Point:
    """A method with its mean quality over all sets and its mean milliseconds a question."""

    method: str
    milliseconds: float
    quality: float


def points(runs: Sequence[Earlier]) -> list[Point]:
    """The methods that all runs have, best first.

    Raises:
        UsageError: there is none.
    """
    common = [method for method in runs[0].values if all(method in run.values for run in runs)]
    if not common:
        raise UsageError("the runs have no method in common")
    found = [
        Point(
            method,
            fmean(run.mean_milliseconds.get(method, run.milliseconds[method]) for run in runs),
            fmean(fmean(run.values[method][CHANGE]) for run in runs),
        )
        for method in common
    ]
    return sorted(found, key=lambda point: -point.quality)


def drawn(runs: Sequence[Earlier]) -> str:
    """The picture as SVG: a dot a method with its rank, and the names beside it."""
    found = points(runs)
    low = math.floor(min(p.quality for p in found) / GRID) * GRID
    high = math.ceil(max(p.quality for p in found) / GRID) * GRID
    across = [p.milliseconds for p in found]
    first = max((step for step in STEPS if step <= min(across)), default=STEPS[0])
    last = min((step for step in STEPS if step > max(across)), default=STEPS[-1])

    def x(milliseconds: float) -> float:
        share = math.log(milliseconds / first) / math.log(last / first)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(quality: float) -> float:
        return HEIGHT - BOTTOM - (quality - low) / (high - low) * (HEIGHT - BOTTOM - TOP)

    parts = [element("rect", {"width": str(WIDTH), "height": str(HEIGHT), "fill": "#fff"})]
    for n in range(round((high - low) / GRID) + 1):
        at = low + n * GRID
        parts += [_line(LEFT, y(at), WIDTH - RIGHT, y(at)), _word(LEFT - 8, y(at) + 4, f"{at:.2f}", "end")]
    for step in (step for step in STEPS if first <= step <= last):
        parts += [_line(x(step), TOP, x(step), HEIGHT - BOTTOM), _word(x(step), HEIGHT - BOTTOM + 18, f"{step:g}")]
    parts += [_word((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, _below(runs))]
    parts += [_word(LEFT, TOP - 6, _over(runs), "start")]
    dots = [(x(point.milliseconds), y(point.quality)) for point in found]
    taken, line = list(dots), min(LINE, (HEIGHT - TOP) / len(found))
    for rank, (point, dot) in enumerate(zip(found, dots, strict=True), 1):
        parts += _dot(dot, str(rank), taken)
        told = f"{point.method}: {point.quality:.3f}, {point.milliseconds:.1f} ms"
        parts += [_word(WIDTH - RIGHT + 20, TOP + line * (rank - 0.4), f"{rank}  {told}", "start")]
    box = {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {WIDTH} {HEIGHT}", "width": str(WIDTH)}
    return element("svg", {**box, "font-family": "sans-serif", "font-size": "12", "fill": INK}, *parts).code + "\n"


def _line(x1: float, y1: float, x2: float, y2: float) -> Html:
    places = {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
    return element("line", {name: f"{value:.1f}" for name, value in places.items()} | {"stroke": FAINT})


def _word(x: float, y: float, words: str, anchor: str = "middle", fill: str = INK) -> Html:
    return element("text", {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor, "fill": fill}, words)


def _over(runs: Sequence[Earlier]) -> str:
    return f"{CHANGE}, {runs[0].name}" if len(runs) == 1 else f"mean {CHANGE} over {len(runs)} sets"


def _below(runs: Sequence[Earlier]) -> str:
    """What the times are: means, as the ranker reads for some questions only; older runs kept medians alone."""
    kept = all(run.mean_milliseconds.keys() >= run.values.keys() for run in runs)
    return "mean milliseconds a question" if kept else "mean milliseconds a question (medians where no mean was kept)"


def _dot(at: tuple[float, float], rank: str, taken: list[tuple[float, float]]) -> list[Html]:
    """A dot, and its number in the nearest free place around it, which is taken then."""
    x, y = at
    place = {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": "4", "fill": DOT}
    beside = next(
        spot
        for spot in ((x + ROOM * dx, y + ROOM * dy) for dx, dy in AROUND)
        if all(abs(spot[0] - one) >= ROOM or abs(spot[1] - other) >= ROOM for one, other in taken)
        and LEFT < spot[0] < WIDTH - RIGHT + ROOM
        and TOP < spot[1] < HEIGHT - BOTTOM
    )
    taken.append(beside)
    return [_line(x, y, *beside), element("circle", place), _word(beside[0], beside[1] + 4, rank)]


def _main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.retrieval.drawn", description=__doc__)
    parser.add_argument("out", type=Path, help="the SVG file to write")
    parser.add_argument("runs", type=Path, nargs="+", metavar="RUN", help="what evals retrieval --json printed")
    options = parser.parse_args(arguments)
    options.out.write_text(drawn([read_earlier(path) for path in options.runs]), encoding="utf-8")
    return terminal.DONE


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw, and say in a line what stood in the way."""
    return terminal.run(lambda: _main(arguments))


if __name__ == "__main__":
    sys.exit(main())
