"""The training loop: of a right paper and some wrong ones, the right one is to score highest.

The loss is the cross-entropy of the softmax over the group, as in ListNet (Cao and others, 2007) with one right paper;
and, with a smaller share, that of each paper being right or wrong, so that a score means the same for all questions.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from random import Random

import torch
from torch import Tensor
from torch.nn import functional

from assistant.embedding.pair_network import Pieces
from evals.training.model import Reader
from evals.training.network import FIRST, LAST
from evals.training.ranking.mining import Mined

GROUPS = 12
"""Questions in a step."""
WRONG = 4
"""Wrong papers beside the right one; half of them from the first `HEAD` found."""
HEAD = 10
ALONE = 0.3
"""The share of the second loss."""
ROUNDS = 2
RATE, HEAD_RATE = 8e-5, 5e-4
WARM_UP = 0.06
DECAY = 0.01
LOG_EVERY = 50
_log = logging.getLogger(__name__)


def train(ranker: Reader, questions: Sequence[Mined], rng: Random, rounds: int = ROUNDS) -> None:
    """Some times over all questions, with other wrong papers each time; the rate rises, then falls to nothing."""
    steps = rounds * (len(questions) // GROUPS)
    optimiser = _optimiser(ranker)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate((step + 1) / (steps + 1)))
    started, mean_loss, step = time.monotonic(), 0.0, 0
    ranker.train()
    for _ in range(rounds):
        order = rng.sample(questions, len(questions))
        for start in range(0, len(order) - GROUPS + 1, GROUPS):
            groups = [_group(question, rng) for question in order[start : start + GROUPS]]
            loss = _loss(ranker, groups)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(ranker.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            mean_loss += (float(loss.detach()) - mean_loss) / min(step, LOG_EVERY)
            if step % LOG_EVERY == 0:
                speed = step * GROUPS / (time.monotonic() - started)
                _log.info("step %d of %d, loss %.3f, %.1f questions a second", step, steps, mean_loss, speed)


def scores(ranker: Reader, question: Mined, n: int) -> list[float]:
    """The network's score of the first `n` papers found."""
    ranker.eval()
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        logits, _ = ranker(*_inputs([(question.question, paper) for paper in question.papers[:n]]))
    found: list[float] = logits[:, 0].float().tolist()
    return found


def _group(question: Mined, rng: Random) -> list[tuple[Pieces, Pieces]]:
    """The question with one right paper, first, and wrong ones."""
    right = [i for i, is_right in enumerate(question.right) if is_right]
    wrong = [i for i, is_right in enumerate(question.right) if not is_right]
    near = rng.sample(wrong[:HEAD], min(len(wrong[:HEAD]), WRONG // 2))
    rest = [i for i in wrong if i not in near]
    chosen = [rng.choice(right), *near, *rng.sample(rest, min(len(rest), WRONG - len(near)))]
    return [(question.question, question.papers[i]) for i in chosen]


def _loss(ranker: Reader, groups: Sequence[Sequence[tuple[Pieces, Pieces]]]) -> Tensor:
    with torch.autocast("cpu", torch.bfloat16):
        logits, _ = ranker(*_inputs([pair for group in groups for pair in group]))
    marks = logits[:, 0].float()
    parts = marks.split([len(group) for group in groups])
    together = -torch.stack([torch.log_softmax(part, 0)[0] for part in parts]).mean()
    right = torch.tensor([float(i == 0) for group in groups for i in range(len(group))])
    return together + ALONE * functional.binary_cross_entropy_with_logits(marks, right)


def _inputs(pairs: Sequence[tuple[Pieces, Pieces]]) -> tuple[Tensor, Tensor, Tensor]:
    width = max(len(one) + len(other) for one, other in pairs) + 3
    ids, segments, mask = (torch.zeros(len(pairs), width, dtype=torch.long) for _ in range(3))
    for row, (one, other) in enumerate(pairs):
        whole = [FIRST, *one, LAST, *other, LAST]
        ids[row, : len(whole)] = torch.tensor(whole)
        segments[row, len(one) + 2 :] = 1
        mask[row, : len(whole)] = 1
    return ids, segments.float(), mask.float()


def _optimiser(ranker: Reader) -> torch.optim.Optimizer:
    named = [(name, p) for name, p in ranker.named_parameters() if p.requires_grad]
    groups = [
        {"params": [p for name, p in named if "head" in name], "lr": HEAD_RATE},
        {"params": [p for name, p in named if "head" not in name], "lr": RATE},
    ]
    return torch.optim.AdamW(groups, weight_decay=DECAY, fused=True)


def _rate(done: float) -> float:
    return done / WARM_UP if done < WARM_UP else (1.0 - done) / (1.0 - WARM_UP)
