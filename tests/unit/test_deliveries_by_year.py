"""Deliveries and places by year, from hand-made tables."""

import pandas as pd
import pytest

from cascade_sim import measures
from cascade_sim.analysis import deliveries_yearly, ladder
from tests.hand_made import run_of

pytestmark = pytest.mark.unit

DATES = ("2025-03-31", "2026-03-31", "2027-03-31")
FIRST, SECOND = pd.Timestamp("2026-03-31"), pd.Timestamp("2027-03-31")


def tables(*deliveries, full=2, chance=0):
    workforce = [{"replication": 1, "date": when, "group": "nurses"} for when in DATES]
    return run_of(full, chance, workforce=workforce, deliveries=[{"course": "basic", **row} for row in deliveries])


def held(replication, planned, **counts):
    return {"replication": replication, "planned": planned, "status": "run", "places": 10} | counts


def off(replication, planned, cause, **counts):
    return held(replication, planned, status="cancelled", cause=cause, **counts)


def mean(told, year, what):
    names = told.columns[2]
    return float(told[(told["year"] == year) & (told[names] == what)]["mean"].iloc[0])


RUN = tables(
    held(
        1, "2025-04-01", overbooked=1, empty=0, withdrew=2, left=1, absent=1, turned_away=1, fell_short=1, completed=5
    ),
    held(1, "2026-03-31", empty=4, completed=6),
    off(1, "2026-04-01", "no_trainers"),
    off(2, "2026-05-01", "trainer_dropped_out", overbooked=2),
    held(2, "2027-03-31", status="unfinished", overbooked=1, empty=3),
    held(2, "2027-04-10", status="unfinished"),  # planned for after the end
)


def test_a_delivery_counts_in_the_year_of_its_planned_day_one():
    told = deliveries_yearly(RUN, 4)
    assert list(told) == list(measures.DELIVERIES_YEARLY.names())
    assert [mean(told, year, "run") for year in (FIRST, SECOND)] == [1, 0]
    assert [mean(told, year, "cancelled") for year in (FIRST, SECOND)] == [0, 1]
    assert [mean(told, SECOND, cause) for cause in ("no_trainers", "trainer_dropped_out")] == [0.5, 0.5]
    assert mean(told, SECOND, "unfinished") == 0.5


def test_a_future_without_deliveries_counts_as_none():
    told = deliveries_yearly(tables(held(1, "2025-05-01"), full=4), 4)
    assert mean(told, FIRST, "run") == 0.25


def test_full_futures_and_those_by_chance_alone_are_kept_apart():
    told = deliveries_yearly(tables(held(1, "2025-05-01"), held(2, "2025-05-01"), full=1, chance=1), 4)
    run = told[(told["outcome"] == "run") & (told["year"] == FIRST)].iloc[0]
    assert run[["mean", "p10", "p90", "chance_p10", "chance_p90", "replications"]].tolist() == [1, 1, 1, 1, 1, 1]


def test_what_became_of_the_places_adds_up_to_those_there_were():
    told = ladder(RUN, 4)
    assert list(told) == list(measures.LADDER.names())
    assert mean(told, FIRST, "places") == 10
    assert mean(told, FIRST, "completed") == 5.5
    assert mean(told, SECOND, "trainer_dropped_out") == 6
    assert mean(told, SECOND, "unfinished") == 5.5
    assert mean(told, SECOND, "empty") == 0  # of deliveries that ran alone
    for year in (FIRST, SECOND):
        steps = told[told["year"] == year].set_index("step")["mean"]
        there = steps["places"] + steps["overbooked"]
        assert steps.drop(["places", "overbooked"]).sum() == pytest.approx(there)


def test_a_run_without_deliveries_has_no_rows():
    for table in (deliveries_yearly(tables(), 4), ladder(tables(), 4)):
        assert table.empty
