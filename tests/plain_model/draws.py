"""Single draws, and shares of a whole number of people."""

from math import exp, log

import numpy as np
from scipy.special import gammaincinv

from cascade_sim.randomness.distributions import Constant, Distribution
from cascade_sim.timeline import YEAR


def quantile(distribution: Distribution, u: float) -> float:
    """The quantile of a distribution for one draw."""
    if isinstance(distribution, Constant):
        return distribution.value
    return float(distribution.quantile(np.array([u]))[0])


def length_biased(distribution: Distribution, u: float) -> float:
    """The length-biased quantile for one draw."""
    return float(distribution.length_biased(np.array([u]))[0])


def relative_capacity(spread: float, u: float) -> float:
    """A gamma of mean 1 whose standard deviation is `spread`."""
    if spread == 0:
        return 1.0
    return float(gammaincinv(1 / spread**2, u)) * spread**2


def mean_stay(first_year: float, later: float) -> tuple[float, float]:
    """The days of a stay to be expected within its first year and after it."""
    within = (1 - exp(-first_year * YEAR)) / first_year if first_year else YEAR
    after = exp(-first_year * YEAR) / later if later else float("inf")
    return within, after


def tenure_at_start(first_year: float, later: float, u: float) -> float:
    """How long somebody met on the first day has been in post: the density is the share still there ÷ the mean stay."""
    within, after = mean_stay(first_year, later)
    if after == float("inf"):
        return YEAR / u  # nobody has been there for less than a year; how much longer makes no difference
    reached = u * (within + after)
    if reached < within:
        return -log(1 - first_year * reached) / first_year if first_year else reached
    return YEAR - log(1 - later * (reached - within) * exp(first_year * YEAR)) / later


def largest_remainder(total: int, weights: list[int] | list[float]) -> list[int]:
    """`total` split in proportion to the weights into whole numbers; ties go to the earlier."""
    whole = sum(weights)
    if not whole:
        return [0 for _ in weights]
    parts = [int(total * weight // whole) for weight in weights]
    left = [total * weight - part * whole for weight, part in zip(weights, parts, strict=True)]
    earliest_first = sorted(range(len(weights)), key=lambda i: -left[i])
    for i in earliest_first[: total - sum(parts)]:
        parts[i] += 1
    return parts
