"""`python -m evals fit-grounding`: fits `assistant/grounding.json` to the training splits of labelled sets.

Two ridge logistic regressions, of support and of contradiction, for each of three kinds of claims: copied from a
sentence with little changed, and in words of their own, about a few sentences or an abstract. What people wrote counts
most for the latter, made claims for the former. Thresholds are chosen on claims that the model was not fitted on. For
claims in words of their own there is a second pair of models, which takes in what the reader says; it is fitted to
claims that the reader was not trained on: check_covid's dev split and some of scifact's training split.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.codec import to_json
from assistant.grounding import with_reader
from assistant.grounding_weights import (
    FILE,
    READ_SIGNS,
    Gate,
    GroundingWeights,
    Kind,
    Linear,
    Model,
    Models,
    ReadModels,
)
from assistant.support import SIGNS
from evals.fit_abstention import logistic
from evals.grounding_examples import Example

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]

GATE = Gate(order=0.7, run=5, sentences=3)
RIDGE = 20.0
RIDGE_READ = 10.0
FOLDS = 5
PARTINGS = 5
NEAR = 0.01
MADE_SHARE: dict[Kind, float] = {"copied": 1.0, "sentences": 1.0, "abstract": 0.1}
"""What a made claim counts in each model, one of people's being 1."""
FALSE_ALARMS = 0.02
"""Of copied claims that are supported, made ones with words replaced at random included, so many may be missed."""
SWAPS_MISSED = 0.04
"""Of sentences that cite a near paper instead of their own, so many may be called supported."""
LOST: dict[Kind, float] = {"copied": 0.01, "sentences": 1.0, "abstract": 0.1}
"""Of supported claims, so many may be called unsupported: such sentences are struck through."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """Examples as arrays: inputs (n, d); labels, shares, and groups that must not be split (n,)."""

    values: Array
    supported: Bools
    contradicted: Bools
    shares: Array
    groups: NDArray[np.int_]
    made: Bools


def fit_models(examples: Sequence[Example]) -> Models:
    """The models by the signs alone."""
    return Models(
        copied=_model(_rows(examples, "copied"), "copied", tuple(SIGNS), RIDGE),
        sentences=_model(_rows(examples, "sentences"), "sentences", tuple(SIGNS), RIDGE),
        abstract=_model(_rows(examples, "abstract"), "abstract", tuple(SIGNS), RIDGE),
    )


def fit_read_models(examples: Sequence[Example], models: Models) -> ReadModels:
    """The models by what the others say and what the reader says, on examples that the reader has not seen."""
    return ReadModels(
        sentences=_strict(_read_rows(examples, "sentences", models.sentences)),
        abstract=_model(_read_rows(examples, "abstract", models.abstract), "abstract", READ_SIGNS, RIDGE_READ),
    )


def write(weights: GroundingWeights, path: Path = FILE) -> None:
    """Write the weights where grounding reads them."""
    path.write_text(json.dumps(to_json(weights), indent=1) + "\n", encoding="utf-8")


def _rows(examples: Sequence[Example], kind: Kind) -> _Rows:
    chosen = [example for example in examples if example.kind == kind]
    names = {source: n for n, source in enumerate(dict.fromkeys(example.source for example in chosen))}
    return _Rows(
        values=np.array([example.signs for example in chosen]),
        supported=np.array([example.label == "supported" for example in chosen]),
        contradicted=np.array([example.label == "contradicted" for example in chosen]),
        shares=np.array([example.share * (MADE_SHARE[kind] if example.made else 1.0) for example in chosen]),
        groups=np.array([names[example.source] for example in chosen]),
        made=np.array([example.made for example in chosen]),
    )


def _read_rows(examples: Sequence[Example], kind: Kind, model: Model) -> _Rows:
    chosen = [example for example in examples if example.kind == kind]
    values = [with_reader(model, example.signs, np.array(example.read, np.float32)) for example in chosen]
    return replace(_rows(examples, kind), values=np.array(values))


def _model(rows: _Rows, kind: Kind, names: Sequence[str], ridge: float) -> Model:
    support, contradiction = _held_out(rows, rows.supported, ridge), _held_out(rows, rows.contradicted, ridge)
    yes = support[rows.supported & ((kind == "copied") | ~rows.made)]
    if kind == "copied":
        supported = float(np.quantile(yes, FALSE_ALARMS))
    else:
        supported = _best_cut(support, rows.supported, rows.shares)
    no = ~rows.supported & (support < supported)
    return Model(
        support=_linear(rows, rows.supported, names, ridge),
        contradiction=_linear(rows, rows.contradicted, names, ridge),
        supported=round(supported, 4),
        contradicted=round(_best_cut(contradiction[no], rows.contradicted[no], rows.shares[no]), 4),
        partial=round(min(supported, float(np.quantile(yes, LOST[kind]))), 4),
    )


def _strict(rows: _Rows) -> Model:
    """A model that takes no more than `SWAPS_MISSED` of the swapped citations among the rows for supported."""
    model = _model(rows, "sentences", READ_SIGNS, RIDGE_READ)
    swaps = _held_out(rows, rows.supported, RIDGE_READ)[rows.made & ~rows.supported]
    least = float(np.quantile(swaps, 1 - SWAPS_MISSED)) if len(swaps) else 0.0
    return replace(model, supported=round(max(model.supported, least), 4))


def _linear(rows: _Rows, truth: Bools, names: Sequence[str], ridge: float) -> Linear:
    bias, *slopes = _fitted(rows, truth, ridge, np.ones(len(truth), bool))
    weights = tuple((name, round(float(slope), 4)) for name, slope in zip(names, slopes, strict=True))
    return Linear(round(float(bias), 4), weights)


def _fitted(rows: _Rows, truth: Bools, ridge: float, chosen: Bools) -> Array:
    # `logistic` has a ridge of 1: smaller shares are a greater ridge.
    found: Array = logistic(rows.values[chosen], truth[chosen].astype(float), rows.shares[chosen] / ridge)
    return found


def _held_out(rows: _Rows, truth: Bools, ridge: float) -> Array:
    """The probability for every row by models fitted without its group, the mean of several ways to part the groups."""
    found = np.zeros(len(truth))
    for seed in range(PARTINGS):
        folds = np.random.default_rng(seed).permutation(int(rows.groups.max()) + 1)[rows.groups] % FOLDS
        for fold in range(FOLDS):
            held = folds == fold
            bias, *slopes = _fitted(rows, truth, ridge, ~held)
            found[held] += 1 / (1 + np.exp(-(bias + rows.values[held] @ np.array(slopes)))) / PARTINGS
    return found


def _best_cut(scores: Array, truth: Bools, shares: Array) -> float:
    """The middle of the thresholds whose balanced accuracy is within `NEAR` of the best: it rests less on chance."""
    cuts = np.unique(scores)
    middles = (cuts[1:] + cuts[:-1]) / 2
    right = np.array([_balanced(scores >= cut, truth, shares) for cut in middles])
    return float(np.median(middles[right >= right.max() - NEAR]))


def _balanced(said: Bools, truth: Bools, shares: Array) -> float:
    return float(
        (np.average(said[truth], weights=shares[truth]) + np.average(~said[~truth], weights=shares[~truth])) / 2
    )
