"""Coverage against its closed forms, where courses are given by an external body and everybody turns up.

A course of one day trains those who are on the list at 00:00 of the day, at the end of it. Whoever is trained at a
delivery on day D, and anybody else, is still in post at t > D with chance e^(−τ(t − D)): so holders are a sum over
deliveries, exact for any dates. The closed forms spread the same completions evenly over the year; how far the two
can lie apart is `calendar_bias`.
"""

import numpy as np
import pytest

from cascade_sim.timeline import YEAR
from tests.running import Runs, run
from tests.statistical.test_workforce import BY_TENURE, MEAN_STAY, staying, year_ends
from tests.statistical.tolerances import Z, assert_close, assert_shares

pytestmark = pytest.mark.statistical

DAY = 1 / YEAR
NOW = 1e-9  # years: more than the instant before midnight at which a day ends


def days_held(runs: Runs) -> np.ndarray:
    """Day one of each delivery of the only course, in years from the start."""
    planned = runs.rows("deliveries")["planned"]
    return (planned - np.datetime64(runs.scopes.timeline.start)).astype(int) / YEAR


def lumps(runs: Runs, places: int, turnover: float, at: np.ndarray, valid_for: float = np.inf):
    """Expected number of holders who were trained on full deliveries, at moments in years, and its variance."""
    since = at[:, None] - days_held(runs)
    held = (since > DAY - NOW) & (since < DAY + valid_for - NOW)
    chance = np.where(held, np.exp(-turnover * np.maximum(since, 0)), 0)
    return places * chance.sum(axis=1), places * (chance * (1 - chance)).sum(axis=1)


def calendar_bias(rate: float, places: int) -> float:
    """How many holders the deliveries' dates can make more or fewer than as many completions spread evenly over time.

    Let n(t) be the deliveries given by t and e the largest |n(t) − rate × t|. It is at most ½ (they are planned
    where the count, started at ½, reaches a whole number) + rate × (2/260 (weekends: no span has open days more than
    two beyond its share of about 260 a year) + ¾ + 1 day (calendar years against years of 365.25 days, and the day
    that the course takes)). Holders are ∫ f dn with f(s) = e^(−τ(t − s)) between 0, or t − V, and t. By parts,
    |∫ f dn − rate ∫ f ds| ≤ e × (f at both ends + how much it varies between them) = 2e.
    """
    apart = 0.5 + rate * (2 / 260 + 1.75 / YEAR)
    return 2 * apart * places


def check_full(runs: Runs, rate: float, places: int) -> None:
    """Every delivery was full, and as many were given as the rate says."""
    deliveries = runs.rows("deliveries")
    assert np.all(deliveries["booked"] == places)
    assert np.all(deliveries["completed"] + deliveries["left"] == places)
    assert abs(len(deliveries["booked"]) - rate * runs.years[-1]) <= calendar_bias(rate, places) / places


@pytest.mark.parametrize(
    ("arrive_trained", "held", "rate", "places"),
    [(0.0, 0.0, 100, 20), (0.0, 0.7, 100, 20), (0.0, 0.2, 10, 200), (0.3, 0.1, 50, 20)],
)
def test_coverage_tends_to_what_completions_can_keep_up(seed, arrive_trained, held, rate, places):
    posts, turnover = 20_000, 0.18
    runs = run(
        f"""
        start: 2025-01-01
        end: 2034-12-31
        groups:
          staff:
            posts: {posts}
            turnover: 18%/year
            hold_at_start: {{basic: {held:.0%}}}
            arrive_with: {{basic: {arrive_trained:.0%}}}
        courses: {{basic: {{places: {places}, schedule: {{core: {{per_year: {rate}}}}}, demand: {{willing: 100%}}}}}}
        """,
        seed=seed,
    )
    check_full(runs, rate, places)
    at = year_ends(runs)[1:]
    years = runs.years[at]
    measured = runs.stock("coverage", "holders")[0, at] / posts

    # Those in post who held it at the start or arrived with it are binomial; those trained, added up over deliveries,
    # are too. They share the posts, so the one is the smaller the larger the other: variances add up to a bound.
    trained, variance = lumps(runs, places, turnover, years)
    others = held * np.exp(-turnover * years) + arrive_trained * (1 - np.exp(-turnover * years))
    error = np.sqrt(variance + posts * others * (1 - others)) / posts
    assert_close(measured, others + trained / posts, error)

    ceiling = arrive_trained + rate * places / (turnover * posts)
    closed = ceiling + (held - ceiling) * np.exp(-turnover * years)
    assert_close(measured, closed, error, bias=calendar_bias(rate, places) / posts)


