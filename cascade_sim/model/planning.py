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


def day_ones(plan: Plan, course: int, schedule: int) -> list[int]:
    """The day ones known from the start, in order, as far as bookings close within the run."""
    settings = plan.first.courses[course]
    last = plan.timeline.days + settings.closes
    kind = settings.schedules[schedule]
    if isinstance(kind, OnDates):
        return sorted(day for day in kind.days if 0 <= day < last)
    if isinstance(kind, OnDemand):
        return []
    return _spread_over_the_year(plan, course, schedule, last)


def _spread_over_the_year(plan: Plan, course: int, schedule: int, last: int) -> list[int]:
    """Each open day earns the rate ÷ the open days of its year; a day one falls where the credit reaches a whole."""
    rates = [stretch.courses[course].schedules[schedule] for stretch in plan.settings]
    per_year = np.array([rate.rate if isinstance(rate, PerYear) else 0.0 for rate in rates])
    days = plan.calendar.open_days(0, last)
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
    closes = plan.first.courses[course.index].closes
    in_month: defaultdict[tuple[int, int], int] = defaultdict(int)
    number = 0
    for today in plan.calendar.open_days(0, plan.timeline.days).tolist():
        yield course.clock.at(today, Order.PLANNING)
        demand = course.settings.schedules[schedule]
        if course.settings.paused or not isinstance(demand, OnDemand):
            continue
        day_one = plan.calendar.first_open(today + closes)
        when = plan.timeline.date(day_one)
        while (
            course.waiting.waiting(today) - course.open_places(today, day_one) >= demand.when_waiting
            and (demand.at_most is None or in_month[when.year, when.month] < demand.at_most)
        ):  # fmt: skip
            course.planned(day_one)
            begin([(number, day_one)])
            in_month[when.year, when.month] += 1
            number += 1
