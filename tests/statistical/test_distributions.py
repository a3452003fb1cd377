"""Distributions of durations, hazards, and the gamma's table, against SciPy and the calculus."""

import numpy as np
import pytest
from scipy import integrate, special, stats

from cascade_sim.model.roles import gamma_of_mean_one
from cascade_sim.randomness.distributions import (
    Constant,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Triangular,
    Uniform,
    standard_gamma,
)
from cascade_sim.randomness.hazards import Hazard, Hazards
from cascade_sim.randomness.streams import Luck
from tests.statistical.tolerances import assert_close, assert_distributed

pytestmark = pytest.mark.statistical

SPREAD = np.log1p((35 / 63) ** 2)
KNOWN = {
    "gamma": (Gamma(63, 35), stats.gamma((63 / 35) ** 2, scale=35**2 / 63)),
    "unequal gamma": (Gamma(63, 90), stats.gamma((63 / 90) ** 2, scale=90**2 / 63)),
    "exponential": (Exponential(60), stats.expon(scale=60)),
    "lognormal": (Lognormal(63, 35), stats.lognorm(np.sqrt(SPREAD), scale=63 * np.exp(-SPREAD / 2))),
    "uniform": (Uniform(5, 90), stats.uniform(5, 85)),
    "triangular": (Triangular(5, 30, 90), stats.triang(25 / 85, 5, 85)),
    "falling": (Triangular(0, 0, 90), stats.triang(0, 0, 90)),
    "rising": (Triangular(0, 90, 90), stats.triang(1, 0, 90)),
}
U = np.concatenate([np.geomspace(1.1e-6, 0.5, 4000), 1 - np.geomspace(1.1e-6, 0.5, 4000)])
U.sort()
A_TENTH_OF_A_THOUSANDTH = 1e-4


@pytest.mark.parametrize("shape", [0.3, 0.35, 0.5, 0.7, 1, 1.5, 2, 3, 10, 100, 10_000])
def test_the_gamma_table_is_within_a_hundredth_of_a_percent_of_the_mean(shape):
    """And of the quantile itself, from shape 1.6 on; below that the lowest quantiles, which are next to nothing, are
    less exact: at shape 0.3 the one of u = 10⁻⁶, 10⁻²⁰ of the mean, is off by 0.3%."""
    exact = special.gammaincinv(shape, U)
    assert np.max(np.abs(standard_gamma(shape, U) - exact)) < A_TENTH_OF_A_THOUSANDTH * shape
    if shape > 1.6:
        assert np.max(np.abs(standard_gamma(shape, U) / exact - 1)) < A_TENTH_OF_A_THOUSANDTH


@pytest.mark.parametrize("name", KNOWN)
def test_quantiles_and_mean(name):
    ours, theirs = KNOWN[name]
    exact = theirs.ppf(U)
    loose = A_TENTH_OF_A_THOUSANDTH * ours.mean if name.endswith("gamma") else 1e-9 * ours.mean
    assert np.max(np.abs(ours.quantile(U) - exact) - 1e-9 * exact) <= loose
    assert ours.mean == pytest.approx(theirs.mean(), rel=1e-12)


@pytest.mark.parametrize("name", KNOWN)
def test_mean_and_spread_of_keyed_draws(seed, name):
    ours, theirs = KNOWN[name]
    n = 200_000
    u = Luck(seed, 1).stream("time to fill").uniforms(np.arange(n).astype(np.uint64))
    drawn = ours.quantile(u)
    sd, kurtosis = theirs.std(), float(theirs.stats(moments="k")) + 3
    assert_close(drawn.mean(), theirs.mean(), sd / np.sqrt(n))
    assert_close(drawn.var(), sd**2, sd**2 * np.sqrt((kurtosis - 1) / n))
    assert_distributed(drawn, theirs.cdf)


@pytest.mark.parametrize("name", KNOWN)
def test_length_biased_quantiles(name):
    """The distribution function of x f(x)/E[X], integrated, gives back u."""
    ours, theirs = KNOWN[name]
    u = np.array([0.001, 0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99, 0.999])
    for chance, length in zip(u, ours.length_biased(u), strict=True):
        # E[X; X ≤ x] = x F(x) − ∫ F, which asks nothing of the density where it is not smooth
        below, _ = integrate.quad(theirs.cdf, 0, length, limit=200, points=[p for p in (5, 30) if p < length])
        reached = (length * theirs.cdf(length) - below) / ours.mean
        # A triangular one is read off a table of 4096 steps: within half of one's weight, 2/4096 at most.
        table = 1 / 4096 if isinstance(ours, Triangular) else A_TENTH_OF_A_THOUSANDTH
        assert abs(reached - chance) < table


