"""What the counts told of each value, what only of several together, and what one count more would tell.

All on the scales on which the prior of each value is standard normal and independent: whatever is narrower there, or
correlated, the counts have told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from .observation_error import Counted, Floats, ObservationError

_PRIOR_WIDTH = 2 * 1.6448536269514722  # of nine tenths of a standard normal distribution
_WELL, _PARTLY = 0.6, 0.85  # of the width before
_FIXED = 0.6  # standard deviations left of a combination that the counts fix
_TIED = 0.65  # of the spread that a combination would have, were its values independent
_SURELY = 0.9  # of what chance would leave of that
_PART_OF = 0.1  # the least share with which a value is named as part of a combination
_MOST_NAMED = 4
_HISTORIES = 200  # imagined counts of each candidate
_LEAST_LEFT = 10  # particles that must be left in force for an imagined count to be judged


class Told(StrEnum):
    """How much the counts told of a value by itself."""

    WELL = "well"
    PARTLY = "partly"
    NOT = "not"


@dataclass(frozen=True)
class ValueTold:
    """Of one value (its place among those fitted): the width of its 90% range, now ÷ before, and what that means."""

    value: int
    width: float
    told: Told


@dataclass(frozen=True)
class Combination:
    """Values that the counts fix together and not each: `powers` are +1 (×) or -1 (÷), the weightiest value first.

    `width` is what is left of the combination's standard deviation; `whole` says that no other value has a part in it.
    """

    values: tuple[int, ...]
    powers: tuple[int, ...]
    width: float
    whole: bool


@dataclass(frozen=True)
class NextCount:
    """What counting one more thing would be expected to do: how much narrower (share of the width now) the values get.

    `narrower` is the mean over all values fitted; `most` is the value it tells most of, and by how much.
    """

    candidate: int
    narrower: float
    most: int
    most_narrower: float


def values_told(points: Floats) -> tuple[ValueTold, ...]:
    """Of each value, how much of the width of its prior is left."""
    low, high = np.quantile(points, (0.05, 0.95), axis=0)
    widths = (high - low) / _PRIOR_WIDTH
    return tuple(ValueTold(i, float(width), _told(float(width))) for i, width in enumerate(widths))


def combinations_told(points: Floats) -> tuple[Combination, ...]:
    """The combinations of values that the counts fix better than the values by themselves, the best fixed first.

    They are the directions in which the particles lie narrowest, each value measured against its own spread (principal
    components of their correlation), so that what is merely well known by itself is in none. With few particles for
    many values some directions look narrow by chance; those are not told of (Marchenko & Pastur, Mathematics of the
    USSR-Sbornik 1 (1967), 457-483: the least eigenvalue found where nothing is so).
    """
    values, spread = points.shape[1], points.std(axis=0)
    if values < 2 or not spread.all():
        return ()
    by_chance = max(0.0, 1 - np.sqrt(values / max(len(np.unique(points[:, 0])), 1)))
    left, directions = np.linalg.eigh(np.corrcoef(points.T))
    found = []
    for variance, direction in zip(left, directions.T, strict=True):
        tied, share, weights = np.sqrt(max(variance, 0.0)), direction**2, direction / spread
        width = float(tied / np.linalg.norm(weights))  # of the same combination, one standard deviation before
        if tied > min(_TIED, _SURELY * by_chance) or width > _FIXED:
            continue
        named = [int(i) for i in np.argsort(-share) if share[i] >= _PART_OF][:_MOST_NAMED]
        if len(named) > 1:
            signs = np.sign(direction[named]) * np.sign(direction[named[0]])
            whole = float(share[named].sum()) > 1 - _PART_OF
            found.append(Combination(tuple(named), tuple(int(sign) for sign in signs), width, whole))
    return tuple(found)


def next_counts(
    points: Floats, told: Floats, candidates: Sequence[Counted], discrepancy: float, rng: np.random.Generator
) -> tuple[NextCount, ...]:
    """What counting each candidate next would tell, the most telling first.

    `told` [particle, candidate, date, 2] is what each particle's simulation says of the candidates. A count is
    imagined as some particle would have it counted; the particles are weighed by how likely each of them makes that
    count; what is left of the width of each value is averaged over the imagined counts (preposterior analysis: Raiffa
    & Schlaifer, Applied Statistical Decision Theory (1961)). Only the spread of the numbers matters: the values that
    the candidates carry are not read.
    """
    now = np.maximum(points.std(axis=0), 1e-12)
    found = []
    for i, candidate in enumerate(candidates):
        error, here = ObservationError([candidate], discrepancy), told[:, i : i + 1]
        known = np.isfinite(here[:, 0, :, 0]).all(axis=-1)
        if known.sum() < _LEAST_LEFT or not np.ptp(here[known, 0, :, 0]):
            continue
        narrower = 1 - _expected_width(points[known], here[known], error, rng) / now
        most = int(narrower.argmax())
        found.append(NextCount(i, float(narrower.mean()), most, float(narrower[most])))
    return tuple(sorted(found, key=lambda one: -one.narrower))


def _expected_width(points: Floats, told: Floats, error: ObservationError, rng: np.random.Generator) -> Floats:
    """The standard deviation of each value once something was counted, mean over what might be counted."""
    imagined = error.draw(told[rng.integers(len(told), size=_HISTORIES)], rng)[:, 0]
    log_weights = error.log_likelihood_of(0, imagined, told)
    weights = np.exp(log_weights - log_weights.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    in_force = 1 / (weights**2).sum(axis=1)
    weights, in_force = weights[in_force >= _LEAST_LEFT], in_force[in_force >= _LEAST_LEFT]
    if not len(weights):
        return np.asarray(points.std(axis=0))
    means = weights @ points
    variances = np.maximum(weights @ points**2 - means**2, 0.0) / (1 - 1 / in_force)[:, None]
    widths: Floats = np.sqrt(variances).mean(axis=0)
    return widths


def _told(width: float) -> Told:
    return Told.WELL if width <= _WELL else Told.PARTLY if width <= _PARTLY else Told.NOT
