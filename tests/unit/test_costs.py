"""What courses cost, out of hand-made tables: sums on paper."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from cascade_sim import measures
from cascade_sim.analysis import costs_yearly, headlines, limits_summary, unit_costs
from cascade_sim.analysis.headlines import Months
from cascade_sim.timeline import YEAR
from tests.hand_made import run_of

pytestmark = pytest.mark.unit

OPENING, FIRST, SECOND, THIRD = "2025-02-28", "2025-03-31", "2025-04-30", "2026-03-31"
DATES = (OPENING, FIRST, SECOND, THIRD)


def paid(replication, course, *totals):
    """A row for each date: the opening costs nothing; a tenth of the rest is for places."""
    return [
        {
            "replication": replication,
            "date": day,
            "course": course,
            "deliveries": 0.9 * t,
            "places": 0.1 * t,
            "total": t,
        }
        for day, t in zip(DATES, (0, *totals), strict=True)
    ]


def held(replication, holders, completed, in_post=10):
    keys = {"replication": replication, "course": "basic", "group": "nurses", "in_post": in_post}
    return [
        {**keys, "date": day, "holders": h, "completed": c}
        for day, h, c in zip(DATES, holders, (0, *completed), strict=True)
    ]


def row(frame, year, **keys):
    for key, value in {"year": pd.Timestamp(year), **keys}.items():
        frame = frame[frame[key] == value]
    (found,) = frame.to_dict("records")
    return found


def test_costs_add_up_by_year_and_kind_and_over_courses():
    costs = paid(1, "basic", 100, 200, 300) + paid(1, "other", 10, 20, 30)
    costs += paid(2, "basic", 300, 0, 100) + paid(2, "other", 30, 0, 0)
    told = costs_yearly(run_of(2, costs=costs), year_starts=4)
    assert list(told) == list(measures.COSTS_YEARLY.names())
    assert told["year"].unique().tolist() == pd.to_datetime([FIRST, THIRD]).tolist()
    assert told["course"].unique().tolist() == ["", "basic", "other"]
    assert row(told, FIRST, course="basic", kind="total")["mean"] == 200
    assert row(told, THIRD, course="basic", kind="total")["mean"] == 300  # (500 + 100) ÷ 2
    assert row(told, THIRD, course="", kind="total")["mean"] == 325
    assert row(told, THIRD, course="basic", kind="places")["mean"] == pytest.approx(30)
    assert row(told, THIRD, course="basic", kind="packs")["mean"] == 0
    every = told[(told["course"] == "") & (told["year"] == THIRD)].set_index("kind")["mean"]
    assert every.drop("total").sum() == pytest.approx(every["total"])


def test_what_was_got_for_the_money_is_told_from_the_start_on():
    tables = run_of(1, costs=paid(1, "basic", 100, 200, 300), coverage=held(1, (0, 2, 4, 5), (2, 2, 1)))
    told = unit_costs(tables, year_starts=4)
    assert list(told) == list(measures.UNIT_COSTS.names())
    assert row(told, FIRST, course="basic", per="completion")["mean"] == 50
    assert row(told, THIRD, course="basic", per="completion")["mean"] == 120
    assert row(told, THIRD, course="basic", per="trained_in_post")["mean"] == 120
    held_for = (31 * 10 + 30 * 30 + 335 * 45) / YEAR  # trapezia: 0 to 20%, to 40%, to 50%
    assert row(told, THIRD, course="basic", per="point_year")["mean"] == pytest.approx(600 / held_for)
    assert row(told, THIRD, course="", per="completion")["mean"] == 120
    assert set(told[told["course"] == ""]["per"]) == {"completion"}


def test_a_future_with_nothing_to_divide_by_counts_as_missing():
    coverage = held(1, (0, 2, 2, 2), (2, 0, 0)) + held(2, (0, 0, 0, 0), (0, 0, 0))
    costs = paid(1, "basic", 100, 0, 0) + paid(2, "basic", 300, 0, 0)
    told = row(unit_costs(run_of(2, costs=costs, coverage=coverage), 4), THIRD, course="basic", per="completion")
    assert (told["mean"], told["replications"]) == (50, 1)


def test_nobody_in_post_holds_no_coverage():
    coverage = held(1, (0, 0, 0, 0), (0, 0, 0), in_post=0)
    told = unit_costs(run_of(1, costs=paid(1, "basic", 100, 0, 0), coverage=coverage), 4)
    assert np.isnan(told["mean"]).all()


def test_full_futures_and_those_by_chance_alone_are_kept_apart():
    costs = [cost for r, total in enumerate((100, 200, 1000), 1) for cost in paid(r, "basic", total, 0, 0)]
    told = row(costs_yearly(run_of(2, 1, costs=costs), 4), FIRST, course="basic", kind="total")
    assert (told["mean"], told["p10"], told["chance_p10"], told["replications"]) == (150, 110, 1000, 2)


def test_a_course_for_the_public_has_a_cost_for_each_completion_alone():
    public = [
        {"replication": 1, "date": day, "course": "group", "completed": c}
        for day, c in zip(DATES, (0, 1, 2, 3), strict=True)
    ]
    costs = paid(1, "group", 60, 60, 60) + paid(1, "basic", 40, 40, 40)
    tables = run_of(1, costs=costs, public=public, coverage=held(1, (0, 2, 4, 5), (2, 2, 2)))
    told = unit_costs(tables, 4)
    assert set(told[told["course"] == "group"]["per"]) == {"completion"}
    assert row(told, THIRD, course="group", per="completion")["mean"] == 30
    assert row(told, THIRD, course="", per="completion")["mean"] == 300 / 12


def test_where_nothing_has_a_price_the_tables_are_empty():
    tables = run_of(1, coverage=held(1, (0, 2, 4, 5), (2, 2, 1)))
    for table, frame in (
        (measures.COSTS_YEARLY, costs_yearly(tables, 4)),
        (measures.UNIT_COSTS, unit_costs(tables, 4)),
    ):
        assert list(frame) == list(table.names())
        assert frame.empty


def test_headlines_tell_what_was_spent_and_what_for():
    tables = run_of(
        2,
        costs=paid(1, "basic", 100, 200, 300) + paid(2, "basic", 300, 400, 500),
        coverage=held(1, (0, 2, 4, 5), (2, 2, 1)) + held(2, (0, 2, 4, 5), (2, 2, 1)),
    )
    told = headlines(
        tables,
        limits_summary(tables),
        courses=["basic"],
        roles=[],
        when=date(2026, 3, 31),
        months=Months(date(2025, 1, 1), date(2025, 12, 31)),
    ).cost
    assert (told.total, told.p10, told.p90) == pytest.approx((900, 660, 1140))
    assert told.last_year == 700
    assert {(unit.course, unit.per): unit.cost for unit in told.units}["basic", "completion"] == 180
