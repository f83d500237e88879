"""`python -m evals.parse_speed --rows 1000000 [--shape lines]`: how fast, and in how much memory, rows become papers.

The rows are made up but of the size of real ones: an abstract of about 160 words, one in four not all ASCII, one in
twenty with a formula in markup. All shapes but `lines` put them on one single line.
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
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from assistant import terminal
from ingest.reading import read_paths

_SEED = 7
_WORDS = 160
_KIBIBYTES = 1024 if sys.platform == "darwin" else 1


Row = Mapping[str, Any]


class Shape(NamedTuple):
    """How a file of rows is written: what begins it, a row, what stands between two, and what ends it."""

    name: str
    begin: str
    row: Callable[[int, Row], str]
    between: str
    end: str


def as_json(number: int, row: Row) -> str:
    """A row as JSON; one in eight as it is, the others in ASCII."""
    return json.dumps(row, ensure_ascii=number % 8 == 0)


def as_bibtex(number: int, row: Row) -> str:
    """A row as a BibTeX entry."""
    return f"@article{{r{number}, title={{{row['title']}}}, abstract={{{row['abstract']}}}, doi={{{row['doi']}}}}}"


def as_pubmed(number: int, row: Row) -> str:
    """A row as PubMed has it."""
    texts = f"<ArticleTitle>{row['title']}</ArticleTitle><Abstract><AbstractText>{row['abstract']}</AbstractText></Abstract>"
    return (
        f"<PubmedArticle><MedlineCitation><PMID>{number + 1}</PMID><Article>{texts}</Article></MedlineCitation>"
        "</PubmedArticle>"
    )


SHAPES = {
    "lines": Shape("rows.jsonl", "", as_json, "\n", "\n"),
    "array": Shape("rows.json", "[", as_json, ",", "]"),
    "run-on": Shape("rows.jsonl", "", as_json, " ", "\n"),
    "bibtex": Shape("rows.bib", "", as_bibtex, " ", "\n"),
    "pubmed": Shape("rows.xml", "<PubmedArticleSet>", as_pubmed, "", "</PubmedArticleSet>"),
}


def written(shape: Shape, made: Iterable[Row]) -> Iterator[str]:
    """The text of a file of this shape, row by row."""
    yield shape.begin
    for number, row in enumerate(made):
        yield (shape.between if number else "") + shape.row(number, row)
    yield shape.end


def rows(count: int) -> Iterator[Row]:
    """That many rows, the same ones at every run."""
    chance = random.Random(_SEED)
    words = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in ("a", "ei", "o", "u") for c in ("n", "ring", "st", "tion")]
    for i in range(count):
        abstract = " ".join(chance.choices(words, k=_WORDS)) + "."
        if i % 4 == 0:
            abstract = f"Naïve “{words[i % len(words)]}” – {abstract}"
        if i % 20 == 0:
            abstract = f"<p>{abstract}</p>"
        yield {
            "id": f"r{i}",
            "title": " ".join(chance.choices(words, k=9)).capitalize(),
            "abstract": abstract,
            "authors": [" ".join(chance.choices(words, k=2)).title() for _ in range(1 + i % 6)],
            "date": f"20{i % 25:02}-{1 + i % 12:02}-{1 + i % 28:02}",
            "venue": "Annals of Counting",
            "doi": f"10.1234/{i}",
            "url": f"https://example.org/{i}",
        }


def main(words: list[str] | None = None) -> int:
    """Makes the file in a temporary folder, reads it, and prints rows a second, peak memory and load."""
    parser = argparse.ArgumentParser(prog="python -m evals.parse_speed", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--shape", choices=SHAPES, default="lines")
    asked = parser.parse_args(words)
    count, shape = asked.rows, SHAPES[asked.shape]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / shape.name
        with path.open("w", encoding="utf-8") as stream:
            stream.writelines(written(shape, rows(count)))
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
