"""The staff who are booked on a delivery: who is, and what becomes of them."""

from typing import TYPE_CHECKING

from cascade_sim.randomness.streams import Stream
from cascade_sim.scenario.plan import CourseSettings, GroupSettings

from .courses import Request

if TYPE_CHECKING:
    from .deliveries import Delivery

MISSED = ("withdrew", "absent", "fell_short")
FATES = (*MISSED, "left", "turned_away", "completed")


class Booking:
    """One person's place on a delivery; `fate` stays empty while it may yet come to completion."""

    __slots__ = ("came", "days", "fate", "occasion", "person", "request", "sessions")

    def __init__(self, request: Request) -> None:
        self.request, self.person = request, request.person
        self.occasion = request.book()
        self.fate = ""
        self.came = False
        self.days = self.sessions = 0


class StaffBookings:
    """The bookings of one delivery."""

    def __init__(self, delivery: "Delivery") -> None:
        self.delivery, self.course, self.world = delivery, delivery.course, delivery.world
        self._chosen: list[Request] = []
        self._bookings: list[Booking] = []
        self.passed_over = 0

    @property
    def number(self) -> int:
        """How many are booked, or were before the delivery was cancelled."""
        return len(self._bookings)

    @property
    def came(self) -> int:
        """How many came on day one and found a place."""
        return sum(booking.came for booking in self._bookings)

    def choose(self) -> int:
        """Look who could be booked, and tell how many: reserved places first, then down the list."""
        groups = self.world.plan.at(self.world.clock.now).groups
        room = [self._room(settings, group) for group, settings in enumerate(groups)]
        waiting, capacity = self.course.waiting_of(self.delivery.locality), self.delivery.terms.capacity
        chosen: list[Request] = []
        for group, reserved in enumerate(self.delivery.terms.reserve_by_group):
            if reserved:
                own = [request for request in waiting if request.person.group == group]
                self._take(chosen, own, min(reserved, capacity - len(chosen)), room)
        taken = set(chosen)
        others = waiting if not taken else [r for r in waiting if r not in taken]
        self._take(chosen, others, capacity - len(chosen), room)
        self._chosen = chosen
        return len(chosen)

    def book(self) -> None:
        """Book those chosen."""
        self._bookings = [Booking(request) for request in self._chosen]
        for booking in self._bookings:
            self.world.booked_in_month[self._month(booking.person.group)] += 1
        empty = self.delivery.terms.places - len(self._bookings)
        if empty > 0:  # so everybody on the list was looked at, and who is still on it was passed over
            self.passed_over = min(empty, self.course.number_waiting(self.delivery.locality))

    def begin(self, terms: CourseSettings) -> None:
        """On day one, some have left and some withdraw."""
        for booking in self._bookings:
            if not booking.person.in_post:
                booking.fate = "left"
            elif self._comes_true(self.course.withdraws, booking, terms.withdraws_by_group):
                booking.fate = "withdrew"

    def hold_day_one(self, terms: CourseSettings) -> None:
        """By the end of day one it shows who comes; there may be too many."""
        came = []
        for booking in self._bookings:
            if booking.fate:
                continue
            if not booking.person.in_post:
                booking.fate = "left"
            elif self._comes_true(self.course.first_day, booking, terms.first_day_by_group):
                came.append(booking)
            else:
                booking.fate = "absent"
        places = self.delivery.terms.places
        for booking in came[:places]:
            booking.came, booking.days = True, 1
        for booking in came[places:]:
            booking.fate = "turned_away"
            booking.request.return_to_place()

    def hold_later_day(self, i: int, terms: CourseSettings) -> None:
        """The i-th day ends: some of those who came on day one come."""
        for booking in self._still_there():
            booking.days += self._comes_again(self.course.later_days, booking, i, terms.later_days_by_group)

    def hold_session(self, i: int, terms: CourseSettings) -> None:
        """The i-th follow-up session ends: likewise."""
        assert terms.follow_up
        for booking in self._still_there():
            booking.sessions += self._comes_again(self.course.attends, booking, i, terms.follow_up.attends_by_group)

    def conclude(self, terms: CourseSettings) -> None:
        """The outcome: who came often enough has completed, the others rebook or give up."""
        for booking in self._bookings:
            if not booking.fate:
                self._judge(booking)
        for booking in self._bookings:
            if booking.fate in MISSED and booking.person.in_post:
                booking.request.try_again(self._comes_true(self.course.rebooks, booking, terms.rebooks_by_group))

    def send_back(self) -> None:
        """The delivery is cancelled: everybody goes back to their place on the list."""
        for booking in self._bookings:
            self.world.booked_in_month[self._month(booking.person.group)] -= 1
            if booking.person.in_post and booking.fate != "turned_away":
                booking.request.return_to_place()

    def fates(self) -> dict[str, int]:
        """How many met each fate."""
        fates = [booking.fate for booking in self._bookings]
        return {fate: fates.count(fate) for fate in FATES}

    def fates_so_far(self) -> dict[str, int]:
        """The same of a delivery under way: all are still booked but for those who left or were turned away."""
        left = sum(not b.person.in_post for b in self._bookings if b.fate != "turned_away")
        return {"left": left, "turned_away": self.fates()["turned_away"]}

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
        when = self.world.plan.timeline.date(self.delivery.day_one)
        return when.year, when.month, group

    def _still_there(self) -> list[Booking]:
        return [booking for booking in self._bookings if not booking.fate and booking.person.in_post]

    def _judge(self, booking: Booking) -> None:
        terms = self.delivery.terms
        required = terms.follow_up.required if terms.follow_up else 0
        if not booking.person.in_post:
            booking.fate = "left"
        elif booking.days < terms.completes or booking.sessions < required:
            booking.fate = "fell_short"
        else:
            booking.fate = "completed"
            booking.request.complete(self.delivery.day_one)

    def _comes_true(self, stream: Stream, booking: Booking, chances: tuple[float, ...]) -> bool:
        return stream.uniform(booking.person.key, booking.occasion) < chances[booking.person.group]

    def _comes_again(self, stream: Stream, booking: Booking, i: int, chances: tuple[float, ...]) -> bool:
        return stream.uniform(booking.person.key, booking.occasion * 1024 + i) < chances[booking.person.group]
