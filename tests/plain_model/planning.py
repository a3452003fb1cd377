"""When deliveries are planned: evenly, on dates, or when enough people wait."""

from collections.abc import Iterator
from math import floor
from typing import TYPE_CHECKING

import simpy

from cascade_sim.scenario.plan import OnDates, OnDemand, PerYear, Schedule

from .clock import Order
from .courses import Course
from .deliveries import Delivery

if TYPE_CHECKING:
    from .world import World


def plan_deliveries(world: "World") -> None:
    """Set all deliveries going whose dates are known at the start, and the planners of the others."""
    for course in world.courses:
        for i, schedule in enumerate(world.plan.first.courses[course.index].schedules):
            days: list[int] = []
            if isinstance(schedule, PerYear):
                days = list(_evenly(world, course, i))
            elif isinstance(schedule, OnDates):
                days = sorted(day for day in schedule.days if day >= 0 and _is_within(schedule, day))
            for number, day_one in enumerate(days):
                _plan(course, i, number, day_one)
        if any(isinstance(schedule, OnDemand) for schedule in world.plan.first.courses[course.index].schedules):
            world.clock.process(_watch_waiting_list(course))


def _plan(course: Course, schedule: int, number: int, day_one: int) -> None:
    if _closes_by_the_end(course, day_one):
        course.world.clock.process(Delivery(course, schedule, number, day_one).live())


def _closes_by_the_end(course: Course, day_one: int) -> bool:
    return day_one - course.settings.closes < course.world.plan.timeline.days


def _evenly(world: "World", course: Course, schedule: int) -> Iterator[int]:
    """Day-ones of a yearly number of deliveries, as far as bookings close by the end."""
    plan, last = world.plan, world.plan.timeline.days - 1
    days = plan.calendar.open_days(0, last + 1 + course.settings.closes)
    credit, planned = 0.5, 0
    for day, in_year in zip(days.tolist(), plan.calendar.open_days_in_year(days).tolist(), strict=True):
        in_force = plan.at(min(day, last)).courses[course.index].schedules[schedule]
        assert isinstance(in_force, PerYear)
        if not _is_within(in_force, day):
            continue
        credit += in_force.rate / in_year
        while floor(credit + 1e-9) > planned:
            planned += 1
            yield day


def _watch_waiting_list(course: Course) -> Iterator[simpy.Event]:
    """A process: look on each open day whether enough people wait for another delivery."""
    world = course.world
    planned: dict[int, list[int]] = {i: [] for i in range(len(course.settings.schedules))}
    for today in world.plan.calendar.open_days(0, world.plan.timeline.days).tolist():
        yield world.clock.at(today, Order.PLANNING)
        if course.settings.paused:
            continue
        candidate = world.plan.calendar.first_open(today + course.settings.closes)
        for i, schedule in enumerate(course.settings.schedules):
            if isinstance(schedule, OnDemand) and _closes_by_the_end(course, candidate):
                while _is_called_for(course, schedule, candidate, planned[i]):
                    _plan(course, i, len(planned[i]), candidate)
                    planned[i].append(candidate)


def _is_called_for(course: Course, schedule: OnDemand, candidate: int, planned: list[int]) -> bool:
    date = course.world.plan.timeline.date
    if not _is_within(schedule, candidate):
        return False
    if course.number_waiting(schedule.locality) - _on_offer(course, schedule, candidate) < schedule.when_waiting:
        return False
    if schedule.at_most is None:
        return True
    month = date(candidate).replace(day=1)
    return sum(date(day).replace(day=1) == month for day in planned[-schedule.at_most :]) < schedule.at_most


def _on_offer(course: Course, schedule: OnDemand, candidate: int) -> int:
    """Places up to the candidate that those whom the schedule looks at could be booked on."""
    deliveries = [delivery for delivery in course.open if delivery.day_one <= candidate]
    if schedule.locality is not None and not course.public:
        deliveries = [delivery for delivery in deliveries if delivery.locality in (None, schedule.locality)]
    return course.settings.places * len(deliveries)


def _is_within(schedule: Schedule, day: int) -> bool:
    """Whether a day one may fall on that day."""
    return schedule.begin <= day < schedule.finish
