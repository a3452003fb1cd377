"""The public, who are only counted, against people who are simulated one by one.

Here each person has a life of their own: asks, waits, gives up, is booked, comes or does not. Nothing is shared with
the models but the rules. The means and the variances over many replications have to agree, to within four standard
errors of their difference; that of a variance is √((fourth central moment − variance²) ÷ n).
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pytest

from cascade_sim.randomness.distributions import Constant, Exponential
from cascade_sim.randomness.streams import Luck
from cascade_sim.recording import Records
from cascade_sim.scenario.plan import (
    CourseSettings,
    GroupSettings,
    OnDates,
    Plan,
    Public,
    SelfPaced,
    Settings,
)
from cascade_sim.timeline import Calendar, Timeline
from tests.plain_model import simulate
from tests.statistical.tolerances import assert_close

pytestmark = pytest.mark.statistical

TIMELINE = Timeline(date(2025, 1, 1), date(2025, 9, 30))
FOREVER = float("inf")
COUNTED = ("completed", "gave_up", "gave_up_waiting", "waiting", "booked")


def a_course(public: Public, **settings: object) -> CourseSettings:
    """A course for the public of three days, all on open days."""
    course = CourseSettings(
        name="course", groups=(), role=None, each=1, experienced=0, days=(0, 7, 14), places=9, minimum=4,
        schedules=(OnDates("core", tuple(range(12, 240, 14))),), closes=7, overbook=0.0,
        withdraws_by_group=(0.0,), first_day_by_group=(1.0,), later_days_by_group=(1.0,), rebooks_by_group=(0.0,),
        completes=2, willing_existing_by_group=(0.0,), willing_starters_by_group=(0.0,), ask_over=1.0,
        waiting_at_start=0, ask_after=Constant(1.0), due=None, rank=((0, 0, 0),), reserve_by_group=(0,),
        valid_for=FOREVER, renew_by=None, renew_from=0.0, requires=(), makes=None, trained_before=None, paused=False,
        public=public,
    )  # fmt: skip
    return replace(course, **settings)  # type: ignore[arg-type]


PUBLIC = Public(
    arrivals=0.6,
    waiting_at_start=6,
    gives_up_after=30.0,
    withdraws=0.1,
    first_day=0.8,
    later_days=0.7,
    rebooks=0.5,
)
CASES = {
    "deliveries": a_course(PUBLIC),
    # whoever waits never gives up: who is turned away can be anybody of those booked
    "overbooked": a_course(replace(PUBLIC, gives_up_after=FOREVER, arrivals=0.9), overbook=0.4),
    "self-paced": a_course(
        PUBLIC,
        days=(0,),
        schedules=(),
        self_paced=SelfPaced((0.5,), Exponential(25.0), asks_again_by_group=(0.4,), licences=110),
    ),
}


def a_plan(course: CourseSettings) -> Plan:
    """The course, and a group without posts."""
    group = GroupSettings(
        name="staff", posts=0, first_year=0.0, later=0.0, time_to_fill=Constant(1.0), arrive_with=(0.0,),
        hold_at_start=(0.0,), gained=(None,), localities=(), release_per_delivery=None, release_per_month=None,
    )  # fmt: skip
    settings = Settings((group,), (course,), ())
    return Plan(1, TIMELINE, Calendar(TIMELINE), (0.0,), (settings,))


def counted(records: Records) -> list[int]:
    """What came of the public over the run."""
    flows = [int(records.facts[f"public_{name}"][3].sum()) for name in COUNTED[:3]]
    return [*flows, *(int(records.public[name][-1, 0]) for name in COUNTED[3:])]


@dataclass(eq=False)
class Somebody:
    """One of the public; `since` when they have been waiting, and how long a course of their own takes them."""

    since: float
    days: int = 0
    state: str = "waiting"


class OneByOne:
    """One replication in which everybody is followed."""

    def __init__(self, course: CourseSettings, rng: np.random.Generator) -> None:
        assert course.public
        self.course, self.public, self.rng = course, course.public, rng
        self.people = [Somebody(0.0) for _ in range(self.public.waiting_at_start)]
        self.waiting = list(self.people)  # in order
        self.groups: list[tuple[int, list[Somebody]]] = []  # day one of each delivery, and who is booked on it
        self.on_their_own: list[tuple[int, Somebody]] = []  # the day on which they are through
        self.licences = course.self_paced.licences if course.self_paced else 0

    def run(self) -> list[int]:
        """Live through the days, and count."""
        for day in range(TIMELINE.days):
            self.give_up_waiting(day)
            arriving = [Somebody(day) for _ in range(self.rng.poisson(self.public.arrivals))]
            self.people += arriving
            self.waiting += arriving
            if self.course.self_paced:
                self.sign_up(day)
            elif day + self.course.closes in self.course.schedules[0].days:  # type: ignore[union-attr]
                self.book(day + self.course.closes)
            self.give_up_waiting(day + 0.9)  # the end of the day
            for day_one, booked in self.groups:
                self.attend(day - day_one, booked, day + 0.9)
            for through, somebody in self.on_their_own:
                if through == day:
                    self.finish(somebody, day + 0.9)
        states = [somebody.state for somebody in self.people]
        return [states.count(state) for state in COUNTED]

    def happens(self, chance: float) -> bool:
        return bool(self.rng.random() < chance)

    def give_up_waiting(self, now: float) -> None:
        for somebody in [s for s in self.waiting if s.since + self.public.gives_up_after <= now]:
            somebody.state = "gave_up_waiting"
            self.waiting.remove(somebody)

    def book(self, day_one: int) -> None:
        booked = self.waiting[: self.course.capacity]
        if len(booked) >= self.course.minimum:
            self.waiting = self.waiting[len(booked) :]
            self.groups.append((day_one, booked))
            for somebody in booked:
                somebody.state, somebody.days = "booked", 0

    def attend(self, offset: int, booked: list[Somebody], now: float) -> None:
        """What the day brings to those booked on a delivery; who does not come on day one is not looked at again."""
        if offset == 0:
            coming = [s for s in booked if not self.happens(self.public.withdraws)]
            came = [s for s in coming if self.happens(self.public.first_day)]
            for somebody in came[: self.course.places]:
                somebody.days = 1
            for somebody in came[self.course.places :]:
                somebody.state = "waiting"
                booked.remove(somebody)
            self.waiting = sorted([*self.waiting, *came[self.course.places :]], key=lambda s: s.since)
        elif offset in self.course.days:
            for somebody in booked:
                if somebody.days:
                    somebody.days += self.happens(self.public.later_days)
        if offset == self.course.days[-1]:
            for somebody in booked:
                if somebody.days >= self.course.completes:
                    somebody.state = "completed"
                else:
                    self.try_again(somebody, self.public.rebooks, now)

    def sign_up(self, day: int) -> None:
        terms = self.course.self_paced
        assert terms
        while self.waiting and self.licences:
            self.licences -= 1
            somebody = self.waiting.pop(0)
            somebody.state = "booked"
            self.on_their_own.append((day + int(self.rng.exponential(terms.takes.mean)), somebody))

    def finish(self, somebody: Somebody, now: float) -> None:
        terms = self.course.self_paced
        assert terms
        if self.happens(terms.finishes_by_group[0]):
            somebody.state = "completed"
        else:
            self.try_again(somebody, terms.asks_again_by_group[0], now)

    def try_again(self, somebody: Somebody, chance: float, now: float) -> None:
        if self.happens(chance):
            somebody.state, somebody.since = "waiting", now
            self.waiting.append(somebody)
        else:
            somebody.state = "gave_up"


def moments(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance of each column, and the squares of their standard errors."""
    n, apart = len(values), values - values.mean(axis=0)
    variance = (apart**2).mean(axis=0) * n / (n - 1)
    of_variance = ((apart**4).mean(axis=0) - variance**2) / n
    return np.array([values.mean(axis=0), variance]), np.array([variance / n, of_variance])


@pytest.mark.parametrize("name", CASES)
def test_counted_people_do_as_people_do_one_by_one(name: str, seed: int) -> None:
    plan = a_plan(CASES[name])
    ours = np.array([counted(simulate(plan, Luck(seed, i))) for i in range(120)], float)
    rng = np.random.default_rng(seed)
    theirs = np.array([OneByOne(CASES[name], rng).run() for _ in range(400)], float)
    (measured, error), (expected, other) = moments(ours), moments(theirs)
    assert_close(measured, expected, np.sqrt(error + other))
