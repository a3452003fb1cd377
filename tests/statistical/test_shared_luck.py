"""Two versions of a scenario share their luck, so that a small difference shows in few replications."""

import logging
from pathlib import Path

import numpy as np
import pytest

from cascade_sim.scenario import load
from tests.running import run
from tests.statistical.tolerances import assert_more

pytestmark = pytest.mark.statistical

FOUNDING = Path(__file__).parents[2] / "scenarios" / "north-lanarkshire.yaml"
ONE_MORE = "courses.foundation.schedule.extra={per_year: 1}"
REPLICATIONS = 40


def test_one_delivery_more_a_year_differs_less_than_luck_does(seed):
    """The paired difference in coverage varies at most 0.7 times as much as with luck of their own.

    With independent seeds the variance of a difference is the sum of the two variances.
    """
    as_now, more = (run(load(FOUNDING, sets), replications=REPLICATIONS, seed=seed) for sets in ((), (ONE_MORE,)))
    covered = [
        runs.stock("coverage", "holders", course="foundation")[:, -1]
        / runs.stock("coverage", "in_post", course="foundation")[:, -1]
        for runs in (as_now, more)
    ]
    paired = np.std(covered[1] - covered[0], ddof=1)
    independent = np.sqrt(np.var(covered[0], ddof=1) + np.var(covered[1], ddof=1))
    logging.getLogger("statistical").info(
        "%.4f paired, %.4f independent: %.3f", paired, independent, paired / independent
    )
    assert paired <= 0.7 * independent
    assert_more(covered[1], covered[0])
