"""Numbers with evidence: draws that meet the three numbers exactly, and what a range may not be."""

from math import exp, log, sqrt
from statistics import NormalDist

import pytest

from cascade_sim.scenario.assembling import spread_of
from cascade_sim.scenario.quantities import Quantity
from cascade_sim.units import NONE, PERCENT, Unit

pytestmark = pytest.mark.unit

RATE = Quantity("rate", 0.14, Unit("%/year", over=100), 0.09, 0.20, "HR extract, May 2024", "measured")
SHARE = Quantity("share", 0.85, PERCENT, 0.6, 0.95)
COUNT = Quantity("count", 24, NONE, 18, 40)


@pytest.mark.parametrize("quantity", [RATE, SHARE, COUNT])
def test_5_50_and_95_percent_fall_on_low_value_and_high(quantity):
    drawn = [quantity.draw(u) for u in (0.05, 0.5, 0.95)]
    assert drawn == pytest.approx([quantity.low, quantity.value, quantity.high], rel=1e-12)


def test_draws_are_normal_in_the_logarithm_on_each_side():
    z = NormalDist().inv_cdf(0.2) / NormalDist().inv_cdf(0.05)
    assert RATE.draw(0.2) == pytest.approx(0.14 * exp(z * log(0.09 / 0.14)))


def test_shares_are_normal_in_the_logit():
    z = NormalDist().inv_cdf(0.99) / NormalDist().inv_cdf(0.95)
    logit = log(0.85 / 0.15) + z * (log(0.95 / 0.05) - log(0.85 / 0.15))
    assert SHARE.draw(0.99) == pytest.approx(1 / (1 + exp(-logit)))
    assert 0 < SHARE.draw(1e-12) < SHARE.draw(1 - 1e-12) < 1


def test_counts_are_rounded():
    assert all(COUNT.draw(i / 100) == int(COUNT.draw(i / 100)) for i in range(1, 100))


def test_draws_rise_with_u():
    drawn = [RATE.draw(i / 200) for i in range(1, 200)]
    assert drawn == sorted(set(drawn))


def test_without_a_range_the_value_is_held():
    assert Quantity("rate", 0.14, NONE).draw(0.01) == 0.14


@pytest.mark.parametrize(
    ("quantity", "message"),
    [
        (("share", 0.5, PERCENT, 0.6, 0.9), "must lie between the two ends of its range: 60% < 50% < 90% does not do"),
        (("share", 0.5, PERCENT, 0.4, 0.5), "must lie between"),
        (("share", 0.5, PERCENT, 0.4, 1.0), "the range of a share must lie below 100%"),
        (("count", 5, NONE, 0, 9), "a range must lie above 0"),
    ],
)
def test_a_range_that_cannot_be_drawn_from_is_refused(quantity, message):
    with pytest.raises(ValueError, match=message):
        Quantity(*quantity)


def test_the_spread_at_which_the_busiest_tenth_has_a_share():
    # an exponential's top tenth holds 0.1 (1 + ln 10) of the total (Lorenz curve of the exponential distribution)
    assert spread_of(0.1 * (1 + log(10))) == pytest.approx(1.0, abs=1e-9)
    assert spread_of(0.1) == 0.0
    assert spread_of(0.5) == pytest.approx(1.6, abs=0.1)  # negative binomials with k of 0.3 to 0.7: 1 / sqrt(k)
    assert 1 / sqrt(0.7) < spread_of(0.5) < 1 / sqrt(0.3)
