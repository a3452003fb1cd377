"""The order in which people wait for one course, and who is taken from it."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from heapq import heapify, heappop, heappush, heapreplace

import numpy as np

from ..randomness.streams import Floats, Ints
from ..scenario.plan import CourseSettings, Kind, Plan
from .views import scalars
from .workforce import People

# When they asked or came back to the end of the list, lot, person, number of the line. No two have the same person.
Place = tuple[float, float, int, int]
_ANY = -1  # the group or locality of a line that holds people of several
_MOST = 64  # so many from the end most people come in


class Line:
    """People in the order of their places. Leavers drop off when they are looked at.

    Those who are here from the beginning and those who are added lie apart: to put somebody in among all of them would
    move most.
    """

    def __init__(self, number: int, group: int, locality: int, leave: Sequence[float]) -> None:
        self.number, self.group, self.locality = number, group, locality
        self._leave = leave
        self.expect(np.zeros(0), np.zeros(0), np.zeros(0, np.int64))
        self._added: list[Place] = []
        self._gone = 0  # how many of the first of those are taken or have left
        self._first_is_added = False

    def expect(self, since: Floats, lots: Floats, people: Ints) -> None:
        """Let people be here from the beginning, in that order."""
        self._since, self._lots, self._people = scalars(since), scalars(lots), scalars(people)
        self._next, self._expected = 0, len(people)

    def head(self, now: float) -> Place | None:
        """Who is first of those whose place is not later than now."""
        expected = self._first_expected(now)
        while self._gone < len(self._added) and self._left(self._added[self._gone], now):
            self._gone += 1
        added = self._added[self._gone] if self._gone < len(self._added) else None
        if added is not None and added[0] > now:
            added = None
        self._first_is_added = expected is None or (added is not None and added < expected)
        return added if self._first_is_added else expected

    def take_head(self) -> None:
        """Take off who was first when last looked."""
        if self._first_is_added:
            self._gone += 1
        else:
            self._next += 1

    def waiting(self, now: float, at_most: int) -> int:
        """How many wait, counted no further than `at_most`."""
        waiting, place = 0, self._next
        while waiting < at_most and place < self._expected and self._since[place] <= now:
            waiting += self._leave[self._people[place]] > now
            place += 1
        place = self._gone
        while waiting < at_most and place < len(self._added) and self._added[place][0] <= now:
            waiting += not self._left(self._added[place], now)
            place += 1
        return waiting

    def add(self, since: float, lot: float, person: int) -> None:
        """Put somebody in at their place."""
        added, place = self._added, (since, lot, person, self.number)
        if self._gone > len(added) // 2:
            del added[: self._gone]
            self._gone = 0
        near_end = max(self._gone, len(added) - _MOST)
        sure = near_end < len(added) and added[near_end] < place
        at = bisect_right(added, place, near_end if sure else self._gone)
        if self._gone and at - self._gone < len(added) - at:  # move the fewer: there is room before the first, too
            added[self._gone - 1 : at] = [*added[self._gone : at], place]
            self._gone -= 1
        else:
            added.insert(at, place)

    def _first_expected(self, now: float) -> Place | None:
        while self._next < self._expected and self._since[self._next] <= now:
            person = self._people[self._next]
            if self._leave[person] > now:
                return self._since[self._next], self._lots[self._next], person, self.number
            self._next += 1
        return None

    def _left(self, place: Place, now: float) -> bool:
        return self._leave[place[2]] <= now


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
    """All who wait for a course, in lines: people of one rank, and of one group or locality where that is told apart.

    It has to be where release or a reserve goes by group, and where deliveries are for a locality: to pass over people
    one by one would take as long as the list.
    """

    def __init__(self, plan: Plan, course: int, people: People, lots: Sequence[float]) -> None:
        self._people, self._group_of, self._lots = people, people.group_of, lots
        settings = plan.first.courses[course]
        self._apart = [group for group in sorted(settings.groups) if _told_apart(plan, course, group)]
        divided = any(schedule.locality is not None for schedule in settings.schedules)
        self._localities = people.localities if divided else 1
        self._locality_of = people.locality_of
        self._every: list[Line] = []
        self._lines: dict[int, list[Line]] = {}  # by rank, first come first
        self._line_of: dict[tuple[int, int, int], Line] = {}  # by group, kind and locality: where people are added
        kinds = {(group, kind): settings.rank[group][kind] for group in settings.groups for kind in Kind}
        for place in sorted(set(kinds.values())):
            added: dict[tuple[int, int], Line] = {}
            for (group, kind), rank in kinds.items():
                for locality in range(self._localities) if rank == place else ():
                    apart = (group if group in self._apart else _ANY, locality if divided else _ANY)
                    if apart not in added:
                        added[apart] = self._line(*apart)
                    self._line_of[group, kind, locality] = added[apart]
            self._lines[place] = list(added.values())
        self._known: tuple[Ints, Floats] = np.zeros(0, np.int64), np.zeros(0)  # people in order, when each asks
        self._counts: dict[int, Count] = {}  # by locality, and (-1) of all

    def _line(self, group: int, locality: int) -> Line:
        line = Line(len(self._every), group, locality, self._people.leave_of)
        self._every.append(line)
        return line

    def expect(self, in_order: Ints, asking: Floats, lots: Floats) -> None:
        """Note, before the run, whose requests are known beforehand: people in order; when and with which lot."""
        number_of = np.full((max(group for group, _, _ in self._line_of) + 1, len(Kind), self._localities), -1)
        for cell, line in self._line_of.items():
            number_of[cell] = line.number
        kind = np.where(self._people.existing[in_order], int(Kind.EXISTING), int(Kind.STARTER))
        locality = self._people.locality[in_order] if self._localities > 1 else 0
        numbers = number_of[self._people.group[in_order], kind, locality]
        for line in self._every:
            mine = in_order[numbers == line.number]
            line.expect(asking[mine], lots[mine], mine)
        self._known = in_order, asking

    def keep_count(self) -> None:
        """Count the people waiting from now on (before the run), in each locality where they are told apart."""
        people, asking = self._known
        locality = self._people.locality[people]
        for which in (_ANY, *range(self._localities)) if self._localities > 1 else (_ANY,):
            mine = people if which == _ANY else people[locality == which]
            known = list(zip(asking[mine].tolist(), mine.tolist(), strict=True))
            self._counts[which] = Count(known, self._people.leave_of)

    def waiting(self, now: float, locality: int) -> int:
        """How many people of a locality, or (-1) of all, wait; `keep_count` must have been called."""
        if not self._counts:
            raise RuntimeError("nobody counts the people waiting for this course")
        return self._counts[locality if self._localities > 1 else _ANY].at(now)

    def add(self, person: int, since: float, kind: int) -> None:
        """Put somebody on the list with the place of who asked at `since`."""
        locality = self._locality_of[person] if self._localities > 1 else 0
        self._line_of[self._group_of[person], kind, locality].add(since, self._lots[person], person)
        for which, count in self._counts.items():
            if which in (_ANY, locality):
                count.add(person)

    def take(self, now: float, settings: CourseSettings, allowance: dict[int, int], locality: int) -> list[int]:
        """Take people off, up to the capacity of a delivery: the reserved ones first, then down the list.

        `allowance` is how many of a group's people may be taken (groups not in it: any number); it is used up. People
        of one locality are taken, or (-1) of all.
        """
        taken: list[int] = []
        capacity = settings.capacity
        for group in self._apart:
            reserved = min(settings.reserve_by_group[group], capacity - len(taken))
            for lines in self._lines.values() if reserved > 0 else ():
                of_group = [line for line in _of_locality(lines, locality) if line.group == group]
                of_rank = self._take(of_group, now, reserved, allowance)
                reserved -= len(of_rank)
                taken += of_rank
        for lines in self._lines.values():
            taken += self._take(_of_locality(lines, locality), now, capacity - len(taken), allowance)
        for count in self._counts.values():
            count.remove(taken, now)
        return taken

    def take_everybody(self, now: float, at_most: int) -> list[int]:
        """Take everybody off who waits, in order, but no more than so many."""
        taken: list[int] = []
        for lines in self._lines.values():
            taken += self._take(lines, now, at_most - len(taken), {})
        return taken

    def _take(self, lines: Iterable[Line], now: float, number: int, allowance: dict[int, int]) -> list[int]:
        """Take so many people off the lines, first come first; a group whose allowance is used up is passed over."""
        taken: list[int] = []
        if number <= 0:
            return taken
        every = self._every
        heads = [place for line in lines if (place := line.head(now))]
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
            line.take_head()
            following = line.head(now)
            if following:
                heapreplace(heads, following)
            else:
                heappop(heads)
        return taken

    def still_waiting(self, now: float, at_most: int, locality: int) -> int:
        """How many people of a locality, or (-1) of all, wait, counted no further than `at_most`."""
        return min(sum(line.waiting(now, at_most) for line in _of_locality(self._every, locality)), at_most)


def _of_locality(lines: list[Line], locality: int) -> list[Line]:
    """Those of the lines whose people are of a locality, or (-1) all of them."""
    return lines if locality == _ANY else [line for line in lines if line.locality == locality]


def _told_apart(plan: Plan, course: int, group: int) -> bool:
    """Whether release or a reserve ever goes by this group."""
    return any(
        settings.courses[course].reserve_by_group[group]
        or settings.groups[group].release_per_delivery is not None
        or settings.groups[group].release_per_month is not None
        for settings in plan.settings
    )
