"""How far a count may lie from what was really so: the error of observing, made explicit.

A row of a history is one number; a simulation gives what that number would have been had everybody counted rightly
on a given date. Between the two lie

- *miscounting*: a count is over-dispersed (negative binomial: variance μ + (δμ)²), a share is beta-binomial with
  intra-class correlation δ² of as many people as there are, an amount of money is normal with standard deviation δμ;
- *discrepancy*: δ stands for all that the model leaves out as well, and is stated: 5% unless another is given;
- *the date*: known to a number of days either way, and evenly likely to be any of them; rows of one source and date
  were counted on one day.

Where a row gives its own standard deviation s, it is normal with variance s² + (δμ)² (for a share s² + δ²μ(1 − μ)).

The negative binomial as a gamma mixture of Poissons, and the beta-binomial as a beta mixture of binomials: Gelman et
al., Bayesian Data Analysis, 3rd ed. (2013), appendix A.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, gammaln, logsumexp

from ..observing import SPREAD

Floats = NDArray[np.float64]
Kind = Literal["count", "share", "money"]

DISCREPANCY = 0.05
DATES = SPREAD  # days, evenly over what the precision of a date leaves open
_LEAST = 0.5  # a count that should be nothing may still be wrong by one half
_WIDTH = np.log(2 * np.pi)


@dataclass(frozen=True)
class Counted:
    """What the error model needs of a row of a history: the number, how sure it is, and which rows share a date."""

    value: float
    kind: Kind
    sd: float | None = None
    date: object = None  # rows with equal ones were counted on one day


class ObservationError:
    """The error of all rows of a history.

    What simulations tell has the shape [simulation, row, date, 2]: for each of `DATES` days on which the row may have
    been counted the number, and of how many it is the share (nothing is read there for what is no share).
    """

    def __init__(self, rows: Sequence[Counted], discrepancy: float = DISCREPANCY) -> None:
        self.rows, self.discrepancy = tuple(rows), discrepancy
        dates = list(dict.fromkeys(row.date for row in rows))
        self._date_of = np.array([dates.index(row.date) for row in rows], np.int64)
        self._dates = len(dates)
        self.values = np.array([row.value for row in rows])

    def log_likelihood(self, told: Floats) -> Floats:
        """log p(history | simulation), [simulation]; -inf where a simulation failed or tells no such number."""
        each = self._on_each_day(told)
        in_dates = np.zeros((len(told), self._dates, each.shape[-1]))
        for row, date in enumerate(self._date_of):
            in_dates[:, date] += each[:, row]
        found: Floats = (logsumexp(in_dates, axis=-1) - np.log(each.shape[-1])).sum(axis=-1)
        return found

    def log_likelihood_of(self, row: int, values: Floats, told: Floats) -> Floats:
        """log p(value of that row | simulation), [value, simulation]."""
        rows = (replace(self.rows[row], value=float(value)) for value in values)
        here = told[:, row : row + 1]
        return np.stack([ObservationError([one], self.discrepancy).log_likelihood(here) for one in rows])

    def draw(self, told: Floats, rng: np.random.Generator) -> Floats:
        """What might have been counted in each simulation, [simulation, row]."""
        days = rng.integers(told.shape[2], size=(len(told), self._dates))
        drawn = np.empty((len(told), len(self.rows)))
        for i, row in enumerate(self.rows):
            here = np.take_along_axis(told[:, i], days[:, self._date_of[i], None, None], axis=1)[:, 0]
            drawn[:, i] = self._drawn(row, here[:, 0], here[:, 1], rng)
        return drawn

    def variance(self, row: int) -> float:
        """The variance of that row's error, were what it says the truth; without that of its date."""
        counted, squared = self.rows[row], self.discrepancy**2
        value = counted.value
        if counted.kind == "share":
            return squared * value * (1 - value) + (counted.sd or 0.0) ** 2
        return squared * value**2 + (counted.sd**2 if counted.sd else max(value, _LEAST))

    def _on_each_day(self, told: Floats) -> Floats:
        """log p(row | simulation, day), [simulation, row, day]."""
        each = np.stack([self._density(row, row.value, told[:, i]) for i, row in enumerate(self.rows)], axis=1)
        return np.where(np.isnan(each), -np.inf, each)

    def _density(self, row: Counted, value: float, told: Floats) -> Floats:
        number, people = told[..., 0], told[..., 1]
        with np.errstate(divide="ignore", invalid="ignore"):
            if row.kind == "share":
                if row.sd:
                    return _normal(value, number, row.sd**2 + self.discrepancy**2 * number * (1 - number))
                return _beta_binomial(value, number, people, self.discrepancy)
            if row.kind == "money" or row.sd:
                return _normal(value, number, (row.sd or 0.0) ** 2 + (self.discrepancy * number) ** 2 + _LEAST**2)
            return _negative_binomial(value, np.maximum(number, _LEAST) + 0 * number, self.discrepancy)

    def _drawn(self, row: Counted, number: Floats, people: Floats, rng: np.random.Generator) -> Floats:
        missing, drawn = np.isnan(number), np.empty(0)
        number, people = np.where(missing, 0.0, number), np.where(missing, 1.0, people)
        if row.kind == "share" and not row.sd:
            size = np.maximum(np.rint(people), 1).astype(np.int64)
            inside = np.clip(number, 1e-9, 1 - 1e-9)
            spread = 1 / self.discrepancy**2 - 1 if self.discrepancy else np.inf
            share = inside if np.isinf(spread) else rng.beta(inside * spread, (1 - inside) * spread)
            drawn = rng.binomial(size, share) / size
        elif row.kind == "share":
            drawn = rng.normal(number, np.sqrt((row.sd or 0.0) ** 2 + self.discrepancy**2 * number * (1 - number)))
        elif row.kind == "money" or row.sd:
            variance = (row.sd or 0.0) ** 2 + (self.discrepancy * number) ** 2 + _LEAST**2
            drawn = rng.normal(number, np.sqrt(variance))
        else:
            mean = np.maximum(number, _LEAST)
            shape = 1 / self.discrepancy**2 if self.discrepancy else np.inf
            drawn = rng.poisson(mean if np.isinf(shape) else mean * rng.gamma(shape, 1 / shape, len(mean))).astype(
                np.float64
            )
        return np.where(missing, np.nan, drawn)


