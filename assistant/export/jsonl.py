"""Papers to JSON Lines, with the field names that everything in this project uses."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from assistant.export.base import Sink, Writer
from assistant.export.carried import NAME
from assistant.export.rows import row_of
from assistant.records import Paper


def write(papers: Iterable[Paper], stream: Sink) -> None:
    """Write an object a line; a field that is unknown is left out."""
    for paper in papers:
        stream.write(json.dumps(_row(paper), ensure_ascii=False) + "\n")


WRITER = Writer("jsonl", ".jsonl", write)


def _row(paper: Paper) -> dict[str, Any]:
    fields, differing = row_of(paper, paper.authors)
    return fields if differing is None else {**fields, NAME: differing}
