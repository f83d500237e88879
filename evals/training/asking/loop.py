"""The training loop: a question's vector is to be nearer to its right paper than to any other of the corpus.

The loss is the cross-entropy of the softmax over all papers of the corpus, whose vectors stay as they are (as in Zhan
and others, "Optimizing Dense Retrieval Model Training with Hard Negatives", 2021), and, so that the encoder does not
forget what it knew of questions of other kinds, how far the vector has come from the published one.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from evals.training.asking.corpora import Corpus, Questions
from evals.training.asking.encoder import QuestionEncoder

AT_ONCE = 64
"""Questions in a step, all of one corpus."""
ROUNDS = 2
RATE = 5e-5
WARM_UP = 0.1
DECAY = 0.01
TEMPERATURE = 0.05
ANCHOR = 4.0
"""What one minus the cosine to the published vector costs."""
SENTENCE = 2 / 3
"""The share of the nearest sentence in a paper's score; the nearest passage has the rest."""
NONE = -9.0
LOG_EVERY = 25
_log = logging.getLogger(__name__)


def trained(corpora: Sequence[Corpus], seed: int, rounds: int = ROUNDS) -> QuestionEncoder:
    """An encoder after as many steps as go over all questions some times; the rate rises, then falls to nothing."""
    torch.manual_seed(seed)
    encoder, rng = QuestionEncoder(), np.random.default_rng(seed)
    parts = [corpus for corpus in corpora for _ in range(len(corpus.learn.right) // AT_ONCE)]
    steps, step, started = rounds * len(parts), 0, time.monotonic()
    own = [values for values in encoder.parameters() if values.requires_grad]
    optimiser = torch.optim.AdamW(own, lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda done: _rate((done + 1) / (steps + 1)))
    encoder.train()
    for _ in range(rounds):
        for number in rng.permutation(len(parts)):
            chosen = rng.choice(len(parts[number].learn.right), AT_ONCE, replace=False)
            loss = _loss(encoder, parts[number], chosen.tolist())
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            step += 1
            if step % LOG_EVERY == 0:
                _log.info("step %d of %d, loss %.3f, %.0f s", step, steps, loss.item(), time.monotonic() - started)
    return encoder


def scores(vectors: Tensor, corpus: Corpus, sentence: float = SENTENCE) -> Tensor:
    """Every paper's score for every question's vector, shape (questions, papers)."""
    whole, best = (_highest(vectors, corpus, part) for part in (corpus.passages, corpus.sentences))
    return (1 - sentence) * whole + sentence * best


def _highest(vectors: Tensor, corpus: Corpus, part: tuple[Tensor, Tensor]) -> Tensor:
    cosines = vectors @ part[0].T
    none = torch.full((len(vectors), corpus.papers), NONE)
    return none.scatter_reduce(1, part[1].expand(len(vectors), -1), cosines, "amax")


def _loss(encoder: QuestionEncoder, corpus: Corpus, chosen: Sequence[int]) -> Tensor:
    asked: Questions = corpus.learn
    vectors = encoder([asked.pieces[i] for i in chosen])
    logits = scores(vectors, corpus) / TEMPERATURE
    right = torch.zeros_like(logits, dtype=torch.bool)
    for row, i in enumerate(chosen):
        right[row, asked.right[i]] = True
    missed = logits.logsumexp(1) - logits.masked_fill(~right, -torch.inf).logsumexp(1)
    moved = 1 - (vectors * asked.vectors[chosen]).sum(1)
    return (missed + ANCHOR * moved).mean()


def _rate(done: float) -> float:
    return done / WARM_UP if done < WARM_UP else (1.0 - done) / (1.0 - WARM_UP)
