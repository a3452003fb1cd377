"""The life of one delivery: bookings close, day one, later days, outcome."""

from collections.abc import Iterable

from ..recording import DeliveryRow
from ..timeline import INSTANT, NEVER, end_of
from .clock import Order, Story
from .courses import Course, Release
from .fates import Outcome, settle
from .member import Member
from .planning import course_days


def begin_each(course: Course, release: Release, schedule: int, planned: Iterable[tuple[int, int]]) -> Story:
    """Let planned deliveries (number, day one) of a schedule begin, each when its bookings close."""
    coming = []
    for number, day_one in planned:
        identity = course.delivery_key(schedule, number)
        coming.append((course.closes(day_one), course.order_lot(identity), identity, number, day_one))
    for closes, lot, identity, number, day_one in sorted(coming):
        yield course.clock.at(closes, Order.CLOSING + lot)
        course.clock.tell(Delivery(course, release, schedule, number, identity, day_one).run(lot))


class Delivery:
    """One dated running of a course.

    Each step answers whether the delivery goes on. What becomes of everybody booked is settled when bookings close, for
    their luck, and when they leave, are known; it comes true at the outcome unless the delivery is cancelled before.
    """

    def __init__(
        self, course: Course, release: Release, schedule: int, number: int, identity: int, day_one: int
    ) -> None:
        self._course, self._release, self._clock = course, release, course.clock
        self._schedule, self._number = schedule, number
        self.days = course_days(course.plan, course.index, day_one)
        self._identity = identity
        self.closes = course.closes(day_one)
        self._settings = course.settings  # all but attendance and drop-outs goes by the closing, which is now
        self._team: list[Member] = []
        self._people: list[int] = []
        self._empty = self._passed_over = 0
        self._turned_away: list[int] = []  # so far

    def run(self, lot: float) -> Story:
        """Live from the closing of bookings to the outcome, or until cancelled."""
        if not self._close_bookings():
            return
        if not self._sure_to_begin():
            yield self._clock.at(self.days[0], Order.BEGINNING + lot)
            if not self._begin():
                return
        for moment in self._moments_of_note():
            yield self._clock.at(moment, Order.OUTCOMES + lot)
            if not self._go_on():
                return
        self._conclude()

    # -- closing ----------------------------------------------------------------------------------------------

    def _close_bookings(self) -> bool:
        course, settings, now = self._course, self._settings, self._clock.now
        course.closings.append(self.closes)
        if settings.paused:
            return self._cancel("closed")
        team: list[Member] = []
        if course.role:
            novices = settings.each - settings.experienced
            chosen = course.role.choose(self, self._identity, settings.each, novices, 0)
            if chosen is None:
                return self._cancel("no_trainers")
            team = chosen
        people = course.waiting.take(now, settings, self._release.allowance(now, self.days[0]))
        if len(people) < settings.minimum:
            course.waiting.put_back(people)
            return self._cancel("few_bookings")
        self._empty = max(0, settings.places - len(people))
        if self._empty:  # who waits even so was passed over for want of release
            self._passed_over = course.waiting.still_waiting(now, self._empty)
        self._commit(team, people)
        return True

    def _commit(self, team: list[Member], people: list[int]) -> None:
        self._team, self._people = team, people
        if self._course.role:
            self._course.role.book(self, team)
        self._course.under_way.add(self)
        self._release.book(self.days[0], people)
        self._outlook = self._course.outlook(self.days)
        self._outcome: Outcome = settle(people, self._course.leave, self._outlook.fates, self.days, self._settings)

    # -- the days ---------------------------------------------------------------------------------------------

    def _sure_to_begin(self) -> bool:
        """Whether it is known beforehand that nothing keeps day one from being held."""
        return not (self._outlook.begins_in_pause or self._drop_outs())

    def _drop_outs(self) -> list[Member]:
        role = self._course.role
        return role.dropping_out(self._team, self._identity, self.days[0]) if role else []

    def _begin(self) -> bool:
        if self._course.settings.paused:
            return self._cancel("closed")
        if not self._stand_in():
            return self._cancel("trainer_dropped_out")
        return True

    def _moments_of_note(self) -> list[float]:
        """The ends of those days at which there is something to see to: people to turn away, a pause, the outcome."""
        days, paused_days = self.days, self._outlook.paused_days
        if not (paused_days or self._outcome.turned_away):
            return [end_of(days[-1])]
        noted = {days[-1], *(days[which] for which in paused_days)}
        if self._outcome.turned_away:
            noted.add(days[0])
        return [end_of(day) for day in sorted(noted)]

    def _stand_in(self) -> bool:
        """Replace the members who drop out; whether the team is whole and has the experienced ones asked for."""
        role, out = self._course.role, self._drop_outs()
        if role is None or not out:
            return True
        rest = [member for member in self._team if member not in out]
        novices = self._settings.each - self._settings.experienced - sum(not member.experienced for member in rest)
        found = role.choose(self, self._identity, len(out), novices, len(self._team))
        role.release(self, out, held=False)
        if found is not None:
            role.book(self, found)
        self._team = rest + (found or [])
        return found is not None

    def _go_on(self) -> bool:
        course = self._course
        if course.settings.paused:
            return self._cancel("closed")
        if self._outcome.turned_away and not self._turned_away:  # it is the end of day one
            self._turned_away = self._outcome.turned_away
            course.bookings.add(self._turned_away, self.closes, self._clock.now)
            course.put_back(self._turned_away)
        return True

    # -- the end of it ----------------------------------------------------------------------------------------

    def _conclude(self) -> None:
        course, now, outcome, day_one = self._course, self._clock.now, self._outcome, self.days[0]
        course.bookings.add(self._still_booked(), self.closes, now)
        course.complete(outcome.completed, day_one, now)
        course.rebook(outcome.again, now)
        course.give_up(outcome.gave_up, now)
        if course.role:
            course.role.deliver(self, self._team)
        missed = outcome.withdrew + outcome.absent + outcome.fell_short
        course.recorder.loss("attendance", day_one, course.index, missed)
        self._record_empty()
        course.under_way.discard(self)
        counts = outcome.withdrew, outcome.left, outcome.absent, len(outcome.turned_away), outcome.fell_short
        self._record("run", "", *counts, len(outcome.completed), len(self._team))

    def _cancel(self, cause: str) -> bool:
        """Give everything back, losing all places to one cause; False: the delivery does not go on."""
        course, now = self._course, self._clock.now
        day_one_held = now > end_of(self.days[0])
        if course.role:
            course.role.release(self, self._team, held=day_one_held)
        people = self._still_booked()
        # On day one this comes after all else of the instant, such as a look at who still waits.
        course.bookings.add(people, self.closes, now if day_one_held else now + INSTANT / 4)
        course.put_back([person for person in people if course.leave[person] > now])
        self._release.book(self.days[0], self._people, sign=-1)
        if self.days[0] < course.plan.timeline.days:
            loss = "no_trainers" if cause == "trainer_dropped_out" else cause
            course.recorder.loss(loss, self.days[0], course.index, self._settings.places)
            self._record("cancelled", cause)
        course.under_way.discard(self)
        return False

    def leave_unfinished(self, end: float) -> None:
        """Record a delivery that is under way when the run ends."""
        course = self._course
        booked = self._still_booked()
        course.bookings.add(booked, self.closes, NEVER)
        self._record_empty()
        left = sum(course.leave[person] <= end for person in booked)
        self._record("unfinished", "", 0, left, 0, len(self._turned_away))

    def _still_booked(self) -> list[int]:
        away = set(self._turned_away)
        return [person for person in self._people if person not in away] if away else self._people

    def _record_empty(self) -> None:
        if not self._empty:
            return
        recorder, course = self._course.recorder, self._course.index
        recorder.loss("release", self.days[0], course, self._passed_over)
        recorder.loss("empty", self.days[0], course, self._empty - self._passed_over)

    def _record(self, status: str, cause: str, *counts: int) -> None:
        """Record the delivery's row; `counts` are its last columns, from `withdrew` on."""
        empty = 0 if status == "cancelled" else self._empty
        number, planned, places, booked = self._number, self.days[0], self._settings.places, len(self._people)
        self._course.recorder.delivery(
            DeliveryRow(
                self._course.index, self._schedule, number, planned, status, cause, places, booked, empty, *counts
            )
        )
