"""A plan that is ended sooner gives, with the same luck, the same of all that is over by then."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from cascade_sim.model import scopes_of, simulate
from cascade_sim.randomness.streams import Luck
from cascade_sim.recording import tabulate
from cascade_sim.scenario import load

pytestmark = pytest.mark.unit

ROOT = Path(__file__).parents[2]
TOLD_BY_DATE = ("workforce", "coverage", "coverage_by_locality", "roles", "public", "costs")


@pytest.mark.parametrize(
    ("file", "end"),
    [
        ("tests/scenarios/parts.yaml", date(2026, 8, 31)),
        ("scenarios/north-lanarkshire.yaml", date(2019, 9, 30)),
        ("scenarios/suicide-prevention.yaml", date(2010, 3, 31)),
    ],
)
def test_what_happens_before_does_not_depend_on_when_a_plan_ends(file, end):
    plan, _, _ = load(ROOT / file).plan(lambda path: 0.4)
    assert plan.timeline.start < end < plan.timeline.end
    whole, short = (tabulate(simulate(one, Luck(3, 1)), scopes_of(one)) for one in (plan, plan.until(end)))
    over = np.datetime64(end) - 62  # no course here takes longer
    rows = 0
    for name in TOLD_BY_DATE:
        late, early = (columns[name]["date"].astype("datetime64[D]") for columns in (whole, short))
        kept = (late <= over) & np.isin(late, early)
        for column, values in short[name].items():
            np.testing.assert_array_equal(values[early <= over], whole[name][column][kept], f"{name}.{column}")
        rows += np.count_nonzero(kept)
    assert rows > 40
    held, early = (columns["deliveries"]["planned"].astype("datetime64[D]") <= over for columns in (whole, short))
    for column in ("number", "booked", "completed", "status"):
        np.testing.assert_array_equal(short["deliveries"][column][early], whole["deliveries"][column][held])


def test_a_plan_cannot_be_ended_later_than_it_ends():
    plan, _, _ = load(ROOT / "scenarios" / "suicide-prevention.yaml").plan()
    assert plan.until(date(2030, 1, 1)).timeline.end == plan.timeline.end
    assert plan.until(date(2009, 1, 31)).timeline is plan.until(date(2009, 1, 31)).timeline
