"""The order in which people wait for one course, and who is taken from it."""

from bisect import insort
from collections.abc import Iterable, Iterator, Sequence
from heapq import heapify, heappop, heappush, heapreplace
from itertools import repeat

import numpy as np

from ..randomness.streams import Floats, Ints
from ..scenario.plan import CourseSettings, Kind, Plan
from ..timeline import NEVER
from .workforce import People

# When they asked or came back to the end of the list, lot, person, number of the line. No two have the same person.
Place = tuple[float, float, int, int]
_ANY = -1  # the group of a line that holds people of several
_AT_ONCE = 256  # places laid down together


class Line:
    """People in the order of their places. Leavers drop off when they are looked at."""

    __slots__ = ("_leave", "_to_come", "gone", "group", "nobody_before", "number", "places")

    def __init__(self, number: int, group: int, leave: Sequence[float]) -> None:
        self.number, self.group = number, group
        self._leave = leave
        self.places: list[Place] = []  # as far as they are laid down
        self.gone = 0  # how many of the first are taken or have left
        self.nobody_before = -NEVER  # up to then it is sure that nobody waits
        self._to_come: Iterator[list[Place]] = iter(())

    def expect(self, since: Floats, lots: Floats, people: Ints) -> None:
        """Let people be here from the beginning, in that order; their places are laid down as they are come to."""

        def to_come() -> Iterator[list[Place]]:
            for begin in range(0, len(people), _AT_ONCE):
                columns = [column[begin : begin + _AT_ONCE].tolist() for column in (since, lots, people)]
                yield list(zip(*columns, repeat(self.number), strict=False))

        self._to_come = to_come()

    def head(self, now: float) -> Place | None:
        """Who is first of those whose place is not later than now."""
        places, leave = self.places, self._leave
        for gone in range(self.gone, len(places)):
            place = places[gone]
            if place[0] > now or leave[place[2]] > now:
                self.gone = gone
                if place[0] <= now:
                    return place
                self.nobody_before = place[0]
                return None
        self.places, self.gone = next(self._to_come, []), 0
        if self.places:
            return self.head(now)
        self.nobody_before = NEVER
        return None

    def waiting(self, now: float, at_most: int) -> int:
        """How many wait, counted no further than `at_most`."""
        waiting, place = 0, self.gone
        while waiting < at_most:
            if place == len(self.places):
                more = next(self._to_come, [])
                if not more:
                    break
                self.places += more
            since, _, person, _ = self.places[place]
            if since > now:
                break
            waiting += self._leave[person] > now
            place += 1
        return waiting

    def add(self, since: float, lot: float, person: int) -> None:
        """Put somebody in at their place."""
        places, place = self.places, (since, lot, person, self.number)
        self.nobody_before = min(self.nobody_before, since)
        if self.gone > len(places) // 2:
            del places[: self.gone]
            self.gone = 0
        if not places or place > places[-1]:  # most come to the end
            places.append(place)
        else:
            insort(places, place, self.gone)


class Count:
    """How many people wait, kept up to date; needed only where a schedule looks at it every day."""

    def __init__(self, known: Sequence[tuple[float, int]], leave: Sequence[float]) -> None:
        self._known, self._next = known, 0  # when they ask, who
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
            self.add(self._known[self._next][1])
            self._next += 1


