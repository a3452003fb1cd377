"""The order in which people wait for one course, and who is taken from it."""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, MutableSequence
from dataclasses import dataclass, field
from heapq import heappop, heappush

import numpy as np

from ..randomness.streams import Floats, Ints
from ..scenario.plan import CourseSettings, Plan
from .views import scalars
from .workforce import People

Place = tuple[float, float, int]  # when they asked or came back to the end of the list, lot, person
_ANY = -1  # the group of a lane that holds people of several


class Lane:
    """Part of the list, first come first.

    Those whose request is known beforehand lie in `known`, in order, and come on the list at their moment; others are
    added. Leavers drop off when the lane is looked at.
    """

    def __init__(self, known: list[Place], leave: MutableSequence[float]) -> None:
        self._known, self._come = known, 0
        self._waiting: list[Place] = []  # in order, from `_first` on; those before it are gone
        self._first = 0
        self._leave = leave

    def ahead(self, now: float, number: int) -> list[Place]:
        """The first so many who wait."""
        self._admit(now)
        found: list[Place] = []
        leave, waiting = self._leave, self._waiting
        for i in range(self._first, len(waiting)):
            if len(found) == number:
                break
            place = waiting[i]
            if leave[place[2]] > now:
                found.append(place)
        return found

    def take_up_to(self, place: Place) -> None:
        """Take off everybody up to and with that place."""
        self._first = bisect_right(self._waiting, place, self._first)
        if self._first > len(self._waiting) // 2:
            del self._waiting[: self._first]
            self._first = 0

    def add(self, place: Place) -> None:
        """Put somebody in at their place, which is not later than now."""
        self._admit(place[0])
        insort(self._waiting, place, self._first)

    def _admit(self, now: float) -> None:
        known, come = self._known, self._come
        while come < len(known) and known[come][0] <= now:
            come += 1
        if come > self._come:
            self._waiting += known[self._come : come]
            self._come = come


class Count:
    """How many people wait, kept up to date; needed only where a schedule looks at it every day."""

    def __init__(self, known: list[Place], leave: MutableSequence[float]) -> None:
        self._known, self._next = known, 0
        self._leave = leave
        self._leaving: list[tuple[float, int]] = []
        self._waiting: set[int] = set()

    def at(self, now: float) -> int:
        """How many wait at a moment not before the last one asked about."""
        self._bring_up_to(now)
        while self._leaving and self._leaving[0][0] <= now:
            self._waiting.discard(heappop(self._leaving)[1])
        return len(self._waiting)

    def add(self, person: int) -> None:
        """Count somebody in."""
        self._waiting.add(person)
        heappush(self._leaving, (self._leave[person], person))

    def remove(self, people: Iterable[int], now: float) -> None:
        """Count out people who were taken."""
        self._bring_up_to(now)
        self._waiting.difference_update(people)

    def _bring_up_to(self, now: float) -> None:
        while self._next < len(self._known) and self._known[self._next][0] <= now:
            self.add(self._known[self._next][2])
            self._next += 1


@dataclass
class Bookings:
    """Who is taken, in order, and the groups whose people were passed over for want of release."""

    people: list[int] = field(default_factory=list)
    passed_over: set[int] = field(default_factory=set)


