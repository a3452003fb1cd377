"""A delivery: planned date, closing of bookings, day one, later days, follow-up sessions, outcome."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import simpy

from cascade_sim.randomness.streams import stable_key
from cascade_sim.recording import DeliveryRow
from cascade_sim.scenario.plan import CourseSettings, Settings
from cascade_sim.timeline import end_of

from .bookings import StaffBookings
from .clock import Order
from .courses import Course
from .money import Bill
from .public import PublicBookings

if TYPE_CHECKING:
    from .roles import Member

LOSS_OF = {
    "closed": "closed",
    "no_trainers": "no_trainers",
    "trainer_dropped_out": "no_trainers",
    "no_budget": "no_budget",
    "few_bookings": "few_bookings",
}


class Delivery:
    """One dated running of a course."""

    bill: Bill  # from when its bookings have closed

    def __init__(self, course: Course, schedule: int, number: int, day_one: int) -> None:
        self.course, self.world = course, course.world
        self.schedule, self.number, self.day_one = schedule, number, day_one
        first = self.world.plan.first.courses[course.index]
        self.locality = first.schedules[schedule].locality
        self.key = stable_key("delivery", course.name, first.schedules[schedule].name, number)
        self.lot = self.world.order.uniform(self.key)
        self.closes_on = max(0, day_one - first.closes)
        self.days = self._following([day_one], first.days[1:])
        self.sessions = self._following(self.days, first.follow_up.offsets)[len(self.days) :] if first.follow_up else []
        self.crew: list[Member] = []
        self.people = PublicBookings(self) if course.public else StaffBookings(self)
        self.empty = 0
        self._picks = 0
        course.open.append(self)

    @property
    def settings(self) -> Settings:
        """The settings at the closing of bookings."""
        return self.world.plan.at(self.closes_on)

    @property
    def terms(self) -> CourseSettings:
        """The course's settings at the closing of bookings."""
        return self.settings.courses[self.course.index]

    def _following(self, days: list[int], offsets: tuple[int, ...]) -> list[int]:
        """These days and, after them, the first open ones at or after so many days from day one."""
        days = list(days)
        for offset in offsets:
            days.append(self.world.plan.calendar.first_open(max(self.day_one + offset, days[-1] + 1)))
        return days

    def live(self) -> Iterator[simpy.Event]:
        """A process: the delivery from the closing of its bookings to its outcome."""
        clock = self.world.clock
        yield clock.at(self.closes_on, Order.CLOSING, self.lot)
        closed = self._close_bookings()
        self.world.note_closing(self.course)
        if not closed:
            return
        yield clock.at(self.day_one, Order.BEGINNING, self.lot)
        if not self._begin():
            return
        for i, day in enumerate(self.days):
            yield clock.at(end_of(day), Order.OUTCOMES, self.lot)
            if not self._hold(i):
                return
        if self.terms.follow_up and self.terms.follow_up.required:
            for i, day in enumerate(self.sessions, start=1):
                yield clock.at(end_of(day), Order.OUTCOMES, self.lot)
                self.people.hold_session(i, self.course.settings)
        self._conclude()

    def next_pick(self) -> int:
        """The number of the next pick of a member."""
        self._picks += 1
        return self._picks - 1

    # Closing

    def _close_bookings(self) -> bool:
        self.course.open.remove(self)
        if self.terms.paused:
            return self._cancel_at_closing("closed")
        if not self._choose_members():
            return self._cancel_at_closing("no_trainers")
        number = self.people.choose()
        if number < self.terms.minimum:
            return self._cancel_at_closing("few_bookings")
        bill = Bill(self)
        if any(budget.left(self.day_one) < bill.at_most(number) for budget in self.course.budgets):
            return self._cancel_at_closing("no_budget")
        self.people.book()
        self.empty = max(0, self.terms.places - number)
        for member in self.crew:
            member.book(self)
        bill.open(number)
        self.bill = bill
        self.course.under_way.append(self)
        return True

    def _choose_members(self) -> bool:
        if self.terms.role is None:
            return True
        crew = self.world.roles[self.terms.role].choose(self, (), self.terms.each)
        if crew is None:
            return False
        self.crew = crew
        return True

    # Day one and later days

    def _begin(self) -> bool:
        terms = self.course.settings
        if terms.paused:
            return self._cancel("closed")
        if not self._replace_missing_members():
            return self._cancel("trainer_dropped_out")
        for member in self.crew:
            member.hold_day_one(self)
        self.people.begin(terms)
        return True

    def _replace_missing_members(self) -> bool:
        missing = [member for member in self.crew if not member.person.in_post or self._drops_out(member)]
        if not missing:
            return True
        self.crew = [member for member in self.crew if member not in missing]
        stand_ins = missing[0].role.choose(self, self.crew, len(missing))
        for member in missing:
            member.release(self)
        if stand_ins is None:
            return False
        for member in stand_ins:
            member.book(self)
        self.crew += stand_ins
        return True

    def _drops_out(self, member: "Member") -> bool:
        u = member.role.draw["drops out"].uniform(member.person.key ^ self.key)
        return u < member.role.settings.drops_out

    def _hold(self, i: int) -> bool:
        terms = self.course.settings
        if i == 0:
            self.people.hold_day_one(terms)
            return True
        if terms.paused:
            return self._cancel("closed")
        self.people.hold_later_day(i, terms)
        return True

    # Outcome

    def _conclude(self) -> None:
        self.people.conclude(self.course.settings)
        experienced = [member for member in self.crew if member.experienced]
        days = len(self.days) + len(self.sessions)
        for member in self.crew:
            member.deliver(self, beside_experienced=any(other is not member for other in experienced))
            member.release(self, has_run=True)
            self.world.record.fact("gave", self.day_one, member.role.index, member.person.group, days)
        self.bill.settle()
        fates = self.people.fates()
        self._tell("run", fates, trainers=len(self.crew))
        self._lose_places_not_booked()
        missed = fates["withdrew"] + fates["absent"] + fates["fell_short"]
        self.world.record.loss("attendance", self.day_one, self.course.index, missed)
        self.course.under_way.remove(self)

    def _cancel_at_closing(self, cause: str) -> bool:
        """Nobody is booked, no member taken, nothing owed; always False: the delivery does not go on."""
        self.crew = []
        self._tell_cancelled(cause)
        return False

    def _cancel(self, cause: str) -> bool:
        """Send everybody back; always False as well."""
        self.people.send_back()
        for member in self.crew:
            member.release(self)
        self.bill.cancel()
        self.course.under_way.remove(self)
        self._tell_cancelled(cause)
        return False

    def tell_unfinished(self) -> None:
        """Record how things stand at the end of the run."""
        self._tell("unfinished", self.people.fates_so_far())
        if self.day_one < self.world.plan.timeline.days:
            self._lose_places_not_booked()

    def _lose_places_not_booked(self) -> None:
        loss, course = self.world.record.loss, self.course.index
        loss("release", self.day_one, course, self.people.passed_over)
        loss("empty", self.day_one, course, self.empty - self.people.passed_over)

    def _tell_cancelled(self, cause: str) -> None:
        if self.day_one < self.world.plan.timeline.days:
            self._tell("cancelled", {}, cause)
            self.world.record.loss(LOSS_OF[cause], self.day_one, self.course.index, self.terms.places)

    def _tell(self, status: str, fates: dict[str, int], cause: str = "", trainers: int = 0) -> None:
        row = DeliveryRow(
            course=self.course.index,
            schedule=self.schedule,
            number=self.number,
            planned=self.day_one,
            status=status,
            cause=cause,
            places=self.terms.places,
            booked=self.people.number,
            empty=0 if status == "cancelled" else self.empty,
            trainers=trainers,
            **fates,
        )
        self.world.record.delivery(row)
