"""People who are not staff as the audience of a course: counted by when they asked, not followed one by one."""

from bisect import insort
from collections.abc import Sequence
from functools import lru_cache
from math import floor

import numpy as np

from ..randomness import counts
from ..randomness.streams import Floats, Ints, Luck
from ..scenario import plan as plans
from ..scenario.plan import CourseSettings, Plan
from ..timeline import OPENING
from .audience import Audience, Outlook, Party
from .stocks import Flow


class Public(Audience):
    """The people for whom a course is, and who wait for it.

    The list is in the order of when they asked, or last came back to the end of it. All have the same patience, so
    those who asked first give up first.
    """

    def __init__(self, plan: Plan, index: int, luck: Luck) -> None:
        first = _public(plan.first.courses[index])
        self._patience = first.gives_up_after
        self._settings = [_public(settings.courses[index]) for settings in plan.settings]
        name = plan.first.courses[index].name
        self._streams = [luck.stream(what, name) for what in ("withdraws", "first day", "later days", "rebooks")]
        days = np.arange(plan.timeline.days, dtype=np.uint64)
        self.arrivals = self._drawn(plan, luck.stream("arrivals", name).uniforms(days))
        days_on_which_some_come = np.flatnonzero(self.arrivals)
        self._coming: list[int] = self.arrivals[days_on_which_some_come].tolist()
        self._days: list[float] = days_on_which_some_come.astype(np.float64).tolist()
        self._next = 0
        self._order: list[float] = []  # when those who wait asked
        self._first = 0  # how many of the first of these have nobody waiting any more
        self._number: dict[float, int] = {}  # how many wait of those who asked then
        self.waiting = 0
        self.changes = Flow()  # of the number who wait
        self.booked = Flow()  # changes of the number of people booked, or on the course
        self.signed_up = Flow()
        self.completed = Flow()
        self.gave_up = Flow()
        self.gave_up_waiting = Flow()
        self.join(0.0, first.waiting_at_start, OPENING)

    def _drawn(self, plan: Plan, u: Floats) -> Ints:
        """How many ask on each day of the run."""
        arrivals = np.zeros(len(u), np.int64)
        ends = [*(floor(begins) for begins in plan.breaks[1:]), len(u)]
        for settings, begins, finish in zip(self._settings, plan.breaks, ends, strict=True):
            days = slice(floor(begins), finish)
            arrivals[days] = counts.poisson(settings.arrivals, u[days])
        return arrivals

    # -- waiting ----------------------------------------------------------------------------------------------

    def bring_up_to(self, now: float) -> None:
        while self._next < len(self._days) and self._days[self._next] <= now:
            day = self._days[self._next]
            self.join(day, self._coming[self._next], day)
            self._next += 1
        while self._first < len(self._order) and self._order[self._first] + self._patience <= now:
            since = self._order[self._first]
            self.gave_up_waiting.add(since + self._patience, self._number[since])
            self._take(self._number[since], since + self._patience)

    def join(self, since: float, number: int, now: float) -> None:
        """Put people on the list with the place of who asked at `since`; if their patience is over, they give up."""
        if not number:
            return
        if since + self._patience <= now:
            self.gave_up_waiting.add(now, number)
            return
        if since in self._number:
            self._number[since] += number
        else:
            self._number[since] = number
            insort(self._order, since, lo=self._first)
        self.waiting += number
        self.changes.add(now, number)

    def take(self, now: float, at_most: int) -> list[tuple[float, int]]:
        """Take people off, first come first: when they asked, and how many of them."""
        self.bring_up_to(now)
        return self._take(at_most, now)

    def take_as_they_come(self) -> Ints:
        """Take everybody off on the day on which they ask: how many on each day of the run."""
        numbers = self.arrivals.copy()
        self._next = len(self._days)
        numbers[0] += sum(number for _, number in self._take(self.waiting, 0.0))
        return numbers

    def _take(self, at_most: int, now: float) -> list[tuple[float, int]]:
        taken: list[tuple[float, int]] = []
        left = at_most
        while left and self._first < len(self._order):
            since = self._order[self._first]
            number = min(left, self._number[since])
            taken.append((since, number))
            left -= number
            self._number[since] -= number
            if not self._number[since]:
                del self._number[since]
                self._first += 1
        number = at_most - left
        self.waiting -= number
        if number:
            self.changes.add(now, -number)
        return taken

    def keep_count(self) -> None:
        """They are always counted."""

    def waiting_now(self, now: float, locality: int) -> int:
        self.bring_up_to(now)
        return self.waiting

    # -- deliveries -------------------------------------------------------------------------------------------

    def gather(self, now: float, settings: CourseSettings, day_one: int, delivery: int, locality: int) -> Party:
        return PublicParty(self, self.take(now, settings.capacity), now, delivery)

    def draws(self, delivery: int) -> list[float]:
        """What decides how many of those on a delivery withdraw, come, complete and ask again."""
        return [stream.uniform(delivery) for stream in self._streams]

    def in_force(self, stretch: int) -> plans.Public:
        """Their settings during one stretch of the plan."""
        return self._settings[stretch]


