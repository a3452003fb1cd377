"""Roles and their members: who teaches, how often, and for how long."""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import log
from typing import TYPE_CHECKING

import simpy

from cascade_sim.randomness.hazards import Hazard
from cascade_sim.randomness.streams import mix
from cascade_sim.scenario.plan import RoleSettings
from cascade_sim.timeline import YEAR

from .clock import Order
from .draws import relative_capacity
from .lot import tree_of
from .people import Person

if TYPE_CHECKING:
    from .deliveries import Delivery
    from .world import World

NEVER = float("inf")


class Role:
    """A role: its members, and how one of them is chosen for a delivery."""

    def __init__(self, world: "World", index: int) -> None:
        self.world, self.index = world, index
        self.name = world.plan.first.roles[index].name
        self.members: list[Member] = []
        self._own_locality = world.plan.first.roles[index].serves_own_locality
        # by the locality that deliveries are for, where that matters: the latest day one that anybody was asked for
        self._horizons: defaultdict[int | None, float] = defaultdict(lambda: -NEVER)
        breaks, all_settings = world.plan.breaks, world.plan.settings
        self.stops = Hazard(breaks, [settings.roles[index].stops for settings in all_settings])
        self.starts_again = Hazard(breaks, [settings.roles[index].starts_again for settings in all_settings])
        taught = world.plan.taught_by(index)
        paused = [bool(taught) and all(settings.courses[i].paused for i in taught) for settings in all_settings]
        self.days_not_paused = Hazard(breaks, [0.0 if is_paused else 1.0 for is_paused in paused])
        names = ("capacity", "starts", "stops", "starts again", "lot", "drops out")
        at_start = ("member at start", "active at start", "experienced at start")
        self.draw = {name: world.luck.stream(name, self.name) for name in (*names, *at_start)}

    @property
    def settings(self) -> RoleSettings:
        """The settings in force now."""
        return self.world.plan.at(self.world.clock.now).roles[self.index]

    def count(self, state: str, person: Person, change: int) -> None:
        """Somebody of a group enters or leaves a state."""
        getattr(self.world.counts, state)[self.index][person.group] += change

    def tell(self, kind: str, person: Person) -> None:
        """Record that something happened to a member now."""
        self.world.record.fact(kind, self.world.clock.now, self.index, person.group)

    def join(self, person: Person) -> None:
        """Somebody becomes a member by completing a course."""
        self.tell("joined", person)
        member = Member(self, person)
        if self.draw["starts"].uniform(person.key) < self.settings.never_start:
            self.tell("never_started", person)
            member.never_starts = True
        else:
            member.begin_active(self.world.clock.now)
        if self.settings.supervised == 0:
            member.become_experienced()

    def choose(self, delivery: "Delivery", crew: Sequence["Member"], places: int) -> list["Member"] | None:
        """Choose so many members to be on a delivery beside the crew; None if there are too few."""
        locality = delivery.locality if self._own_locality else None
        asked = [member for member in self.members if locality is None or member.person.locality == locality]
        horizon = self._horizons[locality] = max(self._horizons[locality], delivery.day_one)
        at_hand = [member for member in asked if member.active and member.rested_from() <= horizon]
        chosen: list[Member] = []
        for _ in range(places):
            beginners = sum(not member.experienced for member in (*crew, *chosen))
            beginner_may = beginners < delivery.terms.each - delivery.terms.experienced
            found = self._pick(delivery, at_hand, beginner_may)
            if found is None:
                return None
            chosen.append(found)
        return chosen

    def _pick(self, delivery: "Delivery", at_hand: list["Member"], beginner_may: bool) -> "Member | None":
        """Take one of those at hand out who can be on the delivery, and those before them who cannot."""
        occasion = delivery.next_pick()
        while candidates := [member for member in at_hand if member.experienced or beginner_may]:
            found = self._by_lot(delivery, candidates, occasion)
            at_hand.remove(found)
            if found.is_available(delivery):
                return found
            occasion += 65536
        return None

    def _by_lot(self, delivery: "Delivery", candidates: list["Member"], occasion: int) -> "Member":
        if self.settings.keen:
            weights = {member: member.capacity for member in candidates}
        else:
            loads = [member.load() for member in candidates]
            fewest = min(loads)
            weights = {m: 1.0 for m, load in zip(candidates, loads, strict=True) if load == fewest}
        lot = self.draw["lot"]
        kinds = ([m for m in weights if m.experienced], [m for m in weights if not m.experienced])
        trees = [tree_of(members, [weights[member] for member in members]) for members in kinds if members]
        tree = trees[0]
        if len(trees) == 2 and lot.uniform(delivery.key, occasion) >= tree.weight / (tree.weight + trees[1].weight):
            tree = trees[1]
        return tree.draw(lambda identity: lot.uniform(delivery.key ^ identity, occasion))


