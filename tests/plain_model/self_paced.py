"""Self-paced courses: on each day people sign up, and each is through after a time of their own."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import simpy

from cascade_sim.randomness.streams import person_key, stable_key
from cascade_sim.scenario.plan import SelfPaced
from cascade_sim.timeline import end_of

from .clock import Order
from .courses import Course, Request
from .draws import quantile
from .money import year_of

if TYPE_CHECKING:
    from .world import World


def open_self_paced_courses(world: "World") -> None:
    """Have people sign up on each day of the run."""
    for course in world.courses:
        if course.settings.self_paced:
            world.clock.process(SelfPacedCourse(course).live())


class SelfPacedCourse:
    """Who signs up, and what becomes of them."""

    def __init__(self, course: Course) -> None:
        self.course, self.world = course, course.world
        self.lot = self.world.order.uniform(stable_key("self-paced", course.name))
        self._signed_up: Counter[int] = Counter()  # by year

    @property
    def terms(self) -> SelfPaced:
        """The settings in force now."""
        terms = self.course.settings.self_paced
        assert terms
        return terms

    def live(self) -> Iterator[simpy.Event]:
        """A process: day by day, as many sign up as can."""
        for day in range(self.world.plan.timeline.days):
            yield self.world.clock.at(day, Order.CLOSING, self.lot)
            today = 0
            while self._has_room(day) and self.course.number_waiting():
                self._pay_licence(day)
                if self.course.public:
                    self._sign_up_public(day, today)
                else:
                    self._sign_up(self.course.waiting[0], day)
                today += 1

    def _has_room(self, day: int) -> bool:
        if self.course.settings.paused:
            return False
        licences, price = self.terms.licences, self.course.settings.prices.per_licence
        if licences is not None and self._signed_up[year_of(self.world.plan, day)] >= licences:
            return False
        return all(budget.left(day) >= price for budget in self.course.budgets)

    def _pay_licence(self, day: int) -> None:
        price = self.course.settings.prices.per_licence
        self._signed_up[year_of(self.world.plan, day)] += 1
        self.world.record.cost("licences", day, self.course.index, price)
        for budget in self.course.budgets:
            budget.spend(day, price)

    # Staff

    def _sign_up(self, request: Request, day: int) -> None:
        person, occasion = request.person, request.book()
        self.world.record.fact("signed_up", day, self.course.index, person.cell)
        finishes = self.course.finishes.uniform(person.key, occasion) < self.terms.finishes_by_group[person.group]
        again = self.course.asks_again.uniform(person.key, occasion) < self.terms.asks_again_by_group[person.group]
        over = self._over_on(day, self.course.takes.uniform(person.key, occasion))
        self.world.clock.call(over, Order.OUTCOMES + self.lot, self._conclude, request, day, finishes, again)

    def _conclude(self, request: Request, signed_up: int, finishes: bool, again: bool) -> None:
        if not request.person.in_post:
            return
        if finishes:
            request.complete(signed_up)
        else:
            request.try_again(again)

    # The public

    def _sign_up_public(self, day: int, number: int) -> None:
        assert self.course.public
        self.course.public.take(1)
        self.course.public.tell("public_signed_up", 1)
        key = person_key(stable_key("public", self.course.name), day, number)
        finishes = self.course.finishes.uniform(key) < self.terms.finishes_by_group[0]
        again = self.course.asks_again.uniform(key) < self.terms.asks_again_by_group[0]
        over = self._over_on(day, self.course.takes.uniform(key))
        self.world.clock.call(over, Order.OUTCOMES + self.lot, self._conclude_public, finishes, again)

    def _conclude_public(self, finishes: bool, again: bool) -> None:
        assert self.course.public
        if finishes:
            self.course.public.end("public_completed", 1)
        elif again:
            self.course.public.come_back(1)
        else:
            self.course.public.end("public_gave_up", 1)

    def _over_on(self, day: int, u: float) -> float:
        """The end of the day on which somebody who signs up is through."""
        return end_of(day + int(quantile(self.terms.takes, u)))
