"""Targets and headlines, out of hand-made tables."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from cascade_sim import measures
from cascade_sim.analysis import headlines, levels, limits_summary, targets, telling_months
from cascade_sim.analysis.headlines import HeldBack, Months
from cascade_sim.analysis.statistics import wilson
from cascade_sim.scenario import Target
from tests.hand_made import run_of

pytestmark = pytest.mark.unit

OPENING, FIRST, SECOND = "2025-02-28", "2025-03-31", "2025-04-30"


def target(measure="coverage", *, at_least=None, at_most=None, by=date(2025, 3, 31), **scope):
    scope = {"course": "basic", "group": None, "role": None} | scope
    return Target("goal", measure, at_least=at_least, at_most=at_most, by=by, **scope)


def coverage(holders, dates=(OPENING, FIRST), **more):
    return [
        {"replication": r, "date": day, "course": "basic", "group": "nurses", "holders": held, "in_post": 10} | more
        for r, held in holders.items()
        for day in dates
    ]


def told(tables, wanted):
    (row,) = targets(tables, [wanted]).to_dict("records")
    return row


def test_the_probability_is_the_share_of_full_futures_that_meet_it():
    tables = run_of(5, 2, coverage=coverage({1: 8, 2: 7, 3: 9, 4: 2, 5: 4, 6: 8, 7: 6}))
    row = told(tables, target(at_least=0.8))
    assert list(row) == list(measures.TARGETS.names())
    assert (row["name"], row["probability"], row["replications"]) == ("goal", 0.4, 5)
    assert (row["low"], row["high"]) == pytest.approx(tuple(map(float, wilson(2, 5))))
    assert (row["expected"], row["p10"], row["p90"]) == pytest.approx((0.6, 0.28, 0.86))
    assert (row["chance_p10"], row["chance_p90"]) == pytest.approx((0.62, 0.78))


@pytest.mark.parametrize(
    ("bounds", "probability"),
    [
        ({"at_least": 0.7}, 0.75),
        ({"at_most": 0.7}, 0.5),
        ({"at_least": 0.3, "at_most": 0.7}, 0.25),
        ({"at_least": 0}, 1),
    ],
)
def test_bounds_belong_to_what_meets_a_target(bounds, probability):
    tables = run_of(4, coverage=coverage({1: 8, 2: 7, 3: 9, 4: 2}))
    assert told(tables, target(**bounds))["probability"] == probability


def test_a_flow_counts_over_the_twelve_months_up_to_the_date():
    months = pd.date_range("2024-01-31", "2025-12-31", freq="ME")
    rows = [
        {"replication": 1, "date": day, "course": "basic", "group": "nurses", "due": 1, "due_on_time": int(i >= 8)}
        for i, day in enumerate(months)
    ]
    row = told(run_of(1, coverage=rows), target("due_on_time", at_least=0.5, by=date(2025, 2, 28)))
    assert row["expected"] == 0.5  # of March 2024 to February 2025, the last six


def test_a_target_on_nobody_has_no_probability():
    rows = [{"replication": 1, "date": FIRST, "course": "basic", "group": "nurses", "due": 0}]
    row = told(run_of(1, coverage=rows), target("due_on_time", at_least=0.5))
    assert row["replications"] == 0
    assert np.isnan(row["probability"])
    assert told(run_of(1, coverage=rows), target(group="teachers", at_least=0.5))["replications"] == 0


def test_no_targets_make_an_empty_table():
    assert list(targets(run_of(1), [])) == list(measures.TARGETS.names())


@pytest.mark.parametrize(
    ("today", "deadlines", "expected"),
    [
        (date(2024, 9, 1), [date(2028, 3, 31)], (date(2027, 1, 1), date(2027, 12, 31))),
        (date(2024, 9, 1), [date(2028, 12, 31)], (date(2028, 1, 1), date(2028, 12, 31))),
        (
            date(2024, 9, 1),
            [date(2020, 3, 31), date(2029, 3, 31), date(2027, 3, 31)],
            (date(2026, 1, 1), date(2026, 12, 31)),
        ),
        (None, [], (date(2029, 1, 1), date(2029, 12, 31))),
        (None, [date(2016, 2, 29)], (date(2015, 4, 1), date(2016, 2, 29))),
    ],
)
def test_what_holds_back_is_looked_for_in_the_year_before_the_next_deadline(today, deadlines, expected):
    assert telling_months(date(2015, 4, 1), date(2030, 3, 31), today, deadlines) == Months(*expected)


def limited(replication, month, limiter, **places):
    return {"replication": replication, "month": month, "course": "basic", "limiter": limiter} | places


def levels_of(tables, wanted):
    return levels(tables, [wanted]).set_index("level")


def test_levels_tell_how_many_futures_reach_each():
    tables = run_of(5, 2, coverage=coverage({1: 8, 2: 7, 3: 9, 4: 2, 5: 4, 6: 8, 7: 6}))
    found = levels_of(tables, target(at_least=0.8))
    assert [*found.columns] == [name for name in measures.LEVELS.names() if name != "level"]
    reached = found["probability"]
    assert [reached[level] for level in (0.2, 0.4, 0.42, 0.7, 0.8, 0.9)] == [1, 0.8, 0.6, 0.6, 0.4, 0.2]
    assert (found["chance"][0.6], found["chance"][0.62], found["chance"][0.82]) == (1, 0.5, 0)
    low, high = wilson(2, 5)
    assert (found["low"][0.8], found["high"][0.8]) == (low, high)
    assert set(found["direction"]) == {"at_least"}


def test_the_level_aimed_for_has_the_probability_of_the_target():
    tables = run_of(4, coverage=coverage({1: 1, 2: 3, 3: 5, 4: 9}))
    for wanted in (target(at_least=0.3), target(at_most=0.3), target(at_least=0.37), target(at_most=0.371)):
        aim = wanted.at_least or wanted.at_most
        assert levels_of(tables, wanted)["probability"][aim] == told(tables, wanted)["probability"]


def test_levels_of_counts_are_whole_numbers_and_rise_for_a_target_of_at_most():
    tables = run_of(3, coverage=coverage({1: 2, 2: 3, 3: 5}))
    found = levels_of(tables, target("holders", at_most=4))
    assert found.index.tolist() == [2, 3, 4, 5, 6]
    assert found["probability"].tolist() == pytest.approx([1 / 3, 2 / 3, 2 / 3, 1, 1])
    assert set(found["direction"]) == {"at_most"}


def test_levels_are_few_and_go_from_the_lowest_to_the_highest_value():
    tables = run_of(2, coverage=coverage({1: 13, 2: 98_765}))
    found = levels_of(tables, target("holders", at_least=500_000))
    assert found.index[0] <= 13
    assert found.index[-1] == 500_000
    assert found.index[-2] >= 98_765
    assert len(found) < 60


def test_levels_where_nobody_can_be_trained_have_no_probability():
    rows = [{**row, "in_post": 0} for row in coverage({1: 0, 2: 0})]
    found = levels_of(run_of(2, coverage=rows), target(at_least=0.8))
    assert found.index.tolist() == [0.8]
    assert np.isnan(found["probability"]).all()
    assert (found["replications"] == 0).all()


def test_a_run_without_targets_has_no_levels():
    assert levels(run_of(1), []).empty


def stands(**tables):
    run = run_of(2, **tables)
    return headlines(
        run,
        limits_summary(run),
        courses=["basic"],
        roles=["trainer"],
        when=date(2025, 3, 31),
        months=Months(date(2025, 1, 1), date(2025, 12, 31)),
    )


def test_headlines_tell_how_courses_and_roles_stand():
    rows = coverage({1: 4, 2: 6}, due=4, due_on_time=1, trained_ever=20, trained_ever_in_post=8)
    roles = [
        {"replication": r, "date": FIRST, "role": "trainer", "group": group, "members": 5, "active": r, "delivering": 1}
        for r in (1, 2)
        for group in ("nurses", "teachers")
    ]
    found = stands(coverage=rows, roles=roles)
    (course,), (role,) = found.courses, found.roles
    assert found.date == date(2025, 3, 31)
    assert (course.coverage, course.trained_ever, course.trained_ever_in_post) == (0.5, 20, 8)
    assert course.on_time == 0.25
    assert (role.active, role.members, role.delivering) == (3, 10, 2)


def test_the_median_wait_is_that_of_all_futures_in_the_latest_year_that_has_ended():
    def waited(replication, year, weeks, people):
        return {
            "replication": replication,
            "year": year,
            "course": "basic",
            "group": "nurses",
            "weeks": weeks,
            "people": people,
        }

    waits = [waited(1, FIRST, 3, 2), waited(2, FIRST, 9, 3), waited(1, SECOND, 50, 99), waited(1, OPENING, 1, 99)]
    assert stands(coverage=coverage({1: 1, 2: 1}), waits=waits).courses[0].weeks_waited == 9
    assert stands(coverage=coverage({1: 1, 2: 1}), waits=waits[2:3]).courses[0].weeks_waited == 50
    assert stands(coverage=coverage({1: 1, 2: 1})).courses[0].weeks_waited is None


def test_the_limiter_of_most_months_holds_back_most():
    limits = [
        limited(1, FIRST, "dates", dates=5),
        limited(2, FIRST, "empty", empty=90),
        limited(1, SECOND, "dates", dates=5),
        limited(2, SECOND, "nothing"),
        limited(1, "2026-01-31", "empty", empty=90),
        limited(2, "2026-01-31", "empty", empty=90),
    ]
    held = stands(coverage=coverage({1: 1, 2: 1}), limits=limits).courses[0].held_back
    assert held == HeldBack("dates", 0.5, Months(date(2025, 1, 1), date(2025, 12, 31)))


def test_where_no_place_is_lost_nothing_holds_back():
    limits = [limited(r, FIRST, "nothing") for r in (1, 2)]
    held = stands(coverage=coverage({1: 1, 2: 1}), limits=limits).courses[0].held_back
    assert (held.cause, held.share) == ("nothing", 1)


def in_localities(holders):
    """One group, ten of it in post in each locality: so many holders there in each replication."""
    rows = [
        {"replication": r, "date": FIRST, "course": "basic", "locality": name, "holders": held, "in_post": 10}
        for r, there in holders.items()
        for name, held in there.items()
    ]
    whole = {r: round(sum(there.values()) / len(there)) for r, there in holders.items()}
    return {"coverage": coverage(whole, dates=[FIRST]), "coverage_by_locality": rows}


def test_a_target_on_one_locality_is_about_that():
    tables = run_of(2, **in_localities({1: {"North": 9, "South": 2}, 2: {"North": 7, "South": 1}}))
    row = told(tables, target(at_least=0.8, locality="North"))
    assert (row["probability"], row["expected"]) == (0.5, 0.8)
    assert told(tables, target(at_least=0.8))["probability"] == 0
    assert told(tables, target(at_least=0.8, locality="West"))["replications"] == 0


@pytest.mark.parametrize(("bounds", "expected", "probability"), [("at_least", 0.4, 0.25), ("at_most", 0.85, 0.5)])
def test_a_target_on_every_locality_is_about_the_least_or_the_most_in_each_future(bounds, expected, probability):
    futures = {
        1: {"North": 9, "South": 2},
        2: {"North": 8, "South": 8},
        3: {"North": 1, "South": 8},
        4: {"North": 5, "South": 9},
    }
    row = told(run_of(4, **in_localities(futures)), target(every="locality", **{bounds: 0.8}))
    assert (row["expected"], row["probability"]) == (pytest.approx(expected), probability)


def test_a_target_on_every_group_is_about_the_groups_a_course_is_for():
    rows = [
        {"replication": 1, "date": FIRST, "course": course, "group": group, "holders": held, "in_post": size}
        for course, group, held, size in (
            ("basic", "nurses", 8, 10),
            ("basic", "teachers", 3, 4),
            ("basic", "vacant", 0, 0),  # in which there is nobody: left aside
            ("other", "carers", 0, 10),
        )
    ]
    tables = run_of(1, coverage=rows)
    assert told(tables, target(at_least=0.7, every="group"))["expected"] == 0.75
    found = levels_of(tables, target(at_least=0.7, every="group"))
    assert found["probability"][0.7] == 1


def test_levels_of_a_target_on_every_locality_are_those_of_the_least():
    tables = run_of(2, **in_localities({1: {"North": 9, "South": 2}, 2: {"North": 7, "South": 6}}))
    found = levels_of(tables, target(at_least=0.5, every="locality"))
    assert found["probability"][[0.2, 0.5, 0.6]].tolist() == [1, 0.5, 0.5]


def test_a_target_on_people_of_the_public_or_on_money_counts_over_the_year():
    months = pd.date_range("2024-01-31", "2025-03-31", freq="ME")
    public = [{"replication": 1, "date": day, "course": "group", "completed": 2} for day in months]
    costs = [
        {"replication": 1, "date": day, "course": course, "total": 2.5} for day in months for course in ("basic", "b")
    ]
    tables = run_of(1, public=public, costs=costs, coverage=coverage({1: 1}))
    assert told(tables, target("completed", course="group", at_least=20))["expected"] == 24
    assert told(tables, target("cost", course="basic", at_most=20))["expected"] == 30


def test_headlines_tell_where_coverage_is_worst():
    tables = in_localities({1: {"North": 9, "South": 2, "West": 5}, 2: {"North": 7, "South": 4, "West": 2}})
    (course,) = stands(**tables).courses
    assert [one.locality for one in course.localities] == ["South", "West", "North"]
    assert [one.coverage for one in course.localities] == pytest.approx([0.3, 0.35, 0.8])
    assert stands(coverage=coverage({1: 1, 2: 1})).courses[0].localities == ()


def test_headlines_tell_who_of_the_public_came_since_the_start_and_in_the_last_year():
    months = pd.date_range("2024-01-31", "2025-03-31", freq="ME")
    public = [
        {"replication": r, "date": day, "course": course, "completed": r, "signed_up": 2, "waiting": r}
        for r in (1, 3)
        for day in months
        for course in ("group", "online")
    ]
    run = run_of(3, failed=[2], public=public, workforce=[])
    found = headlines(
        run,
        limits_summary(run),
        courses=[],
        roles=[],
        when=date(2025, 3, 31),
        months=Months(date(2025, 1, 1), date(2025, 12, 31)),
        public=["group", "online"],
        self_paced=["online"],
    )
    group, online = found.people
    assert (group.course, group.completed, group.completed_last_year, group.waiting) == ("group", 30, 24, 2)
    assert (group.signed_up, group.signed_up_last_year) == (None, None)
    assert (online.signed_up, online.signed_up_last_year) == (30, 24)
    assert found.cost is None
