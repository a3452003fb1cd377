"""History matching: what the counts rule out beyond every excuse is set aside before it is simulated.

A curve in the values (first and second powers of each) is fitted to what the first simulations told of each row. A
point is implausible by

    |counted − curve| ÷ √(spread about the curve + error of the count),

the largest over the rows, and beyond `CUTOFF` it is set aside. The spread about the curve holds chance, the values not
in it, the open date and the curve's own misfit alike, so that a curve that does not fit sets nothing aside.

Vernon, Goldstein & Bower, Galaxy formation: a Bayesian uncertainty analysis, Bayesian Analysis 5 (2010), 619-669;
they cut at 3 and look at several rows by the second largest.
"""

import numpy as np

from .observation_error import Floats, ObservationError

CUTOFF = 4.0
_TO_SPARE = 3  # simulations for each coefficient of the curve


class Matching:
    """Which points are worth a simulation."""

    def __init__(self, points: Floats, told: Floats, error: ObservationError) -> None:
        """From first simulations: `points` [simulation, value] and what they `told` [simulation, row, date, 2]."""
        numbers = told[..., 0]
        known = np.isfinite(numbers).all(axis=(1, 2))
        points, numbers = points[known], numbers[known]
        self._squares = len(points) >= _TO_SPARE * (1 + 2 * points.shape[1])
        self._fits = len(points) >= _TO_SPARE * (1 + points.shape[1])
        if not self._fits:
            return
        curve, middle = self._curve(points), numbers.mean(axis=2)
        self._coefficients, *_ = np.linalg.lstsq(curve, middle, rcond=None)
        left_over = ((middle - curve @ self._coefficients) ** 2).sum(axis=0) / (len(points) - curve.shape[1])
        errors = np.array([error.variance(row) for row in range(len(error.rows))])
        self._spread = np.sqrt(left_over + numbers.var(axis=2).mean(axis=0) + errors)
        self._counted = error.values

    def distances(self, points: Floats) -> Floats:
        """How far the curve at each point is from each row, in standard deviations of all that might excuse it."""
        if not self._fits:
            return np.zeros((len(points), 1))
        off: Floats = np.abs(self._counted - self._curve(points) @ self._coefficients) / self._spread
        return off

    def implausibility(self, points: Floats) -> Floats:
        """The largest of these distances, of each point."""
        farthest: Floats = self.distances(points).max(axis=1, initial=0.0)
        return farthest

    def guess(self, points: Floats) -> Floats:
        """Roughly the logarithm of how likely the history is at each point, up to a constant."""
        guessed: Floats = -(self.distances(points) ** 2).sum(axis=1) / 2
        return guessed

    def worth(self, points: Floats) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Which points are not ruled out."""
        return self.implausibility(points) <= CUTOFF

    def _curve(self, points: Floats) -> Floats:
        ones = np.ones((len(points), 1))
        return np.hstack([ones, points, *([points**2 - 1] if self._squares else [])])
