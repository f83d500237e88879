"""What int8 costs: retrieval by vectors alone with the embedder as it is and in full precision.

    python -m evals.precision DATASET [--split test]

DATASET is a folder in the layout of BEIR. Prints nDCG@10 (Järvelin and Kekäläinen, 2002, with binary relevance) of
both, and how near the vectors are. Nothing is fitted here.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from assistant import terminal
from assistant.cleaning import clean, embedded_text
from assistant.embedding import Vectors
from assistant.embedding.minilm import MiniLM
from assistant.settings import Settings
from evals.beir import read_judged

DEPTH = 10


def ndcg(ranking: Sequence[str], relevant: frozenset[str], depth: int = DEPTH) -> float:
    """The nDCG with binary relevance; 0 for a question without a relevant document."""
    gains = [1 / np.log2(place + 2) for place in range(depth)]
    found = sum(gain for gain, document in zip(gains, ranking, strict=False) if document in relevant)
    return float(found / sum(gains[: len(relevant)])) if relevant else 0.0


def mean_ndcg(
    ids: Sequence[str], documents: Vectors, queries: Mapping[str, Vectors], judged: Mapping[str, frozenset[str]]
) -> float:
    """The mean over all judged questions."""
    scores = []
    for query, relevant in judged.items():
        best = np.argsort(-(documents @ queries[query][0]), kind="stable")[:DEPTH]
        scores.append(ndcg([ids[n] for n in best], relevant))
    return sum(scores) / len(scores)


def main(words: list[str] | None = None) -> int:
    """Print one line a precision."""
    parser = argparse.ArgumentParser(prog="python -m evals.precision", description=__doc__)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--split", default="test")
    arguments = parser.parse_args(words)
    judged = read_judged(arguments.dataset, arguments.split)
    documents = _rows(arguments.dataset / "corpus.jsonl")
    questions = {str(row["id"]): str(row["text"]) for row in _rows(arguments.dataset / "queries.jsonl")}
    texts = [embedded_text(str(row["title"]), clean(str(row["text"]))) for row in documents]
    kept: list[Vectors] = []
    for precision in ("fp32", "int8"):
        embedder = MiniLM(Settings.load().cache_dir, precision)
        kept.append(embedder.embed(texts))
        asked = {query: embedder.embed([questions[query]]) for query in judged}
        score = mean_ndcg([str(row["id"]) for row in documents], kept[-1], asked, judged)
        terminal.say(f"{precision}: nDCG@10 {score:.4f} over {len(judged)} questions, {len(texts):,} documents")
    near = np.sum(kept[0] * kept[1], axis=1)
    terminal.say(f"cosine of the two: mean {near.mean():.4f}, least {near.min():.4f}")
    return terminal.DONE


def _rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    sys.exit(main())
