"""Public retrieval sets in BEIR's layout: `corpus.jsonl`, `queries.jsonl` and `qrels.SPLIT.tsv`."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from assistant.errors import UsageError


def read_texts(folder: Path) -> dict[str, str]:
    """Query id to the query."""
    rows = map(json.loads, (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines())
    return {str(row["id"]): str(row["text"]) for row in rows}


def read_judged(folder: Path, split: str) -> dict[str, frozenset[str]]:
    """Query id to the ids of the documents judged relevant.

    Raises:
        UsageError: the folder has no such split.
    """
    path = folder / f"qrels.{split}.tsv"
    if not path.exists():
        raise UsageError(f"{path}: there is no such file; give a folder with corpus.jsonl, queries.jsonl and qrels")
    judged: dict[str, set[str]] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for query, document, score in list(csv.reader(stream, delimiter="\t"))[1:]:
            if int(score) > 0:
                judged.setdefault(query, set()).add(document)
    return {query: frozenset(documents) for query, documents in judged.items()}
