"""A delivery: planned date, closing of bookings, day one, later days, outcome."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import simpy

from cascade_sim.randomness.streams import Stream, stable_key
from cascade_sim.recording import DeliveryRow
from cascade_sim.scenario.plan import CourseSettings, GroupSettings
from cascade_sim.timeline import end_of

from .clock import Order
from .courses import Course, Request

if TYPE_CHECKING:
    from .roles import Member

LOSS_OF = {
    "closed": "closed",
    "no_trainers": "no_trainers",
    "trainer_dropped_out": "no_trainers",
    "few_bookings": "few_bookings",
}


class Booking:
    """One person's place on a delivery; `fate` stays empty while it may yet come to completion."""

    __slots__ = ("days", "fate", "occasion", "person", "request")

    def __init__(self, request: Request) -> None:
        self.request, self.person = request, request.person
        course = request.course.index
        self.occasion = self.person.booked_before.get(course, 0)
        self.person.booked_before[course] = self.occasion + 1
        self.fate = ""
        self.days = 0
        request.book()


class Delivery:
    """One dated running of a course."""

    terms: CourseSettings  # as they were when bookings closed

    def __init__(self, course: Course, schedule: int, number: int, day_one: int) -> None:
        self.course, self.world = course, course.world
        self.schedule, self.number, self.day_one = schedule, number, day_one
        first = self.world.plan.first.courses[course.index]
        self.key = stable_key("delivery", course.name, first.schedules[schedule].name, number)
        self.lot = self.world.order.uniform(self.key)
        self.closes_on = max(0, day_one - first.closes)
        self.days = self._days(first.days)
        self.crew: list[Member] = []
        self.bookings: list[Booking] = []
        self.empty = self.passed_over = 0
        self._picks = 0
        course.open.append(self)

    def _days(self, offsets: tuple[int, ...]) -> list[int]:
        days = [self.day_one]
        for offset in offsets[1:]:
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
        self._conclude()

    def next_pick(self) -> int:
        """The number of the next pick of a member."""
        self._picks += 1
        return self._picks - 1

    # Closing

    def _close_bookings(self) -> bool:
        self.course.open.remove(self)
        self.terms = self.course.settings
        if self.terms.paused:
            return self._cancel("closed")
        if not self._choose_members():
            self.crew = []
            return self._cancel("no_trainers")
        chosen = self._choose_people()
        if len(chosen) < self.terms.minimum:
            self.crew = []
            return self._cancel("few_bookings")
        self.bookings = [Booking(request) for request in chosen]
        for booking in self.bookings:
            self.world.booked_in_month[self._month(booking.person.group)] += 1
        self.empty = max(0, self.terms.places - len(chosen))
        if self.empty:  # so everybody on the list was looked at, and who is still on it was passed over
            self.passed_over = min(self.empty, len(self.course.waiting))
        for member in self.crew:
            member.book(self)
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

    def _choose_people(self) -> list[Request]:
        """Those to be booked, in order: reserved places first, then down the list."""
        groups = self.world.plan.at(self.world.clock.now).groups
        room = [self._room(settings, group) for group, settings in enumerate(groups)]
        chosen: list[Request] = []
        for group, reserved in enumerate(self.terms.reserve_by_group):
            if reserved:
                own = [request for request in self.course.waiting if request.person.group == group]
                self._take(chosen, own, min(reserved, self.terms.capacity - len(chosen)), room)
        taken = set(chosen)
        others = self.course.waiting if not taken else [r for r in self.course.waiting if r not in taken]
        self._take(chosen, others, self.terms.capacity - len(chosen), room)
        return chosen

    def _take(self, chosen: list[Request], requests: list[Request], number: int, room: list[float]) -> None:
        for request in requests:
            if number <= 0:
                return
            if room[request.person.group] > 0:
                room[request.person.group] -= 1
                number -= 1
                chosen.append(request)

    def _room(self, settings: GroupSettings, group: int) -> float:
        """How many people the group can still release for this delivery."""
        room = float("inf")
        if settings.release_per_delivery is not None:
            room = settings.release_per_delivery
        if settings.release_per_month is not None:
            room = min(room, settings.release_per_month - self.world.booked_in_month[self._month(group)])
        return room

    def _month(self, group: int) -> tuple[int, int, int]:
        when = self.world.plan.timeline.date(self.day_one)
        return when.year, when.month, group

    # Day one and later days

    def _begin(self) -> bool:
        terms = self.course.settings
        if terms.paused:
            return self._cancel("closed")
        if not self._replace_missing_members():
            return self._cancel("trainer_dropped_out")
        for member in self.crew:
            member.hold_day_one(self)
        for booking in self.bookings:
            person = booking.person
            if not person.in_post:
                booking.fate = "left"
            elif self._comes_true(self.course.withdraws, booking, terms.withdraws_by_group):
                booking.fate = "withdrew"
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
            self._hold_day_one(terms)
            return True
        if terms.paused:
            return self._cancel("closed")
        for booking in self.bookings:
            if not booking.fate and booking.person.in_post:
                occasion = booking.occasion * 1024 + i
                u = self.course.later_days.uniform(booking.person.key, occasion)
                booking.days += u < terms.later_days_by_group[booking.person.group]
        return True

    def _hold_day_one(self, terms: CourseSettings) -> None:
        came = []
        for booking in self.bookings:
            if booking.fate:
                continue
            if not booking.person.in_post:
                booking.fate = "left"
            elif self._comes_true(self.course.first_day, booking, terms.first_day_by_group):
                booking.days = 1
                came.append(booking)
            else:
                booking.fate = "absent"
        for booking in came[self.terms.places :]:
            booking.fate = "turned_away"
            booking.request.return_to_place()

    def _comes_true(self, stream: Stream, booking: Booking, chances: tuple[float, ...]) -> bool:
        return stream.uniform(booking.person.key, booking.occasion) < chances[booking.person.group]

    # Outcome

    def _conclude(self) -> None:
        terms = self.course.settings
        for booking in self.bookings:
            if not booking.fate:
                self._judge(booking)
        for booking in self.bookings:
            if booking.fate in ("withdrew", "absent", "fell_short") and booking.person.in_post:
                self._rebook_or_give_up(booking, terms)
        experienced = [member for member in self.crew if member.experienced]
        for member in self.crew:
            member.deliver(self, beside_experienced=any(other is not member for other in experienced))
            member.release(self)
            self.world.record.fact("gave", self.day_one, member.role.index, member.person.group, len(self.days))
        self._tell("run", trainers=len(self.crew))
        self._lose_places_not_booked()
        missed = sum(booking.fate in ("withdrew", "absent", "fell_short") for booking in self.bookings)
        self.world.record.loss("attendance", self.day_one, self.course.index, missed)
        self.course.under_way.remove(self)

    def _judge(self, booking: Booking) -> None:
        person, course = booking.person, self.course.index
        if not person.in_post:
            booking.fate = "left"
        elif booking.days < self.terms.completes:
            booking.fate = "fell_short"
        else:
            booking.fate = "completed"
            weeks = int(max(0.0, self.day_one - booking.request.asked) // 7)
            booking.request.end()
            self.world.record.fact("completed", self.world.clock.now, course, person.group, weeks)
            person.complete(course)

    def _rebook_or_give_up(self, booking: Booking, terms: CourseSettings) -> None:
        if self._comes_true(self.course.rebooks, booking, terms.rebooks_by_group):
            booking.request.rebook()
        else:
            booking.request.end()
            self.world.record.fact("gave_up", self.world.clock.now, self.course.index, booking.person.group)

    def _cancel(self, cause: str) -> bool:
        """Send everybody back; always False: the delivery does not go on."""
        for booking in self.bookings:
            self.world.booked_in_month[self._month(booking.person.group)] -= 1
            if booking.person.in_post and booking.fate != "turned_away":
                booking.request.return_to_place()
        for member in self.crew:
            member.release(self)
        if self in self.course.under_way:
            self.course.under_way.remove(self)
        if self.day_one < self.world.plan.timeline.days:
            self._tell("cancelled", cause)
            self.world.record.loss(LOSS_OF[cause], self.day_one, self.course.index, self.terms.places)
        return False

    def tell_unfinished(self) -> None:
        """Record how things stand at the end of the run."""
        for booking in self.bookings:
            if booking.fate != "turned_away":
                booking.fate = "" if booking.person.in_post else "left"
        self._tell("unfinished")
        if self.day_one < self.world.plan.timeline.days:
            self._lose_places_not_booked()

    def _lose_places_not_booked(self) -> None:
        loss, course = self.world.record.loss, self.course.index
        loss("release", self.day_one, course, self.passed_over)
        loss("empty", self.day_one, course, self.empty - self.passed_over)

    def _tell(self, status: str, cause: str = "", trainers: int = 0) -> None:
        told = ("withdrew", "left", "absent", "turned_away", "fell_short", "completed")
        fates = [booking.fate for booking in self.bookings]
        counted = {fate: 0 if status == "cancelled" else fates.count(fate) for fate in told}
        row = DeliveryRow(
            course=self.course.index,
            schedule=self.schedule,
            number=self.number,
            planned=self.day_one,
            status=status,
            cause=cause,
            places=self.terms.places,
            booked=len(self.bookings),
            empty=0 if status == "cancelled" else self.empty,
            trainers=trainers,
            **counted,
        )
        self.world.record.delivery(row)
