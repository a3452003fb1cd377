"""People: what they hold, ask for and complete, and what happens when they start and leave."""

from typing import TYPE_CHECKING

from cascade_sim.timeline import INSTANT

from .clock import Order
from .draws import quantile

if TYPE_CHECKING:
    from .courses import Request
    from .roles import Member
    from .workforce import Post

LATER = INSTANT / 4  # outcomes and the snapshot of an instant come before its expiries


class Person:
    """Somebody in a post of a group, from `start` until `leaves`."""

    __slots__ = (
        "booked_before",
        "cell",
        "completed",
        "days_to_teach",
        "existing",
        "group",
        "held_at_start",
        "held_since",
        "in_post",
        "key",
        "leaves",
        "locality",
        "requests",
        "roles",
        "start",
        "valid_until",
        "wants",
        "world",
    )

    def __init__(self, post: "Post", key: int, start: float, leaves: float, existing: bool) -> None:
        self.world, self.key = post.group.world, key
        self.group, self.locality, self.cell = post.group.index, post.locality, post.cell
        self.start, self.leaves, self.existing = start, leaves, existing
        self.in_post = True
        self.held_since: dict[int, float] = {}  # for each course whose qualification is held
        self.valid_until: dict[int, float] = {}  # for each course whose qualification was ever held
        self.held_at_start: set[int] = set()
        self.completed: set[int] = set()
        self.requests: dict[int, Request] = {}  # waiting or booked
        self.wants: dict[int, int] = {}  # courses whose requirements are awaited: the kind of asking
        self.booked_before: dict[int, int] = {}  # how often, by course
        self.roles: dict[int, Member] = {}
        self.days_to_teach: set[int] = set()
        self.world.counts.in_post[self.cell] += 1

    def start_work(self) -> None:
        """A starter starts: with what they hold already, and with what they will ask for."""
        world, now = self.world, self.world.clock.now
        world.record.fact("started", now, 0, self.cell)
        settings = world.plan.at(now)
        for course in world.courses:
            if course.arrives.uniform(self.key) < settings.groups[self.group].arrive_with[course.index]:
                self.arrive_with(course.index)
            elif course.is_for(self):
                terms = settings.courses[course.index]
                asks = now + quantile(terms.ask_after, course.asks.uniform(self.key))
                course.will_be_asked_by(self, asks)
                if terms.due is not None:
                    world.clock.call(now + terms.due, Order.EXPIRIES, self._fall_due, course.index)

    def leave(self) -> None:
        """The person leaves the partnership, and with them all they hold and have asked for."""
        world, now = self.world, self.world.clock.now
        self.in_post = False
        world.counts.in_post[self.cell] -= 1
        world.record.fact("left", now, 0, self.cell)
        for course in self.held_since:
            world.counts.holders[course][self.cell] -= 1
            world.record.fact("left_holding", now, course, self.cell)
        for course in self.held_at_start | self.completed:
            world.counts.trained_ever_in_post[course][self.cell] -= 1
        for request in self.requests.values():
            request.drop()
        for member in self.roles.values():
            member.leave()

    def hold_from_start(self, course: int, since: float, until: float) -> None:
        """Hold a qualification on the first day."""
        self.held_at_start.add(course)
        self.world.counts.trained_ever_in_post[course][self.cell] += 1
        self._hold(course, since, until)

    def arrive_with(self, course: int) -> None:
        """A starter brings a qualification along."""
        now = self.world.clock.now
        self.world.record.fact("arrived_with", now, course, self.cell)
        self._hold(course, now, now + self.world.plan.at(now).courses[course].valid_for)

    def complete(self, course: int) -> None:
        """Complete a course: its qualification, and those it renews of which this person has held one before."""
        counts, now = self.world.counts, self.world.clock.now
        settings = self.world.plan.at(now)
        self._gain(course)
        for other, terms in enumerate(settings.courses):
            if terms.renew_by == course and other != course and other in self.valid_until:
                self._gain(other)
        if course not in self.completed:
            self.completed.add(course)
            if course not in self.held_at_start:
                counts.trained_ever[course][self.cell] += 1
                counts.trained_ever_in_post[course][self.cell] += 1
        makes = settings.courses[course].makes
        if makes is not None and makes not in self.roles:
            self.world.roles[makes].join(self)

    def meets(self, requires: tuple[tuple[int, float], ...]) -> bool:
        """Whether each required qualification is held, and has been for so long."""
        never = float("inf")
        return all(self.held_since.get(course, never) + needed <= self.world.clock.now for course, needed in requires)

    def _gain(self, course: int) -> None:
        now = self.world.clock.now
        until = now + self.world.plan.at(now).courses[course].valid_for + LATER
        if course in self.held_since:
            self.world.record.fact("renewed", now, course, self.cell)
            self._keep(course, until)
        else:
            self.world.record.fact("gained_existing" if self.existing else "gained_starters", now, course, self.cell)
            self._hold(course, now, until)

    def _hold(self, course: int, since: float, until: float) -> None:
        self.held_since[course] = since
        self.world.counts.holders[course][self.cell] += 1
        self._keep(course, until)
        for wanted in list(self.wants):
            self.world.courses[wanted].await_requirements(self)

    def _keep(self, course: int, until: float) -> None:
        clock = self.world.clock
        self.valid_until[course] = until
        clock.call(until, Order.EXPIRIES, self._expire, course, until)
        terms = self.world.plan.at(clock.now).courses[course]
        if terms.renew_by is not None:
            renewing = self.world.courses[terms.renew_by]
            asks = max(until - terms.renew_from, clock.now, 0.0)  # not before the opening row
            clock.call(asks, Order.ASKING, renewing.be_asked_to_renew, self, course, until)

    def _expire(self, course: int, until: float) -> None:
        if self.in_post and course in self.held_since and self.valid_until[course] == until:
            del self.held_since[course]
            self.world.counts.holders[course][self.cell] -= 1
            self.world.record.fact("expired", self.world.clock.now, course, self.cell)

    def _fall_due(self, course: int) -> None:
        if self.in_post:
            self.world.counts.due[course][self.cell] += 1
            self.world.counts.due_on_time[course][self.cell] += course in self.held_since
