"""The tables of `docs/search.md`, of measurements that were kept.

    python -m evals.retrieval.tabled RUN.json...

The runs are what `python -m evals retrieval ... --json` printed, one a set.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant import terminal
from evals.retrieval.earlier import Earlier, read_earlier
from evals.retrieval.measuring import Measured
from evals.retrieval.shown import as_markdown


def tabled(runs: Sequence[Earlier]) -> str:
    """A table a run, as `--markdown` prints it; its times all as their median."""
    return "\n\n".join(
        as_markdown(run.name, [_measured(run, method) for method in run.values], run.apart) for run in runs
    )


def _measured(run: Earlier, method: str) -> Measured:
    seconds = (run.milliseconds[method] / 1000,) * len(run.ids)
    return Measured(method, run.values[method], seconds, run.golds, run.read.get(method, ()))


def _main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.retrieval.tabled", description=__doc__)
    parser.add_argument("runs", type=Path, nargs="+", metavar="RUN", help="what evals retrieval --json printed")
    terminal.say(tabled([read_earlier(path) for path in parser.parse_args(arguments).runs]))
    return terminal.DONE


def main(arguments: Sequence[str] | None = None) -> int:
    """Print, and say in a line what stood in the way."""
    return terminal.run(lambda: _main(arguments))


if __name__ == "__main__":
    sys.exit(main())
