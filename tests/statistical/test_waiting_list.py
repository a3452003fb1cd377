"""The waiting list of a course that is held every four weeks, against the bulk-service queue (Bailey 1954).

Starters ask at once. Posts are refilled at once and stays are exponential, so that starts in all posts together are a
Poisson process, exactly. Deliveries have b places and lie T = 28 days apart. With Q left behind after a delivery and
A requests until the next, Q' = max(Q + A − b, 0). By Spitzer's identity the n-th is, from an empty list on,
E[Q_n] = Σ_{k ≤ n} E[(A_k − kb)+]/k with A_k ~ Poisson(kλ): so the mean over a run of any length is known exactly, and
nothing need be thrown away at its beginning.

Of those who wait, a few in ten thousand leave before their turn, which Bailey's queue does not know. They are counted
in the table: the queue without them is the same recursion over the same requests, and the tests put them back.

Most of what chance does to a mean Q̄ is by the number of requests, which is known to be Poisson. Its covariance with
their mean Ā over n intervals is λ/n × dE[Q̄]/dλ (by the score of the Poisson), so Q̄ − dE[Q̄]/dλ × (Ā − λ) has the same
mean and the least variance: the tests measure that.
"""

import numpy as np
import pytest
from scipy import stats

from cascade_sim.timeline import YEAR
from tests.running import Runs, run
from tests.statistical.tolerances import assert_close, assert_mean, assert_uniform_counts

pytestmark = pytest.mark.statistical

PLACES, APART, POSTS, REPLICATIONS = 16, 28, 50_000, 32
DELIVERIES = np.datetime64("2025-01-29") + np.arange(500) * APART


def left_behind(k_most: int, requests: float) -> np.ndarray:
    """E[Q_n] for n from 0 to `k_most`, from an empty list on."""
    k = np.arange(1, k_most + 1)
    mean = k * requests
    # E[(A − m)+] = λ P(A ≥ m) − m P(A ≥ m + 1) for A ~ Poisson(λ)
    above = mean * stats.poisson.sf(k * PLACES - 1, mean) - k * PLACES * stats.poisson.sf(k * PLACES, mean)
    return np.concatenate([[0.0], np.cumsum(above / k)])


def mean_left_behind(rate: float) -> float:
    """The expected mean of Q over all deliveries of a run."""
    return float(left_behind(len(DELIVERIES), rate)[1:].mean())


def sensitivity(rate: float) -> float:
    """How much that rises with the requests per interval."""
    return (mean_left_behind(rate + 1e-4) - mean_left_behind(rate - 1e-4)) / 2e-4


@pytest.mark.parametrize(("load", "expected"), [(0.8, 0.6726), (0.9, 2.7715)])
def test_the_published_values(load, expected):
    assert round(left_behind(5000, load * PLACES)[-1], 4) == expected


@pytest.fixture(scope="module", params=[0.8, 0.9], ids=lambda load: f"load {load}")
def load(request) -> float:
    return request.param


@pytest.fixture(scope="module")
def runs(load, seed) -> Runs:
    """Replications with a snapshot on the eve of each delivery (that is what targets are good for here)."""
    dates = ", ".join(map(str, DELIVERIES))
    eves = "\n".join(
        f"  t{i}: {{measure: holders, course: basic, at_least: 1, by: {day - 1}}}" for i, day in enumerate(DELIVERIES)
    )
    turnover = load * PLACES / APART * YEAR / POSTS
    return run(
        f"start: 2025-01-01\nend: {DELIVERIES[-1]}\n"
        f"groups: {{staff: {{posts: {POSTS}, turnover: {turnover!r}/year}}}}\n"
        "courses:\n"
        f"  basic:\n    places: {PLACES}\n    schedule: {{four_weekly: {{dates: [{dates}]}}}}\n"
        "    demand: {existing: {willing: 0%}, starters: {willing: 100%}}\n"
        f"targets:\n{eves}",
        replications=REPLICATIONS,
        seed=seed,
    )


def between(runs: Runs, column: str) -> np.ndarray:
    """A flow, added up from one eve of a delivery to the next (the first: from the start)."""
    total = runs.stock("coverage", column).cumsum(axis=1)[:, np.searchsorted(runs.dates, DELIVERIES - 1)]
    return np.diff(total, axis=1, prepend=0)


