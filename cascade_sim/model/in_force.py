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


def quantiles(plan: Plan, distributions: Sequence[Distribution], moments: Floats, u: Floats) -> Floats:
    """For each moment, the u-quantile of the distribution in force then; one distribution for each stretch."""
    if all(distribution == distributions[0] for distribution in distributions):
        return distributions[0].quantile(u)
    drawn, in_force = np.empty_like(u), stretches(plan, moments)
    for i in np.unique(in_force):
        drawn[in_force == i] = distributions[i].quantile(u[in_force == i])
    return drawn
