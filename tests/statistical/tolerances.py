"""How far a measured value may lie from its expectation: four standard errors, and what a t distribution makes of it.

Four standard errors are exceeded by chance once in 16,000 comparisons of a right model. Where the standard error is
itself estimated, from replications, the tolerance is the t quantile of the same rarity.

What was measured is logged: `pytest tests/statistical --log-cli-level=INFO` shows it.
"""

import logging
from typing import Any

import numpy as np
from scipy import stats

Z = 4.0
RARE = 2 * stats.norm.sf(Z)  # 6.3e-5: p-values below it are not put down to chance
Array = np.ndarray[Any, np.dtype[Any]]
_log = logging.getLogger("statistical")


def assert_shares(counted: Array, n: Array | float, expected: Array | float, *, variance: float = 1.0) -> None:
    """Shares `counted` / n lie within `Z` standard errors of the shares expected of n independent people.

    `variance` widens it by what the true variance is at most, as a multiple of the binomial one. All are broadcast;
    shares 0 and 1 must be met exactly.
    """
    counted, n, expected = np.broadcast_arrays(*(np.asarray(x, float) for x in (counted, n, expected)))
    assert_close(counted / n, expected, np.sqrt(variance * expected * (1 - expected) / n))


def assert_close(measured: Array | float, expected: Array | float, error: Array | float, bias: float = 0.0) -> None:
    """`measured` lies within `Z` standard errors `error`, and a bias of at most so much, of `expected`."""
    measured, expected, error = np.broadcast_arrays(*(np.asarray(x, float) for x in (measured, expected, error)))
    off = np.abs(measured - expected) - bias - 1e-9 * (1 + np.abs(expected))
    worst = np.unravel_index(np.argmax(off / np.maximum(error, 1e-12)), off.shape)
    told = (
        f"measured {measured[worst]:.6g}, expected {expected[worst]:.6g} ± {Z:g} × {error[worst]:.3g}"
        f"{f' ± bias {bias:.3g}' if bias else ''} (the worst of {off.size}: {tuple(map(int, worst))})"
    )
    _log.info(told)
    assert np.all(off <= Z * error), told


def assert_mean(values: Array, expected: Array | float, bias: float = 0.0) -> None:
    """The mean over replications (first axis) lies as near to `expected` as its own standard error demands."""
    values = np.asarray(values, float)
    n = len(values)
    widened = stats.t.isf(RARE / 2, n - 1) / Z
    assert_close(values.mean(axis=0), expected, widened * values.std(axis=0, ddof=1) / np.sqrt(n), bias)


def assert_more(better: Array, worse: Array) -> None:
    """The mean of the differences, pair by pair, is above 0 by more than chance explains."""
    differences = np.asarray(better, float) - np.asarray(worse, float)
    n = len(differences)
    error = differences.std(ddof=1) / np.sqrt(n)
    told = f"difference {differences.mean():.4g}, standard error {error:.3g}"
    _log.info(told)
    assert differences.mean() > stats.t.isf(RARE / 2, n - 1) * error, told


def assert_uniform_counts(counts: Array, expected: Array | float) -> None:
    """A chi-square test of counts against what is expected; the total is fixed."""
    counts, expected = np.broadcast_arrays(np.asarray(counts, float), np.asarray(expected, float))
    assert expected.min() >= 5, "too few for a chi-square test"
    statistic = float(((counts - expected) ** 2 / expected).sum())
    p = stats.chi2.sf(statistic, counts.size - 1)
    told = f"chi-square {statistic:.1f} on {counts.size - 1} degrees of freedom, p = {p:.2g}"
    _log.info(told)
    assert p > RARE, told


def assert_distributed(values: Array, cdf: Any) -> None:
    """A Kolmogorov-Smirnov test of independent values against a distribution function."""
    p = stats.kstest(values, cdf).pvalue
    told = f"Kolmogorov-Smirnov p = {p:.2g} for {len(values)} values"
    _log.info(told)
    assert p > RARE, told
