"""Compiling: what a file becomes in the plan that the model is given, dated values and changes included."""

from datetime import date
from pathlib import Path

import pytest

from cascade_sim.randomness.distributions import Constant, Empirical, Exponential, Gamma, Lognormal, Triangular, Uniform
from cascade_sim.scenario import load
from cascade_sim.scenario.plan import OnDates, OnDemand, PerYear, Prices, Public, SelfPaced

pytestmark = pytest.mark.unit

SCENARIOS = Path(__file__).parents[1] / "scenarios"
RANGED = "{value: 10%/year, range: [5%/year, 20%/year]}"


def small(*sets):
    return load(SCENARIOS / "small.yaml", sets)


def first(*sets):
    return small(*sets).plan()[0].first


def day(when, scenario):
    return (date.fromisoformat(when) - scenario.start).days


def test_the_outline_in_numbers():
    scenario = load(SCENARIOS / "outline.yaml")
    plan, drawn, clipped = scenario.plan()
    early, *_, social = plan.first.groups
    assert (early.posts, early.first_year, early.later) == (1400, 0.2 / 365.25, 0.09 / 365.25)
    assert early.time_to_fill == social.time_to_fill == Gamma(63, 35)
    assert (early.arrive_with, early.hold_at_start) == ((0.03, 0, 0, 0), (0.12, 0, 0, 0))
    assert early.gained == (Uniform(0, 6 * 365.25), None, None, None)
    assert (plan.localities[1], early.localities) == ("Coatbridge", (0.16, 0.15, 0.15, 0.16, 0.13, 0.25))
    assert (early.release_per_delivery, early.release_per_month, social.release_per_month) == (4, 30, None)
    foundation, trainers, group, online = plan.first.courses
    assert foundation.schedules == (
        PerYear("core", 30),
        PerYear("pilot", 6, locality=1, begin=0, finish=366),
        OnDates("booked", (3941, 3969)),
        OnDemand("demand_led", 17, 2),
    )
    assert foundation.prices == Prices(per_delivery=35_000, per_place=4_500)
    assert group.public == Public(20 / 7, 0, 365.25 / 2, 0, 0.85, 0.85, 1)
    assert (group.groups, group.days, group.completes) == ((), tuple(range(0, 70, 7)), 7)
    assert (online.public.gives_up_after, online.schedules) == (float("inf"), ())
    assert online.self_paced == SelfPaced((0.4,) * 5, Gamma(42, 28), (0,) * 5, None)
    assert (foundation.role, foundation.each, foundation.experienced, foundation.closes) == (0, 2, 1, 21)
    assert (foundation.capacity, foundation.completes, foundation.due) == (18, 2, 365.25 / 2)
    assert foundation.rank == ((2, 0, 2), (2, 0, 2), (2, 0, 2), (1, 0, 1), (2, 0, 2))
    assert foundation.reserve_by_group == (0, 0, 0, 3, 0)
    assert (trainers.groups, trainers.requires, trainers.makes) == ((0, 3, 4), ((0, 365.25 / 2),), 0)
    assert trainers.willing_existing_by_group == trainers.willing_starters_by_group == (0.04,) * 5
    trainer = plan.first.roles[0]
    assert (trainer.members_at_start, trainer.active_at_start, trainer.experienced_at_start) == (24, 20, 15)
    assert (trainer.mean_capacity, trainer.spread, trainer.from_groups) == (3, 1, ((0, 0.5), (3, 0.5)))
    assert (trainer.serves_own_locality, trainer.per_day_by_group) == (True, (21_000,) * 5)
    assert (trainer.stops, trainer.stops_if_unused) == (0.15 / 365.25, 547.875)
    assert (drawn, clipped, scenario.has_ranges) == ({}, (), False)


def test_time_is_cut_where_anything_dated_begins_or_ends():
    scenario = load(SCENARIOS / "outline.yaml")
    dates = ["2015-04-01", "2019-08-01", "2020-03-23", "2021-08-17", "2026-04-01", "2027-01-01", "2028-01-01"]
    plan = scenario.plan()[0]
    assert plan.breaks == tuple(day(when, scenario) for when in dates)
    assert [settings.courses[0].paused for settings in plan.settings] == [
        False,
        False,
        True,
        False,
        False,
        False,
        False,
    ]
    assert [settings.groups[0].posts for settings in plan.settings] == [1400] + [1900] * 6
    assert [settings.courses[1].schedules[0].rate for settings in plan.settings] == [1] * 4 + [3] * 3
    assert plan.settings[5].groups[1].later == pytest.approx(0.06 * 1.3 / 365.25)
    assert plan.settings[6].groups[1].later == 0.06 / 365.25


