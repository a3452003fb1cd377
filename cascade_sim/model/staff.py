"""Staff as the audience of a course: their waiting list and bookings, and what completing it gives them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from math import nextafter
from typing import TYPE_CHECKING

import numpy as np

from ..randomness.streams import Floats, Ints, Luck
from ..scenario.plan import CourseSettings, Plan
from ..timeline import NEVER
from .audience import Audience, Outlook, Party
from .chunks import Chunks
from .fates import Fates, Outcome, settle
from .in_force import stretches
from .paces import Paces
from .qualifications import Qualification
from .roles import Role
from .waiting import WaitingList
from .workforce import People

if TYPE_CHECKING:
    from .courses import Course


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


class Staff(Audience):
    """The staff whom a course is for."""

    def __init__(
        self,
        plan: Plan,
        index: int,
        people: People,
        luck: Luck,
        qualifications: Sequence[Qualification],
        release: Release,
    ) -> None:
        settings = plan.first.courses[index]
        self._index, self._plan = index, plan
        self.waiting = WaitingList(plan, index, people, qualifications, luck)
        self.leave = people.leave_of
        self.bookings = Chunks()  # since, until (infinity: beyond the end)
        self.completions = Chunks()  # when, day one
        self.asked_of_completed: list[float] = []  # when each of them had asked, where people ask again
        self.signed_up = Chunks()  # when; to a self-paced course
        self.gained: dict[int, Chunks] = {}  # by course whose qualification was gained: when
        self.renewed: dict[int, Chunks] = {}
        self.gave_up = Chunks()  # when
        self.release = release
        self._qualifications = qualifications
        self.fates = None if settings.self_paced else Fates(plan, index, people, luck)
        self.paces = Paces(plan, index, people, luck) if settings.self_paced else None

    def connect(self, courses: Sequence[Course], roles: Sequence[Role]) -> None:
        """Make known what else a completion may set going."""
        settings, index = self._plan.first.courses[self._index], self._index
        self._makes = None if settings.makes is None else roles[settings.makes]
        every = list(enumerate(self._plan.first.courses))
        self._renews = [i for i, other in every if other.renew_by == index and i != index]
        self._courses = courses
        self._lists = {course.index: course.staff.waiting for course in courses if course.staff is not None}
        self._requiring = {
            given: [i for i, other in every if any(required == given for required, _ in other.requires)]
            for given in (index, *self._renews)
        }
        for given in (index, *self._renews):
            self.gained[given], self.renewed[given] = Chunks(), Chunks()
        # the lists to be brought up to date before a completion changes who may ask
        renewed_by = {other.renew_by for i, other in every if i in self._requiring and other.renew_by is not None}
        affected = {index, *renewed_by, *chain.from_iterable(self._requiring.values())}
        self._affected = [self._lists[course] for course in affected if self._lists[course].has_requests]

    def disconnect(self) -> None:
        """Forget the other courses, when all is over."""
        self._courses = ()

    # -- waiting and booking ----------------------------------------------------------------------------------

    def gather(self, now: float, settings: CourseSettings, day_one: int, delivery: int, locality: int) -> Party:
        people = self.waiting.take(now, settings, self.release.allowance(now, day_one), locality)
        return StaffParty(self, people, day_one, locality)

    def keep_count(self) -> None:
        self.waiting.keep_count()

    def waiting_now(self, now: float, locality: int) -> int:
        return self.waiting.waiting(now, locality)

    def bring_up_to(self, now: float) -> None:
        self.waiting.bring_up_to(now)

    def put_back(self, people: Sequence[int]) -> None:
        """Put people whose booking came to nothing back to their place in the order."""
        self._turn_to_next(people)
        self.waiting.put_back(people)

    def rebook(self, people: Sequence[int], now: float) -> None:
        """Put people at the end of the list."""
        self._turn_to_next(people)
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
            self._turn_to_next(people)
        self.waiting.end(people, now)

    def _turn_to_next(self, people: Sequence[int]) -> None:
        """Let the next booking of each be the present one, since the one before is over."""
        if self.fates is not None:
            self.fates.turn_to_next(people)
        elif self.paces is not None:
            self.paces.turn_to_next(people)

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
        self._award(self._index, people, now)
        for renewed in self._renews:
            held = self._qualifications[renewed].ever_held
            self._award(renewed, [person for person in people if held(person)], now)
        if self._makes:
            for person in people:
                self._makes.join(person, now)
        self._end(people, now)

    def complete_at_last(self, people: Ints, signed_up: Floats, moments: Floats) -> None:
        """Let people complete, each at a moment of their own, a course on which nothing else depends (see there)."""
        self.completions.add_columns(people, moments, signed_up)
        by_stretch = [settings.courses[self._index].valid_for for settings in self._plan.settings]
        valid_for = np.array(by_stretch)[stretches(self._plan, moments)]
        self._qualifications[self._index].gain(people, moments, valid_for)
        self.gained[self._index].add_columns(people, moments)

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


class StaffParty(Party):
    """Staff booked on one delivery, for whom it was of one locality or (-1) of all."""

    def __init__(self, staff: Staff, people: list[int], day_one: int, locality: int) -> None:
        super().__init__(len(people))
        self._staff, self._people, self._day_one, self._locality = staff, people, day_one, locality
        self._since = 0
        self._were_turned_away = False

    def let_go(self) -> None:
        self._staff.waiting.put_back(self._people)

    def passed_over(self, now: float, at_most: int) -> int:
        return self._staff.waiting.still_waiting(now, at_most, self._locality)

    def book(self, since: int, days: Sequence[int], settings: CourseSettings, outlook: Outlook) -> None:
        staff = self._staff
        assert staff.fates is not None
        self._since = since
        staff.release.book(self._day_one, self._people)
        fates = staff.fates.of(outlook.stretches)
        outcome: Outcome = settle(self._people, staff.leave, fates, days, settings)
        self._outcome = outcome
        self.withdrew, self.absent, self.fell_short = outcome.withdrew, outcome.absent, outcome.fell_short
        self.left, self.turned_away, self.completed = outcome.left, len(outcome.turned_away), len(outcome.completed)
        self.came = outcome.came

    def turn_away(self, now: float) -> None:
        self._were_turned_away = True
        self._staff.bookings.add(self._outcome.turned_away, self._since, now)
        self._staff.put_back(self._outcome.turned_away)

    def conclude(self, day_one: int, now: float) -> None:
        staff, outcome = self._staff, self._outcome
        staff.bookings.add(self._still_booked(), self._since, now)
        staff.complete(outcome.completed, day_one, now)
        staff.rebook(outcome.again, now)
        staff.give_up(outcome.gave_up, now)

    def cancel(self, now: float, until: float) -> None:
        staff, people = self._staff, self._still_booked()
        staff.bookings.add(people, self._since, until)
        staff.put_back([person for person in people if staff.leave[person] > now])
        staff.release.book(self._day_one, self._people, sign=-1)

    def leave_unfinished(self, end: float) -> int:
        booked = self._still_booked()
        self._staff.bookings.add(booked, self._since, NEVER)
        return len([person for person in booked if self._staff.leave[person] <= end])

    def _still_booked(self) -> list[int]:
        if not self._were_turned_away:
            return self._people
        away = set(self._outcome.turned_away)
        return [person for person in self._people if person not in away]
