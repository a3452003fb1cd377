"""The best fit: one lucky point, to begin with. It says nothing of what else would fit as well."""

import numpy as np
from scipy.optimize import minimize

from .history_matching import Matching
from .observation_error import Floats

_STARTS = 5


def best_fit(matching: Matching, points: Floats) -> Floats:
    """The point at which the curve of history matching fits the counts best without straying far from the prior.

    It is sought from those of the `points` that fit best already: the least of the squared distances of all counts, in
    standard deviations of all that might excuse them, and of the point itself from the middle of the prior.
    """

    def cost(point: Floats) -> float:
        return float((matching.distances(point[None]) ** 2).sum() + (point**2).sum())

    costs = (matching.distances(points) ** 2).sum(axis=1) + (points**2).sum(axis=1)
    found = [minimize(cost, points[i], method="L-BFGS-B") for i in np.argsort(costs)[:_STARTS]]
    best: Floats = min(found, key=lambda one: one.fun).x
    return best
