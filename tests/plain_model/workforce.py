"""Groups, their posts, and the people who hold them."""

from collections.abc import Iterator
from math import log
from typing import TYPE_CHECKING

import simpy

from cascade_sim.randomness.hazards import Hazard
from cascade_sim.randomness.streams import person_key, stable_key
from cascade_sim.scenario.plan import GroupSettings
from cascade_sim.timeline import YEAR

from .clock import Order
from .draws import length_biased, mean_stay, quantile, tenure_at_start
from .people import Person

if TYPE_CHECKING:
    from .world import World


class Group:
    """A staff group: its posts, and how long people stay."""

    def __init__(self, world: "World", index: int) -> None:
        self.world, self.index = world, index
        self.name = world.plan.first.groups[index].name
        self.key = stable_key("group", self.name)
        self.posts: list[Post] = []
        self._next_number = 0
        self._shares = world.plan.first.groups[index].localities
        self._posts_ever = [0] * len(self._shares)  # in each locality
        breaks, all_settings = world.plan.breaks, world.plan.settings
        self._first_year = Hazard(breaks, [settings.groups[index].first_year for settings in all_settings])
        self._later = Hazard(breaks, [settings.groups[index].later for settings in all_settings])
        streams = ("in post", "tenure", "stay", "vacancy", "vacancy left", "time to fill", "cut")
        self.draw = {name: world.luck.stream(name) for name in streams}

    @property
    def settings(self) -> GroupSettings:
        """The settings in force now."""
        return self.world.plan.at(self.world.clock.now).groups[self.index]

    def add_post(self) -> "Post":
        """A new post, yet to be given a holder or a date on which it is filled."""
        post = Post(self, self._next_number, self._next_locality())
        self._next_number += 1
        self.posts.append(post)
        self.world.counts.posts[post.cell] += 1
        return post

    def _next_locality(self) -> int:
        """Where the next post is: the locality whose next post is due first by its share; 0 where there are none."""
        if not self._shares:
            return 0
        due = [
            (ever + 0.5) / share if share > 0 else float("inf")
            for ever, share in zip(self._posts_ever, self._shares, strict=True)
        ]
        locality = due.index(min(due))
        self._posts_ever[locality] += 1
        return locality

    def remove(self, post: "Post") -> None:
        """A vacant post is cut."""
        post.cut = True
        self.posts.remove(post)
        self.world.counts.posts[post.cell] -= 1

    def leave_date(self, start: float, counted_from: float, hazard_to_go: float) -> float:
        """When somebody who started then has met so much hazard since `counted_from`."""
        first_year_ends = start + YEAR
        if first_year_ends <= counted_from:
            return self._later.after(counted_from, hazard_to_go)
        within = self._first_year.cumulative(first_year_ends) - self._first_year.cumulative(counted_from)
        if hazard_to_go <= within:
            return self._first_year.after(counted_from, hazard_to_go)
        return self._later.after(first_year_ends, hazard_to_go - within)

    def staff_at_start(self) -> Iterator[Person]:
        """Create the first day's posts, filled or vacant, and tell who is in post."""
        first = self.settings
        within, after = mean_stay(first.first_year, first.later)
        filled = (within + after) / (within + after + first.time_to_fill.mean) if after < float("inf") else 1.0
        for _ in range(first.posts):
            post = self.add_post()
            if self.draw["in post"].uniform(post.key(0)) < filled:
                yield post.appoint_at_start()
            else:
                whole = length_biased(first.time_to_fill, self.draw["vacancy"].uniform(post.key(0)))
                post.filled_on = whole * self.draw["vacancy left"].uniform(post.key(0))

    def open(self) -> None:
        """Set the posts going, and the changes of their number."""
        clock, plan = self.world.clock, self.world.plan
        for post in self.posts:
            clock.process(post.live())
        numbers = [settings.groups[self.index].posts for settings in plan.settings]
        for day, before, after in zip(plan.breaks[1:], numbers, numbers[1:], strict=False):
            if before != after:
                clock.call(day, Order.CHANGES, self._change, after)

    def _change(self, number: int) -> None:
        for post in self.posts:
            post.goes_with_holder = False
        for _ in range(number - len(self.posts)):
            post = self.add_post()
            post.advertise()
            self.world.clock.process(post.live())
        self._cut(len(self.posts) - number)

    def _cut(self, number: int) -> None:
        if number <= 0:
            return
        today = int(self.world.clock.now)
        vacant = [post for post in self.posts if post.holder is None]
        vacant.sort(key=lambda post: self.draw["cut"].uniform(post.key(0), today))
        for post in vacant[:number]:
            self.remove(post)
        filled = [post for post in self.posts if post.holder]
        filled.sort(key=lambda post: post.holder.leaves if post.holder else 0.0)
        for post in filled[: max(0, number - len(vacant))]:
            post.goes_with_holder = True


class Post:
    """A post: one holder after another, until it is cut."""

    def __init__(self, group: Group, number: int, locality: int) -> None:
        self.group, self.number, self.locality = group, number, locality
        self.cell = group.world.record.scopes.cell(group.index, locality)
        self.holder: Person | None = None
        self.filled_on = float("inf")
        self.cut = False
        self.goes_with_holder = False
        self._holders = 0  # who have been, the present one included

    def key(self, holder: int) -> int:
        """Who is the `holder`-th here."""
        return person_key(self.group.key, self.number, holder)

    def live(self) -> Iterator[simpy.Event]:
        """A process: the post is filled and falls vacant in turn."""
        clock = self.group.world.clock
        while True:
            if self.holder is None:
                yield clock.at(self.filled_on, Order.WORKFORCE)
                if self.cut:
                    return
                self._appoint(clock.now).start_work()
            assert self.holder
            yield clock.at(self.holder.leaves, Order.WORKFORCE)
            self.holder.leave()
            self.holder = None
            if self.goes_with_holder:
                self.group.remove(self)
                return
            self.advertise()

    def advertise(self) -> None:
        """Set the day on which the vacant post is filled."""
        u = self.group.draw["time to fill"].uniform(self.key(self._holders))
        self.filled_on = self.group.world.clock.now + quantile(self.group.settings.time_to_fill, u)

    def appoint_at_start(self) -> Person:
        """Somebody who is in post on the first day."""
        first = self.group.settings
        tenure = tenure_at_start(first.first_year, first.later, self.group.draw["tenure"].uniform(self.key(0)))
        return self._appoint(-tenure, existing=True)

    def _appoint(self, start: float, existing: bool = False) -> Person:
        key = self.key(self._holders)
        self._holders += 1
        hazard = -log(self.group.draw["stay"].uniform(key))
        leaves = self.group.leave_date(start, 0.0 if existing else start, hazard)
        self.holder = Person(self, key, start, leaves, existing)
        return self.holder
