"""What the ranker learns from: questions of our own over invented papers and over SciFact's, and people's claims.

The invented papers, in groups of four that are easily mistaken for one another, and all questions are in our words.
SciFact's papers that its test questions are about have none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.beir import read_judged, read_texts

QUESTIONS = Path(__file__).parents[1] / "questions"
TRAIN, DEV = "train", "dev"
HELD_OUT = 10
"""Of the papers with questions of ours one in so many is kept for measuring."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the ids in its corpus of the papers that answer it."""

    text: str
    gold: frozenset[str]


@dataclass(frozen=True, slots=True)
class Source:
    """A corpus of papers (a file that `ingest` reads), questions to learn from, and questions to measure on."""

    name: str
    corpus: Path
    learn: Sequence[Asked]
    held_out: Sequence[Asked]


def sources(scifact: Path, check_covid: Path) -> Iterator[Source]:
    """All sources, given the folders of the public sets."""
    invented = QUESTIONS / "invented.jsonl"
    yield Source("invented", invented, *_parted(_rows(invented), "-"))
    own = _rows(QUESTIONS / "scifact.jsonl")
    learn, held_out = _parted(own, None)
    yield Source("scifact", scifact / "corpus.jsonl", [*learn, *_judged(scifact, TRAIN)], held_out)
    yield Source("check_covid", check_covid / "corpus.jsonl", _judged(check_covid, TRAIN), _judged(check_covid, DEV))


def _parted(rows: Sequence[dict[str, Any]], separator: str | None) -> tuple[list[Asked], list[Asked]]:
    """Questions to learn from and to measure on; papers of one group, named by the id's first parts, stay together."""
    groups = dict.fromkeys(_group(row["id"], separator) for row in rows)
    held_out = set(list(groups)[::HELD_OUT])
    parts: tuple[list[Asked], list[Asked]] = [], []
    for row in rows:
        asked = [Asked(text, frozenset({row["id"]})) for text in row["questions"]]
        parts[_group(row["id"], separator) in held_out].extend(asked)
    return parts


def _group(paper_id: str, separator: str | None) -> str:
    return paper_id.rpartition(separator)[0] if separator else paper_id


def _judged(folder: Path, split: str) -> list[Asked]:
    """The questions of a split of a public set."""
    texts = read_texts(folder)
    return [Asked(texts[i], frozenset(gold)) for i, gold in read_judged(folder, split).items() if gold]


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
