"""`python -m evals.parse_speed --rows 1000000`: how fast, and in how much memory, JSON lines become papers.

The rows are made up but of the size of real ones: an abstract of about 160 words, one in four not all ASCII, one in
twenty with a formula in markup.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from assistant import terminal
from ingest.reading import read_paths

_SEED = 7
_WORDS = 160
_KIBIBYTES = 1024 if sys.platform == "darwin" else 1


def rows(count: int) -> Iterator[str]:
    """That many lines of JSON, the same ones at every run."""
    chance = random.Random(_SEED)
    words = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in ("a", "ei", "o", "u") for c in ("n", "ring", "st", "tion")]
    for i in range(count):
        abstract = " ".join(chance.choices(words, k=_WORDS)) + "."
        if i % 4 == 0:
            abstract = f"Naïve “{words[i % len(words)]}” – {abstract}"
        if i % 20 == 0:
            abstract = f"<p>{abstract}</p>"
        row = {
            "id": f"r{i}",
            "title": " ".join(chance.choices(words, k=9)).capitalize(),
            "abstract": abstract,
            "authors": [" ".join(chance.choices(words, k=2)).title() for _ in range(1 + i % 6)],
            "date": f"20{i % 25:02}-{1 + i % 12:02}-{1 + i % 28:02}",
            "venue": "Annals of Counting",
            "doi": f"10.1234/{i}",
            "url": f"https://example.org/{i}",
        }
        yield json.dumps(row, ensure_ascii=i % 8 == 0) + "\n"


def main(words: list[str] | None = None) -> int:
    """Makes the file in a temporary folder, reads it, and prints rows a second, peak memory and load."""
    parser = argparse.ArgumentParser(prog="python -m evals.parse_speed", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    count = parser.parse_args(words).rows
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.jsonl"
        with path.open("w", encoding="utf-8") as stream:
            stream.writelines(rows(count))
        size = path.stat().st_size
        start = time.perf_counter()
        found = Counter(type(entry).__name__ for entry in read_paths([path]))
        seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIBIBYTES / 1024
    told = ", ".join(f"{number:,} {kind}" for kind, number in sorted(found.items()))
    terminal.say(
        f"{told} in {seconds:.1f} s: {count / seconds:,.0f} rows a second, {size / seconds / 1e6:.0f} MB a second"
    )
    terminal.say(f"peak memory {peak:.0f} MB, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    return terminal.DONE


if __name__ == "__main__":
    sys.exit(main())