def _normal(value: float, mean: Floats, variance: Floats) -> Floats:
    found: Floats = -((value - mean) ** 2 / variance + np.log(variance) + _WIDTH) / 2
    return found


def _negative_binomial(value: float, mean: Floats, discrepancy: float) -> Floats:
    if not discrepancy:
        poisson: Floats = value * np.log(mean) - mean - gammaln(value + 1)
        return poisson
    size = 1 / discrepancy**2
    chosen = gammaln(value + size) - gammaln(size) - gammaln(value + 1)
    found: Floats = chosen - size * np.log1p(mean / size) + value * (np.log(mean) - np.log(size + mean))
    return found


def _beta_binomial(share: float, mean: Floats, people: Floats, discrepancy: float) -> Floats:
    """As a density of the share, so that simulations with other numbers of people can be held against one another."""
    size = np.maximum(people, 1.0)
    inside = np.clip(mean, 1e-9, 1 - 1e-9) + 0 * mean
    those, others = share * size, (1 - share) * size
    chosen = gammaln(size + 1) - gammaln(those + 1) - gammaln(others + 1) + np.log(size)
    if not discrepancy:
        plain: Floats = chosen + those * np.log(inside) + others * np.log1p(-inside)
        return plain
    spread = 1 / discrepancy**2 - 1
    a, b = inside * spread, (1 - inside) * spread
    found: Floats = chosen + betaln(those + a, others + b) - betaln(a, b)
    return found
