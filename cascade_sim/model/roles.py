"""A role and its members: who joins, stops, starts again, is asked, gives deliveries and leaves."""

import math
from collections.abc import Callable, Sequence
from functools import partial
from heapq import heappop, heappush

import numpy as np
import simpy

from ..randomness.hazards import Hazard
from ..randomness.streams import Ints, Luck
from ..recording import Recorder
from ..scenario.plan import Plan, RoleSettings
from ..timeline import NEVER, OPENING, YEAR
from .clock import Clock, Order, Story
from .member import Dated, Diary, Member
from .pool import Pool
from .qualifications import Qualification
from .workforce import People

# A look at whether a booking has ended comes after all that can end it at that moment.
_AFTER_ALL = len(Order)


class Role:
    """A role: its members, and what they do between being asked and leaving.

    `paused` tells, for each stretch of the plan, whether all that the role teaches is paused.
    """

    def __init__(
        self, plan: Plan, index: int, people: People, luck: Luck, clock: Clock, recorder: Recorder, diary: Diary
    ) -> None:
        self._plan, self.index, self._people = plan, index, people
        self._clock, self._recorder, self._diary = clock, recorder, diary
        self.settings: RoleSettings = plan.first.roles[index]  # in force now; changes alter it
        name = self.settings.name
        self._stream: Callable[[str], Callable[..., float]] = lambda what: luck.stream(what, name).uniform
        self._luck = luck
        self._capacity_u, self._starts_u = self._stream("capacity"), self._stream("starts")
        self._stops_u, self._starts_again_u = self._stream("stops"), self._stream("starts again")
        self._drops_out_u = self._stream("drops out")
        breaks, settings = plan.breaks, [stretch.roles[index] for stretch in plan.settings]
        self._counts_unused = self.settings.stops_if_unused is not None
        self._stops = Hazard(breaks, [role.stops for role in settings])
        self._starts_again = Hazard(breaks, [role.starts_again for role in settings])
        taught = plan.taught_by(index)
        paused = [all(stretch.courses[course].paused for course in taught) for stretch in plan.settings]
        self._unused_clock = Hazard(breaks, [0.0 if taught and still else 1.0 for still in paused])
        self._of_localities = self.settings.serves_own_locality  # whether its members serve theirs
        self._pools: dict[int, Pool] = {}  # by locality; that of the whole area holds all members
        self._ageing: list[tuple[float, int, Member]] = []  # deliveries, by when they are a year old
        self._new_pool = partial(Pool, self.settings.keen, luck.stream("lot", name), diary)
        self.members: dict[int, Member] = {}  # by person, those who have left included
        self.active_spells: list[tuple[int, float, float]] = []  # group, from, until

    # -- joining and leaving ----------------------------------------------------------------------------------

    def begin(self, qualifications: Sequence[Qualification]) -> None:
        """Take on the members of the first day, giving them what they teach where too few hold it."""
        taught = [qualifications[course] for course in self._plan.taught_to_staff_by(self.index)]
        settings = self.settings
        chosen = self._chosen_at_start(taught)
        active = self._lowest("active at start", chosen, settings.active_at_start)
        experienced = self._lowest("experienced at start", chosen, settings.experienced_at_start)
        for person in chosen.tolist():
            for qualification in taught:
                if not qualification.holds(person, OPENING):
                    qualification.give_at_start(person)
            self._admit(person, OPENING, active=person in active, experienced=person in experienced)

    def _chosen_at_start(self, taught: Sequence[Qualification]) -> Ints:
        people, settings = self._people, self.settings
        holds_all = np.ones(len(people), bool)
        for qualification in taught:
            holds_all &= qualification.held_at_start
        draw = self._luck.stream("member at start", settings.name).uniforms
        existing = [np.flatnonzero(people.existing & holds) for holds in (holds_all, ~holds_all)]
        in_order = np.concatenate([persons[np.argsort(draw(people.key[persons]))] for persons in existing])
        if not settings.from_groups:
            groups = self._plan.groups_of_role(self.index)
            return in_order[np.isin(people.group[in_order], groups)][: settings.members_at_start]
        numbers = largest_remainder(settings.members_at_start, [share for _, share in settings.from_groups])
        return np.concatenate(
            [
                in_order[people.group[in_order] == group][:number]
                for (group, _), number in zip(settings.from_groups, numbers, strict=True)
            ]
        )

    def _lowest(self, stream: str, persons: Ints, number: int) -> set[int]:
        lots = self._luck.stream(stream, self.settings.name).uniforms(self._people.key[persons])
        return set(persons[np.argsort(lots)[:number]].tolist())

    def join(self, person: int, now: float) -> None:
        """Take on somebody who has completed what makes them a member, unless they are one already."""
        if person in self.members:
            return
        settings = self.settings
        starts = self._starts_u(self._people.key_of[person]) >= settings.never_start
        group = self._admit(person, now, active=starts, experienced=settings.supervised == 0, never_starts=not starts)
        self._recorder.fact("joined", now, self.index, group)
        if not starts:
            self._recorder.fact("never_started", now, self.index, group)

    def _admit(self, person: int, now: float, *, active: bool, experienced: bool, never_starts: bool = False) -> int:
        key, group = self._people.key_of[person], self._people.group_of[person]
        keenness = gamma_of_mean_one(self.settings.spread, self._capacity_u(key))
        member = self.members[person] = Member(
            person, key, group, self._people.locality_of[person], self._people.leave_of[person], keenness, now,
            active=active, experienced=experienced, never_starts=never_starts,
        )  # fmt: skip
        if active:
            self._update(member)
        self._clock.tell(self._serve(member))
        return group

    def disconnect(self) -> None:
        """Forget the deliveries that members are booked for, when all is over."""
        for member in self.members.values():
            member.booked.clear()

    # -- a member's story -------------------------------------------------------------------------------------

    def _serve(self, member: Member) -> Story:
        while self._clock.now < member.leave:
            if member.active:
                yield from self._stay_active(member)
            elif member.never_starts:
                yield self._clock.at(member.leave, Order.STARTS_AND_LEAVES)
            else:
                yield from self._stay_inactive(member)
        self._leave(member)

    def _stay_active(self, member: Member) -> Story:
        stops = self._stops.after(self._clock.now, -math.log(self._stops_u(member.identity, member.spells_active)))
        member.spells_active += 1
        while self._clock.now < member.leave:
            yield self._next_look(member, stops)
            if self._clock.now >= member.leave:
                break
            if self._clock.now >= stops:
                self._stop(member, "stopped")
                break
            if self._unused(member) <= self._clock.now:
                self._stop(member, "stopped_unused")
                break

    def _stay_inactive(self, member: Member) -> Story:
        u = self._starts_again_u(member.identity, member.spells_inactive)
        member.spells_inactive += 1
        again = self._starts_again.after(self._clock.now, -math.log(u))
        yield self._clock.at(min(again, member.leave), Order.MEMBERS)
        if self._clock.now < member.leave:
            member.active, member.active_since = True, self._clock.now
            member.idle_before = 0.0
            member.idle_since = None if member.booked else max(self._clock.now, member.rested_from)
            self._update(member)
            self._recorder.fact("started_again", self._clock.now, self.index, member.group)

    def _stop(self, member: Member, kind: str) -> None:
        self._recorder.fact(kind, self._clock.now, self.index, member.group)
        self._deactivate(member)

    def _deactivate(self, member: Member) -> None:
        member.active = False
        self._update(member)
        self.active_spells.append((member.group, member.active_since, self._clock.now))

    def _leave(self, member: Member) -> None:
        self._recorder.fact("left_role", member.leave, self.index, member.group)
        if member.active:
            self._recorder.fact("left_active", member.leave, self.index, member.group)
            self._deactivate(member)

    def _next_look(self, member: Member, stops: float) -> simpy.Event:
        """The next moment at which an active member stops, leaves, or may begin to be unused."""
        if member.booked and self._counts_unused:
            freed = member.bookings_can_end(self._clock.now)
            if freed < min(stops, member.leave):
                return self._clock.at(freed, _AFTER_ALL)
        return self._clock.at(min(stops, self._unused(member), member.leave), Order.MEMBERS)

    def _unused(self, member: Member) -> float:
        """When a member will have been unused for too long, if nothing happens before."""
        limit = self.settings.stops_if_unused
        if limit is None or member.idle_since is None:
            return NEVER
        return self._unused_clock.after(member.idle_since, limit - member.idle_before)

    # -- being asked ------------------------------------------------------------------------------------------

    def choose(
        self, delivery: Dated, identity: int, places: int, novices: int, turn: int, locality: int
    ) -> list[Member] | None:
        """Choose members for so many places, at most `novices` not yet experienced; None if there are too few.

        The delivery is for a locality, or (-1) for the whole area. Those chosen are to be booked before anybody else is
        chosen, or else they can be chosen again.
        """
        while self._ageing and self._ageing[0][0] <= self._clock.now:
            member = heappop(self._ageing)[2]
            member.recent -= 1
            self._update(member)
        pool = self._pool(locality if self._of_localities else -1)
        return pool.draw(delivery.days, places, novices, identity, turn)

    def _pool(self, locality: int) -> Pool:
        """The pool of a locality's members, or (-1) of all; it is filled when it is first drawn from."""
        if locality not in self._pools:
            self._pools[locality] = pool = self._new_pool()
            for member in self.members.values():
                if locality in (-1, member.locality):
                    pool.update(member)
        return self._pools[locality]

    def _update(self, member: Member) -> None:
        """Have the pools go by what a member is like now."""
        for locality, pool in self._pools.items():
            if locality in (-1, member.locality):
                pool.update(member)

    def book(self, delivery: Dated, members: Sequence[Member]) -> None:
        """Book members who were chosen for a delivery."""
        days = delivery.days
        for member in members:
            self._diary.book(member.person, days)
            capacity = self.settings.mean_capacity * member.keenness
            member.book(delivery, days[0] + (YEAR / capacity if capacity > 0 else NEVER))
            member.recent += 1
            self._update(member)
            if self._counts_unused and member.idle_since is not None:
                member.idle_before += self._idle_time(member.idle_since)
                member.idle_since = None

    def release(self, delivery: Dated, members: Sequence[Member], held: bool) -> None:
        """End bookings that came to nothing: `held` if day one was held, so that they are to rest."""
        for member in members:
            self._diary.free(member.person, delivery.days)
            self._end_booking(delivery, member, held)
            member.recent -= 1
            self._update(member)

    def deliver(self, delivery: Dated, members: Sequence[Member]) -> None:
        """Note that members gave a delivery, which is over now."""
        now, days = self._clock.now, len(delivery.days)
        novices = [member for member in members if member.experienced_since is None]
        for member in members:
            self._end_booking(delivery, member, held=True)
            if member in novices:
                member.supervised += len(novices) < len(members)
                if member.supervised >= self.settings.supervised and member.leave > now:
                    member.experienced_since = now
                    self._update(member)
            member.delivered.append(now)
            if not self.settings.keen:  # it counts for a year
                heappush(self._ageing, (now + YEAR, member.identity, member))
            self._recorder.fact("gave", delivery.days[0], self.index, member.group, days)

    def _end_booking(self, delivery: Dated, member: Member, held: bool) -> None:
        member.end_booking(delivery, held=held)
        if held:
            member.idle_before = 0.0
        if self._counts_unused and not member.booked:
            member.idle_since = max(self._clock.now, member.rested_from)

    def dropping_out(self, team: Sequence[Member], delivery: int, day_one: int) -> list[Member]:
        """Those of a team who drop out of a delivery, or have left by its day one."""
        share, u = self._plan.at(day_one).roles[self.index].drops_out, self._drops_out_u
        return [member for member in team if member.leave <= day_one or u(member.identity ^ delivery) < share]

    def _idle_time(self, since: float) -> float:
        now = self._clock.now
        return self._unused_clock.cumulative(now) - self._unused_clock.cumulative(since) if now > since else 0.0


def gamma_of_mean_one(spread: float, u: float) -> float:
    """The u-quantile of the gamma distribution with mean 1 and standard deviation `spread`."""
    if spread == 0:
        return 1.0
    from scipy.special import gammaincinv  # noqa: PLC0415 - slow to import, and workers alone need it

    shape = 1 / spread**2
    return float(gammaincinv(shape, u)) / shape


def largest_remainder(total: int, shares: Sequence[float]) -> list[int]:
    """`total` split into whole numbers in proportion to shares, by largest remainder (ties: the earlier)."""
    if not sum(shares):
        return [0] * len(shares)
    whole = sum(shares)
    numbers = [int(total * share // whole) for share in shares]
    # not divided by the whole: a tie between whole numbers has to stay one
    remainders = [total * share - number * whole for share, number in zip(shares, numbers, strict=True)]
    for i in sorted(range(len(shares)), key=lambda i: -remainders[i])[: total - sum(numbers)]:
        numbers[i] += 1
    return numbers