class Member:
    """Somebody's part in a role, from joining until they leave the partnership."""

    def __init__(self, role: Role, person: Person) -> None:
        self.role, self.person = role, person
        self.bits = mix(person.key)
        self.active = self.experienced = self.never_starts = False
        self.relative_capacity = relative_capacity(role.settings.spread, role.draw["capacity"].uniform(person.key))
        self.beside_experienced = 0
        self.outcomes: list[float] = []
        self.booked: dict[Delivery, float] = {}  # until when one rests after it
        self.rests_until = -NEVER
        self._spells = {"stops": 0, "starts again": 0}
        self._turns_on = NEVER  # when this spell would end by itself
        self._idle = 0.0  # days unused, up to `_idle_from`
        self._idle_from: float | None = None  # None: the clock stands still until something happens
        person.roles[role.index] = self
        insort(role.members, self, key=lambda member: member.bits)
        role.count("members", person, 1)
        self._process = role.world.clock.process(self._live())

    @property
    def capacity(self) -> float:
        """Own deliveries a year, at present."""
        return self.relative_capacity * self.role.settings.mean_capacity

    def become_experienced(self) -> None:
        """Count as experienced from now on."""
        if not self.experienced:
            self.experienced = True
            self.role.count("experienced", self.person, 1)

    def begin_active(self, now: float) -> None:
        """Take deliveries from now on, for a spell."""
        self.active = True
        self.role.count("active", self.person, 1)
        self._turns_on = self.role.stops.after(now, self._hazard("stops"))
        self._idle = 0.0
        self._run_idle_clock(now)

    def begin_inactive(self, now: float) -> None:
        """Take none, for a spell."""
        self._turns_on = self.role.starts_again.after(now, self._hazard("starts again"))
        self._idle_from = None

    def leave(self) -> None:
        """Leave the partnership and the role."""
        self.role.tell("left_role", self.person)
        self.role.members.remove(self)
        self.role.count("members", self.person, -1)
        self.role.count("experienced", self.person, -self.experienced)
        if self.active:
            self.role.tell("left_active", self.person)
            self.role.count("active", self.person, -1)
        self._reconsider()

    def rested_from(self) -> float:
        """The first moment at which a day one would leave them their rest."""
        return max(self.rests_until, *self.booked.values(), -NEVER)

    def is_available(self, delivery: "Delivery") -> bool:
        """Whether the member is active, rested and free on all the days of a delivery."""
        return (
            self.active
            and self.rested_from() <= delivery.day_one
            and self.person.days_to_teach.isdisjoint(delivery.days + delivery.sessions)
        )

    def load(self) -> int:
        """Deliveries of the last year, and those booked."""
        now = self.role.world.clock.now
        return len(self.booked) + len(self.outcomes) - bisect_right(self.outcomes, now - YEAR)

    def has_delivered_lately(self) -> bool:
        """Whether a delivery of theirs came to its outcome in the last year."""
        return bool(self.outcomes) and self.outcomes[-1] > self.role.world.clock.now - YEAR

    def book(self, delivery: "Delivery") -> None:
        """Be booked for a delivery; until it is over, the clock of being unused stands still."""
        now = self.role.world.clock.now
        self.booked[delivery] = delivery.day_one + (YEAR / self.capacity if self.capacity else NEVER)
        self.person.days_to_teach.update(delivery.days + delivery.sessions)
        if self._idle_from is not None:
            ran = self.role.days_not_paused
            self._idle += max(0.0, ran.cumulative(now) - ran.cumulative(self._idle_from))
            self._idle_from = None
        self._reconsider()

    def hold_day_one(self, delivery: "Delivery") -> None:
        """Earn the rest after a delivery that has begun."""
        self.rests_until = max(self.rests_until, self.booked[delivery])
        self._idle = 0.0

    def release(self, delivery: "Delivery", has_run: bool = False) -> None:
        """Be free again after a delivery that is over, cancelled, or given by somebody else.

        If it has run, sessions may still be to come.
        """
        del self.booked[delivery]
        self.person.days_to_teach.difference_update(delivery.days if has_run else delivery.days + delivery.sessions)
        if self.active:
            self._run_idle_clock(self.role.world.clock.now)
        self._reconsider()

    def deliver(self, delivery: "Delivery", beside_experienced: bool) -> None:
        """A delivery comes to its outcome."""
        self.outcomes.append(self.role.world.clock.now)
        self.beside_experienced += beside_experienced
        if self.person.in_post and self.beside_experienced >= self.role.settings.supervised:
            self.become_experienced()

    def _live(self) -> Iterator[simpy.Event]:
        """A process: active and inactive spells in turn; being booked, being free and leaving interrupt it."""
        clock = self.role.world.clock
        while self.person.in_post and not self.never_starts:
            try:
                yield clock.at(min(self._turns_on, self._unused_on()), Order.MEMBERS)
            except simpy.Interrupt:
                continue
            self._turn()

    def _turn(self) -> None:
        now = self.role.world.clock.now
        if not self.active:
            self.role.tell("started_again", self.person)
            self.begin_active(now)
            return
        self.role.tell("stopped" if self._turns_on <= self._unused_on() else "stopped_unused", self.person)
        self.active = False
        self.role.count("active", self.person, -1)
        self.begin_inactive(now)

    def _unused_on(self) -> float:
        limit = self.role.settings.stops_if_unused
        if self._idle_from is None or limit is None:
            return NEVER
        return self.role.days_not_paused.after(self._idle_from, limit - self._idle)

    def _run_idle_clock(self, now: float) -> None:
        self._idle_from = None if self.booked else max(now, self.rests_until)

    def _hazard(self, kind: str) -> float:
        u = self.role.draw[kind].uniform(self.person.key, self._spells[kind])
        self._spells[kind] += 1
        return -log(u)

    def _reconsider(self) -> None:
        if self._process.is_alive and not self.never_starts:
            self._process.interrupt()
