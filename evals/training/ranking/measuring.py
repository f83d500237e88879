"""How well questions are ranked when the network has more and more of a say."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evals.training.ranking.mining import Mined

SHARES = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0)


def shown(name: str, questions: Sequence[Mined], scores: Sequence[Sequence[float]]) -> str:
    """A line for each weight of the network's score beside search's: recall@1, recall@5."""
    lines = [f"{name}, {len(questions)} questions held out: recall@1, recall@5"]
    for share in SHARES:
        found = [_recalls(question, own, share) for question, own in zip(questions, scores, strict=True)]
        first, five = np.mean(found, axis=0)
        lines.append(f"  weight {share:4.2f}: {first:.3f} {five:.3f}")
    return "\n".join(lines)


def _recalls(question: Mined, scores: Sequence[float], share: float) -> tuple[float, float]:
    head = np.array(question.scores[: len(scores)]) + share * np.array(scores)
    order = [*np.argsort(-head, kind="stable"), *range(len(scores), len(question.papers))]
    right = np.array(question.right)[order]
    return float(right[:1].sum()) / min(question.gold, 1), float(right[:5].sum()) / min(question.gold, 5)
