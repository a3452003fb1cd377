"""The sampler draws from posteriors that are known exactly, and is calibrated on histories drawn from the prior.

Every comparison is over many independent fits, so that its tolerance is the sampler's own standard error. That the
posterior is narrower than the prior is asserted each time: returning the prior would pass nothing.
"""

import logging
from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from cascade_sim.analysis.calibration import (
    DATES,
    Counted,
    Matching,
    ObservationError,
    Sample,
    Sampler,
    Spending,
    values_told,
)

from .tolerances import assert_mean, assert_uniform_counts

pytestmark = pytest.mark.statistical

PARTICLES, FITS = 300, 40
BIAS = 0.03  # posterior standard deviations: what a finite population of particles leaves
_log = logging.getLogger("statistical")


def fit(
    evaluate: Callable,
    log_likelihood: Callable,
    values: int,
    seed: int,
    matching: Callable | None = None,
    particles: int = PARTICLES,
) -> Sample:
    sampler = Sampler(evaluate, log_likelihood, Spending(100_000), np.random.default_rng(seed))
    points, told = sampler.first(particles, values)
    if matching:
        matched = matching(points, told)
        sampler.worth, sampler.guess = matched.worth, matched.guess
    sample = sampler.run(points, told)
    assert sample.weight == 1 and sample.settled
    return sample


def on_all_dates(*numbers: np.ndarray) -> np.ndarray:
    """What simulations tell of rows that are no shares and whose dates are known."""
    rows = np.stack(numbers, axis=1)[:, :, None, None]
    return np.tile(rows, (1, 1, DATES, 2))


def assert_moments(values: list[np.ndarray], mean: np.ndarray, sd: np.ndarray) -> None:
    """Means and variances of many fits [value] agree with the exact ones, within the fits' standard error."""
    standard = [(fitted - mean) / sd for fitted in values]
    assert_mean(np.array([one.mean(axis=0) for one in standard]), 0.0, bias=BIAS)
    assert_mean(np.array([(one**2).mean(axis=0) for one in standard]), 1.0, bias=2 * BIAS)


def test_a_poisson_count_with_a_gamma_prior() -> None:
    shape, rate, counted = 4.0, 0.2, 37.0
    error = ObservationError([Counted(counted, "count")], discrepancy=0)

    def mean_of(points: np.ndarray) -> np.ndarray:
        return stats.gamma.ppf(stats.norm.cdf(points[:, 0]), shape, scale=1 / rate)

    fitted = [
        mean_of(fit(lambda _, z: on_all_dates(mean_of(z)), error.log_likelihood, 1, seed).points)[:, None]
        for seed in range(FITS)
    ]
    exact = stats.gamma(shape + counted, scale=1 / (rate + 1))
    assert_moments(fitted, exact.mean(), exact.std())
    assert exact.std() < 0.6 * np.sqrt(shape) / rate


