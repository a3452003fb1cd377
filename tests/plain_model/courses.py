"""Courses: who asks for them and who waits."""

from bisect import bisect_left, insort
from typing import TYPE_CHECKING

from cascade_sim.scenario.plan import CourseSettings, Kind

from .clock import Order
from .people import Person
from .public import PublicList

if TYPE_CHECKING:
    from .deliveries import Delivery
    from .money import Budget
    from .world import World


class Request:
    """One spell of asking for a course, from asking to completing, giving up or leaving."""

    __slots__ = ("asked", "course", "is_booked", "lot", "person", "place", "rank")

    def __init__(self, course: "Course", person: Person, rank: int, place: float) -> None:
        self.course, self.person, self.rank, self.place = course, person, rank, place
        self.lot = course.place.uniform(person.key)
        self.asked = max(course.world.clock.now, 0.0)  # for those who wait at the start, the start
        self.is_booked = False
        person.requests[course.index] = self
        self.wait()

    @property
    def order(self) -> tuple[int, float, float]:
        """Where it stands in the waiting list."""
        return self.rank, self.place, self.lot

    def wait(self) -> None:
        """Go on the list, at one's place."""
        insort(self.course.waiting, self, key=_order)
        self._count("waiting", 1)

    def book(self) -> int:
        """Go from the list to a delivery or a self-paced course; tells which booking there it is, from 0."""
        self._leave_list()
        self.is_booked = True
        self._count("booked", 1)
        before, course = self.person.booked_before, self.course.index
        occasion = before.get(course, 0)
        before[course] = occasion + 1
        return occasion

    def return_to_place(self) -> None:
        """Go back from a delivery to the list."""
        self.is_booked = False
        self._count("booked", -1)
        self.wait()

    def try_again(self, does: bool) -> None:
        """After missing a delivery or not finishing, go behind all who asked before now, or else give up."""
        if does:
            self.place = self.course.world.clock.now
            self.return_to_place()
        else:
            self._end("gave_up")

    def complete(self, day: int) -> None:
        """Complete the course that began on that day."""
        self._end("completed", int(max(0.0, day - self.asked) // 7))
        self.person.complete(self.course.index)

    def _end(self, kind: str, weeks: int = 0) -> None:
        self._count("booked", -1)
        del self.person.requests[self.course.index]
        world = self.course.world
        world.record.fact(kind, world.clock.now, self.course.index, self.person.cell, weeks)

    def drop(self) -> None:
        """The person has left."""
        if self.is_booked:
            self._count("booked", -1)
        else:
            self._leave_list()
        world = self.course.world
        world.record.fact("left_waiting", world.clock.now, self.course.index, self.person.cell)

    def _leave_list(self) -> None:
        del self.course.waiting[bisect_left(self.course.waiting, self.order, key=_order)]
        self._count("waiting", -1)

    def _count(self, state: str, change: int) -> None:
        getattr(self.course.world.counts, state)[self.course.index][self.person.cell] += change


def _order(request: Request) -> tuple[int, float, float]:
    return request.rank, request.place, request.lot


class Course:
    """A course: its waiting list, in order, and its deliveries that are open for booking or under way."""

    def __init__(self, world: "World", index: int) -> None:
        self.world, self.index = world, index
        first = world.plan.first.courses[index]
        self.name = first.name
        self._groups = set(first.groups)
        self.waiting: list[Request] = []
        self.open: list[Delivery] = []
        self.under_way: list[Delivery] = []
        stream = world.luck.stream
        self.holds, self.gained = stream("holds", self.name), stream("gained", self.name)
        self.arrives, self.willing = stream("arrives", self.name), stream("willing", self.name)
        self.asks, self.place = stream("asks", self.name), stream("place", self.name)
        self.waits_at_start = stream("waits at start", self.name)
        self.withdraws, self.rebooks = stream("withdraws", self.name), stream("rebooks", self.name)
        self.first_day, self.later_days = stream("first day", self.name), stream("later days", self.name)
        self.attends, self.finishes = stream("attends", self.name), stream("finishes", self.name)
        self.takes, self.asks_again = stream("takes", self.name), stream("asks again", self.name)
        self.public = PublicList(self) if first.public else None

    @property
    def settings(self) -> CourseSettings:
        """The settings in force now."""
        return self.world.plan.at(self.world.clock.now).courses[self.index]

    @property
    def budgets(self) -> "list[Budget]":
        """The budgets that pay for the course."""
        return [budget for budget in self.world.budgets if self.index in budget.courses]

    def waiting_of(self, locality: int | None) -> list[Request]:
        """The staff on the list, in order: all, or those of a locality."""
        if locality is None:
            return self.waiting
        return [request for request in self.waiting if request.person.locality == locality]

    def number_waiting(self, locality: int | None = None) -> int:
        """How many wait; the public have no locality."""
        if self.public:
            return len(self.public.waiting)
        return len(self.waiting_of(locality))

    def is_for(self, person: Person) -> bool:
        """Whether the course is for the person's group."""
        return person.group in self._groups

    def is_wanted_by(self, person: Person, when: float) -> bool:
        """Whether the person is willing: as of that day for starters, as of the first for existing staff."""
        if person.existing:
            share = self.world.plan.first.courses[self.index].willing_existing_by_group[person.group]
        else:
            share = self.world.plan.at(when).courses[self.index].willing_starters_by_group[person.group]
        return self.willing.uniform(person.key) < share

    def will_be_asked_by(self, person: Person, when: float) -> None:
        """The person will ask then, if willing and still there.

        Where there are requirements, it may be later, and the share willing another by then.
        """
        if when > min(person.leaves, self.world.clock.end):
            return
        if self.settings.requires or self.is_wanted_by(person, when):
            kind = Kind.EXISTING if person.existing else Kind.STARTER
            self.world.clock.call(when, Order.ASKING, self._be_asked, person, kind)

    def be_asked_to_renew(self, person: Person, expiring: int, until: float) -> None:
        """A holder asks for this course to renew a qualification, if it is still to expire then."""
        if not person.in_post or person.valid_until[expiring] != until:
            return
        if not self.is_for(person) or self.index in person.requests:
            return
        if self.world.courses[expiring].is_wanted_by(person, self.world.clock.now):
            self._join(person, Kind.RENEWAL)

    def await_requirements(self, person: Person) -> None:
        """Have somebody who wants the course ask when what they hold now has been held for long enough."""
        requires = self.settings.requires
        if all(course in person.held_since for course, _ in requires):
            ready = max(person.held_since[course] + needed for course, needed in requires)
            self.world.clock.call(max(ready, self.world.clock.now), Order.ASKING, self._be_asked_at_last, person)

    def wait_from_start(self, person: Person) -> None:
        """Somebody waits already on the first day, before all who ask later."""
        Request(self, person, self.settings.rank[person.group][Kind.EXISTING], place=-float("inf"))

    def _be_asked(self, person: Person, kind: Kind) -> None:
        if not person.in_post or self.index in person.held_since or self.index in person.requests:
            return
        if person.meets(self.settings.requires):
            if self.is_wanted_by(person, self.world.clock.now):
                self._join(person, kind)
        else:
            person.wants[self.index] = kind
            self.await_requirements(person)

    def _be_asked_at_last(self, person: Person) -> None:
        if self.index in person.wants and person.meets(self.settings.requires):
            self._be_asked(person, Kind(person.wants.pop(self.index)))

    def _join(self, person: Person, kind: Kind) -> None:
        now = self.world.clock.now
        self.world.record.fact("asked", now, self.index, person.cell)
        Request(self, person, self.settings.rank[person.group][kind], place=now)
