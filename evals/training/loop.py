"""The training loop: cross-entropy on the labels, and on which tokens of the claim are wrong where that is known."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from random import Random

import torch
from torch import Tensor
from torch.nn import functional

from evals.training.encoding import Encoded, batches
from evals.training.model import Reader

BATCH = 32
RATE, HEAD_RATE = 1e-4, 5e-4
WARM_UP = 0.06
DECAY = 0.01
TOKEN_SHARE = 0.5
SMOOTHING = 0.05
WRONG_WEIGHT = 4.0
"""A wrong token counts as this many right ones, which are that many times as frequent."""
LOG_EVERY = 50
_log = logging.getLogger(__name__)


def train(reader: Reader, stages: Sequence[Sequence[Encoded]], rng: Random) -> None:
    """One pass over each stage, the learning rate rising and then falling to nothing over all of them."""
    order = [batch for stage in stages for batch in batches(stage, BATCH, rng)]
    optimiser = _optimiser(reader)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step / len(order)))
    started, seen, mean_loss = time.monotonic(), 0, 0.0
    reader.train()
    for step, batch in enumerate(order, 1):
        loss = _loss(reader, batch)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        seen += len(batch)
        mean_loss += (float(loss.detach()) - mean_loss) / min(step, LOG_EVERY)
        if step % LOG_EVERY == 0:
            speed = seen / (time.monotonic() - started)
            _log.info("step %d of %d, loss %.3f, %.1f pairs a second", step, len(order), mean_loss, speed)


def _rate(done: float) -> float:
    return done / WARM_UP if done < WARM_UP else (1.0 - done) / (1.0 - WARM_UP)


def _optimiser(reader: Reader) -> torch.optim.Optimizer:
    named = [(name, p) for name, p in reader.named_parameters() if p.requires_grad]
    heads = [p for name, p in named if "head" in name]
    plain = [p for name, p in named if "head" not in name and p.ndim < 2]
    decayed = [p for name, p in named if "head" not in name and p.ndim >= 2]
    groups = [
        {"params": heads, "lr": HEAD_RATE, "weight_decay": DECAY},
        {"params": plain, "lr": RATE, "weight_decay": 0.0},
        {"params": decayed, "lr": RATE, "weight_decay": DECAY},
    ]
    return torch.optim.AdamW(groups, fused=True)


def _loss(reader: Reader, batch: Sequence[Encoded]) -> Tensor:
    with torch.autocast("cpu", torch.bfloat16):
        logits, tokens = reader(*_inputs(batch))
    labels = torch.tensor([example.label for example in batch])
    loss = functional.cross_entropy(logits.float(), labels, label_smoothing=SMOOTHING)
    wrong = _padded([example.wrong for example in batch], tokens.shape[1], -1)
    known = wrong >= 0
    if not known.any():
        return loss
    weight = torch.tensor(WRONG_WEIGHT)
    tagged = functional.binary_cross_entropy_with_logits(tokens.float()[known], wrong[known].float(), pos_weight=weight)
    return loss + TOKEN_SHARE * tagged


def _inputs(batch: Sequence[Encoded]) -> tuple[Tensor, Tensor, Tensor]:
    width = max(len(example.ids) for example in batch)
    ids = _padded([example.ids for example in batch], width, 0)
    segments = _padded([[0] * e.claim + [1] * (len(e.ids) - e.claim) for e in batch], width, 1)
    mask = _padded([[1] * len(example.ids) for example in batch], width, 0)
    return ids, segments.float(), mask.float()


def _padded(rows: Sequence[Sequence[int]], width: int, filler: int) -> Tensor:
    return torch.tensor([[*row, *[filler] * (width - len(row))] for row in rows])
