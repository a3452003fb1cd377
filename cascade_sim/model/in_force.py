"""What is in force when: settings that change, looked up for many moments at once."""

from collections.abc import Sequence

import numpy as np

from ..randomness.distributions import Distribution
from ..randomness.streams import Floats, Ints
from ..scenario.plan import Plan


def stretches(plan: Plan, moments: Floats | Ints) -> Ints:
    """For each moment, which of `plan.settings` is in force; before the start, the first."""
    found: Ints = np.maximum(np.searchsorted(np.array(plan.breaks), moments, side="right") - 1, 0)
    return found


def quantiles(
    plan: Plan, distributions: Sequence[Sequence[Distribution]], group: Ints | int, moments: Floats, u: Floats
) -> Floats:
    """For each moment, the u-quantile of the distribution in force then; `distributions[i][g]` is group g's."""
    different = list(dict.fromkeys(distribution for by_group in distributions for distribution in by_group))
    if len(different) == 1:
        return different[0].quantile(u)
    numbers = np.array([[different.index(distribution) for distribution in by_group] for by_group in distributions])
    which, drawn = numbers[stretches(plan, moments), group], np.empty_like(u)
    for number in np.unique(which):
        drawn[which == number] = different[number].quantile(u[which == number])
    return drawn
