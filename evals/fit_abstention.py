"""Fits when to abstain: ridge logistic regression on the signals of a question, and a threshold.

The examples are the questions that the library answers, those that it does not, and, with a smaller share, the first
again with their gold papers taken out of the library.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from itertools import product
from typing import Any

import numpy as np

from assistant.answerability import Signals, signals
from assistant.candidates import Found
from assistant.embedding import Embedder
from assistant.filters import Chosen
from assistant.fitted import AbstentionWeights, SearchWeights
from assistant.library import Snapshot
from evals.examples import Example, found_for

RIDGE = 1.0
FOLDS = 5
SPLITS = 20
"""Ways of parting the questions into folds: the threshold must not hang on one."""
REMOVED_SHARE = 0.25
REFUSAL_COST = 1.5
"""A false refusal costs this many missed abstentions: a reader can judge sentences that are shown, not missing ones."""


def fit_abstention(
    snapshot: Snapshot,
    embedder: Embedder,
    examples: Sequence[Example],
    found: Mapping[str, tuple[Found, ...]],
    weights: SearchWeights,
) -> AbstentionWeights:
    """Logistic weights, and the threshold with the fewest wrong decisions on questions the model was not fitted on."""
    everything = frozenset(paper.id for paper in snapshot.papers)
    rows: list[_Row] = []
    for i, e in enumerate(examples):
        rows.append(_Row(i, signals(found[e.case.id], e.terms), answered=bool(e.gold)))
        if e.gold:
            rest = Chosen(everything - e.gold - e.also_ok)
            removed = signals(found_for(snapshot, embedder, e, weights, rest), e.terms)
            rows.append(_Row(i, removed, answered=False, share=REMOVED_SHARE))
    beta = _fitted(rows)
    names = [f.name for f in fields(Signals)]
    numbers = {name: round(float(b), 4) for name, b in zip(["bias", *names], beta, strict=True)}
    return AbstentionWeights(**numbers, threshold=round(threshold_of(*_held_out(rows)), 4))


@dataclass(frozen=True, slots=True)
class _Row:
    """Signals of one question, whether it is answered, and how much it counts; `case` groups what must not be split."""

    case: int
    signals: Signals
    answered: bool
    share: float = 1.0


def _matrix(rows: Sequence[_Row]) -> Any:
    return np.array([list(asdict(row.signals).values()) for row in rows])


def _fitted(rows: Sequence[_Row]) -> Any:
    return logistic(_matrix(rows), np.array([float(r.answered) for r in rows]), np.array([r.share for r in rows]))


def _held_out(rows: Sequence[_Row]) -> tuple[Any, Any]:
    """Probability and truth of every question as it was asked, by models fitted without it, `SPLITS` times."""
    scores, truth = [], []
    for split, fold in product(range(SPLITS), range(FOLDS)):
        folds = np.random.default_rng(split).permutation(rows[-1].case + 1) % FOLDS
        beta = _fitted([row for row in rows if folds[row.case] != fold])
        held = [row for row in rows if folds[row.case] == fold and row.share == 1.0]
        scores.append(1 / (1 + np.exp(-(beta[0] + _matrix(held) @ beta[1:]))))
        truth.append([row.answered for row in held])
    return np.concatenate(scores), np.concatenate(truth)


def logistic(x: Any, y: Any, shares: Any) -> Any:
    """Bias and weights of a ridge logistic regression, by Newton's method on standardised columns."""
    mean, scale = x.mean(0), x.std(0) + 1e-9
    z = np.column_stack([np.ones(len(x)), (x - mean) / scale])
    beta = np.zeros(z.shape[1])
    penalty = RIDGE * np.diag([0.0, *[1.0] * x.shape[1]])
    for _ in range(30):
        p = 1 / (1 + np.exp(-z @ beta))
        gradient = z.T @ (shares * (p - y)) + penalty @ beta
        hessian = (z * (shares * p * (1 - p))[:, None]).T @ z + penalty
        beta = beta - np.linalg.solve(hessian, gradient)
    slopes = beta[1:] / scale
    return np.array([beta[0] - slopes @ mean, *slopes])


def threshold_of(scores: Any, answered: Any) -> float:
    """The lowest of the thresholds, half way between neighbouring scores, that err as little as the best.

    That is, by the weighted sum of both error rates, but for one question that the library does not answer: there are
    few of these, and within one of them the curve is flat over a third of its width.
    """
    cuts = np.sort(scores)
    middles = (cuts[1:] + cuts[:-1]) / 2
    wrong = [REFUSAL_COST * np.mean(scores[answered] < c) + np.mean(scores[~answered] >= c) for c in middles]
    one = SPLITS / np.sum(~answered)
    return float(middles[int(np.argmax(np.array(wrong) <= min(wrong) + one))])
