"""How a library grows: papers with ready-made vectors written and searched, at sizes from some thousands up.

    python -m evals.scale [--sizes 10000 30000 100000] [--folder DIR]

Papers are made up from a few hundred words, vectors are random around a few hundred topics, so neither parsing nor
embedding counts: what is timed is identity, Chroma, the word index and the catalogue.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from zlib import crc32

import numpy as np

from assistant.embedding import Progress, Vectors
from assistant.finding import select_papers
from assistant.library import Library
from assistant.records import Filters, Paper, Source
from assistant.search import Query, search
from assistant.settings import Settings
from ingest.load import load_entries

DIMENSIONS = 384
TOPICS = 300
QUERIES = 60
_SYLLABLES = "ka to ri mu sen lo vi dar pe hul gon za bre ti mo fa nel sor qui wex".split()


class ReadyMade:
    """Vectors that cost nothing: a topic drawn by the text's words, and a little noise."""

    name, fingerprint, dimensions, max_tokens = "ready-made", "ready-1", DIMENSIONS, 256

    def __init__(self) -> None:
        self._topics = np.random.default_rng(1).normal(size=(TOPICS, DIMENSIONS)).astype(np.float32)

    def embed(self, texts: Sequence[str], *, on_progress: Progress | None = None) -> Vectors:  # noqa: ARG002
        """Unit vectors, shape (texts, dimensions)."""
        seeds = [crc32(text.encode()) for text in texts]
        noise = np.stack([np.random.default_rng(seed).normal(size=DIMENSIONS) for seed in seeds])
        rows = self._topics[[seed % TOPICS for seed in seeds]] + 0.7 * noise
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)

    def count_tokens(self, text: str) -> int:
        """About one a word."""
        return text.count(" ") + 1


def papers(first: int, last: int) -> Iterator[Paper]:
    """Made-up papers, the same for the same numbers."""
    random = Random(7)
    words = ["".join(random.choices(_SYLLABLES, k=random.randint(2, 4))) for _ in range(6000)]
    for n in range(first, last):
        own = Random(n)
        text = ". ".join(" ".join(own.choices(words, k=18)).capitalize() for _ in range(7)) + "."
        title = " ".join(own.choices(words, k=8)).capitalize()
        authors = tuple(f"{own.choice(words).title()} {own.choice(words).title()}" for _ in range(own.randint(1, 5)))
        year = own.randint(1990, 2025)
        yield Paper(
            "",
            title,
            text,
            authors,
            len(authors),
            str(year),
            year=year,
            venue=f"Journal {n % 90}",
            sources=(Source("made-up", "scale", f"m{n}"),),
        )


def measured(folder: Path, first: int, last: int) -> dict[str, float]:
    """What it takes to grow a library from `first` to `last` papers, and then to open and search it."""
    embedder, settings = ReadyMade(), Settings()
    started = time.perf_counter()
    report = load_entries(folder, [("made-up", papers(first, last))], settings=settings, embedder=embedder)
    loaded = time.perf_counter() - started
    if report.papers != last:
        raise SystemExit(f"{report.papers} papers in the library, not {last}")
    started = time.perf_counter()
    library = Library(folder)
    opened = time.perf_counter() - started
    plain, narrow, wide = (
        _p95(library, embedder, f)
        for f in (Filters(), Filters(year_from=2001, year_to=2001, authors=("Kato",)), Filters(year_from=2005))
    )
    return {
        "papers": last,
        "papers_per_s": (last - first) / loaded,
        "open_ms": 1000 * opened,
        "search_p95_ms": plain,
        "few_match_p95_ms": narrow,
        "many_match_p95_ms": wide,
        "disk_mb": sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / 1e6,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
        "load": os.getloadavg()[0],
    }


def _p95(library: Library, embedder: ReadyMade, filters: Filters) -> float:
    """The 95th percentile of the time of a search, in milliseconds, embedding of the question left out."""
    times = []
    for paper in papers(0, QUERIES):
        query = Query(" ".join(paper.abstract.split()[:9]), embedder.embed([paper.abstract])[0])
        started = time.perf_counter()
        snapshot = library.snapshot()
        search(snapshot, query, k=10, selection=select_papers(snapshot, filters))
        times.append(1000 * (time.perf_counter() - started))
    return float(np.percentile(times[5:], 95))


def main() -> int:
    """Print one line of figures a size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 30_000, 100_000])
    parser.add_argument("--folder", type=Path, help="keep the library here")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder, before = arguments.folder or Path(temporary) / "library", 0
        for size in sorted(arguments.sizes):
            print(
                json.dumps({name: round(value, 1) for name, value in measured(folder, before, size).items()}),
                flush=True,
            )
            before = size
    return 0


if __name__ == "__main__":
    sys.exit(main())
