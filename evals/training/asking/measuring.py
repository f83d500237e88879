"""How well held-out questions find their papers by vectors alone: by passages, by sentences, and by both."""

from __future__ import annotations

import numpy as np
from torch import Tensor

from evals.training.asking.corpora import Corpus
from evals.training.asking.loop import SENTENCE, scores

DEPTH = 10


def shown(name: str, vectors: Tensor, corpus: Corpus) -> str:
    """A line: MRR@10 of the nearest passage, the nearest sentence, and the two as search weighs them."""
    found = [_mrr(scores(vectors, corpus, share), corpus) for share in (0.0, 1.0, SENTENCE)]
    whole, sentence, both = (f"{value:.3f}" for value in found)
    asked = len(corpus.held_out.right)
    return f"{corpus.name}, {asked} held out, {name}: MRR@10 passages {whole}, sentences {sentence}, both {both}"


def _mrr(found: Tensor, corpus: Corpus) -> float:
    best = found.topk(min(DEPTH, corpus.papers), dim=1).indices.tolist()
    places = (
        next((place for place, paper in enumerate(row) if paper in right), None)
        for row, right in zip(best, corpus.held_out.right, strict=True)
    )
    return float(np.mean([0.0 if place is None else 1 / (1 + place) for place in places]))
