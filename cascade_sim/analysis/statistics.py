"""Intervals and quantiles over replications, on whole arrays: replications lie along the last axis, missing is NaN."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

Floats = NDArray[np.float64]

_Z = 1.959963984540054  # the normal quantile of 97.5%


def wilson(successes: ArrayLike, trials: ArrayLike) -> tuple[Floats, Floats]:
    """The 95% interval of a probability after so many successes (Wilson 1927, without correction); NaN for no trials.

    Unlike the textbook interval it stays between 0 and 1 and says something at 0 and at `trials` successes.
    """
    n = np.asarray(trials, np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.asarray(successes, np.float64) / n
        centre = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z / (1 + _Z**2 / n) * np.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    return np.maximum(centre - half, 0), np.minimum(centre + half, 1)


def means(values: Floats) -> tuple[Floats, Floats, Floats]:
    """Mean, and the low and high end of its 95% interval (Student's t): the simulation error.

    One value alone has a mean and no interval; no value has neither.
    """
    missing = np.isnan(values)
    n = values.shape[-1] - np.count_nonzero(missing, axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = _filled(values, missing).sum(axis=-1) / n
        variance = (_filled(values - mean[..., None], missing) ** 2).sum(axis=-1) / (n - 1)
        half = stdtrit(n - 1.0, 0.975) * np.sqrt(variance / n)
    return mean, mean - half, mean + half


def _filled(values: Floats, missing: NDArray[np.bool_]) -> Floats:
    """The same with 0 for what is missing."""
    return np.where(missing, 0.0, values) if missing.any() else values


def quantiles(values: Floats, *levels: float) -> tuple[Floats, ...]:
    """Quantiles by linear interpolation between order statistics, as `numpy.quantile` has them; NaN of nothing."""
    ordered = np.sort(values, axis=-1)  # NaN last
    last = np.maximum(counts(values) - 1, 0)
    return tuple(_interpolate(ordered, last * level) for level in levels)


def over_futures(
    full: Floats, chance: Floats, least: float = -np.inf, most: float = np.inf
) -> dict[str, NDArray[np.generic]]:
    """What the summaries say of values: those of full futures, and their range by chance alone.

    No value can lie below `least` or above `most`, and so neither do the ends of the mean's interval.
    """
    mean, low, high = means(full)
    p10, p50, p90 = quantiles(full, 0.1, 0.5, 0.9)
    chance_p10, chance_p90 = quantiles(chance, 0.1, 0.9)
    return {
        "mean": mean,
        "mean_low": np.clip(low, least, most),
        "mean_high": np.clip(high, least, most),
        "p10": p10,
        "p50": p50,
        "p90": p90,
        "chance_p10": chance_p10,
        "chance_p90": chance_p90,
        "replications": counts(full),
    }


def counts(values: Floats) -> NDArray[np.int64]:
    """How many values are there."""
    there: NDArray[np.int64] = np.count_nonzero(~np.isnan(values), axis=-1)
    return there


def _interpolate(ordered: Floats, position: Floats) -> Floats:
    if ordered.shape[-1] == 0:
        return np.full(position.shape, np.nan)
    below = np.floor(position).astype(np.int64)
    above = np.ceil(position).astype(np.int64)
    low, high = (np.take_along_axis(ordered, i[..., None], axis=-1)[..., 0] for i in (below, above))
    found: Floats = low + (high - low) * (position - below)
    return found
