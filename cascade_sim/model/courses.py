"""A course as it runs: its settings in force, its waiting list, its people's luck, and what completing it gives."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from math import nextafter
from typing import TYPE_CHECKING

from ..randomness.streams import Luck, stable_key
from ..recording import Recorder
from ..scenario.plan import CourseSettings, Plan
from ..timeline import NEVER
from .chunks import Chunks
from .clock import Clock
from .fates import Fates, Outlook
from .qualifications import Qualification
from .roles import Role
from .waiting import WaitingList
from .workforce import People

if TYPE_CHECKING:
    from .deliveries import Delivery


class Release:
    """How many people of each group may still be booked: for a delivery, and for the calendar month of its day one."""

    def __init__(self, plan: Plan, people: People) -> None:
        self._plan, self._group = plan, people.group_of
        self._limited = [
            [
                (index, group.release_per_delivery, group.release_per_month)
                for index, group in enumerate(settings.groups)
                if group.release_per_delivery is not None or group.release_per_month is not None
            ]
            for settings in plan.settings
        ]
        self._limits_month = any(
            group.release_per_month is not None for settings in plan.settings for group in settings.groups
        )
        self._booked: defaultdict[tuple[int, int, int], int] = defaultdict(int)  # year, month, group

    def allowance(self, now: float, day_one: int) -> dict[int, int]:
        """For each group that has a limit, how many of its people a delivery may take."""
        allowed: dict[int, int] = {}
        for index, per_delivery, per_month in self._limited[self._plan.stretch(now)]:
            if per_delivery is not None:
                allowed[index] = per_delivery
            if per_month is not None:
                left = per_month - self._booked[*self._month(day_one), index]
                allowed[index] = min(allowed.get(index, left), left)
        return allowed

    def book(self, day_one: int, people: Iterable[int], sign: int = 1) -> None:
        """Count people booked on a delivery, or (sign -1) no longer booked since it was cancelled."""
        if self._limits_month:
            year, month = self._month(day_one)
            for person in people:
                self._booked[year, month, self._group[person]] += sign

    def _month(self, day: int) -> tuple[int, int]:
        when = self._plan.timeline.date(day)
        return when.year, when.month


class Course:
    """What the deliveries of one course share."""

    def __init__(
        self,
        plan: Plan,
        index: int,
        people: People,
        luck: Luck,
        clock: Clock,
        recorder: Recorder,
        qualifications: Sequence[Qualification],
    ) -> None:
        self.plan, self.index, self.clock, self.recorder = plan, index, clock, recorder
        self.waiting = WaitingList(plan, index, people, qualifications, luck)
        self.settings: CourseSettings = plan.first.courses[index]  # in force now; changes alter it
        self.role: Role | None = None
        self.closings: list[int] = []
        self.under_way: set[Delivery] = set()  # from the closing of bookings to the end of it
        self.bookings = Chunks()  # since, until (infinity: beyond the end)
        self.completions = Chunks()  # when, day one
        self.asked_of_completed: list[float] = []  # when each of them had asked, where people ask again
        self.gained: dict[int, Chunks] = {}  # by course whose qualification was gained: when
        self.renewed: dict[int, Chunks] = {}
        self.gave_up = Chunks()  # when
        self._name = plan.first.courses[index].name
        self._qualifications = qualifications
        self.leave = people.leave_of
        self._fates = Fates(plan, index, people, luck)
        self._order = luck.stream("order")
        self._open: list[int] | None = None

    def connect(self, courses: Sequence[Course], roles: Sequence[Role]) -> None:
        """Make known the role that teaches it and what else a completion may set going."""
        settings = self.plan.first.courses[self.index]
        self.role = None if settings.role is None else roles[settings.role]
        self._makes = None if settings.makes is None else roles[settings.makes]
        every = list(enumerate(self.plan.first.courses))
        self._renews = [i for i, other in every if other.renew_by == self.index and i != self.index]
        self._courses, self._lists = courses, [course.waiting for course in courses]
        self._requiring = {
            given: [i for i, other in every if any(required == given for required, _ in other.requires)]
            for given in (self.index, *self._renews)
        }
        for given in (self.index, *self._renews):
            self.gained[given], self.renewed[given] = Chunks(), Chunks()
        # the lists to be brought up to date before a completion changes who may ask
        renewed_by = {other.renew_by for i, other in every if i in self._requiring and other.renew_by is not None}
        affected = {self.index, *renewed_by, *chain.from_iterable(self._requiring.values())}
        self._affected = [self._lists[course] for course in affected if self._lists[course].has_requests]

    def disconnect(self) -> None:
        """Forget the other courses and the deliveries, when all is over."""
        self._courses = ()
        self.under_way.clear()

    def closes(self, day_one: int) -> int:
        """When bookings close for a delivery of that day one: some days before, or at the start."""
        return max(0, day_one - self.settings.closes)

    def delivery_key(self, schedule: int, number: int) -> int:
        """The identity of a delivery."""
        return stable_key("delivery", self._name, self.plan.first.courses[self.index].schedules[schedule].name, number)

    def order_lot(self, delivery: int) -> float:
        """Where a delivery comes among those that do the same at the same instant."""
        return self._order.uniform(delivery)

    def outlook(self, days: Sequence[int]) -> Outlook:
        """What lies ahead of a delivery on those days."""
        return self._fates.outlook(days)

    def put_back(self, people: Sequence[int]) -> None:
        """Put people whose booking came to nothing back to their place in the order."""
        self._fates.turn_to_next(people)
        self.waiting.put_back(people)

    def rebook(self, people: Sequence[int], now: float) -> None:
        """Put people at the end of the list."""
        self._fates.turn_to_next(people)
        self.waiting.rebook(people, now)

    def give_up(self, people: Sequence[int], now: float) -> None:
        """Let people give up."""
        if not people:
            return
        self.gave_up.add(people, now)
        self._end(people, now)

    def _end(self, people: Sequence[int], now: float) -> None:
        """End the requests of people who completed or gave up. Only to renew something would they ask again."""
        if self.waiting.renews:
            self._fates.turn_to_next(people)
        self.waiting.end(people, now)

    # -- planning on demand -----------------------------------------------------------------------------------

    def keep_open(self, day_ones: Sequence[int]) -> None:
        """Keep track of which deliveries are open for booking, beginning with those planned from the start."""
        self._open = sorted(day_ones)
        self.waiting.keep_count()

    def planned(self, day_one: int) -> None:
        """Note another delivery that is open for booking."""
        if self._open is not None:
            insort(self._open, day_one)

    def open_places(self, today: int, up_to: int) -> int:
        """Places of deliveries still open for booking whose day one falls no later than `up_to`."""
        planned = self._open or []
        first = bisect_left(planned, today + self.settings.closes) if today else 0
        return self.settings.places * (bisect_right(planned, up_to) - first)

    # -- what completing gives --------------------------------------------------------------------------------

    def complete(self, people: Sequence[int], day_one: int, now: float) -> None:
        """Let people complete the course."""
        if not people:
            return
        before = nextafter(now, 0.0)  # outcomes come before asking
        for affected in self._affected:
            affected.bring_up_to(before)
        self.completions.add(people, now, day_one)
        if self.waiting.renews:  # else the one request they ever made can be looked up at the end
            self.asked_of_completed += self.waiting.asked(people)
        self._award(self.index, people, now)
        for renewed in self._renews:
            held = self._qualifications[renewed].ever_held
            self._award(renewed, [person for person in people if held(person)], now)
        if self._makes:
            for person in people:
                self._makes.join(person, now)
        self._end(people, now)

    def _award(self, given: int, people: Sequence[int], now: float) -> None:
        """Give people a qualification: this course's, or one that it renews."""
        qualification, settings = self._qualifications[given], self._courses[given].settings
        gained, renewed = qualification.complete(people, now, settings.valid_for)
        self.gained[given].add(gained, now)
        self.renewed[given].add(renewed, now)
        if settings.renew_by is not None and settings.valid_for < NEVER:
            for person in people:
                self._lists[settings.renew_by].ask_renewal(person, given, qualification.held_until(person), now)
        for requiring in self._requiring[given]:
            self._lists[requiring].requirement_gained(people, now)
