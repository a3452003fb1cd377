"""Intervals and quantiles, against SciPy and NumPy."""

import numpy as np
import pytest
from scipy import stats

from cascade_sim.analysis.statistics import counts, means, quantiles, wilson

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("successes", "trials"), [(0, 200), (8, 200), (34, 200), (100, 200), (200, 200), (1, 1), (3, 7)]
)
def test_wilson_is_that_of_scipy(successes, trials):
    reference = stats.binomtest(successes, trials).proportion_ci(0.95, method="wilson")
    assert wilson(successes, trials) == pytest.approx((reference.low, reference.high), abs=1e-12)


def test_wilson_of_a_textbook_example():
    """81 of 263: Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3."""
    low, high = wilson(81, 263)
    assert (round(float(low), 4), round(float(high), 4)) == (0.2553, 0.3662)


def test_wilson_of_no_trials_is_missing():
    assert np.isnan(wilson(0, 0)).all()


def test_the_mean_has_the_t_interval_of_scipy():
    values = np.array([[3.0, 5.0, 4.0, 9.0], [0.1, 0.2, 0.3, 0.4]])
    mean, low, high = means(values)
    for row in range(2):
        reference = stats.t.interval(0.95, 3, values[row].mean(), stats.sem(values[row]))
        assert (low[row], high[row]) == pytest.approx(reference)
        assert mean[row] == pytest.approx(values[row].mean())


def test_missing_values_do_not_count():
    values = np.array([[1.0, np.nan, 3.0], [np.nan, np.nan, np.nan], [7.0, np.nan, np.nan]])
    mean, low, high = means(values)
    assert counts(values).tolist() == [2, 0, 1]
    assert mean.tolist()[::2] == [2.0, 7.0]
    assert np.isnan(mean[1])
    assert np.isnan(low).tolist() == np.isnan(high).tolist() == [False, True, True]
    (median,) = quantiles(values, 0.5)
    assert median.tolist()[::2] == [2.0, 7.0]
    assert np.isnan(median[1])


def test_quantiles_are_those_of_numpy(seed):
    values = np.random.default_rng(seed).normal(size=(4, 5, 31))
    values[np.random.default_rng(seed + 1).uniform(size=values.shape) < 0.3] = np.nan
    reference = np.nanquantile(values, [0.1, 0.5, 0.9], axis=-1)
    np.testing.assert_allclose(np.stack(quantiles(values, 0.1, 0.5, 0.9)), reference, rtol=1e-12)


def test_quantiles_of_no_replications_are_missing():
    assert np.isnan(quantiles(np.zeros((2, 3, 0)), 0.1)[0]).all()
