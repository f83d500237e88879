"""What is fitted for answers moves for more than luck only: there are a hundred questions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assistant.fitted import FITTED
from evals.fit_abstention import SPLITS, threshold_of
from evals.fit_sentences import moved


@pytest.mark.parametrize(("gain", "expected"), [(0.009, 0.5), (0.011, 0.9)])
def test_a_weight_moves_for_more_than_a_question_only(gain: float, expected: float) -> None:
    there = replace(FITTED.extractive, paper=0.5)
    tried = [there, replace(there, paper=0.9)]
    found = moved(there, tried, lambda weights: gain * (weights.paper == 0.9), 0.01)
    assert found.paper == expected


def test_a_threshold_is_as_low_as_one_more_answer_to_what_is_not_there_allows() -> None:
    """Eight questions of ten unanswerable ones lie far below, one at .4, one at .6; the ten answerable ones above."""
    scores = np.tile([*np.linspace(0.05, 0.12, 8), 0.4, 0.6, *np.linspace(0.7, 0.9, 10)], SPLITS)
    answered = np.tile([False] * 10 + [True] * 10, SPLITS)
    assert threshold_of(scores, answered) == pytest.approx(0.5)  # one is answered, not two


def test_a_threshold_parts_what_can_be_parted() -> None:
    scores = np.tile([0.1, 0.2, 0.8, 0.9], SPLITS)
    assert 0.1 < threshold_of(scores, scores > 0.5) <= 0.5