def test_what_does_not_change_is_shared():
    plan = load(SCENARIOS / "outline.yaml").plan()[0]
    assert plan.settings[2].groups is plan.settings[3].groups
    assert plan.settings[0].groups[1] is plan.settings[4].groups[1]
    assert plan.settings[0].roles is plan.settings[6].roles


def test_defaults_of_what_is_left_out():
    course, role = first().courses[1], first().roles[0]
    assert (course.groups, course.role, course.days, course.minimum, course.closes) == ((0, 1), None, (0,), 0, 0)
    assert (course.overbook, course.completes, course.valid_for, course.trained_before) == (0, 1, float("inf"), None)
    assert course.first_day_by_group == course.rebooks_by_group == (1, 1)
    assert course.willing_existing_by_group == course.willing_starters_by_group == (0, 0)
    assert (role.keen, role.never_start, role.stops, role.stops_if_unused, role.supervised) == (True, 0, 0, None, 0)
    assert first("courses.basic.demand={existing: {ask_over: 1 year}}").courses[0].willing_starters_by_group == (1, 1)
    bare = first("roles.trainer.at_start={members: 10}", "roles.trainer.deliveries=4/year").roles[0]
    assert (bare.active_at_start, bare.experienced_at_start, bare.from_groups) == (10, 10, ())
    assert (bare.mean_capacity, bare.spread) == (4, 1)
    assert first("roles.trainer.at_start=null").roles[0].members_at_start == 0


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("9 weeks", Constant(63)),
        ("{value: 9 weeks, source: HR}", Constant(63)),
        ("{gamma: {mean: 9 weeks, sd: 5 weeks}}", Gamma(63, 35)),
        ("{lognormal: {mean: 9 weeks, sd: 5 weeks}}", Lognormal(63, 35)),
        ("{exponential: {mean: 2 months}}", Exponential(365.25 / 6)),
        ("{triangular: {low: 1 day, mode: 2 days, high: 9 days}}", Triangular(1, 2, 9)),
        ("{uniform: {low: 0 days, high: 9 days}}", Uniform(0, 9)),
        ("{empirical: [3 days, 1 week, 2 days]}", Empirical((2, 3, 7))),
    ],
)
def test_distributions(written, meant):
    assert first(f"groups.nurses.time_to_fill={written}").groups[0].time_to_fill == meant


@pytest.mark.parametrize(
    ("setting", "value", "attribute", "meant"),
    [
        ("days", "{weekly: 3}", "days", (0, 7, 14)),
        ("closes", "10.5 days", "closes", 11),
        ("closes", "1 month", "closes", 31),
        ("valid_for", "3 years", "valid_for", 1095.75),
        ("attendance.completes", "all days", "completes", 2),
        ("attendance.first_day", "70%", "first_day_by_group", (0.7, 0.7)),
        ("demand.willing", "{teachers: 10%, others: 20%}", "willing_existing_by_group", (0.2, 0.1)),
        ("demand", "{willing: 10%, starters: {willing: 30%}}", "willing_starters_by_group", (0.3, 0.3)),
        ("priority", "[teachers, renewals]", "rank", ((2, 2, 1), (0, 0, 0))),
        ("reserve", "{teachers: 2}", "reserve_by_group", (0, 2)),
        ("schedule.core", "{when_waiting: 9}", "schedules", (OnDemand("core", 9, None),)),
        ("for", "[teachers]", "groups", (1,)),
    ],
)
def test_settings_of_a_course(setting, value, attribute, meant):
    assert getattr(first(f"courses.basic.{setting}={value}").courses[0], attribute) == meant


def test_dated_values_by_group_and_by_tenure():
    scenario = small(
        "courses.basic.attendance.first_day={2020-01-01: 50%, 2026-07-01: {nurses: 60%, others: 70%}}",
        "groups.nurses.turnover={2025-01-01: 10%/year, 2026-07-01: {first_year: 20%/year, later: 5%/year}}",
    )
    plan = scenario.plan()[0]
    later = plan.at(day("2026-07-01", scenario))
    assert (plan.first.courses[0].first_day_by_group, later.courses[0].first_day_by_group) == ((0.5, 0.5), (0.6, 0.7))
    assert (later.groups[0].first_year, later.groups[0].later) == (0.2 / 365.25, 0.05 / 365.25)


