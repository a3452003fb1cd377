"""Whether a history and simulations agree: before fitting, whether the ranges can produce it at all; after, how well.

What simulations tell is put through the error of observing, so that it is compared as what might have been counted
(posterior and prior predictive checks: Gelman, Meng & Stern, Statistica Sinica 6 (1996), 733-760).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from ..tracking import crps
from .observation_error import Floats, ObservationError

OUTSIDE = 0.01  # a row less likely than that is outside what the ranges can produce
_TOO_FAR = 4.0  # standard deviations of a pair of rows, beyond which they contradict one another
_LEAST = 50  # simulations, to say anything


@dataclass(frozen=True)
class Fit:
    """How one row lies among what might have been counted: its place in the history, the range, and its P-value.

    `low`, `middle` and `high` hold 5%, 50% and 95%; `p_value` is two-sided: how often something as far out, or
    farther, would be counted; `crps` is how far off that was, in the unit of the count (see `analysis.tracking`).
    """

    row: int
    low: float
    middle: float
    high: float
    p_value: float
    crps: float

    @property
    def outside(self) -> bool:
        """Whether it is too far out to be chance."""
        return self.p_value < OUTSIDE


@dataclass(frozen=True)
class Contradiction:
    """Two rows of which each could be counted, but not both; `off` is their distance in standard deviations."""

    row: int
    other: int
    off: float


def fits(told: Floats, error: ObservationError, rng: np.random.Generator) -> tuple[Fit, ...]:
    """How each row of the history lies among what the simulations would have had counted."""
    drawn = error.draw(told, rng)
    return tuple(_fit(row, value, drawn[:, row]) for row, value in enumerate(error.values))


def contradictions(told: Floats, error: ObservationError, rng: np.random.Generator) -> tuple[Contradiction, ...]:
    """The pairs of rows that lie, together, farther out than anything simulated; each alone lies inside."""
    drawn = error.draw(told, rng)
    drawn = drawn[np.isfinite(drawn).all(axis=1)]
    if len(drawn) < _LEAST:
        return ()
    inside = [i for i, value in enumerate(error.values) if not _fit(i, value, drawn[:, i]).outside]
    return tuple(_contradictions(drawn, error.values, inside))


def _contradictions(drawn: Floats, values: Floats, inside: list[int]) -> Iterator[Contradiction]:
    for pair in combinations(inside, 2):
        both = drawn[:, pair]
        root = np.linalg.cholesky(np.cov(both.T) + 1e-12 * np.eye(2) * max(1e-12, float(both.var())))
        off = np.linalg.norm(np.linalg.solve(root, (both - both.mean(axis=0)).T), axis=0)
        ours = float(np.linalg.norm(np.linalg.solve(root, values[list(pair)] - both.mean(axis=0))))
        if ours > max(_TOO_FAR, off.max()):
            yield Contradiction(*pair, ours)


def _fit(row: int, value: float, drawn: Floats) -> Fit:
    drawn = drawn[np.isfinite(drawn)]
    if not len(drawn):
        return Fit(row, np.nan, np.nan, np.nan, 0.0, np.nan)
    low, middle, high = np.quantile(drawn, (0.05, 0.5, 0.95))
    below, above = ((1 + np.count_nonzero(side)) / (len(drawn) + 1) for side in (drawn <= value, drawn >= value))
    p_value = min(1.0, 2 * float(min(below, above)))
    return Fit(row, float(low), float(middle), float(high), p_value, crps(drawn[:, None], value))
