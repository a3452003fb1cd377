"""The life of one delivery: bookings close, day one, later days, outcome."""

from collections.abc import Iterable, Sequence

from ..recording import DeliveryRow
from ..timeline import INSTANT, end_of
from .audience import Outlook, Party
from .clock import Order, Story
from .courses import Course
from .member import Member
from .money import Bill
from .planning import course_days, session_days


def begin_each(course: Course, schedule: int, planned: Iterable[tuple[int, int]]) -> Story:
    """Let planned deliveries (number, day one) of a schedule begin, each when its bookings close."""
    coming = []
    for number, day_one in planned:
        identity = course.delivery_key(schedule, number)
        coming.append((course.closes(day_one), course.order_lot(identity), identity, number, day_one))
    for closes, lot, identity, number, day_one in sorted(coming):
        yield course.clock.at(closes, Order.CLOSING + lot)
        course.clock.tell(Delivery(course, schedule, number, identity, day_one).run(lot))


class Delivery:
    """One dated running of a course.

    Each step answers whether the delivery goes on. What becomes of everybody booked is settled when bookings close (see
    `Party`); it comes true at the outcome unless the delivery is cancelled before.
    """

    def __init__(self, course: Course, schedule: int, number: int, identity: int, day_one: int) -> None:
        self._course, self._clock = course, course.clock
        self._schedule, self._number = schedule, number
        held = course_days(course.plan, course.index, day_one)
        self.days = held + session_days(course.plan, course.index, held)  # on which its members are taken
        self._held = len(held)
        self._identity = identity
        self.closes = course.closes(day_one)
        self._settings = course.settings  # all but attendance and drop-outs goes by the closing, which is now
        self._team: list[Member] = []
        self._party: Party | None = None
        self._bill: Bill | None = None
        self._set_aside: int | None = None  # in the budgets, if any pays for it
        self._empty = self._passed_over = self._turned_away = 0

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
        locality, team = course.locality(self._schedule), list[Member]()
        if course.role:
            novices = settings.each - settings.experienced
            chosen = course.role.choose(self, self._identity, settings.each, novices, 0, locality)
            if chosen is None:
                return self._cancel("no_trainers")
            team = chosen
        party = course.audience.gather(now, settings, self.days[0], self._identity, locality)
        if party.number < settings.minimum:
            party.let_go()
            return self._cancel("few_bookings")
        if course.is_priced and not self._pay(team, party.number):
            party.let_go()
            return self._cancel("no_budget")
        self._empty = max(0, settings.places - party.number)
        if self._empty:  # who waits even so was passed over for want of release
            self._passed_over = party.passed_over(now, self._empty)
        self._commit(team, party)
        return True

    def _pay(self, team: Sequence[Member], booked: int) -> bool:
        """Owe what is owed from now on, and set aside what else it can cost; whether its budgets have so much left."""
        course, day_one = self._course, self.days[0]
        per_day = course.role.settings.per_day_by_group if course.role else ()
        self._bill = Bill(self._settings, per_day, self._held, len(self.days) - self._held)
        if course.ledger.pays_for(course.index):
            self._set_aside = self._bill.at_most(booked, [member.group for member in team])
            if self._set_aside > course.ledger.left(course.index, day_one):
                return False
            course.ledger.spend(course.index, day_one, self._set_aside)
        self._owe(self._bill.from_closing())
        return True

    def _commit(self, team: list[Member], party: Party) -> None:
        course = self._course
        self._team, self._party = team, party
        if course.role:
            course.role.book(self, team)
        course.under_way.add(self)
        days = self._days_to_outcome()
        self._outlook: Outlook = course.outlook(days, self._held)
        party.book(self.closes, days, self._settings, self._outlook)

    def _days_to_outcome(self) -> list[int]:
        follow_up = self._settings.follow_up
        return self.days if follow_up is None or follow_up.required else self.days[: self._held]

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
        days, paused_days, party = self._days_to_outcome(), self._outlook.paused_days, self._booked()
        if not (paused_days or party.turned_away):
            return [end_of(days[-1])]
        noted = {days[-1], *(days[which] for which in paused_days)}
        if party.turned_away:
            noted.add(days[0])
        return [end_of(day) for day in sorted(noted)]

    def _stand_in(self) -> bool:
        """Replace the members who drop out; whether the team is whole and has the experienced ones asked for."""
        course, role, out = self._course, self._course.role, self._drop_outs()
        if role is None or not out:
            return True
        rest = [member for member in self._team if member not in out]
        novices = self._settings.each - self._settings.experienced - sum(not member.experienced for member in rest)
        locality = course.locality(self._schedule)
        found = role.choose(self, self._identity, len(out), novices, len(self._team), locality)
        role.release(self, out, held=False)
        if found is not None:
            role.book(self, found)
        self._team = rest + (found or [])
        return found is not None

    def _go_on(self) -> bool:
        party = self._booked()
        if self._course.settings.paused and self._clock.now <= end_of(self.days[self._held - 1]):
            return self._cancel("closed")
        if party.turned_away and not self._turned_away:  # it is the end of day one
            self._turned_away = party.turned_away
            party.turn_away(self._clock.now)
        return True

    # -- the end of it ----------------------------------------------------------------------------------------

    def _conclude(self) -> None:
        course, now, party, day_one = self._course, self._clock.now, self._booked(), self.days[0]
        party.conclude(day_one, now)
        if course.role:
            course.role.deliver(self, self._team)
        missed = party.withdrew + party.absent + party.fell_short
        course.recorder.loss("attendance", day_one, course.index, missed)
        self._record_empty()
        self._settle_bill(party.came)
        course.under_way.discard(self)
        counts = party.withdrew, party.left, party.absent, party.turned_away, party.fell_short, party.completed
        self._record("run", "", *counts, len(self._team))

    def _cancel(self, cause: str) -> bool:
        """Give everything back, losing all places to one cause; False: the delivery does not go on."""
        course, now = self._course, self._clock.now
        day_one_held = now > end_of(self.days[0])
        if course.role:
            course.role.release(self, self._team, held=day_one_held)
        if self._party is not None:
            # On day one this comes after all else of the instant, such as a look at who still waits.
            self._party.cancel(now, now if day_one_held else now + INSTANT / 4)
            self._take_back(0)
        if self.days[0] < course.plan.timeline.days:
            loss = "no_trainers" if cause == "trainer_dropped_out" else cause
            course.recorder.loss(loss, self.days[0], course.index, self._settings.places)
            self._record("cancelled", cause)
        course.under_way.discard(self)
        return False

    def leave_unfinished(self, end: float) -> None:
        """Record a delivery that is under way when the run ends."""
        left = self._booked().leave_unfinished(end)
        self._record_empty()
        self._record("unfinished", "", 0, left, 0, self._turned_away)

    def _booked(self) -> Party:
        """The party of a delivery whose bookings have closed."""
        assert self._party is not None
        return self._party

    # -- what it costs ----------------------------------------------------------------------------------------

    def _settle_bill(self, came: int) -> None:
        """Owe the rest, once it has run; so many people came and found a place."""
        if self._bill is None:
            return
        owed = self._bill.at_outcome(came) | {"member_days": 0}
        for member in self._team:
            amount = self._bill.member(member.group)
            owed["member_days"] += amount
            if self._course.role:
                self._course.recorder.fact("paid", self.days[0], self._course.role.index, member.group, amount)
        self._owe(owed)
        self._take_back(sum(owed.values()))

    def _take_back(self, owed: int) -> None:
        """Give back to the budgets what was set aside and is not owed, so much being owed besides the first part."""
        if self._set_aside is not None and self._bill is not None:
            course = self._course
            spent = sum(self._bill.from_closing().values()) + owed
            course.ledger.spend(course.index, self.days[0], spent - self._set_aside)

    def _owe(self, owed: dict[str, int]) -> None:
        course = self._course
        for kind, amount in owed.items():
            course.recorder.cost(kind, self.days[0], course.index, amount)

    # -- recording --------------------------------------------------------------------------------------------

    def _record_empty(self) -> None:
        if not self._empty:
            return
        recorder, course = self._course.recorder, self._course.index
        recorder.loss("release", self.days[0], course, self._passed_over)
        recorder.loss("empty", self.days[0], course, self._empty - self._passed_over)

    def _record(self, status: str, cause: str, *counts: int) -> None:
        """Record the delivery's row; `counts` are its last columns, from `withdrew` on."""
        empty = 0 if status == "cancelled" else self._empty
        number, planned, places = self._number, self.days[0], self._settings.places
        booked = self._party.number if self._party is not None else 0
        self._course.recorder.delivery(
            DeliveryRow(
                self._course.index, self._schedule, number, planned, status, cause, places, booked, empty, *counts
            )
        )
