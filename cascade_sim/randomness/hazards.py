"""Times to an event whose hazard changes on known dates."""

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from .streams import Floats


class Hazard:
    """A hazard that is constant between given days: `rates[i]` a day from `breaks[i]` on.

    It answers one question: if an event needs `amount` of cumulative hazard (a unit exponential draw), counted from
    day `start`, on which day does it fall? Before the first break the first rate holds. A rate may be 0; the answer
    is infinity if the amount is never reached.
    """

    def __init__(self, breaks: Sequence[float], rates: Sequence[float]) -> None:
        self._breaks = list(breaks)
        self._rates = list(rates)
        self._sums = [0.0]
        for begin, finish, rate in zip(self._breaks, self._breaks[1:], self._rates, strict=False):
            self._sums.append(self._sums[-1] + rate * (finish - begin))

    def cumulative(self, day: float) -> float:
        """The hazard gathered from the first break to `day`; negative before it."""
        i = max(bisect_right(self._breaks, day) - 1, 0)
        return self._sums[i] + self._rates[i] * (day - self._breaks[i])

    def cumulatives(self, days: Floats) -> Floats:
        """`cumulative` of each day."""
        breaks, rates, sums = np.array(self._breaks), np.array(self._rates), np.array(self._sums)
        i = np.maximum(np.searchsorted(breaks, days, side="right") - 1, 0)
        gathered: Floats = sums[i] + rates[i] * (days - breaks[i])
        return gathered

    def after(self, start: float, amount: float) -> float:
        """The day on which `amount` (> 0) more has been gathered than at `start`."""
        level = self.cumulative(start) + amount
        i = max(bisect_right(self._sums, level) - 1, 0)
        if self._rates[i] == 0:
            return float("inf")
        return self._breaks[i] + (level - self._sums[i]) / self._rates[i]

    def afters(self, starts: Floats, amounts: Floats) -> Floats:
        """`after` of each pair."""
        breaks, rates, sums = np.array(self._breaks), np.array(self._rates), np.array(self._sums)
        levels = self.cumulatives(starts) + amounts
        i = np.maximum(np.searchsorted(sums, levels, side="right") - 1, 0)
        with np.errstate(divide="ignore"):
            days: Floats = breaks[i] + (levels - sums[i]) / rates[i]
        return days
