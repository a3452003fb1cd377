"""Times to an event whose hazard changes on known dates."""

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from .streams import Floats, Ints


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

    def after(self, start: float, amount: float) -> float:
        """The day on which `amount` (> 0) more has been gathered than at `start`."""
        level = self.cumulative(start) + amount
        i = max(bisect_right(self._sums, level) - 1, 0)
        if self._rates[i] == 0:
            return float("inf")
        return self._breaks[i] + (level - self._sums[i]) / self._rates[i]


class Hazards:
    """Hazards of several groups that change on the same days: `rates[i][g]` a day for group g from `breaks[i]` on.

    It answers as `Hazard` does, for many events at once; `group` tells for each of them whose hazard it is.
    """

    def __init__(self, breaks: Sequence[float], rates: Sequence[Sequence[float]]) -> None:
        new = [i for i in range(len(rates)) if i == 0 or rates[i] != rates[i - 1]]
        self._breaks, self._rates = np.array([breaks[i] for i in new]), np.array([rates[i] for i in new])
        gathered = self._rates[:-1] * np.diff(self._breaks)[:, np.newaxis]
        self._sums = np.vstack([np.zeros(self._rates.shape[1]), np.cumsum(gathered, axis=0)])

    def cumulatives(self, group: Ints, days: Floats) -> Floats:
        """The hazard gathered from the first break to each day; negative before it."""
        i = np.maximum(np.searchsorted(self._breaks, days, side="right") - 1, 0) if len(self._breaks) > 1 else 0
        gathered: Floats = self._sums[i, group] + self._rates[i, group] * (days - self._breaks[i])
        return gathered

    def afters(self, group: Ints, starts: Floats, amounts: Floats) -> Floats:
        """The day on which each amount (> 0) more has been gathered than at its start."""
        levels = self.cumulatives(group, starts) + amounts
        i: Ints | int = sum((levels >= reached[group]).astype(np.int64) for reached in self._sums[1:])
        with np.errstate(divide="ignore"):
            days: Floats = self._breaks[i] + (levels - self._sums[i, group]) / self._rates[i, group]
        return days
