"""The coverage bridge on hand-made tables: its parts, what dilution is, and that they add up."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from cascade_sim import measures
from cascade_sim.analysis import bridge, bridges
from cascade_sim.analysis.bridge import PARTS
from cascade_sim.errors import UserError
from tests.hand_made import run_of

pytestmark = pytest.mark.unit

OPENING, FIRST, SECOND = date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 30)


def row(replication, when, group="nurses", **counts):
    return {"replication": replication, "date": str(when), "course": "basic", "group": group} | counts


def one_future():
    """60 of 100 trained; then 20 gain it, 4 arrive with it, 6 leave, 2 expire; and there are 120 people at the end."""
    return run_of(
        1,
        coverage=[
            row(
                1, OPENING, holders=60, in_post=100, gained_existing=99
            ),  # flows of the opening row are not the period's
            row(1, FIRST, holders=70, in_post=100, gained_existing=9, gained_starters=5, left_holding=4),
            row(1, SECOND, holders=76, in_post=120, gained_starters=6, arrived_with=4, left_holding=2, expired=2),
        ],
    )


def parts(told, group=""):
    return told[told["group"] == group].set_index("part")["mean"].to_dict()


def test_every_part_is_a_share_of_the_people_in_post_at_the_end():
    told = bridge(one_future(), OPENING, SECOND)
    assert list(told) == list(measures.BRIDGE.names())
    assert parts(told) == pytest.approx(
        {
            "start": 60 / 100,
            "gained": 20 / 120,
            "arrived": 4 / 120,
            "left": -6 / 120,
            "expired": -2 / 120,
            "dilution": 60 / 120 - 60 / 100,
            "end": 76 / 120,
        }
    )


def test_flows_count_after_the_first_date_alone():
    assert parts(bridge(one_future(), FIRST, SECOND))["gained"] == pytest.approx(6 / 120)


def test_the_parts_add_up_in_the_mean_over_all_groups_and_in_each():
    random = np.random.default_rng(1)
    rows = []
    for replication in range(1, 21):
        for group in ("nurses", "teachers"):
            holders = int(random.integers(0, 50))
            for when in (OPENING, FIRST, SECOND):
                flows = random.integers(0, 5, 4)
                if when > OPENING:
                    holders += int(flows[:3].sum() - 2 * flows[3])
                gained, starters, arrived, gone = map(int, flows)
                rows.append(
                    row(
                        replication, when, group, holders=holders, in_post=int(random.integers(80, 120)),
                        gained_existing=gained, gained_starters=starters, arrived_with=arrived,
                        left_holding=gone, expired=gone,
                    )
                )  # fmt: skip
    told = bridge(run_of(16, 4, coverage=rows), OPENING, SECOND)
    assert set(told["group"]) == {"", "nurses", "teachers"}
    for group in ("", "nurses", "teachers"):
        values = parts(told, group)
        assert sum(values[part] for part in PARTS[:-1]) == pytest.approx(values["end"], abs=1e-12)
    assert set(told["replications"]) == {16}


def test_a_future_with_nobody_in_post_is_left_out_of_every_part():
    rows = [row(1, when, holders=5, in_post=10) for when in (OPENING, FIRST)]
    rows += [row(2, OPENING, holders=0, in_post=0), row(2, FIRST, holders=1, in_post=10, gained_starters=1)]
    told = bridge(run_of(2, coverage=rows), OPENING, FIRST)
    assert set(told["replications"]) == {1}
    assert parts(told)["end"] == 0.5


def test_a_date_the_tables_lack_is_refused_with_the_nearest_they_have():
    with pytest.raises(UserError, match="no row for 2025-04-02; the nearest they have is 2025-03-31"):
        bridge(one_future(), OPENING, date(2025, 4, 2))


def test_a_period_upside_down_is_refused():
    with pytest.raises(UserError, match="2025-04-30 does not lie before 2025-03-31"):
        bridge(one_future(), SECOND, FIRST)


def test_several_periods_are_told_one_after_another():
    told = bridges(one_future(), [(OPENING, FIRST), (FIRST, SECOND)])
    assert told["until"].drop_duplicates().tolist() == [pd.Timestamp(FIRST), pd.Timestamp(SECOND)]
    assert bridges(one_future(), []).empty
    assert bridges(run_of(1), [(OPENING, FIRST)]).empty
