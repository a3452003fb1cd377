"""A number with its evidence: how sure we are of it, and a draw from what we are not sure of.

`range` always means that nine times out of ten the truth lies between, and `value` is the median. A draw is normal on
each side of the median, in the scale of the quantity (logit for shares, logarithm for all else), so that its 5%, 50%
and 95% points are exactly the three numbers.
"""

from dataclasses import dataclass
from math import exp, log
from statistics import NormalDist
from typing import Literal

from ..units import Measure, Unit, format_number

Basis = Literal["measured", "calibrated", "judged", "assumed"]
BASES: tuple[Basis, ...] = ("measured", "calibrated", "judged", "assumed")
WHOLE: frozenset[Measure] = frozenset({"count", "per_month"})

_NORMAL = NormalDist()
_Z95 = _NORMAL.inv_cdf(0.95)


@dataclass(frozen=True)
class Quantity:
    """A number in base units (see `cascade_sim.units`), the unit in which it was written, and its evidence."""

    measure: Measure
    value: float
    unit: Unit
    low: float | None = None
    high: float | None = None
    source: str | None = None
    basis: Basis | None = None

    def __post_init__(self) -> None:
        if self.low is None or self.high is None:
            return
        if not self.low < self.value < self.high:
            raise ValueError(f"the value must lie between the two ends of its range: {self._three()}")
        if self.high == float("inf"):
            raise ValueError("a range cannot reach to forever")
        if self.low <= 0:
            raise ValueError(f"a range must lie above 0, since it is drawn on a logarithmic scale: {self._three()}")
        if self.measure == "share" and self.high >= 1:
            raise ValueError(f"the range of a share must lie below 100%: {self._three()}")

    @property
    def has_range(self) -> bool:
        """Whether there is anything to draw."""
        return self.low is not None

    @property
    def has_evidence(self) -> bool:
        """Whether it says where it comes from or how sure we are."""
        return self.has_range or self.source is not None or self.basis is not None

    def draw(self, u: float) -> float:
        """The quantile u of what we know, in base units; the value itself where no range is given."""
        if self.low is None or self.high is None:
            return self.value
        z = _NORMAL.inv_cdf(u) / _Z95
        far = self.low if z < 0 else self.high
        if self.measure == "share":
            middle = _logit(self.value)
            return _expit(middle + abs(z) * (_logit(far) - middle))
        return self.rounded(self.value * exp(abs(z) * log(far / self.value)))

    def rounded(self, amount: float) -> float:
        """An amount drawn of this quantity: a whole one, where it counts things."""
        return float(round(amount)) if self.measure in WHOLE else amount

    def format(self, base: float) -> str:
        """A base amount in the unit in which this quantity was written."""
        return self.unit.format(base)

    def _three(self) -> str:
        low, value, high = (self.unit.format(x) for x in (self.low or 0.0, self.value, self.high or 0.0))
        return f"{low} < {value} < {high} does not do"


def constant(value: float, measure: Measure = "number", unit: Unit | None = None) -> Quantity:
    """A number without evidence, in base units."""
    return Quantity(measure, value, unit or Unit(""))


def describe(quantity: Quantity) -> str:
    """The number without its unit, as written: `14` for 14%/year."""
    return format_number(quantity.unit.number(quantity.value))


def _logit(share: float) -> float:
    return log(share / (1 - share))


def _expit(x: float) -> float:
    return 1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x))
