"""What is known beforehand of tiers below staff, self-paced courses and money, against the model."""

import numpy as np
import pytest
from scipy import stats

from cascade_sim.timeline import YEAR
from tests.running import run
from tests.statistical.tolerances import assert_close, assert_mean

pytestmark = pytest.mark.statistical

# Twelve facilitators of one delivery in four weeks each: 13.05 a year leaves 27.99 days between their day ones, and the
# same weekday four weeks later, when the one before is over, is the first on which they can be asked again. There is a
# date on every open day, and no end of parents.
FACILITATORS, APART = 12, 28
REACHED = f"""
    start: 2025-01-01
    end: 2028-12-31
    groups: {{staff: {{posts: {FACILITATORS}, turnover: 0%/year}}}}
    courses:
      parents:
        taught_by: {{role: facilitator, each: 1}}
        days: {{weekly: 4}}
        places: 12
        schedule: {{daily: {{per_year: 261}}}}
        attendance: {{withdraws: 5%, first_day: 85%, later_days: 85%, completes: {{at_least: 3}}, rebooks: 0%}}
        public: {{name: parents, arrivals: 0/week, waiting_at_start: 1000000}}
    roles:
      facilitator: {{at_start: {{members: {FACILITATORS}}}, deliveries: {{mean: 13.05/year, spread: 0}}}}
    """


def test_parents_reached_by_facilitators_of_known_capacity() -> None:
    """The first twelve deliveries begin on the first open days, each followed by one every four weeks.

    Of those booked, 95% × 85% come on day one, and of these complete who come on two of the three later days.
    """
    runs = run(REACHED, replications=40)
    completes = 0.95 * 0.85 * stats.binom.sf(1, 3, 0.85)
    days = (np.datetime64("2028-12-31") - np.datetime64("2025-01-01")).astype(int) + 1
    begun = sum(len(range(first, days, APART)) for first in _first_open_days(FACILITATORS))
    held = [np.sum(table["deliveries"]["status"] == 0) for table in runs.tables]  # run
    under_way = [np.sum(table["deliveries"]["status"] == 2) for table in runs.tables]
    assert [a + b for a, b in zip(held, under_way, strict=True)] == [begun] * len(held)
    completed = np.array([table["public"]["completed"].sum() for table in runs.tables])
    assert_mean(completed, held[0] * 12 * completes)
    each = completed / held[0]  # a variance that is that of the binomial
    ratio = np.var(each, ddof=1) * held[0] / (12 * completes * (1 - completes))
    assert_close(ratio, 1.0, np.sqrt(2 / (len(each) - 1)))


def _first_open_days(number: int) -> list[int]:
    """The first so many working days from 1 January 2025, a Wednesday."""
    return [day for day in range(60) if (day + 2) % 7 < 5][:number]


BUDGETED = """
    start: 2025-01-01
    end: 2029-12-31
    groups: {staff: {posts: 400, turnover: 10%/year}}
    courses:
      basic:
        places: 15
        minimum: 0
        schedule: {core: {per_year: 40}}
        demand: {willing: 100%, existing: {ask_over: 5 years}}
        attendance: {first_day: 80%, rebooks: 100%}
        cost: {per_delivery: 700 GBP, per_pack: PACK}
    budgets: {training: {per_year: 14500 GBP}}
    """


def test_a_fixed_budget_pays_for_so_many_deliveries_a_year() -> None:
    """14,500 ÷ 700: twenty a year, of the forty planned, and 500 are left over."""
    runs = run(BUDGETED.replace("PACK", "0 GBP"), replications=3)
    for number in range(3):
        deliveries = runs.rows("deliveries", number)
        held = deliveries["planned"][(deliveries["status"] != "cancelled")].astype("datetime64[Y]").astype(int) + 1970
        assert np.bincount(held)[2025:2030].tolist() == [20] * 5


def test_a_fixed_budget_is_spent_to_less_than_another_delivery_costs() -> None:
    """With packs at 30 a head, a delivery costs at most 700 + 15 × 30."""
    runs = run(BUDGETED.replace("PACK", "30 GBP"), replications=10)
    for number in range(10):
        costs = runs.rows("costs", number)
        years = costs["date"].astype("datetime64[Y]").astype(int) + 1970
        spent = np.bincount(years, weights=costs["total"])[2025:2030] / 100
        assert np.all(spent <= 14_500)
        assert np.all(spent > 14_500 - 1_150)


def test_coverage_of_a_self_paced_course_leaks_as_its_length_makes_it() -> None:
    """Everybody is trained a fixed time after starting: C = e^(−τL).

    They sign up at the next midnight, half a day after starting on average, and are done at the end of the day 182 days
    later: L is 183.5 days. Chance alone is taken in over years and replications.
    """
    runs = run(
        """
        start: 2025-01-01
        end: 2032-12-31
        groups: {staff: {posts: 4000, turnover: 18%/year}}
        courses: {online: {self_paced: {takes: 182 days}, demand: {willing: 100%}}}
        """,
        replications=16,
    )
    coverage = runs.stock("coverage", "holders", course="online") / runs.stock("coverage", "in_post", course="online")
    after_a_year = np.flatnonzero(runs.dates >= np.datetime64("2027-01-01"))
    assert_mean(coverage[:, after_a_year].mean(axis=1), np.exp(-0.18 * 183.5 / YEAR))


def test_licences_limit_and_chance_fills_what_they_leave() -> None:
    """Thirty a week ask on average: more than the licences of the first year, and fewer than those of the second."""
    runs = run(
        """
        start: 2025-01-01
        end: 2026-12-31
        groups: {staff: {posts: 1, turnover: 0%/year}}
        courses:
          online:
            self_paced: {takes: 1 day, finishes: 40%, licences: {2025-01-01: 1000, 2026-01-01: 100000}}
            public: {arrivals: 30/week}
        """,
        replications=100,
    )
    signed_up = np.array([table["public"]["signed_up"].sum() for table in runs.tables])
    first_year = [int(table["public"]["signed_up"][:13].sum()) for table in runs.tables]
    assert set(first_year) == {1000}
    assert_mean(signed_up, 30 / 7 * 730)  # all who asked in both years
    completed = np.array([table["public"]["completed"].sum() for table in runs.tables])
    error = np.sqrt(0.4 * 0.6 / signed_up.sum())
    assert_close(completed.sum() / signed_up.sum(), 0.4, error, bias=30 / 7 / signed_up.mean())
