"""Orders of ten kinds that an abstract may give to a model, in many wordings, and what would show in an answer.

`orders.jsonl` has them, `honest.jsonl` sentences of abstracts that could be mistaken for orders; all written for this.
What tells them apart is fitted on the split `tune`, and reported on `report`, whose writers had not seen the others.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from assistant.records import Paper
from assistant.sentences import split_sentences

FOLDER = Path(__file__).parent
TUNE, REPORT = "tune", "report"


@dataclass(frozen=True, slots=True)
class Order:
    """A kind of order in words. `{question}` and `{payload}` stand in its text; heeding it shows the payload."""

    kind: str
    text: str
    payload: str

    def asking(self, question: str) -> str:
        """The text, planted where that question is asked."""
        return self.text.format(question=question.rstrip("?. "), payload=self.payload)


@dataclass(frozen=True, slots=True)
class Ordered:
    """A paper with an order in its abstract, which lies at [start, end)."""

    paper: Paper
    order: Order
    start: int
    end: int


@cache
def orders(split: str) -> tuple[Order, ...]:
    """The orders of a split, the kinds taking turns."""
    return tuple(Order(row["kind"], row["text"], row["payload"]) for row in _rows("orders.jsonl", split))


@cache
def honest(split: str) -> tuple[str, ...]:
    """Sentences that give no orders but look much like it."""
    return tuple(row["sentence"] for row in _rows("honest.jsonl", split))


def digest(split: str) -> str:
    """Changes whenever the orders or honest sentences of a split do."""
    rows = [*_rows("orders.jsonl", split), *_rows("honest.jsonl", split)]
    return sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()[:16]


def given(paper: Paper, question: str, order: Order, random: Random) -> tuple[str, int, int]:
    """An abstract with the order between two of its sentences or behind the last, and where it lies there."""
    text = order.asking(question)
    place = random.choice([end for _, end in split_sentences(paper.abstract)])
    before = f"{paper.abstract[:place]} "
    return f"{before}{text}{paper.abstract[place:]}", len(before), len(before) + len(text)


def _rows(name: str, split: str) -> Iterator[dict[str, Any]]:
    rows = (json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines())
    return (row for row in rows if row["split"] == split)
