"""The error of observing: its densities are densities, agree with what it draws, and widen as they should."""

import numpy as np
import pytest
from scipy import stats

from cascade_sim.analysis.calibration import DATES, Counted, ObservationError

pytestmark = pytest.mark.unit


def told(number: float, people: float = np.nan, times: int = 1) -> np.ndarray:
    """What `times` simulations tell of one row on all its dates."""
    return np.stack([np.full((times, 1, DATES), number), np.full((times, 1, DATES), people)], axis=-1)


def likelihoods(counted: Counted, values: np.ndarray, number: float, people: float, discrepancy: float) -> np.ndarray:
    error = ObservationError([counted], discrepancy)
    return np.exp(error.log_likelihood_of(0, values, told(number, people))[:, 0])


@pytest.mark.parametrize("discrepancy", [0.0, 0.05, 0.2])
@pytest.mark.parametrize("mean", [0.0, 3.0, 250.0])
def test_the_chances_of_all_counts_add_up_to_one(mean, discrepancy):
    chances = likelihoods(Counted(0, "count"), np.arange(4_000.0), mean, np.nan, discrepancy)
    assert chances.sum() == pytest.approx(1, abs=1e-9)


def test_a_count_without_discrepancy_is_a_poisson_count():
    values = np.arange(30.0)
    chances = likelihoods(Counted(0, "count"), values, 9.0, np.nan, 0.0)
    np.testing.assert_allclose(chances, stats.poisson.pmf(values, 9.0), rtol=1e-9)


def test_a_count_is_negative_binomial_with_the_variance_that_is_promised():
    values, mean, off = np.arange(4_000.0), 300.0, 0.1
    chances = likelihoods(Counted(0, "count"), values, mean, np.nan, off)
    assert values @ chances == pytest.approx(mean)
    assert (values - mean) ** 2 @ chances == pytest.approx(mean + (off * mean) ** 2, rel=1e-6)


def test_a_share_is_beta_binomial_with_the_variance_that_is_promised():
    people, mean, off = 80, 0.3, 0.1
    shares = np.arange(people + 1) / people
    chances = likelihoods(Counted(0, "share"), shares, mean, people, off) / people  # a density of the share
    assert chances.sum() == pytest.approx(1)
    assert shares @ chances == pytest.approx(mean)
    promised = mean * (1 - mean) / people * (1 + (people - 1) * off**2)
    assert (shares - mean) ** 2 @ chances == pytest.approx(promised)


def test_a_share_without_discrepancy_is_binomial():
    shares = np.arange(21) / 20
    chances = likelihoods(Counted(0, "share"), shares, 0.3, 20, 0.0) / 20
    np.testing.assert_allclose(chances, stats.binom.pmf(np.arange(21), 20, 0.3), rtol=1e-9)


@pytest.mark.parametrize(
    ("counted", "number", "sd"),
    [
        (Counted(0, "count", sd=30), 400.0, np.hypot(np.hypot(30, 20), 0.5)),
        (Counted(0, "share", sd=0.04), 0.5, np.hypot(0.04, 0.025)),
        (Counted(0, "money"), 10_000.0, np.hypot(500, 0.5)),
    ],
)
def test_a_row_that_says_how_sure_it_is_is_normal_about_that_and_the_discrepancy(counted, number, sd):
    values = number + sd * np.linspace(-2, 2, 9)
    found = likelihoods(counted, values, number, 50.0, 0.05)
    np.testing.assert_allclose(found, stats.norm.pdf(values, number, sd), rtol=1e-6)


@pytest.mark.parametrize(
    ("counted", "number", "people"),
    [
        (Counted(0, "count"), 250.0, np.nan),
        (Counted(0, "count", sd=12.0), 250.0, np.nan),
        (Counted(0, "share"), 0.3, 90.0),
        (Counted(0, "share", sd=0.03), 0.3, 90.0),
        (Counted(0, "money"), 5_000.0, np.nan),
    ],
)
@pytest.mark.parametrize("discrepancy", [0.0, 0.08])
def test_what_is_drawn_follows_the_density(counted, number, people, discrepancy):
    """The mean of the log density over what is drawn is what a second, equal simulation expects: minus the entropy."""
    rng = np.random.default_rng(4)
    error = ObservationError([counted], discrepancy)
    drawn = error.draw(told(number, people, 40_000), rng)[:, 0]
    values, counts = np.unique(drawn.round(9), return_counts=True)
    if len(values) < 2_000:  # discrete: compare the commonest with their chances
        chances = likelihoods(counted, values, number, people, discrepancy)
        chances = chances / people if counted.kind == "share" else chances
        common = counts > 200
        error_of = np.sqrt(chances[common] * (1 - chances[common]) / len(drawn))
        assert np.all(np.abs(counts[common] / len(drawn) - chances[common]) < 5 * error_of)
    else:
        grid = np.linspace(drawn.min(), drawn.max(), 2_001)
        density = likelihoods(counted, grid, number, people, discrepancy)
        cdf = np.concatenate([[0], np.cumsum((density[1:] + density[:-1]) / 2 * np.diff(grid))])
        assert stats.kstest(drawn, lambda x: np.interp(x, grid, cdf)).pvalue > 1e-4


def test_an_open_date_is_averaged_over_and_shared_by_rows_of_one_date():
    days = np.arange(DATES) * 10.0 + 100
    both = np.stack([days, days[::-1]])[None, :, :, None] * np.ones(2)
    rows = [Counted(100, "count", date="spring"), Counted(180, "count", date="spring")]
    apart = [Counted(100, "count", date="spring"), Counted(180, "count", date="autumn")]

    def chance(x, mean):
        return stats.poisson.pmf(x, mean)

    together = np.mean(chance(100, days) * chance(180, days[::-1]))
    separate = np.mean(chance(100, days)) * np.mean(chance(180, days[::-1]))
    assert np.exp(ObservationError(rows, 0.0).log_likelihood(both)) == pytest.approx(together)
    assert np.exp(ObservationError(apart, 0.0).log_likelihood(both)) == pytest.approx(separate)
    drawn = ObservationError(rows, 0.0).draw(np.repeat(both * 1_000, 400, axis=0), np.random.default_rng(1))
    assert np.corrcoef(drawn.T)[0, 1] < -0.99


def test_a_simulation_that_tells_no_such_number_is_impossible():
    error = ObservationError([Counted(100, "count"), Counted(0.5, "share")])
    failed = np.concatenate([told(np.nan), told(0.5, 30)], axis=1)
    assert error.log_likelihood(failed) == -np.inf
    assert np.isnan(error.draw(failed, np.random.default_rng(1))[0, 0])