def test_coverage_is_capped_at_everybody_and_the_ceiling_is_not(seed):
    posts, turnover, rate, places = 20_000, 0.18, 100, 80
    runs = run(
        f"""
        start: 2025-01-01
        end: 2031-12-31
        groups: {{staff: {{posts: {posts}, turnover: 18%/year}}}}
        courses: {{basic: {{places: {places}, schedule: {{core: {{per_year: {rate}}}}}, demand: {{willing: 100%}}}}}}
        """,
        seed=seed,
    )
    ceiling = rate * places / (turnover * posts)
    assert ceiling > 2
    full = -np.log(1 - 1 / ceiling) / turnover  # when the closed form reaches 1
    assert 3 < full < 3.5
    at = year_ends(runs)[1:]
    years = runs.years[at]
    measured = runs.stock("coverage", "holders")[0, at] / posts

    before = years < full
    trained, variance = lumps(runs, places, turnover, years[before])
    error = np.sqrt(variance) / posts
    assert_close(measured[before], trained / posts, error)
    closed = ceiling * (1 - np.exp(-turnover * years[before]))
    assert_close(measured[before], closed, error, bias=calendar_bias(rate, places) / posts)

    # After it, those who started since the morning of the last delivery are not trained, and nobody else.
    after = years > full + 0.5
    last = days_held(runs)[np.searchsorted(days_held(runs), years[after] - DAY + NOW) - 1]
    assert np.all(runs.rows("deliveries")["booked"][-100:] < places)
    since = years[after] - last
    assert np.all(since < 8 * DAY)  # at 100 a year there is never more than a week between two, and then the day itself
    assert_shares(posts * measured[after], posts, np.exp(-turnover * since))
    assert np.all(measured[after] > 1 - turnover * 8 * DAY - Z * np.sqrt(turnover * 8 * DAY / posts))


@pytest.mark.parametrize(
    ("turnover", "after", "expected", "printed"),
    [
        ("18%/year", 0.5, lambda years: np.exp(-0.18 * years), 0.914),
        (BY_TENURE, 2.0, lambda years: 1 - staying(years) / MEAN_STAY, 0.810),
    ],
    ids=["constant turnover", "turnover by tenure"],
)
def test_coverage_where_everyone_is_trained_a_fixed_time_after_starting(seed, turnover, after, expected, printed):
    """Deliveries on every day, with places for all: those who asked by 00:00 of the day hold it at the end of it.

    So at the end of a day those in post hold it who have been there for `after` and that day.
    """
    assert round(float(expected(after)), 3) == printed
    posts = 50_000
    every_day = ", ".join(map(str, np.arange("2025-01-01", "2029-01-01", dtype="datetime64[D]")))
    runs = run(
        f"""
        start: 2025-01-01
        end: 2028-12-31
        groups: {{staff: {{posts: {posts}, turnover: {turnover}}}}}
        courses:
          basic:
            places: {posts}
            schedule: {{daily: {{dates: [{every_day}]}}}}
            demand: {{starters: {{ask_after: {after * 12:g} months}}}}
        """,
        seed=seed,
    )
    at = np.flatnonzero(runs.years > after + DAY)[::6]
    assert len(at) >= 4
    holders, exact = runs.stock("coverage", "holders")[0, at], expected(after + DAY)
    assert_shares(holders, posts, exact)
    a_days_leavers = 0.3 * DAY
    error = np.sqrt(exact * (1 - exact) / posts)
    assert_close(holders / posts, expected(after), error, bias=a_days_leavers)


def test_coverage_where_qualifications_expire_and_are_not_renewed(seed):
    posts, turnover, rate, places, valid = 50_000, 0.18, 100, 80, 2.0
    assert rate * places < turnover * posts
    runs = run(
        f"""
        start: 2025-01-01
        end: 2032-12-31
        groups: {{staff: {{posts: {posts}, turnover: 18%/year}}}}
        courses:
          basic:
            places: {places}
            schedule: {{core: {{per_year: {rate}}}}}
            demand: {{willing: 100%}}
            valid_for: {valid:g} years
        """,
        seed=seed,
    )
    check_full(runs, rate, places)
    at = year_ends(runs)[3:]
    measured = runs.stock("coverage", "holders")[0, at] / posts
    trained, variance = lumps(runs, places, turnover, runs.years[at], valid)
    error = np.sqrt(variance) / posts
    assert_close(measured, trained / posts, error)
    closed = rate * places / posts * (1 - np.exp(-turnover * valid)) / turnover
    assert_close(measured, closed, error, bias=calendar_bias(rate, places) / posts)
