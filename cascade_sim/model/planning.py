"""Planning: which day ones a schedule has, and how a demand-led one sets them."""

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np

from ..scenario.plan import OnDates, OnDemand, PerYear, Plan
from .clock import Order, Story
from .courses import Course
from .in_force import stretches

_ROUNDING = 1e-9  # a credit that sums up to a hair under a whole number has reached it


def course_days(plan: Plan, course: int, day_one: int) -> list[int]:
    """The days of a delivery: each later one on the first open day at or after its offset and after the one before."""
    days = [day_one]
    for offset in plan.first.courses[course].days[1:]:
        days.append(plan.calendar.first_open(max(day_one + offset, days[-1] + 1)))
    return days


def session_days(plan: Plan, course: int, days: Sequence[int]) -> list[int]:
    """The days of the follow-up sessions of a delivery on those days: each on the first open day, as for later days."""
    follow_up = plan.first.courses[course].follow_up
    sessions: list[int] = []
    for offset in follow_up.offsets if follow_up else ():
        after = sessions[-1] if sessions else days[-1]
        sessions.append(plan.calendar.first_open(max(days[0] + offset, after + 1)))
    return sessions


def day_ones(plan: Plan, course: int, schedule: int) -> list[int]:
    """The day ones known from the start, in order, as far as bookings close within the run."""
    settings = plan.first.courses[course]
    last = plan.timeline.days + settings.closes
    kind = settings.schedules[schedule]
    if isinstance(kind, OnDates):
        return sorted(day for day in kind.days if 0 <= day < last and kind.begin <= day < kind.finish)
    if isinstance(kind, OnDemand):
        return []
    return _spread_over_the_year(plan, course, schedule, last)


def _spread_over_the_year(plan: Plan, course: int, schedule: int, last: int) -> list[int]:
    """Each open day earns the rate ÷ the open days of its year; a day one falls where the credit reaches a whole."""
    rates = [stretch.courses[course].schedules[schedule] for stretch in plan.settings]
    per_year = np.array([rate.rate if isinstance(rate, PerYear) else 0.0 for rate in rates])
    days = plan.calendar.open_days(0, last)
    days = days[(days >= rates[0].begin) & (days < rates[0].finish)]
    credit = 0.5 + np.cumsum(per_year[stretches(plan, days)] / plan.calendar.open_days_in_year(days))
    reached = np.floor(credit + _ROUNDING).astype(np.int64)
    planned: list[int] = np.repeat(days, np.diff(reached, prepend=0)).tolist()
    return planned


def plan_on_demand(
    course: Course, schedule: int, plan: Plan, begin: Callable[[Sequence[tuple[int, int]]], None]
) -> Story:
    """Look on each open day of the run at how many wait, and plan deliveries for those who have no place.

    `begin([(number, day_one)])` sets a delivery going.
    """
    closes, locality = plan.first.courses[course.index].closes, course.locality(schedule)
    in_month: defaultdict[tuple[int, int], int] = defaultdict(int)
    number = 0
    for today in plan.calendar.open_days(0, plan.timeline.days).tolist():
        yield course.clock.at(today, Order.PLANNING)
        demand = course.settings.schedules[schedule]
        if course.settings.paused or not isinstance(demand, OnDemand):
            continue
        day_one = plan.calendar.first_open(today + closes)
        if not demand.begin <= day_one < demand.finish:
            continue
        when = plan.timeline.date(day_one)
        while (
            _without_place(course, locality, today, day_one) >= demand.when_waiting
            and (demand.at_most is None or in_month[when.year, when.month] < demand.at_most)
        ):  # fmt: skip
            course.planned(locality, day_one)
            begin([(number, day_one)])
            in_month[when.year, when.month] += 1
            number += 1


def _without_place(course: Course, locality: int, today: int, day_one: int) -> int:
    """How many wait beyond the places open for booking up to a day one."""
    return course.audience.waiting_now(today, locality) - course.open_places(locality, today, day_one)
