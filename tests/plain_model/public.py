"""People who are not staff: the list on which they wait, and those booked on a delivery. They are only counted."""

from bisect import bisect_left, bisect_right, insort
from typing import TYPE_CHECKING

import numpy as np

from cascade_sim.randomness.counts import at_least, binomial, poisson
from cascade_sim.randomness.streams import Stream
from cascade_sim.scenario.plan import CourseSettings, Public

from .clock import Order

if TYPE_CHECKING:
    from .courses import Course
    from .deliveries import Delivery

AT_START = -float("inf")  # the place of those who wait from the start


class PublicList:
    """The public who wait for a course; each is told by their place, the time since which they have waited."""

    def __init__(self, course: "Course") -> None:
        self.course, self.world = course, course.world
        self.waiting: list[float] = []  # in order
        self.booked = 0
        self._arrivals = self.world.luck.stream("arrivals", course.name)

    def open(self) -> None:
        """Let those wait who do from the start, and have others ask on each day."""
        self._join(AT_START, self._first.waiting_at_start)
        for day in range(self.world.plan.timeline.days):
            self.world.clock.call(day, Order.ASKING, self._arrive, day)

    def take(self, number: int) -> list[float]:
        """Book so many from the front of the list; tells their places."""
        places, self.waiting = self.waiting[:number], self.waiting[number:]
        self.booked += len(places)
        self._count()
        return places

    def put_back(self, places: list[float]) -> None:
        """Some booked go back to their places; those who have waited too long meanwhile give up."""
        self.booked -= len(places)
        for place in places:
            insort(self.waiting, place)
        self._count()
        for place in sorted(set(places)):
            if self._gives_up_at(place) <= self.world.clock.now:
                self._give_up(place)

    def come_back(self, number: int) -> None:
        """So many booked go to the end of the list."""
        self.booked -= number
        self._join(self.world.clock.now, number)

    def end(self, kind: str, number: int) -> None:
        """So many booked complete or give up."""
        self.booked -= number
        self._count()
        self.tell(kind, number)

    def tell(self, kind: str, number: int) -> None:
        """Record that something happened to so many now."""
        if number:
            self.world.record.fact(kind, self.world.clock.now, self.course.index, 0, number)

    @property
    def _first(self) -> Public:
        public = self.world.plan.first.courses[self.course.index].public
        assert public
        return public

    def _arrive(self, day: int) -> None:
        public = self.course.settings.public
        assert public
        number = int(poisson(public.arrivals, np.array([self._arrivals.uniform(day)]))[0])
        self.tell("public_arrived", number)
        self._join(day, number)

    def _join(self, place: float, number: int) -> None:
        """So many wait, at a place that nobody was at before, and will give up when it is time."""
        if number:
            for _ in range(number):
                insort(self.waiting, place)
            self._count()
            self.world.clock.call(self._gives_up_at(place), Order.GIVING_UP, self._give_up, place)

    def _gives_up_at(self, place: float) -> float:
        return max(place, 0.0) + self._first.gives_up_after

    def _give_up(self, place: float) -> None:
        """Those who wait since then have waited for too long."""
        begin, finish = bisect_left(self.waiting, place), bisect_right(self.waiting, place)
        del self.waiting[begin:finish]
        self._count()
        self.tell("public_gave_up_waiting", finish - begin)

    def _count(self) -> None:
        self.world.counts.public_waiting[self.course.index] = len(self.waiting)
        self.world.counts.public_booked[self.course.index] = self.booked


class PublicBookings:
    """The public booked on one delivery: how many meet each fate."""

    passed_over = 0  # nobody has to release them

    def __init__(self, delivery: "Delivery") -> None:
        self.delivery, self.course = delivery, delivery.course
        self._places: list[float] = []  # on the list, in order, of those booked
        self._turned_away: list[float] = []
        self._withdrew = self._absent = self.came = self._fell_short = self._completed = 0
        self._later_days: list[float] = []  # the chance of coming on each

    @property
    def number(self) -> int:
        """How many are booked, or were before the delivery was cancelled."""
        return len(self._places)

    @property
    def _list(self) -> PublicList:
        assert self.course.public
        return self.course.public

    def choose(self) -> int:
        """How many could be booked."""
        return min(len(self._list.waiting), self.delivery.terms.capacity)

    def book(self) -> None:
        """Book them."""
        self._places = self._list.take(self.choose())

    def begin(self, terms: CourseSettings) -> None:
        """On day one, some withdraw."""
        self._withdrew = self._so_many(self.number, self.course.withdraws, _public(terms).withdraws)

    def hold_day_one(self, terms: CourseSettings) -> None:
        """By the end of day one it shows how many come; there may be too many."""
        expected = self.number - self._withdrew
        came = self._so_many(expected, self.course.first_day, _public(terms).first_day)
        self._absent = expected - came
        self.came = min(came, self.delivery.terms.places)
        self._turned_away = self._places[self.number - (came - self.came) :]  # the last booked
        self._list.put_back(self._turned_away)

    def hold_later_day(self, _: int, terms: CourseSettings) -> None:
        """A later day ends: the chance of coming on it is known."""
        self._later_days.append(_public(terms).later_days)

    def hold_session(self, i: int, terms: CourseSettings) -> None:
        """There are none."""

    def conclude(self, terms: CourseSettings) -> None:
        """The outcome: so many complete, and some of the others rebook."""
        chance = at_least(self.delivery.terms.completes - 1, self._later_days)
        self._completed = self._so_many(self.came, self.course.later_days, chance)
        self._fell_short = self.came - self._completed
        missed = self._withdrew + self._absent + self._fell_short
        rebook = self._so_many(missed, self.course.rebooks, _public(terms).rebooks)
        self._list.end("public_completed", self._completed)
        self._list.come_back(rebook)
        self._list.end("public_gave_up", missed - rebook)

    def send_back(self) -> None:
        """The delivery is cancelled: everybody goes back to their place on the list."""
        self._list.put_back(self._places[: self.number - len(self._turned_away)])

    def fates(self) -> dict[str, int]:
        """How many met each fate."""
        return {
            "withdrew": self._withdrew,
            "absent": self._absent,
            "fell_short": self._fell_short,
            "left": 0,
            "turned_away": len(self._turned_away),
            "completed": self._completed,
        }

    def fates_so_far(self) -> dict[str, int]:
        """Of a delivery under way: all are still booked but for those turned away."""
        return {"left": 0, "turned_away": len(self._turned_away)}

    def _so_many(self, of: int, stream: Stream, chance: float) -> int:
        return binomial(of, chance, stream.uniform(self.delivery.key))


def _public(terms: CourseSettings) -> Public:
    assert terms.public
    return terms.public
