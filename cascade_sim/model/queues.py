"""The order in which people wait for one course, and who is taken from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from ..scenario.plan import CourseSettings, Kind
from .workforce import People

Place = tuple[float, float, int]  # when they asked or came back to the end of the list, lot, person


class Queue:
    """People of one group who ask for one kind of reason, first come first.

    Those whose request is known beforehand lie in `known`, in order, and are on the list from that moment; others are
    added.
    """

    def __init__(self, known: list[Place], leave: memoryview) -> None:
        self._known = known
        self._next = 0
        self._added: list[Place] = []
        self._leave = leave

    def head(self, now: float) -> Place | None:
        """Who is first, leavers dropped; None if nobody waits."""
        known, leave, added = self._known, self._leave, self._added
        while self._next < len(known) and known[self._next][0] <= now and leave[known[self._next][2]] <= now:
            self._next += 1
        while added and leave[added[0][2]] <= now:
            heappop(added)
        first = known[self._next] if self._next < len(known) and known[self._next][0] <= now else None
        if added and (first is None or added[0] < first):
            return added[0]
        return first

    def take(self, place: Place) -> None:
        """Take the head off."""
        if self._added and self._added[0] == place:
            heappop(self._added)
        else:
            self._next += 1

    def add(self, place: Place) -> None:
        """Put somebody in at their place."""
        heappush(self._added, place)

    def waiting(self, now: float, at_most: int) -> int:
        """How many wait, counted no further than `at_most`."""
        count = sum(self._leave[person] > now for _, _, person in self._added)
        i = self._next
        while count < at_most and i < len(self._known) and self._known[i][0] <= now:
            count += self._leave[self._known[i][2]] > now
            i += 1
        return min(count, at_most)


class Count:
    """How many people wait, kept up to date; needed only where a schedule looks at it every day."""

    def __init__(self, known: list[Place], leave: memoryview) -> None:
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
    """All queues of a course: one for each group it is for and each kind of reason."""

    def __init__(self, people: People, groups: Sequence[int], lots: memoryview) -> None:
        self._leave, self._group_of = memoryview(people.leave), memoryview(people.group)
        self._groups, self._lots = tuple(groups), lots
        self._queues = {(group, int(kind)): Queue([], self._leave) for group in groups for kind in Kind}
        self._known: list[Place] = []
        self._count: Count | None = None

    def expect(self, group: int, kind: Kind, known: list[Place]) -> None:
        """Lay down, before the run, whose requests of a group and kind are known beforehand, in order."""
        self._queues[group, int(kind)] = Queue(known, self._leave)
        self._known += known

    def keep_count(self) -> None:
        """Count the people waiting from now on (before the run)."""
        self._count = Count(sorted(self._known), self._leave)

    def waiting(self, now: float) -> int:
        """How many people wait; `keep_count` must have been called."""
        if self._count is None:
            raise RuntimeError("nobody counts the people waiting for this course")
        return self._count.at(now)

    def add(self, person: int, since: float, kind: int) -> None:
        """Put somebody on the list with the place of who asked at `since`."""
        self._queues[self._group_of[person], kind].add((since, self._lots[person], person))
        if self._count:
            self._count.add(person)

    def take(self, now: float, settings: CourseSettings, allowance: dict[int, int]) -> Bookings:
        """Take people off, up to the capacity of a delivery: the reserved ones first, then down the list.

        `allowance` is how many of a group's people may be taken (groups not in it: any number); it is used up.
        """
        bookings = Bookings()
        for group in self._groups:
            reserved = min(settings.reserve_by_group[group], settings.capacity - len(bookings.people))
            if reserved > 0:
                self._take((group,), now, reserved, settings, allowance, bookings)
        self._take(self._groups, now, settings.capacity - len(bookings.people), settings, allowance, bookings)
        if self._count:
            self._count.remove(bookings.people, now)
        return bookings

    def _take(
        self,
        groups: Sequence[int],
        now: float,
        number: int,
        settings: CourseSettings,
        allowance: dict[int, int],
        bookings: Bookings,
    ) -> None:
        heads = []
        for group in groups:
            for kind in (0, 1, 2):
                place = self._queues[group, kind].head(now)
                if place:
                    heads.append((settings.rank[group][kind], place, group, kind))
        heapify(heads)
        while heads and number > 0:
            rank, place, group, kind = heappop(heads)
            if group in allowance:
                if allowance[group] <= 0:
                    bookings.passed_over.add(group)
                    continue
                allowance[group] -= 1
            queue = self._queues[group, kind]
            queue.take(place)
            bookings.people.append(place[2])
            number -= 1
            following = queue.head(now)
            if following:
                heappush(heads, (rank, following, group, kind))

    def passed_over(self, now: float, groups: Iterable[int], at_most: int) -> int:
        """How many people of those groups wait, counted no further than `at_most`."""
        count = 0
        for group in groups:
            for kind in Kind:
                count += self._queues[group, int(kind)].waiting(now, at_most - count)
        return count
