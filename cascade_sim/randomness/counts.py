"""How many of several: quantiles of the Poisson and binomial distributions, for people who are counted.

A count is always the least number of which the distribution function reaches a keyed uniform u, so that scenarios whose
rates differ a little differ by little. SciPy is imported where it is first needed.
"""

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from .streams import Floats, Ints

_FEW = 200


def poisson(mean: float, u: Floats) -> Ints:
    """The u-quantiles of the Poisson distribution of that mean."""
    from scipy.special import pdtr  # noqa: PLC0415

    most = int(mean + 12 * mean**0.5 + 40)  # beyond any u a draw can give
    counted: Ints = np.searchsorted(pdtr(np.arange(most), mean), u)
    return counted


def binomial(number: int, chance: float, u: float) -> int:
    """The u-quantile of how many of a number something happens to, each with that chance."""
    if number <= 0 or chance <= 0:
        return 0
    if chance >= 1:
        return number
    return bisect_left(_of_few(number, chance) if number <= _FEW else _function(number, chance), u)


def _function(number: int, chance: float) -> list[float]:
    """The distribution function at all but the last of the numbers there can be."""
    from scipy.special import bdtr  # noqa: PLC0415

    function: list[float] = bdtr(np.arange(number), number, chance).tolist()
    return function


_of_few = lru_cache(maxsize=4096)(_function)  # deliveries are alike; large ones would fill the memory


def at_least(wanted: int, chances: Sequence[float]) -> float:
    """The chance that at least so many of several things happen, each independently with its own chance."""
    so_many = [1.0] + [0.0] * len(chances)  # the chance of exactly so many
    for chance in chances:
        for k in range(len(chances), 0, -1):
            so_many[k] = so_many[k] * (1 - chance) + so_many[k - 1] * chance
        so_many[0] *= 1 - chance
    return sum(so_many[max(0, wanted) :])