def test_changes_set_then_scale_then_add_in_file_order():
    scenario = small(
        "changes.a={set: {courses.basic.places: 10}, scale: {courses.*.places: 2}, add: {courses.basic.places: 1}}",
        "changes.b={from: 2026-01-01, scale: {courses.basic.places: 3}}",
    )
    plan = scenario.plan()[0]
    assert [course.places for course in plan.first.courses] == [21, 20]
    assert plan.at(day("2026-01-01", scenario)).courses[0].places == 63


def test_changes_reach_parts_and_both_kinds_of_demand():
    changed = first(
        "changes.a={scale: {courses.basic.attendance.first_day.nurses: 0.5, groups.*.turnover.first_year: 2, "
        "courses.basic.demand.willing: 0.5, groups.nurses.time_to_fill: 2}, set: {"
        "groups.nurses.release.per_month: 3, courses.basic.schedule.core.per_year: 6}}",
        "groups.nurses.time_to_fill={gamma: {mean: 2 weeks, sd: 1 week}}",
    )
    assert changed.courses[0].first_day_by_group == (0.45, 0.8)
    assert changed.courses[0].willing_existing_by_group == changed.courses[0].willing_starters_by_group == (0.4, 0.4)
    assert (changed.groups[0].first_year, changed.groups[0].later) == (0.2 / 365.25, 0.1 / 365.25)
    assert changed.groups[0].time_to_fill == Gamma(28, 14)
    assert changed.groups[0].release_per_month == 3
    assert changed.courses[0].schedules == (PerYear("core", 6),)


def test_draws_are_keyed_by_written_path_and_told_as_written():
    scenario = small(
        f"groups.nurses.turnover={RANGED}", "changes.a={scale: {groups.*.posts: {value: 1.1, range: [1, 2]}}}"
    )
    asked = []
    plan, drawn, clipped = scenario.plan(lambda path: asked.append(path) or 0.95)
    assert sorted(asked) == ["changes.a.scale.groups.*.posts", "groups.nurses.turnover"]
    assert drawn == {"groups.nurses.turnover": pytest.approx(20), "changes.a.scale.groups.*.posts": pytest.approx(2)}
    assert (plan.first.groups[0].later, plan.first.groups[1].posts) == (pytest.approx(0.2 / 365.25), 100)
    assert clipped == ()
    assert scenario.has_ranges


@pytest.mark.parametrize(
    ("item", "path"),
    [
        ("groups.nurses.hold_at_start={basic: {value: 12%, range: [5%, 20%]}}", "groups.nurses.hold_at_start.basic"),
        ("roles.trainer.deliveries={value: 3/year, range: [2/year, 5/year]}", "roles.trainer.deliveries"),
        (
            "groups.nurses.time_to_fill={exponential: {mean: {value: 3 weeks, range: [2 weeks, 5 weeks]}}}",
            "groups.nurses.time_to_fill.exponential.mean",
        ),
        (
            "courses.basic.attendance.withdraws={others: {value: 5%, range: [2%, 9%]}}",
            "courses.basic.attendance.withdraws.others",
        ),
        ("courses.basic.demand={willing: {value: 5%, range: [2%, 9%]}}", "courses.basic.demand.willing"),
        (
            "groups.teachers.turnover.later={value: 5%/year, range: [2%/year, 9%/year]}",
            "groups.teachers.turnover.later",
        ),
    ],
)
def test_a_draw_is_keyed_by_the_path_as_written(item, path):
    assert list(small(item).plan(lambda path: 0.5)[1]) == [path]


def test_dated_values_are_drawn_apart():
    ranged = "{value: 50, range: [40, 60]}"
    scenario = small(f"groups.teachers.posts={{2025-01-01: {ranged}, 2026-01-01: {ranged}}}")
    _, drawn, _ = scenario.plan(lambda path: 0.05 if "2025" in path else 0.95)
    assert drawn == {"groups.teachers.posts.2025-01-01": 40, "groups.teachers.posts.2026-01-01": 60}


