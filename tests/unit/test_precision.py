"""How many replications a precision takes, and how one is written."""

import numpy as np
import pytest
from scipy.stats import t

from cascade_sim.analysis import Precision, half_width, parse_precision
from cascade_sim.errors import UserError

pytestmark = pytest.mark.unit


def spread(count, sd, seed=1):
    """So many values of exactly that standard deviation."""
    values = np.random.default_rng(seed).normal(size=count)
    return 0.5 + sd * (values - values.mean()) / values.std(ddof=1)


def test_the_half_width_is_that_of_students_interval_for_the_widest():
    values = spread(50, 0.1)
    assert half_width([values, spread(50, 0.05)]) == pytest.approx(t.ppf(0.975, 49) * 0.1 / np.sqrt(50))


def test_a_share_of_nobody_is_left_aside_and_a_single_value_tells_nothing():
    assert half_width([np.full(5, np.nan)]) == 0
    assert half_width([np.array([0.4, np.nan])]) == np.inf
    assert half_width([]) == 0


def test_enough_is_enough():
    assert Precision(0.05, 5000).next(50, [spread(50, 0.1)]) == 50
    assert Precision(0.001, 50).next(50, [spread(50, 0.1)]) == 50


def test_as_many_are_added_as_the_spread_so_far_says_with_a_little_to_spare():
    count = Precision(0.01, 5000).next(200, [spread(200, 0.1)])
    needed = 200 * (half_width([spread(200, 0.1)]) / 0.01) ** 2
    assert needed < count < 1.06 * needed + 1


@pytest.mark.parametrize(
    ("count", "sd", "wanted", "following"),
    [(200, 0.1, 0.0139, 220), (200, 0.1, 0.0001, 800), (2, 1e-9, 0.01, 12), (1, 0.1, 0.01, 11), (200, 0.1, 0.002, 800)],
)
def test_a_step_is_neither_too_short_nor_trusts_a_first_estimate_too_far(count, sd, wanted, following):
    values = spread(count, sd) if count > 1 else np.array([0.5])
    assert Precision(wanted, 5000).next(count, [values]) == following


def test_no_more_are_asked_for_than_allowed():
    assert Precision(0.0001, 300).next(200, [spread(200, 0.1)]) == 300


@pytest.mark.parametrize(("written", "share"), [("0.5pp", 0.005), (" 2 pp ", 0.02), ("0.25 pp", 0.0025)])
def test_a_precision_is_written_in_percentage_points(written, share):
    assert parse_precision(written, 100) == Precision(share, 100)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("0.5", "0.5 has no unit: write 0.5pp"),
        ("0.5%", "0.5% could mean percent of the mean: write 0.5pp"),
        ("0pp", "above 0 and below 100, such as 0.5pp, found '0pp'"),
        ("100pp", "found '100pp'"),
        ("-1pp", "found '-1pp'"),
        ("nan", "found 'nan'"),
        ("", "found ''"),
        ("0.5 points", "found '0.5 points'"),
    ],
)
def test_what_is_no_precision_is_refused_with_what_would_do(written, says):
    with pytest.raises(UserError, match=says.replace("%", ".")):
        parse_precision(written, 100)
