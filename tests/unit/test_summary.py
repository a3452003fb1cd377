"""Summaries of hand-made tables: what is added up, what is divided, and over which futures."""

import numpy as np
import pandas as pd
import pytest

from cascade_sim import measures
from cascade_sim.analysis import limits_summary, summary, yearly
from tests.hand_made import run_of

pytestmark = pytest.mark.unit

OPENING, FIRST, SECOND = "2025-02-28", "2025-03-31", "2025-04-30"


def covered(replication, date, group, holders, in_post, **more):
    keys = {"replication": replication, "date": date, "course": "basic", "group": group}
    return keys | {"holders": holders, "in_post": in_post} | more


def of(frame, measure, group="", **keys):
    """The rows of a measure for one group, or over all."""
    chosen = frame[(frame["measure"] == measure) & (frame["group"] == group)]
    for key, value in keys.items():
        chosen = chosen[chosen[key] == value]
    return chosen


def two_groups(replications, holders):
    """Nurses (10 in post) and teachers (90): `holders[replication]` of the nurses, and none of the teachers."""
    return [
        covered(replication, date, group, holders[replication] if group == "nurses" else 0, size)
        for replication in range(1, replications + 1)
        for date in (OPENING, FIRST)
        for group, size in (("nurses", 10), ("teachers", 90))
    ]


def test_a_share_over_groups_is_the_sum_over_the_sum():
    tables = run_of(2, coverage=two_groups(2, {1: 5, 2: 7}))
    told = summary(tables)
    assert of(told, "coverage", "nurses")["mean"].tolist() == pytest.approx([0.6, 0.6])
    assert of(told, "coverage", "teachers")["mean"].tolist() == [0, 0]
    assert of(told, "coverage")["mean"].tolist() == pytest.approx([0.06, 0.06])
    assert of(told, "holders")["mean"].tolist() == [6, 6]


def test_full_futures_and_those_by_chance_alone_are_kept_apart():
    tables = run_of(3, 2, coverage=two_groups(5, {1: 0, 2: 5, 3: 10, 4: 4, 5: 6}))
    row = of(summary(tables), "holders", date=pd.Timestamp(FIRST)).iloc[0]
    assert row[["mean", "p10", "p50", "p90", "replications"]].tolist() == [5, 1, 5, 9, 3]
    assert row[["chance_p10", "chance_p90"]].tolist() == pytest.approx([4.2, 5.8])


def test_without_full_futures_chance_alone_is_all_there_is():
    tables = run_of(0, 3, coverage=two_groups(3, {1: 0, 2: 5, 3: 10}))
    row = of(summary(tables), "holders", date=pd.Timestamp(FIRST)).iloc[0]
    assert row[["mean", "p10", "p90", "chance_p10", "chance_p90", "replications"]].tolist() == [5, 1, 9, 1, 9, 3]


def test_futures_that_failed_count_nowhere():
    rows = [row for row in two_groups(3, {1: 0, 2: 5, 3: 10}) if row["replication"] != 2]
    row = of(summary(run_of(3, failed=[2], coverage=rows)), "holders", date=pd.Timestamp(FIRST)).iloc[0]
    assert row[["mean", "replications"]].tolist() == [5, 2]


def test_a_share_of_nobody_is_missing():
    rows = [covered(r, date, "nurses", 1, 2, due=due) for r, due in ((1, 0), (2, 4)) for date in (OPENING, FIRST)]
    row = of(summary(run_of(2, coverage=rows)), "due_on_time", date=pd.Timestamp(FIRST)).iloc[0]
    assert row[["mean", "replications"]].tolist() == [0, 1]
    assert np.isnan(row["mean_low"])


def test_the_interval_of_a_share_stays_between_0_and_1():
    rows = [covered(r, date, "nurses", holders, 10) for r, holders in ((1, 10), (2, 9)) for date in (OPENING, FIRST)]
    row = of(summary(run_of(2, coverage=rows)), "coverage", date=pd.Timestamp(FIRST)).iloc[0]
    assert row["mean_low"] < 0.95 < row["mean_high"] == 1


def test_every_measure_is_told_for_every_scope_and_date():
    keys = {"replication": 1, "group": "nurses"}
    tables = run_of(
        1,
        coverage=[{**row, "signed_up": 1} for row in two_groups(1, {1: 1})],
        coverage_by_locality=[
            {"replication": 1, "date": date, "course": "basic", "locality": name, "signed_up": 1}
            for date in (OPENING, FIRST)
            for name in ("North", "South")
        ],
        public=[{"replication": 1, "date": date, "course": "parents", "signed_up": 1} for date in (OPENING, FIRST)],
        costs=[{"replication": 1, "date": date, "course": "basic"} for date in (OPENING, FIRST)],
        workforce=[{**keys, "date": date, "posts": 4, "in_post": 3, "vacant": 1} for date in (OPENING, FIRST)],
        roles=[{**keys, "date": date, "role": "trainer", "members": 2} for date in (OPENING, FIRST)],
    )
    told = summary(tables)
    assert list(told) == list(measures.SUMMARY.names())
    assert set(told["measure"]) == set(measures.MEASURES)
    assert of(told, "vacancies")["mean"].tolist() == [0.25, 0.25]
    assert of(told, "members", role="trainer", course="")["mean"].tolist() == [2, 2]
    scopes = {"coverage": 5, "workforce": 2, "roles": 2, "public": 1, "costs": 1}  # over all groups, in each group
    rows = {  # and in each of two localities, and of the public
        name: 2 * (scopes[measure.table] + measure.of_public) for name, measure in measures.MEASURES.items()
    }
    assert told.groupby("measure").size().to_dict() == rows