class PublicParty(Party):
    """People booked on one delivery: how many asked when."""

    def __init__(self, public: Public, taken: list[tuple[float, int]], now: float, delivery: int) -> None:
        super().__init__(sum(number for _, number in taken))
        self._public, self._taken, self._delivery, self._since = public, taken, delivery, now
        self._again = self._gave_up = 0
        self._booked = self.number  # less those turned away, once they are

    def let_go(self) -> None:
        self._put_back(self._taken, self._since)

    def passed_over(self, now: float, at_most: int) -> int:
        return 0  # whoever waits is taken while there are places

    def book(self, since: int, days: Sequence[int], settings: CourseSettings, outlook: Outlook) -> None:
        self._public.booked.add(since, self.number)
        withdraws, first_day, completes, rebooks = self._public.draws(self._delivery)
        begins, *ends = (self._public.in_force(stretch) for stretch in outlook.stretches)
        self.withdrew = counts.binomial(self.number, begins.withdraws, withdraws)
        coming = counts.binomial(self.number - self.withdrew, ends[0].first_day, first_day)
        self.absent = self.number - self.withdrew - coming
        self.came = min(coming, settings.places)
        self.turned_away = coming - self.came
        chance = _at_least(settings.completes - 1, tuple(later.later_days for later in ends[1:]))
        self.completed = counts.binomial(self.came, chance, completes)
        self.fell_short = self.came - self.completed
        missed = self.withdrew + self.absent + self.fell_short
        self._again = counts.binomial(missed, ends[-1].rebooks, rebooks)
        self._gave_up = missed - self._again

    def turn_away(self, now: float) -> None:
        self._unbook(self.turned_away, now)
        self._put_back(_last(self._taken, self.turned_away), now)

    def conclude(self, day_one: int, now: float) -> None:
        public = self._public
        self._unbook(self._booked, now)
        public.completed.add(now, self.completed)
        public.gave_up.add(now, self._gave_up)
        public.join(now, self._again, now)

    def cancel(self, now: float, until: float) -> None:
        still = _last(self._taken[::-1], self._booked)  # those turned away were the last
        self._unbook(self._booked, until)
        self._put_back(still, until)

    def leave_unfinished(self, end: float) -> int:
        return 0

    def _unbook(self, number: int, now: float) -> None:
        self._public.booked.add(now, -number)
        self._booked -= number

    def _put_back(self, taken: Sequence[tuple[float, int]], now: float) -> None:
        for since, number in taken:
            self._public.join(since, number, now)


def _last(taken: Sequence[tuple[float, int]], number: int) -> list[tuple[float, int]]:
    """The last so many of people taken off the list together."""
    last = []
    for since, so_many in reversed(taken):
        part = min(so_many, number)
        last.append((since, part))
        number -= part
    return last


@lru_cache(maxsize=4096)
def _at_least(wanted: int, chances: tuple[float, ...]) -> float:
    return counts.at_least(wanted, chances)


def _public(settings: CourseSettings) -> plans.Public:
    assert settings.public is not None
    return settings.public
