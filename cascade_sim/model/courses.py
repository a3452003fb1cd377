"""A course as it runs: its settings in force, its waiting list, its people's luck, and what completing it gives."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from ..randomness.streams import Floats, Luck, stable_key
from ..recording import Recorder
from ..scenario.plan import CourseSettings, Plan
from .clock import Clock
from .qualifications import Qualification
from .roles import Role
from .waiting import WaitingList
from .workforce import Ints, People

if TYPE_CHECKING:
    from .deliveries import Delivery

NEVER = float("inf")
_DAYS_APART = 1024  # occasions of the stream "later days" kept for one booking


class Release:
    """How many people of each group may still be booked: for a delivery, and for the calendar month of its day one."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._booked: defaultdict[tuple[int, int, int], int] = defaultdict(int)  # year, month, group

    def allowance(self, now: float, day_one: int) -> dict[int, int]:
        """For each group that has a limit, how many of its people a delivery may take."""
        allowed: dict[int, int] = {}
        year, month = self._month(day_one)
        for index, group in enumerate(self._plan.at(now).groups):
            if group.release_per_delivery is not None:
                allowed[index] = group.release_per_delivery
            if group.release_per_month is not None:
                left = group.release_per_month - self._booked[year, month, index]
                allowed[index] = min(allowed.get(index, left), left)
        return allowed

    def book(self, day_one: int, groups: Sequence[int], sign: int = 1) -> None:
        """Count people booked on a delivery, or (sign -1) no longer booked since it was cancelled."""
        year, month = self._month(day_one)
        for group in groups:
            self._booked[year, month, group] += sign

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
        self.role: Role | None = None
        self.closings: list[int] = []
        self.under_way: set[Delivery] = set()  # from the closing of bookings to the end of it
        self.first_completed: Floats = np.full(len(people), NEVER)
        self._name = plan.first.courses[index].name
        self._qualifications = qualifications
        self._key, self.leave = memoryview(people.key), memoryview(people.leave)
        self.group, self._existing = memoryview(people.group), memoryview(people.existing)
        self._times_booked = memoryview(np.zeros(len(people), np.int64))
        self._draws = {what: _Draws(luck, what, self._name, people) for what in ("withdraws", "first day", "rebooks")}
        self._later_days = luck.stream("later days", self._name)
        self._order = luck.stream("order")
        self._booked: list[tuple[Sequence[int], float, float]] = []
        self._open: list[int] | None = None

    def connect(self, courses: Sequence[Course], roles: Sequence[Role]) -> None:
        """Make known the role that teaches it and what else a completion may set going."""
        settings = self.plan.first.courses[self.index]
        self.role = None if settings.role is None else roles[settings.role]
        self._makes = None if settings.makes is None else roles[settings.makes]
        every = list(enumerate(self.plan.first.courses))
        self._renews = [i for i, other in every if other.renew_by == self.index and i != self.index]
        self._lists = {course.index: course.waiting for course in courses}
        self._requiring = {
            given: [i for i, other in every if any(required == given for required, _ in other.requires)]
            for given in (self.index, *self._renews)
        }

    def settings(self, moment: float) -> CourseSettings:
        """The settings in force at a moment."""
        return self.plan.at(moment).courses[self.index]

    def delivery_key(self, schedule: int, number: int) -> int:
        """The identity of a delivery."""
        return stable_key("delivery", self._name, self.plan.first.courses[self.index].schedules[schedule].name, number)

    def order_lot(self, delivery: int) -> float:
        """Where a delivery comes among those that do the same at the same instant."""
        return self._order.uniform(delivery)

    # -- luck of the people booked ----------------------------------------------------------------------------

    def chance(self, what: str, person: int) -> float:
        """The draw of somebody's present booking: "withdraws", "first day" or "rebooks"."""
        return self._draws[what].draw(person, self._times_booked[person] - 1)

    def later_day(self, person: int, which: int) -> float:
        """The draw of somebody's present booking for the `which`-th day."""
        occasion = (self._times_booked[person] - 1) * _DAYS_APART + which
        return self._later_days.uniform(self._key[person], occasion)

    # -- bookings ---------------------------------------------------------------------------------------------

    def book(self, people: Sequence[int]) -> None:
        """Count another booking of each."""
        for person in people:
            self._times_booked[person] += 1

    def booked_until(self, people: Sequence[int], since: float, until: float) -> None:
        """Note from when until when people were booked."""
        self._booked.append((people, since, until))

    def bookings(self) -> tuple[Ints, Floats, Floats]:
        """All bookings: person, since, until (infinity: beyond the end)."""
        sizes = [len(people) for people, _, _ in self._booked]
        people = np.fromiter(chain.from_iterable(people for people, _, _ in self._booked), np.int64, sum(sizes))
        since, until = (np.repeat([entry[i] for entry in self._booked], sizes).astype(np.float64) for i in (1, 2))
        return people, since, until

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
        settings = self.settings(today)
        planned = self._open or []
        first = bisect_left(planned, today + settings.closes) if today else 0
        return settings.places * (bisect_right(planned, up_to) - first)

    # -- what completing gives --------------------------------------------------------------------------------

    def complete(self, people: Sequence[int], day_one: int, now: float) -> None:
        """Let people complete the course."""
        for affected in {self.index, *chain.from_iterable(self._requiring.values())}:
            self._lists[affected].bring_up_to(now)
        for person in people:
            weeks = int(self.waiting.waited(person, day_one) // 7)
            self.recorder.fact("completed", now, self.index, self.group[person], weeks)
            self.first_completed[person] = min(self.first_completed[person], now)
            self._award(self.index, person, now)
            for renewed in self._renews:
                if self._qualifications[renewed].ever_held(person):
                    self._award(renewed, person, now)
            if self._makes:
                self._makes.join(person, now)
        self.waiting.end(people, now)

    def _award(self, given: int, person: int, now: float) -> None:
        qualification = self._qualifications[given]
        gained = "gained_existing" if self._existing[person] else "gained_starters"
        kind = gained if qualification.complete(person, now) else "renewed"
        self.recorder.fact(kind, now, given, self.group[person])
        renew_by = self.plan.first.courses[given].renew_by
        if renew_by is not None:
            expires = qualification.held_until(person)
            if expires < NEVER:
                self._lists[renew_by].ask_renewal(person, given, expires, now)
        for requiring in self._requiring[given]:
            self._lists[requiring].requirement_gained(person, now)


class _Draws:
    """Draws of persons by occasion: those of the first occasion, which most people need, as one array."""

    def __init__(self, luck: Luck, what: str, course: str, people: People) -> None:
        self._stream = luck.stream(what, course)
        self._key = memoryview(people.key)
        self._first = memoryview(self._stream.uniforms(people.key))

    def draw(self, person: int, occasion: int) -> float:
        """The draw of somebody on one occasion."""
        return float(self._first[person]) if occasion == 0 else self._stream.uniform(self._key[person], occasion)
