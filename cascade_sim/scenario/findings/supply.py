"""What a course can give and what is asked of it, as expectations: the arithmetic that the rules share.

All of it is generous, so that a finding is never a false alarm: deliveries are full and none is cancelled but by a
pause, nobody leaves between booking and completing, and a mean is taken before a limit (E[min(x, limit)] is at most
min(E[x], limit)).
"""

from dataclasses import dataclass
from functools import cached_property
from math import ceil, comb
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ...timeline import YEAR
from ..plan import CourseSettings, GroupSettings, OnDates, OnDemand, PerYear, Settings

if TYPE_CHECKING:
    from .look import Look

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Turnout:
    """What becomes of people of one group who are booked, as shares of them."""

    stays: float  # do not withdraw
    comes: float  # come on day one, of those
    lasts: float  # come on enough later days, of those
    rebooks: float  # ask again, of those who did not complete

    @classmethod
    def of(cls, course: CourseSettings, group: int) -> "Turnout":
        """That of a group on a course."""
        later, needed = len(course.days) - 1, course.completes - 1
        share = course.later_days_by_group[group]
        lasts = sum(comb(later, i) * share**i * (1 - share) ** (later - i) for i in range(needed, later + 1))
        stays = 1 - course.withdraws_by_group[group]
        return cls(stays, course.first_day_by_group[group], lasts, course.rebooks_by_group[group])

    @property
    def completes(self) -> float:
        """Share of those booked who complete."""
        return self.stays * self.comes * self.lasts

    @property
    def in_the_end(self) -> float:
        """Share who complete sooner or later: p + (1 − p) r p + … = p ÷ (1 − (1 − p) r)."""
        again = (1 - self.completes) * self.rebooks
        return self.completes / (1 - again) if again < 1 else 0.0


def in_post(group: GroupSettings) -> float:
    """People in post in a group in balance: posts × stay ÷ (stay + time to fill)."""
    stay = group.mean_stay()
    return group.posts if stay == float("inf") else group.posts * stay / (stay + group.time_to_fill.mean)


def starters_a_year(group: GroupSettings) -> float:
    """People who start in a group in balance, as many as leave: people in post ÷ mean stay."""
    return in_post(group) * YEAR / group.mean_stay()


def held_at_start(first: Settings, course: int, g: int) -> float:
    """Share of a group's first staff who may hold a qualification: those who hold it, and the members who are given it.

    Members of a role at the start are given what they teach if too few hold it.
    """
    members = 0.0
    for index, role in enumerate(first.roles):
        taught = [c for c in first.courses if c.role == index]
        whom = {group for c in taught for group in c.groups}
        if first.courses[course] in taught and role.from_groups:
            members += role.members_at_start * dict(role.from_groups).get(g, 0.0) / max(in_post(first.groups[g]), 1.0)
        elif first.courses[course] in taught and g in whom:
            members += role.members_at_start / max(sum(in_post(first.groups[i]) for i in whom), 1.0)
    return min(1.0, first.groups[g].hold_at_start[course] + members)


def booked_at_most(course: CourseSettings, groups: tuple[GroupSettings, ...]) -> int:
    """People booked on one delivery at most: its places with the overbooked, and what groups release."""
    released = [groups[i].release_per_delivery for i in course.groups]
    limited = sum(limit for limit in released if limit is not None) if None not in released else course.capacity
    return min(course.capacity, limited)


def soonest(course: CourseSettings) -> int:
    """Days from asking to completing at the least: to the closing of bookings, and the course with its last day."""
    return course.closes + course.days[-1] + 1


class Supply:
    """A course's deliveries and completions."""

    def __init__(self, look: "Look", course: int) -> None:
        self.look, self.index = look, course
        self.plan = look.plan
        self.first = look.plan.first.courses[course]

    def courses_until(self, after: float) -> tuple[CourseSettings, ...]:
        """All its settings from the start up to a moment."""
        return tuple(settings.courses[self.index] for settings in self.look.settings_until(after))

    @property
    def over(self) -> NDArray[np.int64]:
        """The first moment at which a delivery that begins on each of `days` is over, at the soonest."""
        return self.days + (self.first.days[-1] + 1)

    @property
    def unlimited(self) -> bool:
        """Whether deliveries are planned as people wait, without a limit."""
        return any(
            isinstance(schedule, OnDemand) and schedule.at_most is None
            for settings in self.plan.settings
            for schedule in settings.courses[self.index].schedules
        )

    @cached_property
    def days(self) -> NDArray[np.int64]:
        """The days on which deliveries may begin: working days, and those listed."""
        end = self.look.timeline.days
        listed = {day for s in self.first.schedules if isinstance(s, OnDates) for day in s.days if day < end}
        # not np.union1d: NumPy imports its masked arrays for that, which takes longer than all that is done here
        return np.array(sorted({*self.look.calendar.open_days(0, end).tolist(), *listed}), np.int64)

    @cached_property
    def planned(self) -> Floats:
        """The deliveries expected to begin on each of `days`: a rate a year is spread over the year's open days."""
        calendar = self.look.calendar
        is_open = np.isin(self.days, calendar.open_days(0, self.look.timeline.days))
        rates = np.array([self._rate(settings) for settings in self.plan.settings])
        in_year = np.maximum(calendar.open_days_in_year(self.days), 1)
        each_day = rates[self._stretch(self.days)] * is_open / in_year
        for schedule in self.first.schedules:
            if isinstance(schedule, OnDates):
                inside = [day for day in schedule.days if day < self.look.timeline.days]
                np.add.at(each_day, np.searchsorted(self.days, inside), 1.0)
        return each_day

    @cached_property
    def held(self) -> Floats:
        """The same without those that a pause cancels: at the closing of bookings, or on one of their days."""
        paused = np.array([settings.courses[self.index].paused for settings in self.plan.settings])
        moments = (-self.first.closes, *self.first.days)
        met = np.any([paused[self._stretch(np.maximum(self.days + moment, 0))] for moment in moments], axis=0)
        return np.where(met, 0.0, self.planned)

    @cached_property
    def completions(self) -> Floats:
        """Completions expected of each of `days` at most."""
        each = np.array([self.of_one_delivery(settings) for settings in self.plan.settings])
        completions: Floats = self.held * each[self._stretch(np.maximum(self.days - self.first.closes, 0))]
        return completions

    def between(self, amounts: Floats, begin: float, finish: float) -> float:
        """The sum of what falls on days from `begin` up to but without `finish`."""
        return float(amounts[(self.days >= begin) & (self.days < finish)].sum())

    def of_one_delivery(self, settings: Settings) -> float:
        """Completions of a full delivery, of the group that turns up best."""
        course = settings.courses[self.index]
        booked = booked_at_most(course, settings.groups)
        turnouts = [Turnout.of(course, group) for group in course.groups]
        return max(min(booked * t.stays * t.comes, course.places) * t.lasts for t in turnouts)

    def deliveries_needed(self, completions: float, settings: Settings) -> int:
        """Deliveries that so many completions take."""
        each = self.of_one_delivery(settings)
        return ceil(completions / each - 1e-9) if each > 0 else 0

    def _rate(self, settings: Settings) -> float:
        schedules = settings.courses[self.index].schedules
        per_year = sum(schedule.rate for schedule in schedules if isinstance(schedule, PerYear))
        return per_year + sum(12.0 * (s.at_most or 0) for s in schedules if isinstance(s, OnDemand))

    def _stretch(self, days: NDArray[np.int64]) -> NDArray[np.int64]:
        found: NDArray[np.int64] = np.maximum(np.searchsorted(self.plan.breaks, days, side="right") - 1, 0)
        return found