def test_years_take_stocks_at_their_last_day_and_add_up_flows():
    months = [OPENING, FIRST, SECOND, "2025-05-31"]
    rows = [
        covered(1, month, "nurses", i, 10, completed=10**i, due=2 * i, due_on_time=i if i > 1 else 0)
        for i, month in enumerate(months)
    ]
    rows[0]["completed"] = 0
    told = yearly(run_of(1, coverage=rows), year_starts=4)
    years = [pd.Timestamp(FIRST), pd.Timestamp("2025-05-31")]  # the second year is cut short by the end of the run
    assert of(told, "holders")["year"].tolist() == years
    assert of(told, "holders")["mean"].tolist() == [1, 3]
    assert of(told, "completed")["mean"].tolist() == [10, 1100]
    assert of(told, "due_on_time")["mean"].tolist() == [0, 0.5]
    assert list(told) == list(measures.YEARLY.names())


def test_the_opening_row_ends_no_year():
    rows = [covered(1, month, "nurses", 1, 10) for month in (FIRST, SECOND)]
    assert of(yearly(run_of(1, coverage=rows), year_starts=4), "holders")["year"].tolist() == [pd.Timestamp(SECOND)]


def test_a_run_without_courses_and_roles_has_summaries_of_its_workforce():
    rows = [{"replication": 1, "date": date, "group": "nurses", "in_post": 3} for date in (OPENING, FIRST)]
    tables = run_of(1, workforce=rows)
    assert of(summary(tables), "in_post")["mean"].tolist() == [3, 3]
    assert of(yearly(tables, 1), "in_post")["mean"].tolist() == [3]
    assert limits_summary(tables).empty


def test_limits_tell_mean_places_and_how_often_each_cause_was_the_largest():
    limits = [
        {"replication": 1, "month": FIRST, "course": "basic", "empty": 4, "dates": 2, "limiter": "empty"},
        {"replication": 2, "month": FIRST, "course": "basic", "dates": 6, "limiter": "dates"},
        {"replication": 3, "month": FIRST, "course": "basic", "limiter": "nothing"},
        {"replication": 4, "month": FIRST, "course": "basic", "empty": 90, "limiter": "empty"},  # by chance alone
    ]
    told = limits_summary(run_of(3, 1, limits=limits))
    assert list(told) == list(measures.LIMITS_SUMMARY.names())
    by_cause = told.set_index("cause")
    assert list(by_cause.index) == [*measures.CAUSES, "nothing"]
    assert by_cause["places"].to_dict() == dict.fromkeys([*measures.CAUSES, "nothing"], 0) | {
        "empty": pytest.approx(4 / 3),
        "dates": pytest.approx(8 / 3),
    }
    assert by_cause["limiter"][["empty", "dates", "nothing", "closed"]].tolist() == pytest.approx([1 / 3] * 3 + [0])
    assert set(told["replications"]) == {3}


def in_localities(replication, date, **holders):
    """One group of 20, ten of them in post in each locality: so many holders there."""
    keys = {"replication": replication, "date": date, "course": "basic"}
    whole = covered(replication, date, "nurses", sum(holders.values()), 10 * len(holders))
    return [whole], [{**keys, "locality": name, "holders": n, "in_post": 10} for name, n in holders.items()]


def test_localities_are_told_beside_groups_and_never_added_to_them():
    made = [in_localities(r, day, North=r, South=9) for r in (1, 3) for day in (OPENING, FIRST)]
    by_group, by_locality = ([row for rows in table for row in rows] for table in zip(*made, strict=True))
    told = summary(run_of(3, coverage=by_group, coverage_by_locality=by_locality))
    last = told[(told["measure"] == "coverage") & (told["date"] == FIRST)]
    assert last[["group", "locality"]].to_numpy().tolist() == [["", ""], ["nurses", ""], ["", "North"], ["", "South"]]
    assert last["mean"].tolist() == pytest.approx([0.55, 0.55, 0.2, 0.9])


def test_what_there_is_not_adds_no_row():
    tables = run_of(2, coverage=two_groups(2, {1: 5, 2: 7}))
    told = summary(tables)
    of_coverage = {name for name, measure in measures.MEASURES.items() if measure.table == "coverage"}
    assert set(told["measure"]) == of_coverage
    assert set(told["locality"]) == {""}


def came(replication, date, **counts):
    return {"replication": replication, "date": date, "course": "parent_group"} | counts


def test_courses_for_the_public_are_told_by_the_measures_they_share():
    public = [
        came(r, date, waiting=r, completed=10 * r * (date != OPENING), arrived=2, signed_up=0)
        for r in (1, 2)
        for date in (OPENING, FIRST)
    ]
    told = summary(run_of(2, coverage=two_groups(2, {1: 5, 2: 7}), public=public))
    last = told[(told["course"] == "parent_group") & (told["date"] == FIRST)]
    assert dict(zip(last["measure"], last["mean"], strict=True)) == {
        "completed": 15, "waiting": 1.5, "signed_up": 0, "arrived": 2,
    }  # fmt: skip
