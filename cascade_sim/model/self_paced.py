"""Courses without deliveries: people sign up day by day and are done, or have dropped out, at their own pace."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from ..randomness.streams import Floats, Ints, Luck, person_keys, stable_key
from ..scenario.plan import CourseSettings, Plan, SelfPaced
from ..timeline import INSTANT, NEVER, end_of
from .clock import Order, Story
from .courses import Course
from .in_force import stretches
from .paces import ASKS_AGAIN, DAYS, FINISHES, Draws
from .public import Public
from .staff import Staff
from .workforce import People

_ANY_NUMBER = 1 << 40


class Room:
    """How many more may sign up to a course: for its licences of the year, and for what its budgets have left."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._signed_up: defaultdict[int, int] = defaultdict(int)  # by year
        self._pays = course.ledger.pays_for(course.index)

    def on(self, day: int, settings: CourseSettings) -> int:
        """How many more on a day, at the settings then in force."""
        course, room = self._course, _ANY_NUMBER
        licences, price = _self_paced(settings).licences, settings.prices.per_licence
        if licences is not None:
            room = max(0, licences - self._signed_up[course.plan.year(day)])
        if self._pays and price:
            room = min(room, course.ledger.left(course.index, day) // price)
        return room

    def take(self, day: int, number: int, settings: CourseSettings) -> None:
        """Let so many sign up on a day, and owe their licences."""
        course, owed = self._course, number * settings.prices.per_licence
        self._signed_up[course.plan.year(day)] += number
        course.recorder.cost("licences", day, course.index, owed)
        if self._pays:
            course.ledger.spend(course.index, day, owed)


class StaffAtTheirPace:
    """Staff on a self-paced course."""

    def __init__(self, course: Course, staff: Staff) -> None:
        self._course, self._staff = course, staff
        self._lot = _lot(course)
        self._room = Room(course)
        self._ending: dict[int, list[tuple[int, int, list[int]]]] = {}  # by day: when they signed up, how it ends, who

    def begin(self) -> None:
        """Set it going."""
        self._course.clock.tell(self._sign_up())

    def finish(self) -> None:
        """Note who is on the course when the run ends."""
        for groups in self._ending.values():
            for signed_up, _, people in groups:
                self._staff.bookings.add(people, signed_up, NEVER)

    def _sign_up(self) -> Story:
        course, staff = self._course, self._staff
        for day in range(course.plan.timeline.days):
            yield course.clock.at(day, Order.CLOSING + self._lot)
            settings = course.settings
            people = [] if settings.paused else staff.waiting.take_everybody(day, self._room.on(day, settings))
            if people:
                self._room.take(day, len(people), settings)
                staff.signed_up.add(people, day)
                self._part(people, day)

    def _part(self, people: Sequence[int], day: int) -> None:
        """Let each end on their day, in the order in which they signed up."""
        assert self._staff.paces is not None
        for pace, alike in self._staff.paces.of(people, _self_paced(self._course.settings)).items():
            ends = day + pace // DAYS
            if ends not in self._ending:
                self._ending[ends] = []
                self._course.clock.tell(self._end(ends))
            self._ending[ends].append((day, pace % DAYS, alike))

    def _end(self, day: int) -> Story:
        yield self._course.clock.at(end_of(day), Order.OUTCOMES + self._lot)
        staff, now = self._staff, end_of(day)
        for signed_up, how, people in self._ending.pop(day):
            staff.bookings.add(people, signed_up, now)
            still = [person for person in people if staff.leave[person] > now]
            if how & FINISHES:
                staff.complete(still, signed_up, now)
            elif how & ASKS_AGAIN:
                staff.rebook(still, now)
            else:
                staff.give_up(still, now)


class StaffAtLast:
    """Staff on a self-paced course on whose completion nothing else depends: looked at once, when the run is over.

    They need no turn of the clock then. All is as it would be with `StaffAtTheirPace`.
    """

    def __init__(self, course: Course, staff: Staff, people: People, luck: Luck) -> None:
        self._course, self._staff, self._people, self._plan = course, staff, people, course.plan
        self._settings = [settings.courses[course.index] for settings in course.plan.settings]
        self._draws = Draws(self._settings[0].name, luck)

    @staticmethod
    def will_do(course: Course) -> bool:
        """Whether nothing depends on who signs up to a course, and when: no limit, no other course, no role."""
        every = [settings.courses[course.index] for settings in course.plan.settings]
        first, others = every[0], course.plan.first.courses
        is_limited = course.ledger.pays_for(course.index) or any(
            of.paused or _self_paced(of).licences is not None or any(_self_paced(of).asks_again_by_group)
            for of in every
        )
        gives = any(course.index in dict(other.requires) or other.renew_by == course.index for other in others)
        return not (is_limited or gives or first.makes is not None or first.renew_by is not None)

    def begin(self) -> None:
        """Nothing has to be set going, and no order kept."""
        self._staff.waiting.forget_order()

    def finish(self) -> None:
        """Work out who signed up, and what became of them."""
        staff, end = self._staff, float(self._plan.timeline.snapshot_times[-1])
        staff.waiting.bring_up_to(end)
        person, asked, _ = staff.waiting.requests()
        day = np.maximum(np.ceil(asked), 0.0).astype(np.int64)
        signs_up = (day < self._plan.timeline.days) & (self._people.leave[person] > day)
        order = np.argsort(day[signs_up], kind="stable")
        person, day = person[signs_up][order], day[signs_up][order]
        paces = np.zeros(len(person), np.int64)
        for stretch, those in _by_stretch(self._plan, day):
            who, settings = person[those], self._settings[stretch]
            paces[those] = self._draws.paces(self._people.key[who], self._people.group[who], _self_paced(settings))
            owed = np.full(len(who), settings.prices.per_licence)
            self._course.recorder.many_costs("licences", day[those].astype(np.float64), self._course.index, owed)
        self._part(person, day, paces, end)

    def _part(self, person: Ints, day: Ints, paces: Ints, end: float) -> None:
        staff, done = self._staff, np.asarray(day + paces // DAYS + (1 - INSTANT), np.float64)
        staff.signed_up.add_columns(person, day.astype(np.float64))
        staff.bookings.add_columns(person, day.astype(np.float64), np.where(done <= end, done, NEVER))
        there = (done <= end) & (self._people.leave[person] > done)
        finish = there & ((paces & FINISHES) > 0)
        staff.waiting.end_each(person[there], done[there])
        staff.gave_up.add_columns(person[there & ~finish], done[there & ~finish])
        staff.complete_at_last(person[finish], day[finish].astype(np.float64), done[finish])


class PublicAtTheirPace:
    """People of the public on a self-paced course: so many sign up on each day, and each has draws of their own."""

    def __init__(self, course: Course, public: Public, luck: Luck) -> None:
        self._course, self._public, self._plan = course, public, course.plan
        self._lot = _lot(course)
        self._room = Room(course)
        self._settings = [settings.courses[course.index] for settings in course.plan.settings]
        self._draws = Draws(self._settings[0].name, luck)
        self._key = np.uint64(stable_key("public", self._settings[0].name))
        self._in_budget = course.ledger.pays_for(course.index)
        self._ask_again = any(any(_self_paced(of).asks_again_by_group) for of in self._settings)
        self._again: defaultdict[int, int] = defaultdict(int)  # how many ask again at the end of a day
        self._numbers = np.zeros(course.plan.timeline.days, np.int64)  # who sign up on each day

    def begin(self) -> None:
        """Set it going: day by day with all else where a budget pays for it, which others spend too."""
        limited = any(of.paused or _self_paced(of).licences is not None for of in self._settings)
        if self._in_budget:
            self._course.clock.tell(self._sign_up())
        elif limited or self._ask_again:
            for day in range(self._plan.timeline.days):
                self._sign_up_on(day)
        else:
            self._numbers = self._public.take_as_they_come()
            for stretch, days in _by_stretch(self._plan, np.arange(len(self._numbers))):
                owed = self._numbers[days] * self._settings[stretch].prices.per_licence
                self._course.recorder.many_costs("licences", days.astype(np.float64), self._course.index, owed)

    def finish(self) -> None:
        """Note what became of all who signed up, where that was not to be known before."""
        last = self._plan.timeline.days - 1
        self._public.join(end_of(last), self._again.pop(last, 0), end_of(last))
        signed_up = np.flatnonzero(self._numbers)
        self._public.signed_up.add_columns(signed_up.astype(np.float64), self._numbers[signed_up])
        if not self._ask_again:
            for stretch, those in _by_stretch(self._plan, signed_up):
                self._settle(signed_up[those], self._settings[stretch])

    def _sign_up(self) -> Story:
        for day in range(self._plan.timeline.days):
            yield self._course.clock.at(day, Order.CLOSING + self._lot)
            self._sign_up_on(day)

    def _sign_up_on(self, day: int) -> None:
        settings, public = self._in_force(day), self._public
        public.join(end_of(day - 1), self._again.pop(day - 1, 0), end_of(day - 1))
        if settings.paused:
            return
        number = sum(number for _, number in public.take(day, self._room.on(day, settings)))
        if number:
            self._room.take(day, number, settings)
            self._numbers[day] = number
            if self._ask_again:
                self._settle(np.array([day]), settings)

    def _in_force(self, day: int) -> CourseSettings:
        return self._settings[self._plan.stretch(day)]

    def _settle(self, days: Ints, settings: CourseSettings) -> None:
        """Settle what becomes of those who sign up on these days, at the same settings."""
        numbers, public = self._numbers[days], self._public
        signed_up = np.repeat(days, numbers)
        place = np.arange(len(signed_up)) - np.repeat(np.cumsum(numbers) - numbers, numbers)  # of each on their day
        keys = person_keys(self._key, signed_up, place)
        paces = self._draws.paces(keys, np.zeros(len(keys), np.int64), _self_paced(settings))
        ends, finish, again = signed_up + paces // DAYS, (paces & FINISHES) > 0, (paces & ASKS_AGAIN) > 0
        public.booked.add_columns(days.astype(np.float64), numbers)
        public.booked.add_columns(*_counted(ends, -1))
        public.completed.add_columns(*_counted(ends[finish]))
        public.gave_up.add_columns(*_counted(ends[~finish & ~again]))
        for day, number in zip(*np.unique(ends[~finish & again], return_counts=True), strict=True):
            self._again[int(day)] += int(number)


def _by_stretch(plan: Plan, days: Ints) -> Iterator[tuple[int, Ints]]:
    """Each stretch of the plan in which some of the days are, and their places."""
    which = stretches(plan, days)
    for stretch in np.unique(which).tolist():
        yield stretch, np.flatnonzero(which == stretch)


def _counted(ends: Ints, sign: int = 1) -> tuple[Floats, Ints]:
    """The ends of days, and how many are done at each."""
    days, numbers = np.unique(ends, return_counts=True)
    return np.asarray(days + (1 - INSTANT), np.float64), np.asarray(sign * numbers, np.int64)


def _lot(course: Course) -> float:
    return course.order_lot(stable_key("self-paced", course.settings.name))


def _self_paced(settings: CourseSettings) -> SelfPaced:
    assert settings.self_paced is not None
    return settings.self_paced
