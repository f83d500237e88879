"""Vectors in two dimensions, and in groups: principal components and k-means, by numpy alone and always the same."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
SEED = 7
AXES = 32
"""Components by which papers are grouped: the others tell hardly any papers apart."""
ROUNDS = 25
STARTS = 3
"""k-means is begun so often, from other papers each time; the tightest grouping is taken."""
EDGE = 0.005
"""The share of points at either end of an axis that may stand on its edge, so that a few far ones squeeze nobody."""


def reduced(vectors: Floats, most: int = AXES) -> Floats:
    """Along the first `most` principal components, shape (n, axes); the heaviest weight of each is positive."""
    n = len(vectors)
    centred = vectors - vectors.mean(axis=0) if n else vectors
    values, directions = np.linalg.eigh((centred.T @ centred).astype(np.float64))
    axes = directions[:, np.argsort(-values, kind="stable")[:most]]
    axes *= np.where(axes[np.abs(axes).argmax(axis=0), range(axes.shape[1])] < 0, -1.0, 1.0)
    return (centred @ axes.astype(np.float32)).astype(np.float32)


def projected(along: Floats) -> Floats:
    """The first two of what `reduced` gives, shape (n, 2), each between 0 and 1."""
    wide = np.pad(along, ((0, 0), (0, max(0, 2 - along.shape[1]))))
    return np.stack([_spread(wide[:, axis]) for axis in range(2)], axis=1).astype(np.float32)


def grouped(vectors: Floats, k: int) -> Integers:
    """The group of each vector, shape (n,), of `k` or fewer by k-means, begun as k-means++; group 0 is the largest."""
    n = len(vectors)
    if n <= k:
        return np.arange(n, dtype=np.int64)
    random = np.random.default_rng(SEED)
    runs = [_settled(vectors, _begun(vectors, k, random)) for _ in range(STARTS)]
    groups = min(runs, key=lambda run: run[1])[0]
    sizes = np.bincount(groups, minlength=k)
    place = np.empty(k, np.int64)
    place[np.argsort(-sizes, kind="stable")] = np.arange(k)
    return place[groups]


def number_of_groups(n: int) -> int:
    """How many groups so many papers are shown in: two to eight, so that colours can be told apart."""
    return max(1, min(8, round(float((n / 8) ** 0.5))))


def from_middle(vectors: Floats) -> Integers:
    """The places of some vectors, those nearest to their mean first."""
    places: Integers = np.argsort(_distances(vectors, vectors.mean(axis=0, keepdims=True))[:, 0], kind="stable")
    return places


def _spread(values: NDArray[Any]) -> NDArray[Any]:
    if not len(values):
        return values
    low, high = np.quantile(values, [EDGE, 1 - EDGE])
    return np.clip((values - low) / (high - low), 0, 1) if high > low else np.full(len(values), 0.5)


def _begun(vectors: Floats, k: int, random: np.random.Generator) -> Floats:
    chosen = [int(random.integers(len(vectors)))]
    nearest = _distances(vectors, vectors[chosen])[:, 0]
    while len(chosen) < k:
        total = float(nearest.sum())
        weights = nearest / total if total > 0 else None
        chosen.append(int(random.choice(len(vectors), p=weights)))
        nearest = np.minimum(nearest, _distances(vectors, vectors[chosen[-1:]])[:, 0])
    return vectors[chosen]


def _settled(vectors: Floats, middles: Floats) -> tuple[Integers, float]:
    """The groups around some middles, moved until nothing changes, and the sum of squared distances."""
    groups = np.full(len(vectors), -1, np.int64)
    for _ in range(ROUNDS):
        distances = _distances(vectors, middles)
        now = distances.argmin(axis=1)
        if (now == groups).all():
            break
        groups = now
        middles = np.stack(
            [vectors[groups == g].mean(axis=0) if (groups == g).any() else m for g, m in enumerate(middles)]
        )
    return groups, float(distances.min(axis=1).sum())


def _distances(vectors: Floats, middles: Floats) -> NDArray[np.float64]:
    """Squared distances, shape (n, k)."""
    squares = (vectors**2).sum(axis=1)[:, None] + (middles**2).sum(axis=1)[None]
    found: NDArray[np.float64] = np.maximum(squares - 2 * (vectors @ middles.T), 0).astype(np.float64)
    return found