def test_length_biased_values_that_are_few():
    u = (np.arange(6000) + 0.5) / 6000
    values, counts = np.unique(Empirical.of([3.0, 1.0, 2.0, 0.0]).length_biased(u), return_counts=True)
    assert (values.tolist(), counts.tolist()) == ([1, 2, 3], [1000, 2000, 3000])
    assert np.all(Constant(9.0).length_biased(u) == 9)
    values, counts = np.unique(Empirical.of([3.0, 1.0, 2.0]).quantile(u), return_counts=True)
    assert (values.tolist(), counts.tolist()) == ([1, 2, 3], [2000, 2000, 2000])


@pytest.mark.parametrize("name", KNOWN)
def test_what_is_left_of_the_vacancy_under_way(seed, name):
    """A share, evenly drawn, of a length-biased duration: its density is P(X > x)/E[X] (renewal theory)."""
    ours, theirs = KNOWN[name]
    luck, keys = Luck(seed, 1), np.arange(5000).astype(np.uint64)
    left = luck.stream("vacancy left").uniforms(keys) * ours.length_biased(luck.stream("vacancy").uniforms(keys))
    lengths = np.linspace(0, float(theirs.ppf(1 - 1e-9)), 20_001)
    gone = np.concatenate([[0], integrate.cumulative_trapezoid(theirs.sf(lengths), lengths)]) / ours.mean
    assert_distributed(left, lambda x: np.interp(x, lengths, gone))


@pytest.mark.parametrize("spread", [0.2, 0.5, 1.0, 1.2, 2.0])
def test_own_capacities_have_mean_1_and_the_spread(seed, spread):
    n = 20_000
    u = Luck(seed, 1).stream("capacity", "trainer").uniforms(np.arange(n).astype(np.uint64))
    drawn = np.array([gamma_of_mean_one(spread, float(each)) for each in u])
    assert_close(drawn.mean(), 1, spread / np.sqrt(n))
    assert_close(drawn.var(), spread**2, spread**2 * np.sqrt((2 + 6 * spread**2) / n))
    assert_distributed(drawn, stats.gamma(1 / spread**2, scale=spread**2).cdf)


BREAKS, RATES = [0.0, 100.0, 200.0, 300.0], [0.01, 0.0, 0.05, 0.002]
CHANGING = Hazard(BREAKS, RATES)
CHANGING_TOO = Hazards(BREAKS, [[rate] for rate in RATES])  # the same, for many events at once
GROUP = np.zeros(1, np.int64)  # the only one


def test_hazards_are_inverted():
    rng_free = (np.arange(400) + 0.5) / 400
    starts = np.repeat(rng_free * 600 - 100, 50)
    amounts = np.tile(-np.log((np.arange(50) + 0.5) / 50), 400)
    days = CHANGING_TOO.afters(GROUP, starts, amounts)
    assert np.all(days > starts)
    np.testing.assert_allclose(
        CHANGING_TOO.cumulatives(GROUP, days) - CHANGING_TOO.cumulatives(GROUP, starts), amounts, atol=1e-12
    )
    one_by_one = [CHANGING.after(start, amount) for start, amount in zip(starts, amounts, strict=True)]
    np.testing.assert_allclose(days, one_by_one, rtol=1e-14)
    assert not np.any((days > 100 + 1e-9) & (days < 200))  # nothing happens while the hazard is 0


def test_a_hazard_that_ends_is_never_enough():
    ends = Hazard([0.0, 10.0], [0.1, 0.0])
    assert ends.after(0.0, 0.5) == 5
    assert ends.after(0.0, 1.5) == np.inf
    assert ends.after(20.0, 1e-9) == np.inf
    ends_too = Hazards([0.0, 10.0], [[0.1], [0.0]])
    assert ends_too.afters(GROUP, np.array([0.0, 0.0, 20.0]), np.array([0.5, 1.5, 1e-9])).tolist() == [
        5,
        np.inf,
        np.inf,
    ]


def test_survival_under_a_changing_hazard(seed):
    n = 100_000
    amounts = -np.log(Luck(seed, 1).stream("stay").uniforms(np.arange(n).astype(np.uint64)))
    days = CHANGING_TOO.afters(GROUP, np.full(n, 50.0), amounts)
    assert_distributed(days, lambda t: 1 - np.exp(-(CHANGING_TOO.cumulatives(GROUP, t) - CHANGING.cumulative(50.0))))