class Queues:
    """All who wait for a course, in lanes: people of one priority, and of one group where that has to be told apart.

    It has to be where release or a reserve goes by group: to pass over people one by one would take as long as the
    list.
    """

    def __init__(self, plan: Plan, course: int, people: People, lots: MutableSequence[float]) -> None:
        self._people, self._lots = people, lots
        self._leave, self._group = scalars(people.leave), scalars(people.group)
        self._rank = plan.first.courses[course].rank
        self._groups = plan.first.courses[course].groups
        self._apart = {group for group in self._groups if _told_apart(plan, course, group)}
        self._lanes: defaultdict[tuple[int, int], Lane] = defaultdict(lambda: Lane([], self._leave))
        self._known: list[Place] = []
        self._count: Count | None = None

    def _lane_of(self, group: int, kind: int) -> tuple[int, int]:
        return self._rank[group][kind], group if group in self._apart else _ANY

    def expect(self, in_order: Ints, asking: Floats, lots: Floats) -> None:
        """Lay down, before the run, whose requests are known beforehand: people in order; when and with which lot."""
        self._known = list(zip(asking[in_order].tolist(), lots[in_order].tolist(), in_order.tolist(), strict=True))
        group, kind = self._people.group[in_order], np.where(self._people.existing[in_order], 0, 1)
        lanes = {(g, k): self._lane_of(g, k) for g in self._groups for k in (0, 1)}
        numbers = {lane: number for number, lane in enumerate(sorted(set(lanes.values())))}
        table = np.full((max(self._groups) + 1, 2), -1)
        for cell, lane in lanes.items():
            table[cell] = numbers[lane]
        for lane, number in numbers.items():
            mine = np.flatnonzero(table[group, kind] == number).tolist()
            self._lanes[lane] = Lane([self._known[i] for i in mine], self._leave)

    def keep_count(self) -> None:
        """Count the people waiting from now on (before the run)."""
        self._count = Count(self._known, self._leave)

    def waiting(self, now: float) -> int:
        """How many people wait; `keep_count` must have been called."""
        if self._count is None:
            raise RuntimeError("nobody counts the people waiting for this course")
        return self._count.at(now)

    def add(self, person: int, since: float, kind: int) -> None:
        """Put somebody on the list with the place of who asked at `since`."""
        self._lanes[self._lane_of(self._group[person], kind)].add((since, self._lots[person], person))
        if self._count:
            self._count.add(person)

    def take(self, now: float, settings: CourseSettings, allowance: dict[int, int]) -> Bookings:
        """Take people off, up to the capacity of a delivery: the reserved ones first, then down the list.

        `allowance` is how many of a group's people may be taken (groups not in it: any number); it is used up.
        """
        bookings = Bookings()
        for group in sorted(self._apart):
            reserved = min(settings.reserve_by_group[group], settings.capacity - len(bookings.people))
            if reserved > 0:
                mine = [lane for lane in self._lanes if lane[1] == group]
                self._take(mine, now, reserved, allowance, bookings)
        self._take(self._lanes, now, settings.capacity - len(bookings.people), allowance, bookings)
        if self._count:
            self._count.remove(bookings.people, now)
        return bookings

    def _take(
        self, lanes: Iterable[tuple[int, int]], now: float, number: int, allowance: dict[int, int], bookings: Bookings
    ) -> None:
        heads = []
        for rank, group in lanes:
            lane = self._lanes[rank, group]
            most = min(number, max(allowance[group], 0)) if group in allowance else number
            ahead = lane.ahead(now, most + 1)  # one more tells whether anybody is passed over
            heads += [(rank, place, group, lane) for place in ahead]
        heads.sort()
        taken: dict[Lane, Place] = {}
        for _, place, group, lane in heads:
            if number == 0:
                break
            if group in allowance:
                if allowance[group] <= 0:
                    bookings.passed_over.add(group)
                    continue
                allowance[group] -= 1
            bookings.people.append(place[2])
            taken[lane] = place
            number -= 1
        for lane, place in taken.items():
            lane.take_up_to(place)

    def passed_over(self, now: float, groups: Iterable[int], at_most: int) -> int:
        """How many people of those groups wait, counted no further than `at_most`."""
        passed = set(groups)
        waiting = (len(lane.ahead(now, at_most)) for (_, group), lane in self._lanes.items() if group in passed)
        return min(sum(waiting), at_most)


def _told_apart(plan: Plan, course: int, group: int) -> bool:
    """Whether release or a reserve ever goes by this group."""
    return any(
        settings.courses[course].reserve_by_group[group]
        or settings.groups[group].release_per_delivery is not None
        or settings.groups[group].release_per_month is not None
        for settings in plan.settings
    )
