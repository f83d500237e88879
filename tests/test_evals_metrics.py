"""Logistic regression, by which abstention is fitted."""

from __future__ import annotations

import numpy as np
import pytest

from evals.fit_abstention import logistic


@pytest.mark.parametrize("seed", range(3))
def test_logistic_regression_finds_the_weights_that_made_the_data(seed: int) -> None:
    rng = np.random.default_rng(seed)
    weights = np.array([-1.0, 2.0, -3.0, 0.0])  # bias first
    x = rng.normal(size=(20_000, 3)) * [1.0, 0.5, 4.0] + [0.0, 2.0, 0.1]
    x[:, 1] *= 0.5
    z = weights[0] + x @ weights[1:]
    y = (rng.random(len(x)) < 1 / (1 + np.exp(-z))).astype(float)
    assert logistic(x, y, np.ones(len(x))) == pytest.approx(weights, abs=0.35)


def test_rows_count_by_their_share() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(400, 2))
    y = (rng.random(400) < 1 / (1 + np.exp(-x[:, 0]))).astype(float)
    shares = np.where(np.arange(400) < 100, 2.0, 1.0)
    twice = np.concatenate([x, x[:100]]), np.concatenate([y, y[:100]])
    # Doubling a row and giving it twice the share differ in how columns are standardised for the penalty only.
    assert logistic(x, y, shares) == pytest.approx(logistic(*twice, np.ones(500)), abs=0.02)


def test_separable_data_has_finite_weights() -> None:
    x = np.array([[0.0, 1.0], [0.1, 1.0], [0.9, 1.0], [1.0, 1.0]])
    found = logistic(x, np.array([0.0, 0.0, 1.0, 1.0]), np.ones(4))
    assert np.isfinite(found).all()
    assert found[1] > 0
