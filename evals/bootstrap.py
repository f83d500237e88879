"""95% bootstrap intervals of a mean, of a difference in pairs, and of any statistic over cases.

The percentile interval of 2,000 resamples, with two mendings. It is widened as by Hesterberg, 2015, "What Teachers
Should Know About the Bootstrap": a resample of n varies by n - 1 over n too little, and the normal quantile stands
where Student's should. And a sample of equal values, whose resamples are all alike, gets the interval of "nothing else
was seen": at 97.5% confidence fewer than e = 1 - 0.025^(1/n) of the cases can have another value, and these could lie
anywhere within the bounds of the measure. For a share of all or none that is the interval of Clopper and Pearson,
1934.

Chosen by simulation. How often the interval held the true mean (1,500 samples each; BCa is Efron, 1987):

    sample                  n = 20                n = 60                n = 200
                        here   BCa   t        here   BCa   t        here   BCa   t
    0 or 1, p = .5      .966   .987  .958     .956   .963  .946     .951   .953  .940
    0 or 1, p = .9      .997   .996  .996     .941   .980  .941     .953   .969  .933
    thirds, mean .8     .949   .969  .927     .953   .964  .946     .955   .957  .951
    log-normal          .879   .897  .871     .900   .912  .897     .934   .935  .934
    pairs, 4% differ    1.00   .994  1.00     .979   .926  .980     .950   .921  .952
    pairs, 15% differ   .911   .901  .961     .964   .953  .960     .955   .949  .951

BCa, widened alike, is a little better on skewed times and worse where it matters most: on two runs that differ in a few
cases, where its alarms would be false more than one time in twenty. One method serves all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Statistic = Callable[[Array], Array]
"""Of how often each case counts, (resamples, cases), to the statistic of each resample; NaN where it has none."""

Bounds = tuple[float, float] | None
"""Between what the values of a measure must lie; None where that is not known."""

SHARE: Bounds = (0.0, 1.0)
CHANGE: Bounds = (-1.0, 1.0)
"""Of the difference of two shares."""

RESAMPLES = 2000
LEVEL = 0.95
_TAIL = (1 - LEVEL) / 2
# Numbers held at once: 8 MB.
_BLOCK = 1_000_000


def interval(values: Sequence[float], *, bounds: Bounds = SHARE, seed: int = 0) -> tuple[float, float]:
    """The 95% interval of the mean of at least one value.

    Equal values of a measure without bounds give that value twice: nothing is known of what else there could be.

    >>> interval([1.0] * 20)[0] > 0.8
    True
    """
    of = np.asarray(values, dtype=np.float64)
    return interval_of(lambda counts: counts @ of / len(of), len(of), bounds=bounds, seed=seed)


def paired(
    a: Sequence[float], b: Sequence[float], *, bounds: Bounds = CHANGE, seed: int = 0
) -> tuple[float, float, float]:
    """What `b` has more than `a`, in the mean, with its 95% interval; the two hold the same cases in the same order.

    Raises:
        ValueError: they differ in length, or are empty.
    """
    changes = [y - x for x, y in zip(a, b, strict=True)]
    if not changes:
        raise ValueError("nothing to compare")
    return (float(np.mean(changes)), *interval(changes, bounds=bounds, seed=seed))


def interval_of(
    statistic: Statistic, n: int, *, bounds: Bounds = SHARE, seed: int = 0, rests_on: int | None = None
) -> tuple[float, float]:
    """The 95% interval of a statistic over `n` cases.

    `rests_on` is the number of cases on which its least known part rests, if that is not all of them.

    Raises:
        ValueError: there are no cases, or no resample has the statistic.
    """
    if not n:
        raise ValueError("no interval without values")
    found = np.concatenate([statistic(counts) for counts in resampled(n, seed)])
    found = found[~np.isnan(found)]
    if not found.size:
        raise ValueError("no interval: the statistic is undefined in every resample")
    if np.ptp(found) <= 1e-12:
        return _of_equal(float(found[0]), n if rests_on is None else rests_on, bounds)
    tail = _widened(n)
    low, high = np.quantile(found, [tail, 1 - tail])
    return float(low), float(high)


def resampled(n: int, seed: int) -> Iterable[Array]:
    """How often each of `n` cases is in each resample, (resamples, n), in blocks, always the same for a seed."""
    return _kept(n, seed) if n * RESAMPLES <= _BLOCK else _blocks(n, seed)


@lru_cache(maxsize=8)
def _kept(n: int, seed: int) -> tuple[Array, ...]:
    """The measures of a run are over the same few numbers of cases, so these are drawn once."""
    return tuple(_blocks(n, seed))


def _blocks(n: int, seed: int) -> Iterator[Array]:
    rng = np.random.default_rng(seed)
    rows = max(1, min(RESAMPLES, _BLOCK // n))
    for start in range(0, RESAMPLES, rows):
        size = min(rows, RESAMPLES - start)
        drawn = rng.integers(n, size=(size, n)) + n * np.arange(size)[:, None]
        yield np.bincount(drawn.ravel(), minlength=size * n).reshape(size, n).astype(np.float64)


def _of_equal(value: float, n: int, bounds: Bounds) -> tuple[float, float]:
    if bounds is None:
        return value, value
    unseen = 1 - _TAIL ** (1 / n)
    return value - unseen * (value - bounds[0]), value + unseen * (bounds[1] - value)


def _widened(n: int) -> float:
    """The share to leave out at each end so that a mean of `n` values is covered as Student's interval covers it."""
    if n == 1:
        return 0.0
    return NormalDist().cdf(-_student(n - 1) * (n / (n - 1)) ** 0.5)


def _student(freedom: int) -> float:
    """Student's quantile that leaves the tail, expanded as by Cornish and Fisher; 1% off at 3 degrees of freedom."""
    z = NormalDist().inv_cdf(1 - _TAIL)
    terms = ((z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96, (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384)
    return z + sum((term / float(freedom**k) for k, term in enumerate(terms, 1)), start=0.0)
