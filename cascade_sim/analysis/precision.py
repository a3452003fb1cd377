"""How many replications it takes to know a mean well enough."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ..errors import UserError
from ..units import format_number, found
from .statistics import Floats, counts, means

_WRITTEN = re.compile(r"(\d+(?:\.\d+)?)\s*pp", re.ASCII)
_AT_LEAST, _AT_MOST = 1.1, 4.0  # times as many replications as so far: a first estimate may be far out either way
_TO_SPARE = 1.05  # the estimate itself is uncertain, and another round costs more than a few replications
_FEW = 10  # fewer say too little of how much they differ; steps are no smaller either


@dataclass(frozen=True)
class Precision:
    """The half-width to which the mean of each share is to be known (95%), and the most replications to spend on it."""

    half_width: float  # a share: 0.005 is half a percentage point
    at_most: int

    def next(self, count: int, shares: Iterable[Floats]) -> int:
        """How many replications to have after `count`, of which these are the values; `count` if that is enough.

        A share that is undefined in all of them is left aside: no number of replications would tell it.
        """
        reached = half_width(shares)
        if count >= self.at_most or (reached <= self.half_width and count >= _FEW):
            return count
        times = min(max(_TO_SPARE * (reached / self.half_width) ** 2, _AT_LEAST), _AT_MOST)
        return min(max(round(count * times), count + _FEW), self.at_most)


def half_width(shares: Iterable[Floats]) -> float:
    """The widest half-width (95%) of the means of these shares; infinite where one has a single value.

    Those without any value are left aside; 0 if that leaves none.
    """
    widths = [float(high - mean) for mean, _, high in (means(values) for values in shares if counts(values))]
    return max((np.inf if np.isnan(width) else width for width in widths), default=0.0)


def parse_precision(written: str, at_most: int) -> Precision:
    """`0.5pp`: half a percentage point either way; UserError says what would do."""
    match = _WRITTEN.fullmatch(written.strip())
    if match and 0 < float(match[1]) < 100:
        return Precision(float(match[1]) / 100, at_most)
    expected = "expected a number of percentage points above 0 and below 100, such as 0.5pp"
    bare = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(%?)", written.strip(), re.ASCII)
    if bare and 0 < float(bare[1]) < 100:
        says = "could mean percent of the mean" if bare[2] else "has no unit"
        raise UserError(f"--precision {written} {says}: write {format_number(float(bare[1]))}pp for percentage points")
    raise UserError(f"--precision: {expected}, found {found(written)}")
