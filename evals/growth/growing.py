"""`python -m evals speed --sizes`: a library of made-up papers, measured at each of several sizes as it grows."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.codec import from_json
from evals.growth.building import grow, pretended
from evals.growth.ingesting import ingest_rate
from evals.growth.made_up import MadeUp
from evals.growth.timing import Timings
from evals.processes import printed_json, run_timed
from ingest.report import OnProgress, Progress

STAGE = "papers made up"


@dataclass(frozen=True, slots=True)
class Grown:
    """A library at one size.

    `written_per_s` and `ingested_per_s` are papers a second: of papers written by themselves since the size before
    (None where it was that large already), and of the next thousand by the whole pipeline but for the embedder's work.
    `cold_s` and `cold_mb` are of one search by a new process, from its start to its end.
    """

    written_per_s: float | None
    ingested_per_s: float
    disk_mb: float
    cold_s: float
    cold_mb: float
    timings: Timings


def grown(folder: Path, sizes: Sequence[int], questions: int, on_progress: OnProgress) -> Iterator[Grown]:
    """The library at a folder at each size, the smallest first; one that is there is gone on from.

    So many `questions` are asked with each filter.
    """
    for size in sorted(sizes):
        began = time.perf_counter()
        written = grow(folder, size, lambda done, n: on_progress(Progress(STAGE, done, n)))
        took = time.perf_counter() - began
        yield _measured(folder, size, questions, written / took if written else None)


def _measured(folder: Path, size: int, questions: int, written_per_s: float | None) -> Grown:
    timings = from_json(Timings, printed_json([sys.executable, "-m", "evals.growth.timing", folder, questions]))
    question = MadeUp().questions(size, 1)[0].text
    cold_s, cold_mb = run_timed([sys.executable, "-m", "assistant", "search", question, "--library", folder, "--json"])
    disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    return Grown(written_per_s, ingest_rate(folder, size, pretended()), disk, cold_s, cold_mb, timings)