def test_without_u_everything_is_held_at_its_value():
    scenario = small(f"groups.nurses.turnover={RANGED}")
    plan, drawn, clipped = scenario.plan()
    assert (plan.first.groups[0].later, drawn, clipped) == (0.1 / 365.25, {}, ())


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        (
            "roles.trainer.at_start.active={value: 9, range: [8, 25]}",
            "roles.trainer.at_start.active: 25 drawn, at most 10 members: 10 used",
        ),
        (
            "courses.basic.minimum={value: 8, range: [6, 20]}",
            "courses.basic.minimum: 20 drawn, at most 17 places: 17 used",
        ),
        (
            "changes.a={scale: {courses.advanced.attendance.first_day: {value: 1, range: [0.9, 1.1]}}}",
            "courses.advanced.attendance.first_day: 110% drawn, at most 100%: 100% used",
        ),
    ],
)
def test_draws_that_break_a_rule_are_clipped_and_told(item, sentence):
    assert small(item).plan(lambda path: 0.95)[2] == (sentence,)


def test_shares_of_members_drawn_add_up_again():
    ranged = "{value: 50%, range: [30%, 80%]}"
    plan, _, clipped = small(f"roles.trainer.at_start.from={{nurses: {ranged}, teachers: 50%}}").plan(lambda path: 0.95)
    assert plan.first.roles[0].from_groups == ((0, pytest.approx(0.8 / 1.3)), (1, pytest.approx(0.5 / 1.3)))
    assert clipped == ()


def test_the_register_holds_every_number_with_evidence():
    evidence = "{value: 10%/year, range: [5%/year, 20%/year], source: HR, basis: measured}"
    row, other = small(f"groups.nurses.turnover={evidence}", "courses.basic.places={value: 17, basis: judged}").register
    assert (row.path, row.value, row.low, row.high) == ("groups.nurses.turnover", "10%/year", "5%/year", "20%/year")
    assert (row.unit, row.source, row.basis) == ("%/year", "HR", "measured")
    assert (other.path, other.value, other.low, other.source, other.basis) == (
        "courses.basic.places",
        "17",
        None,
        None,
        "judged",
    )


def test_targets():
    (target,) = small().targets
    assert (target.name, target.measure, target.course, target.at_least) == ("covered", "coverage", "basic", 0.8)
    assert (target.group, target.role, target.at_most, target.by) == (None, None, None, date(2027, 6, 30))
    (many,) = small("targets={many: {measure: active, role: trainer, at_most: 0, by: 2026-01-31}}").targets
    assert (many.at_least, many.at_most) == (None, 0)


def test_the_calendar():
    scenario = small(
        "calendar={holidays: GB-SCT, closed: {summer: {from: 2025-07-01, to: 2025-07-04, every: year}, "
        "odd: {dates: [2025-03-03, [2025-03-05, 2025-03-06]]}, "
        "christmas: {from: 2024-12-23, to: 2025-01-03, every: year}}}"
    )
    plan = scenario.plan()[0]
    names = dict(scenario.holidays)
    assert date(2025, 1, 2) in names
    assert date(2025, 4, 21) not in names  # Easter Monday is no public holiday in Scotland
    shut = ["2025-01-02", "2025-03-03", "2025-03-05", "2026-07-02", "2027-12-24", "2025-03-08"]
    assert [plan.calendar.is_open(day(when, scenario)) for when in shut] == [False] * 6
    opened = ["2025-03-04", "2025-03-07", "2026-07-06"]
    assert [plan.calendar.is_open(day(when, scenario)) for when in opened] == [True] * 3
    assert small("calendar={holidays: [2025-05-06]}").holidays == ((date(2025, 5, 6), "listed in the scenario"),)
    assert small().holidays == ()


def test_years_and_today():
    scenario = small("year_starts=April", "today=2025-06-01")
    assert (scenario.year_starts, scenario.today, scenario.seed) == (4, date(2025, 6, 1), 1)
    assert (scenario.plan()[0].year_starts, scenario.plan()[0].today) == (4, date(2025, 6, 1))


def test_a_yearly_closure_goes_on_until_the_day_after_which_none_begins():
    def closed(*extra):
        calendar = small(f"calendar.closed.summer={{from: 2025-12-29, to: 2026-01-02, every: year{''.join(extra)}}}")
        plan = calendar.plan()[0]
        weeks = [plan.timeline.day(date(year, 12, 30)) for year in (2025, 2026, 2027)]
        return [not plan.calendar.is_open(day) for day in weeks], plan.calendar.is_open(weeks[1] + 2)

    assert closed() == ([True, True, True], False)
    assert closed(", until: 2026-12-29") == ([True, True, False], False)  # which ends after it all the same
    assert closed(", until: 2026-12-28") == ([True, False, False], True)