class Queues:
    """All who wait for a course, in lines: people of one rank, and of one group where that has to be told apart.

    It has to be where release or a reserve goes by group: to pass over people one by one would take as long as the
    list.
    """

    def __init__(self, plan: Plan, course: int, people: People, lots: Sequence[float]) -> None:
        self._people, self._lots = people, lots
        settings = plan.first.courses[course]
        self._apart = [group for group in sorted(settings.groups) if _told_apart(plan, course, group)]
        self._every: list[Line] = []
        self._lines: dict[int, list[Line]] = {}  # by rank, first come first
        self._line_of: dict[tuple[int, int], Line] = {}  # by group and kind: where people are added
        kinds = {(group, kind): settings.rank[group][kind] for group in settings.groups for kind in Kind}
        for place in sorted(set(kinds.values())):
            added: dict[int, Line] = {}
            for (group, kind), rank in kinds.items():
                if rank == place:
                    apart = group if group in self._apart else _ANY
                    if apart not in added:
                        added[apart] = self._line(apart)
                    self._line_of[group, kind] = added[apart]
            self._lines[place] = list(added.values())
        self._known: tuple[Ints, Floats] = np.zeros(0, np.int64), np.zeros(0)  # people in order, when each asks
        self._count: Count | None = None

    def _line(self, group: int) -> Line:
        line = Line(len(self._every), group, self._people.leave_of)
        self._every.append(line)
        return line

    def expect(self, in_order: Ints, asking: Floats, lots: Floats) -> None:
        """Note, before the run, whose requests are known beforehand: people in order; when and with which lot.

        They stand in lines of their own: to put somebody back among all of them would move most.
        """
        number_of = np.full((max(group for group, _ in self._line_of) + 1, len(Kind)), -1)
        for cell, line in self._line_of.items():
            number_of[cell] = line.number
        kind = np.where(self._people.existing[in_order], int(Kind.EXISTING), int(Kind.STARTER))
        numbers = number_of[self._people.group[in_order], kind]
        for lines in self._lines.values():
            for line in tuple(lines):
                mine = in_order[numbers == line.number]
                expected = self._line(line.group)
                expected.expect(asking[mine], lots[mine], mine)
                lines.append(expected)
        self._known = in_order, asking

    def keep_count(self) -> None:
        """Count the people waiting from now on (before the run)."""
        people, asking = self._known
        self._count = Count(list(zip(asking[people].tolist(), people.tolist(), strict=True)), self._people.leave_of)

    def waiting(self, now: float) -> int:
        """How many people wait; `keep_count` must have been called."""
        if self._count is None:
            raise RuntimeError("nobody counts the people waiting for this course")
        return self._count.at(now)

    def add(self, person: int, since: float, kind: int) -> None:
        """Put somebody on the list with the place of who asked at `since`."""
        self._line_of[self._people.group_of[person], kind].add(since, self._lots[person], person)
        if self._count:
            self._count.add(person)

    def take(self, now: float, settings: CourseSettings, allowance: dict[int, int]) -> list[int]:
        """Take people off, up to the capacity of a delivery: the reserved ones first, then down the list.

        `allowance` is how many of a group's people may be taken (groups not in it: any number); it is used up.
        """
        taken: list[int] = []
        capacity = settings.capacity
        for group in self._apart:
            reserved = min(settings.reserve_by_group[group], capacity - len(taken))
            for lines in self._lines.values() if reserved > 0 else ():
                of_group = [line for line in lines if line.group == group]
                of_rank = self._take(of_group, now, reserved, allowance)
                reserved -= len(of_rank)
                taken += of_rank
        for lines in self._lines.values():
            taken += self._take(lines, now, capacity - len(taken), allowance)
        if self._count:
            self._count.remove(taken, now)
        return taken

    def _take(self, lines: Iterable[Line], now: float, number: int, allowance: dict[int, int]) -> list[int]:
        """Take so many people off the lines, first come first; a group whose allowance is used up is passed over."""
        taken: list[int] = []
        if number <= 0:
            return taken
        every, leave = self._every, self._people.leave_of
        heads = [place for line in lines if line.nobody_before <= now and (place := line.head(now))]
        heapify(heads)
        while heads and number:
            _, _, person, which = heads[0]
            line = every[which]
            group = line.group
            if group in allowance:
                if allowance[group] <= 0:
                    heappop(heads)
                    continue
                allowance[group] -= 1
            taken.append(person)
            number -= 1
            gone, places = line.gone + 1, line.places
            line.gone = gone
            # `head`, written out for the most common case: this is done for everybody booked
            following = places[gone] if gone < len(places) else None
            if following is None or following[0] > now or leave[following[2]] <= now:
                following = line.head(now)
            if following:
                heapreplace(heads, following)
            else:
                heappop(heads)
        return taken

    def still_waiting(self, now: float, at_most: int) -> int:
        """How many people wait, counted no further than `at_most`."""
        return min(sum(line.waiting(now, at_most) for lines in self._lines.values() for line in lines), at_most)


def _told_apart(plan: Plan, course: int, group: int) -> bool:
    """Whether release or a reserve ever goes by this group."""
    return any(
        settings.courses[course].reserve_by_group[group]
        or settings.groups[group].release_per_delivery is not None
        or settings.groups[group].release_per_month is not None
        for settings in plan.settings
    )
