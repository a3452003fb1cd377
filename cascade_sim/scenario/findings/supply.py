"""What a course can give and what is asked of it, as expectations: the arithmetic that the rules share.

All of it is generous, so that a finding is never a false alarm: deliveries are full and none is cancelled but by a
pause, nobody leaves between booking and completing, and a mean is taken before a limit (E[min(x, limit)] is at most
min(E[x], limit)).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, comb
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ...randomness.distributions import Constant
from ...timeline import YEAR
from ..plan import CourseSettings, GroupSettings, OnDates, OnDemand, PerYear, Schedule, Settings

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
        """That of a group on a course for staff."""
        if course.self_paced:
            return cls(
                1.0, 1.0, course.self_paced.finishes_by_group[group], course.self_paced.asks_again_by_group[group]
            )
        lasts = _at_least(course.completes - 1, len(course.days) - 1, course.later_days_by_group[group])
        if course.follow_up and course.follow_up.required:
            sessions, attends = len(course.follow_up.offsets), course.follow_up.attends_by_group[group]
            lasts *= _at_least(course.follow_up.required, sessions, attends)
        stays = 1 - course.withdraws_by_group[group]
        return cls(stays, course.first_day_by_group[group], lasts, course.rebooks_by_group[group])

    @classmethod
    def of_all(cls, course: CourseSettings) -> "list[Turnout]":
        """Those of all groups a course is for; of one for the public, the one there is."""
        if course.public is None:
            return [cls.of(course, group) for group in course.groups]
        public = course.public
        lasts = _at_least(course.completes - 1, len(course.days) - 1, public.later_days)
        return [cls(1 - public.withdraws, public.first_day, lasts, public.rebooks)]

    @property
    def completes(self) -> float:
        """Share of those booked who complete."""
        return self.stays * self.comes * self.lasts

    @property
    def in_the_end(self) -> float:
        """Share who complete sooner or later: p + (1 − p) r p + … = p ÷ (1 − (1 − p) r)."""
        again = (1 - self.completes) * self.rebooks
        return self.completes / (1 - again) if again < 1 else 0.0


def _at_least(needed: int, of: int, share: float) -> float:
    """The chance of so many out of `of`, each with chance `share`."""
    return sum(comb(of, i) * share**i * (1 - share) ** (of - i) for i in range(max(needed, 0), of + 1))


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
    if course.public is not None:
        return course.capacity
    released = [groups[i].release_per_delivery for i in course.groups]
    limited = sum(limit for limit in released if limit is not None) if None not in released else course.capacity
    return min(course.capacity, limited)


def soonest(course: CourseSettings) -> int:
    """Days from asking to completing at the least: to the closing of bookings, and the course with its last day."""
    return course.closes + lasting(course)


def lasting(course: CourseSettings) -> int:
    """Days from day one to the outcome: the last day's end, or that of the last session where some are required."""
    if course.self_paced:
        takes = course.self_paced.takes
        return int(takes.value) + 1 if isinstance(takes, Constant) else 1
    sessions = course.follow_up.offsets if course.follow_up and course.follow_up.required else ()
    return (*course.days, *sessions)[-1] + 1


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
        return self.days + lasting(self.first)

    @property
    def unlimited(self) -> bool:
        """Whether deliveries are planned as people wait, without a limit, or people go at their own pace."""
        return self.first.self_paced is not None or any(
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
        return self._expected(self.first.schedules)

    @cached_property
    def firm(self) -> Floats:
        """Those of them that are sure to be planned and meet no pause: not those that wait for staff to ask."""
        firm = [one for one in self.first.schedules if self.first.public or not isinstance(one, OnDemand)]
        return np.where(self.paused, 0.0, self._expected(firm))

    def _expected(self, schedules: Sequence[Schedule]) -> Floats:
        calendar, each_day = self.look.calendar, np.zeros(len(self.days))
        is_open = np.isin(self.days, calendar.open_days(0, self.look.timeline.days))
        in_year = np.maximum(calendar.open_days_in_year(self.days), 1)
        for place, schedule in enumerate(self.first.schedules):
            inside = (self.days >= schedule.begin) & (self.days < schedule.finish) & (schedule in schedules)
            if isinstance(schedule, OnDates):
                each_day += inside * self._listed(schedule)
            else:
                rates = np.array([_rate(settings.courses[self.index], place) for settings in self.plan.settings])
                each_day += inside * rates[self._stretch(self.days)] * is_open / in_year
        return each_day

    def _listed(self, schedule: OnDates) -> Floats:
        """How many dates of a list fall on each of `days`."""
        dates = [day for day in schedule.days if day < self.look.timeline.days]
        return np.bincount(np.searchsorted(self.days, dates), minlength=len(self.days)).astype(np.float64)

    @cached_property
    def held(self) -> Floats:
        """Those planned without those that a pause cancels."""
        return np.where(self.paused, 0.0, self.planned)

    @cached_property
    def paused(self) -> NDArray[np.bool_]:
        """Whether a delivery that begins on each of `days` meets a pause: when its bookings close, or on its days."""
        paused = np.array([settings.courses[self.index].paused for settings in self.plan.settings])
        moments = (-self.first.closes, *self.first.days)
        met: NDArray[np.bool_] = np.any(
            [paused[self._stretch(np.maximum(self.days + moment, 0))] for moment in moments], axis=0
        )
        return met

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
        turnouts = Turnout.of_all(course)
        return max(min(booked * t.stays * t.comes, course.places) * t.lasts for t in turnouts)

    def deliveries_needed(self, completions: float, settings: Settings) -> int:
        """Deliveries that so many completions take."""
        each = self.of_one_delivery(settings)
        return ceil(completions / each - 1e-9) if each > 0 else 0

    def _stretch(self, days: NDArray[np.int64]) -> NDArray[np.int64]:
        found: NDArray[np.int64] = np.maximum(np.searchsorted(self.plan.breaks, days, side="right") - 1, 0)
        return found


def _rate(course: CourseSettings, place: int) -> float:
    """Deliveries a year of a schedule: as given, or at most; for the public no more than its arrivals fill."""
    schedule = course.schedules[place]
    if isinstance(schedule, PerYear):
        return schedule.rate
    if not isinstance(schedule, OnDemand):
        return 0.0
    limit = 12.0 * (schedule.at_most or 0)
    if course.public is None:
        return limit
    filled = course.public.arrivals * YEAR / max(course.capacity, 1)
    return filled if schedule.at_most is None else min(limit, filled)
