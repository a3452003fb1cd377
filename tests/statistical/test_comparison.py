"""What is said of a difference holds of the model: its expectation, and how often its interval covers that."""

from datetime import date
from math import sqrt

import numpy as np
import pandas as pd
import pytest

from cascade_sim.analysis import Outcomes, Scope, Yardstick
from cascade_sim.analysis.comparison import difference
from tests.running import run

pytestmark = pytest.mark.statistical

# Thirty people wait and nobody leaves; each who is booked comes with probability 0.8 and then completes. With so many
# places, 0.8 × places complete in the mean, so four places more bring 3.2 people more, whatever the future.
ONE_COURSE = """
    start: 2025-01-01
    end: 2025-03-31
    groups: {{staff: {{posts: 30, turnover: 0%/year}}}}
    courses:
      basic:
        for: [staff]
        places: {places}
        schedule: {{only: {{dates: [2025-02-10]}}}}
        closes: 1 weeks
        attendance: {{withdraws: 0%, first_day: 80%, later_days: 100%, rebooks: 0%}}
        demand: {{existing: {{willing: 100%, waiting_at_start: 30}}, starters: {{willing: 0%}}}}
"""
COMPLETED = Yardstick("completed", "completed", Scope("basic"), date(2025, 3, 31))
EXPECTED = 0.8 * 4


FUTURES, EACH = 800, 8


@pytest.fixture(scope="module")
def plans(seed):
    """What completes with eight places and with twelve, in the same futures."""
    return [outcomes(places, seed) for places in (8, 12)]


def outcomes(places, seed):
    runs = run(ONE_COURSE.format(places=places), replications=FUTURES, seed=seed)
    full = pd.DataFrame({"completed": runs.flow("coverage", "completed")}, index=range(1, FUTURES + 1))
    return Outcomes(full, full.iloc[:0])


def test_four_places_more_bring_as_many_people_as_come_of_four(plans):
    found = difference(*plans, COMPLETED, 0.01)
    assert abs(found["mean"] - EXPECTED) < 4 * sqrt(4 * 0.8 * 0.2 / FUTURES)
    assert found["verdict"] == "better"


def test_the_luck_that_plans_share_is_no_error_of_their_difference(plans):
    """Those who get the eight places of both plans come or stay away in both: only the four more differ."""
    found = difference(*plans, COMPLETED, 0.01)
    error = (found["mean_high"] - found["mean_low"]) / 2 / 1.963  # Student's t, 799 degrees
    assert error == pytest.approx(sqrt(4 * 0.8 * 0.2 / FUTURES), rel=0.15)  # of plans apart it would be 2.2 times that


def test_the_interval_of_a_mean_difference_covers_it_nineteen_times_in_twenty(plans):
    """In each hundredth of the futures, which are as independent as other seeds are."""
    each = [plans[0].full.index[first : first + EACH] for first in range(0, FUTURES, EACH)]
    told = [difference(*(plan.of_futures(some, some[:0]) for plan in plans), COMPLETED, 0.01) for some in each]
    covered = np.mean([one["mean_low"] <= EXPECTED <= one["mean_high"] for one in told])
    assert abs(covered - 0.95) < 0.02 + 3 * sqrt(0.95 * 0.05 / len(each))  # 2%: people come in whole numbers