def left_the_list(runs: Runs) -> np.ndarray:
    """Who left while waiting, likewise: all who left before completing but those who were on a delivery that day."""
    left = between(runs, "left_waiting")
    left[:, 1:] -= np.stack(runs.each("deliveries", "left"))[:, :-1]
    return left


def waited(asked: np.ndarray, left: np.ndarray) -> np.ndarray:
    """Who is on the list before each delivery, by the recursion."""
    before = np.zeros_like(asked)
    behind = np.zeros(len(asked))
    for i in range(asked.shape[1]):
        before[:, i] = behind + asked[:, i] - left[:, i]
        behind = np.maximum(before[:, i] - PLACES, 0)
    return before


def behind(before: np.ndarray) -> np.ndarray:
    return np.maximum(before - PLACES, 0)


def test_deliveries_take_who_waits_up_to_their_places(runs):
    waiting = runs.stock("coverage", "waiting")[:, np.searchsorted(runs.dates, DELIVERIES - 1)]
    assert np.array_equal(waiting, waited(between(runs, "asked"), left_the_list(runs)))
    booked = np.stack(runs.each("deliveries", "booked"))
    assert np.array_equal(booked, np.minimum(waiting, PLACES))


def test_requests_are_poisson(runs, load):
    asked = between(runs, "asked")
    rate = load * PLACES
    n = asked.size
    assert_close(asked[:, 0].mean(), rate, np.sqrt(rate / len(asked)))  # 28 days before the first, too
    assert_close(asked.mean(), rate, np.sqrt(rate / n))
    # The sample variance of a Poisson of mean m has variance (m + 2m²)/n; neighbours have no correlation.
    assert_close(asked.var(), rate, np.sqrt((rate + 2 * rate**2) / n))
    assert_close(np.corrcoef(asked[:, :-1].ravel(), asked[:, 1:].ravel())[0, 1], 0, 1 / np.sqrt(n))
    edges = np.unique(stats.poisson.ppf(np.linspace(0.02, 0.98, 13), rate))
    cells = np.searchsorted(edges, asked.ravel())  # cell i: above edges[i − 1], up to edges[i]
    bounds = np.concatenate([[-1], edges, [np.inf]])
    chances = np.diff(stats.poisson.cdf(bounds, rate))
    assert_uniform_counts(np.bincount(cells, minlength=len(chances)), chances * n)


def test_people_left_behind(runs, load):
    asked, left = between(runs, "asked"), left_the_list(runs)
    with_leavers = behind(waited(asked, left))
    without = behind(waited(asked, np.zeros_like(left)))
    correction = (without - with_leavers).mean(axis=1)  # who left is missed until the list is next empty
    rate = load * PLACES
    expected = mean_left_behind(rate)
    assert 0 <= correction.mean() < expected / 100
    measured = behind(runs.stock("coverage", "waiting")[:, np.searchsorted(runs.dates, DELIVERIES - 1)]).mean(axis=1)
    by_number = sensitivity(rate) * (asked.mean(axis=1) - rate)
    assert_mean(measured + correction - by_number, expected)


def test_mean_wait(runs, load):
    """T (E[Q]/λ + ½); in whole weeks, with T four of them, half a week less, as requests fall anywhere in a week.

    The weeks waited are added up over those who completed. Who still waits at the end has not: that is Q_n people, who
    have waited for Q_n/b + 1 times T at most if the list was empty before they came, and a bound on the bias.
    """
    tables = [runs.rows("waits", replication) for replication in range(REPLICATIONS)]
    weeks = np.array([(rows["weeks"] * rows["people"]).sum() for rows in tables])
    completed = runs.flow("coverage", "completed")
    rate = load * PLACES
    wait = 4 * (mean_left_behind(rate) / rate + 0.5) - 0.5
    asked, left = between(runs, "asked"), left_the_list(runs)
    before = waited(asked, left)
    leavers = behind(waited(asked, np.zeros_like(left))).sum() - behind(before).sum()
    last = behind(before)[:, -1]
    bias = 4 * (leavers / REPLICATIONS + (last * (last / PLACES + 1)).mean()) / completed.mean()
    assert bias < 0.02
    # By Little's law and the even spread of requests, expected weeks are 4 E[Q] + 1.5 λ for each interval.
    by_number = (4 * sensitivity(rate) + 1.5 - wait) * (asked.mean(axis=1) - rate)
    assert_mean((weeks - wait * completed) / completed.mean() - by_number / rate, 0.0, bias=bias)
