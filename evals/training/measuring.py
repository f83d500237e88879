"""How good three probabilities a claim are: support against the rest, and the three classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Probabilities = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Quality:
    """`auroc` and `balanced` are of support against the rest, the latter with the likeliest class as the verdict."""

    auroc: float
    balanced: float
    accuracy: float
    n: int

    def __str__(self) -> str:
        return f"AUROC {self.auroc:.3f}, balanced {self.balanced:.3f}, 3-class {self.accuracy:.3f} (n {self.n})"


def quality(probabilities: Probabilities, labels: Sequence[int]) -> Quality:
    """Of probabilities (n, 3) in the order of `pairs.LABELS`; both supported and other claims must be there."""
    truth = np.array(labels)
    supported = truth == 0
    chosen = probabilities.argmax(1)
    balanced = ((chosen[supported] == 0).mean() + (chosen[~supported] != 0).mean()) / 2
    accuracy = float((chosen == truth).mean())
    return Quality(auroc(probabilities[:, 0], supported), float(balanced), accuracy, len(truth))


def auroc(scores: NDArray[np.float64], positive: NDArray[np.bool_]) -> float:
    """The chance that a positive scores above a negative, ties counting half."""
    above = scores[positive][:, None] - scores[~positive][None, :]
    return float((above > 0).mean() + (above == 0).mean() / 2)
