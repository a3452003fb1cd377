"""The numbers of people in each state, kept as people change state, and their snapshots."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import astuple
from typing import TYPE_CHECKING

import simpy

from cascade_sim.recording import Scopes
from cascade_sim.scenario.plan import Plan, Settings

from .clock import Order

if TYPE_CHECKING:
    from .world import World

Table = list[list[int]]


def scopes_of(plan: Plan) -> Scopes:
    """The names that the records of a plan are about."""
    first = plan.first
    return Scopes(
        timeline=plan.timeline,
        groups=tuple(group.name for group in first.groups),
        courses=tuple(course.name for course in first.courses),
        course_groups=tuple(course.groups for course in first.courses),
        schedules=tuple(tuple(schedule.name for schedule in course.schedules) for course in first.courses),
        roles=tuple(role.name for role in first.roles),
        role_groups=tuple(_groups_of_role(plan, role) for role in range(len(first.roles))),
        year_starts=plan.year_starts,
        localities=plan.localities,
        schedule_localities=tuple(
            tuple(schedule.locality for schedule in course.schedules) for course in first.courses
        ),
        public=tuple(i for i, course in enumerate(first.courses) if course.public is not None),
        priced=tuple(i for i in range(len(first.courses)) if any(_has_price(stretch, i) for stretch in plan.settings)),
        has_budgets=len(first.budgets) > 0,
    )


def _has_price(settings: Settings, course: int) -> bool:
    """Whether anything about a course costs something, its members' days included."""
    terms = settings.courses[course]
    days = settings.roles[terms.role].per_day_by_group if terms.role is not None else ()
    return max((*astuple(terms.prices), *days)) > 0


def _groups_of_role(plan: Plan, role: int) -> tuple[int, ...]:
    groups = {group for group, _ in plan.first.roles[role].from_groups}
    for course in plan.first.courses:
        if role in (course.role, course.makes):
            groups.update(course.groups)
    everybody = range(len(plan.first.groups))  # where members come from nowhere in particular
    return tuple(sorted(groups or everybody))


class Counts:
    """People by cell; by course and cell; of the public by course; members by role and group."""

    def __init__(self, scopes: Scopes) -> None:
        cells, groups, courses, roles = scopes.cells, len(scopes.groups), len(scopes.courses), len(scopes.roles)
        self.posts, self.in_post = [0] * cells, [0] * cells
        self.holders, self.waiting, self.booked, self.trained_ever, self.trained_ever_in_post = (
            [[0] * cells for _ in range(courses)] for _ in range(5)
        )
        self.due, self.due_on_time = ([[0] * cells for _ in range(courses)] for _ in range(2))
        self.public_waiting, self.public_booked = [0] * courses, [0] * courses
        self.members, self.active, self.experienced = ([[0] * groups for _ in range(roles)] for _ in range(3))


def take_snapshots(world: "World") -> Iterator[simpy.Event]:
    """A process: note the state at each of the timeline's moments."""
    for i, moment in enumerate(world.plan.timeline.snapshot_times.tolist()):
        yield world.clock.at(moment, Order.SNAPSHOT)
        _copy_workforce(world, i)
        _copy_coverage(world, i)
        _copy_public(world, i)
        _copy_roles(world, i)
        _note_who_still_waits(world, i)


def _copy_workforce(world: "World", snapshot: int) -> None:
    counts, stocks = world.counts, world.record.workforce
    stocks["posts"][snapshot, 0] = counts.posts
    stocks["in_post"][snapshot, 0] = counts.in_post
    stocks["vacant"][snapshot, 0] = [posts - filled for posts, filled in zip(counts.posts, counts.in_post, strict=True)]


def _copy_coverage(world: "World", snapshot: int) -> None:
    counts, stocks = world.counts, world.record.coverage
    if not world.courses:
        return
    stocks["in_post"][snapshot] = [counts.in_post] * len(world.courses)
    for name in ("holders", "trained_ever", "trained_ever_in_post", "waiting", "booked"):
        stocks[name][snapshot] = getattr(counts, name)
    for name in ("due", "due_on_time"):  # of the days since the snapshot before
        since: Table = getattr(counts, name)
        stocks[name][snapshot] = since
        for row in since:
            row[:] = [0] * len(row)


def _copy_public(world: "World", snapshot: int) -> None:
    world.record.public["waiting"][snapshot] = world.counts.public_waiting
    world.record.public["booked"][snapshot] = world.counts.public_booked


def _copy_roles(world: "World", snapshot: int) -> None:
    counts, stocks = world.counts, world.record.roles
    for name in ("members", "active", "experienced"):
        if world.roles:
            stocks[name][snapshot] = getattr(counts, name)
    for role in world.roles:
        for member in role.members:
            if member.has_delivered_lately():
                stocks["delivering"][snapshot, role.index, member.person.group] += 1


def _note_who_still_waits(world: "World", snapshot: int) -> None:
    timeline = world.plan.timeline
    day = timeline.day(timeline.snapshots[snapshot])
    if day + 1 not in timeline.month_starts[1:]:
        return
    for course in world.courses:
        if (world.month_of(day), course.index) not in world.months_with_closings:
            world.record.still_waiting[world.month_of(day), course.index] = course.number_waiting()


def month_index(month_starts: list[int], day: int) -> int:
    """Which of the run's calendar months a day falls in."""
    return bisect_right(month_starts, day) - 1