class Chain:
    """Forty members, all active at first, who stop and start again; counted after one year and after three.

    The simulation is noisy: who is active is drawn. The exact posterior sums over all that may have happened.
    """

    MEMBERS, COUNTED = 40, (27.0, 18.0)
    ERROR = ObservationError([Counted(value, "count") for value in COUNTED], discrepancy=0)

    @staticmethod
    def rates(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return 0.4 * np.exp(0.7 * points[..., 0]), 0.3 * np.exp(0.7 * points[..., 1])

    @classmethod
    def active(cls, points: np.ndarray, years: float, active: bool) -> np.ndarray:
        """The chance of being active after some years."""
        stops, starts = cls.rates(points)
        at_last = starts / (stops + starts)
        return at_last + (float(active) - at_last) * np.exp(-(stops + starts) * years)

    @classmethod
    def evaluate(cls, numbers: np.ndarray, points: np.ndarray) -> np.ndarray:
        rng = np.random.default_rng([7, *numbers[:1], len(numbers)])
        first = rng.binomial(cls.MEMBERS, cls.active(points, 1, True))
        then = rng.binomial(first, cls.active(points, 2, True))
        then += rng.binomial(cls.MEMBERS - first, cls.active(points, 2, False))
        return on_all_dates(first * 1.0, then * 1.0)

    @classmethod
    def exact(cls) -> tuple[np.ndarray, np.ndarray]:
        """Mean and standard deviation of both points, by adding up over a grid."""
        axis = np.linspace(-4, 4, 81)
        points = np.stack(np.meshgrid(axis, axis, indexing="ij"), axis=-1).reshape(-1, 2)
        of = np.arange(cls.MEMBERS + 1)
        first = stats.binom.pmf(of, cls.MEMBERS, cls.active(points, 1, True)[:, None])
        first *= stats.poisson.pmf(cls.COUNTED[0], np.maximum(of, 0.5))
        counted = stats.poisson.pmf(cls.COUNTED[1], np.maximum(of, 0.5))
        likelihood = np.zeros(len(points))
        for active in of:
            stay = stats.binom.pmf(of, active, cls.active(points, 2, True)[:, None])
            come = stats.binom.pmf(of, cls.MEMBERS - active, cls.active(points, 2, False)[:, None])
            for stayed in range(active + 1):
                came = np.arange(cls.MEMBERS - active + 1)
                likelihood += first[:, active] * stay[:, stayed] * (come[:, came] @ counted[stayed + came])
        weights = likelihood * stats.norm.pdf(points).prod(axis=1)
        weights /= weights.sum()
        mean = weights @ points
        return mean, np.sqrt(weights @ (points - mean) ** 2)


@pytest.mark.parametrize("matching", [None, lambda z, y: Matching(z, y, Chain.ERROR)], ids=["plain", "by a guess"])
def test_a_chain_of_two_states_with_noisy_simulations(matching: Callable | None) -> None:
    fitted = [fit(Chain.evaluate, Chain.ERROR.log_likelihood, 2, seed, matching).points for seed in range(FITS)]
    mean, sd = Chain.exact()
    assert_moments(fitted, mean, sd)
    assert sd.min() < 0.75 and sd.max() < 0.95


def test_correlated_normal_values_with_noisy_simulations() -> None:
    rng = np.random.default_rng(3)
    values, noise, error = 6, 0.4, 0.6
    slopes, counted = rng.standard_normal((3, values)), np.array([2.0, -1.0, 3.0])

    def evaluate(numbers: np.ndarray, points: np.ndarray) -> np.ndarray:
        luck = np.random.default_rng([int(numbers[0]), len(numbers)]).standard_normal((len(points), 3))
        return points @ slopes.T + noise * luck

    def log_likelihood(told: np.ndarray) -> np.ndarray:
        return -((told - counted) ** 2).sum(axis=1) / (2 * error**2)

    covariance = np.linalg.inv(np.eye(values) + slopes.T @ slopes / (noise**2 + error**2))
    mean = covariance @ slopes.T @ counted / (noise**2 + error**2)
    fitted = [fit(evaluate, log_likelihood, values, seed).points for seed in range(FITS)]
    assert_moments(fitted, mean, np.sqrt(np.diag(covariance)))
    crossed = np.array([np.cov(points.T)[0, 1:] for points in fitted])
    sizes = np.sqrt(covariance[0, 0] * np.diag(covariance)[1:])
    assert_mean(crossed / sizes, covariance[0, 1:] / sizes, bias=2 * BIAS)
    assert np.sqrt(np.linalg.eigvalsh(covariance)[0]) < 0.6


class Cascade:
    """A cascade in three lines: people trained = deliveries × places × who come; and trainers, of whom some stop."""

    @staticmethod
    def evaluate(numbers: np.ndarray, points: np.ndarray) -> np.ndarray:
        rng = np.random.default_rng([11, *numbers[:1], len(numbers)])
        deliveries = 30 * np.exp(0.2 * points[:, 0])
        come = 1 / (1 + np.exp(-1.5 - 0.5 * points[:, 1]))
        stays = np.exp(-0.3 * np.exp(0.5 * points[:, 2]))
        early = rng.poisson(deliveries * 2 * 18 * come)
        late = early + rng.poisson(deliveries * 5 * 18 * come)
        left = rng.binomial(60, stays)
        rows = np.stack([early, late, left / 60], axis=1)[:, :, None, None] * np.ones((1, 1, DATES, 2))
        rows[:, 2, :, 1] = 60
        rows[:, 1] *= np.linspace(0.9, 1.1, DATES)[:, None]  # counted on a day not quite known
        return rows

    @staticmethod
    def error_of(counted: np.ndarray) -> ObservationError:
        kinds = ("count", "count", "share")
        return ObservationError([Counted(x, kind, date=i) for i, (x, kind) in enumerate(zip(counted, kinds))])  # type: ignore[arg-type]  # noqa: B905


def test_simulation_based_calibration() -> None:
    """The rank of the truth among posterior draws is uniform (Talts et al. 2018), with the history matching on."""
    fits, kept, ranks, widths = 300, 19, [], []
    for number in range(fits):
        rng = np.random.default_rng([number, 5])
        truth = rng.standard_normal((1, 3))
        told = Cascade.evaluate(np.array([10_000_000 + number]), truth)
        blank = Cascade.error_of(np.zeros(3))
        error = Cascade.error_of(blank.draw(told, rng)[0])
        sample = fit(Cascade.evaluate, error.log_likelihood, 3, number, lambda z, y, error=error: Matching(z, y, error))
        draws = sample.points[rng.choice(len(sample.points), kept, replace=False)]
        ranks.append((draws < truth).sum(axis=0))
        widths.append([value.width for value in values_told(sample.points)])
    counted = np.array(ranks)
    narrowed = np.mean(widths, axis=0)
    _log.info(f"posterior width ÷ prior width, mean of {fits} fits: {np.round(narrowed, 2)}")
    for value in range(3):
        assert_uniform_counts(np.bincount(counted[:, value], minlength=kept + 1), fits / (kept + 1))
    assert np.all(narrowed < (0.7, 0.95, 0.7))  # the second is told of only as part of a product
