"""Quantiles of the Poisson and binomial distributions, and the chance of coming on enough days, against SciPy."""

from itertools import product
from math import prod

import numpy as np
import pytest
from scipy import special, stats

from cascade_sim.randomness.counts import at_least, binomial, poisson

pytestmark = pytest.mark.unit

LEAST, MOST = 2.0**-53, 1 - 2.0**-53  # the least and the most that a draw can be
U = np.concatenate([[1e-12, 1e-9], np.random.default_rng(1).random(2000), [1 - 1e-9, 1 - 1e-12]])


@pytest.mark.parametrize("mean", [0.001, 0.05, 0.7, 1.0, 4.3, 60.0, 2500.0])
def test_so_many_come_as_the_poisson_distribution_says(mean: float) -> None:
    assert poisson(mean, U).tolist() == stats.poisson.ppf(U, mean).astype(int).tolist()


def test_nobody_comes_at_a_mean_of_0() -> None:
    assert not poisson(0.0, U).any()


def test_a_count_is_the_least_number_of_which_the_distribution_function_reaches_the_draw() -> None:
    reached = special.pdtr(3, 2.5)
    assert poisson(2.5, np.array([np.nextafter(reached, 0), reached, np.nextafter(reached, 1)])).tolist() == [3, 3, 4]
    reached = float(special.bdtr(3, 9, 0.4))
    assert [binomial(9, 0.4, u) for u in (np.nextafter(reached, 0), reached, np.nextafter(reached, 1))] == [3, 3, 4]


@pytest.mark.parametrize("number", [1, 2, 17, 300])
@pytest.mark.parametrize("chance", [1e-6, 0.05, 0.5, 0.9, 1 - 1e-6])
def test_it_happens_to_so_many_as_the_binomial_distribution_says(number: int, chance: float) -> None:
    counted = [binomial(number, chance, u) for u in U.tolist()]
    assert counted == stats.binom.ppf(U, number, chance).astype(int).tolist()


@pytest.mark.parametrize(("number", "chance", "counted"), [(0, 0.5, 0), (-1, 0.5, 0), (7, 0.0, 0), (7, 1.0, 7)])
@pytest.mark.parametrize("u", [LEAST, 0.5, MOST])
def test_what_is_sure_needs_no_luck(number: int, chance: float, counted: int, u: float) -> None:
    assert binomial(number, chance, u) == counted


def test_the_largest_draw_gives_a_number_that_can_be() -> None:
    """There the distribution function is 1 to all digits, and a quantile is no longer known to one person."""
    for mean in (0.001, 1.0, 400.0, 1e5):
        assert stats.poisson.sf(poisson(mean, np.array([MOST]))[0] + 2, mean) < 2 * (1 - MOST)
    assert stats.binom.sf(binomial(400, 0.5, MOST) + 2, 400, 0.5) < 2 * (1 - MOST)


@pytest.mark.parametrize("wanted", range(-1, 7))
def test_coming_on_enough_days_of_one_kind_is_binomial(wanted: int) -> None:
    assert at_least(wanted, [0.7] * 5) == pytest.approx(stats.binom.sf(wanted - 1, 5, 0.7), abs=1e-15)


@pytest.mark.parametrize("wanted", range(-1, 6))
def test_coming_on_enough_days_adds_up_over_all_ways_to_do_so(wanted: int) -> None:
    chances = [0.9, 0.0, 0.35, 1.0]
    ways = (way for way in product((True, False), repeat=len(chances)) if sum(way) >= wanted)
    each = (prod(p if comes else 1 - p for comes, p in zip(way, chances, strict=True)) for way in ways)
    assert at_least(wanted, chances) == pytest.approx(sum(each), abs=1e-15)


def test_without_later_days_nobody_falls_short() -> None:
    assert at_least(0, []) == 1.0
    assert at_least(1, []) == 0.0
