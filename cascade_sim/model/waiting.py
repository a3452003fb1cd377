"""The waiting list of one course: who asks for it, when, and what becomes of their request.

Where nothing but time decides when somebody asks (no requirements, no renewals), all requests are known before the
clock starts. Otherwise a request has a moment at which it is looked at; that may be done later, when the list is next
needed, because whatever can change who may ask (a completion) first brings the list up to date.
"""

from collections.abc import Iterable, Sequence
from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray

from ..randomness.streams import Floats, Ints, Luck
from ..scenario.plan import CourseSettings, Kind, Plan
from ..timeline import NEVER, OPENING
from .in_force import quantiles, stretches
from .qualifications import Qualification
from .queues import Queues
from .views import scalars
from .workforce import People

Request = tuple[float, int, int, float]  # moment, person, course to renew (-1: none), when that expires


class WaitingList:
    """The waiting list of one course.

    `asked` is when each person made their latest request, `ended` when that ended by completing or giving up
    (infinity: not). A request also ends, without a mark here, when the person leaves.
    """

    def __init__(
        self, plan: Plan, course: int, people: People, qualifications: Sequence[Qualification], luck: Luck
    ) -> None:
        self._plan, self._course, self._people = plan, course, people
        self._settings = plan.first.courses[course]
        self._qualifications = qualifications
        self._leave, self._group = people.leave_of, people.group_of
        kinds: NDArray[np.uint16] = np.where(people.existing, np.uint16(Kind.EXISTING), np.uint16(Kind.STARTER))
        self._kinds = scalars(kinds)
        self._existing = scalars(people.existing)
        self.renews = tuple(i for i, other in enumerate(plan.first.courses) if other.renew_by == course)
        willing = {
            i: luck.stream("willing", plan.first.courses[i].name).uniforms(people.key) for i in (course, *self.renews)
        }
        self._willing = {i: scalars(u) for i, u in willing.items()}
        self._always = {i: _always_in_force(plan, i) for i in willing}
        self._asked_array: Floats = np.full(len(people), NEVER)
        self._ended_array: Floats = np.full(len(people), NEVER)
        self._asked, self._ended = scalars(self._asked_array), scalars(self._ended_array)
        self._earlier: list[tuple[int, float, float]] = []  # requests before the latest
        self._requests: list[Request] = []
        # when those would ask who only lack what the course requires
        self._unmet = scalars(np.full(len(people) if self._settings.requires else 0, NEVER))
        # whether some requests are looked at when their moment has come; else all are known beforehand
        self.has_requests = bool(self._settings.requires or self.renews)
        lots = luck.stream("place", self._settings.name).uniforms(people.key)
        self._is_ordered = True  # whether it matters who comes first
        self._queues = Queues(plan, course, people, scalars(lots))
        times = _AskingTimes(plan, course, people, qualifications[course], luck)
        self._lay_out(times.drawn(willing[course]), lots)

    # -- asking -----------------------------------------------------------------------------------------------

    def _lay_out(self, asking: Floats, lots: Floats) -> None:
        known = np.flatnonzero(asking < NEVER)
        if self.has_requests:
            known = np.flatnonzero(asking == OPENING)
            self._lay_out_requests(asking)
            for renewed in self.renews:
                self._requests += self._first_renewals(renewed)
            heapify(self._requests)
        self._asked_array[known] = asking[known]
        # the place of each in the order: when they asked, or last came back to the end of the list
        self._since = scalars(self._asked_array.copy())
        in_order = known[np.argsort(asking[known])]
        if np.any(np.diff(asking[in_order]) == 0):
            in_order = known[np.lexsort((lots[known], asking[known]))]
        self._queues.expect(in_order, asking, lots)

    def _lay_out_requests(self, asking: Floats) -> None:
        """Let people ask when their time comes; but those who hold not all that is required, when they gain it.

        Where the course renews something, somebody may be on the list already when their time comes, and so never ask:
        there everybody is looked at when it comes.
        """
        later = (asking > OPENING) & (asking < NEVER)
        able = later.copy()
        for course, _ in self._settings.requires if not self.renews else ():
            able &= self._qualifications[course].since < NEVER
        can, cannot = np.flatnonzero(able), np.flatnonzero(later & ~able)
        self._requests = [(moment, person, -1, NEVER) for moment, person in _pairs(asking, can)]
        for moment, person in _pairs(asking, cannot):
            self._unmet[person] = moment

    def _first_renewals(self, renewed: int) -> list[Request]:
        """Requests to renew what people hold at the start or arrive with."""
        until = self._qualifications[renewed].until
        holders = np.flatnonzero(until < NEVER)
        expiries = until[holders]
        ahead = self._plan.first.courses[renewed].renew_from
        moments = np.maximum(expiries - ahead, np.maximum(self._people.start[holders], 0.0))
        return list(zip(moments.tolist(), holders.tolist(), [renewed] * len(holders), expiries.tolist(), strict=True))

    def ask_renewal(self, person: int, renewed: int, expires: float, now: float) -> None:
        """Note that somebody will ask for this course before their qualification of another expires."""
        ahead = self._plan.first.courses[renewed].renew_from
        heappush(self._requests, (max(expires - ahead, now), person, renewed, expires))

    def requirement_gained(self, people: Sequence[int], now: float) -> None:
        """Look again at people who have just gained or renewed what this course requires."""
        for person in people:
            if self._unmet[person] < NEVER:
                ready = self._ready(person, max(now, self._unmet[person]))
                if ready is not None:
                    self._unmet[person] = NEVER
                    heappush(self._requests, (ready, person, -1, NEVER))

    def bring_up_to(self, now: float) -> None:
        """Put on the list everybody who asks up to `now`."""
        while self._requests and self._requests[0][0] <= now:
            moment, person, renewed, expires = heappop(self._requests)
            if moment >= self._leave[person] or self._asked[person] <= moment < self._ended[person]:
                continue
            if renewed >= 0:
                self._consider_renewal(moment, person, renewed, expires)
            elif not self._qualifications[self._course].holds(person, moment):
                self._consider(moment, person)

    def _ready(self, person: int, moment: float) -> float | None:
        """The first moment from then on at which all that is required has been held for long enough, if it comes."""
        ready, expires = moment, NEVER
        for course, held_for in self._settings.requires:
            qualification = self._qualifications[course]
            if not qualification.holds(person, moment):
                return None
            ready = max(ready, qualification.held_since(person) + held_for)
            expires = min(expires, qualification.held_until(person))
        return ready if ready < expires else None

    def _consider(self, moment: float, person: int) -> None:
        ready = self._ready(person, moment)
        if ready is None:
            self._unmet[person] = moment
        elif ready > moment:
            heappush(self._requests, (ready, person, -1, NEVER))
        elif self._is_willing(person, self._course, moment):
            self._join(moment, person, Kind.EXISTING if self._existing[person] else Kind.STARTER)

    def _consider_renewal(self, moment: float, person: int, renewed: int, expires: float) -> None:
        still_stands = self._qualifications[renewed].held_until(person) == expires
        if still_stands and self._group[person] in self._settings.groups and self._is_willing(person, renewed, moment):
            self._join(moment, person, Kind.RENEWAL)

    def _is_willing(self, person: int, course: int, moment: float) -> bool:
        if self._existing[person]:
            shares = self._plan.first.courses[course].willing_existing_by_group
        else:
            always = self._always[course]
            shares = self._plan.at(moment).courses[course].willing_starters_by_group if always is None else always
        return bool(self._willing[course][person] < shares[self._group[person]])

    def _join(self, moment: float, person: int, kind: Kind) -> None:
        if self._asked[person] < NEVER:
            self._earlier.append((person, self._asked[person], self._ended[person]))
        self._asked[person], self._ended[person], self._kinds[person] = moment, NEVER, int(kind)
        self._since[person] = moment
        if self._is_ordered:
            self._queues.add(person, moment, int(kind))

    # -- waiting ----------------------------------------------------------------------------------------------

    def forget_order(self) -> None:
        """Keep no order of those who ask from now on: nobody will be taken off."""
        self._is_ordered = False

    def keep_count(self) -> None:
        """Count the people waiting (before the run; for a schedule that looks at it)."""
        self._queues.keep_count()

    def waiting(self, now: float, locality: int) -> int:
        """How many people wait; see `Queues.waiting`."""
        self.bring_up_to(now)
        return self._queues.waiting(now, locality)

    def take(self, now: float, settings: CourseSettings, allowance: dict[int, int], locality: int) -> list[int]:
        """Take people off the list for a delivery; see `Queues.take`."""
        self.bring_up_to(now)
        return self._queues.take(now, settings, allowance, locality)

    def take_everybody(self, now: float, at_most: int) -> list[int]:
        """Take everybody off who waits, in order, but no more than so many."""
        self.bring_up_to(now)
        return self._queues.take_everybody(now, at_most)

    def still_waiting(self, now: float, at_most: int, locality: int) -> int:
        """How many people wait; see `Queues.still_waiting`."""
        return self._queues.still_waiting(now, at_most, locality)

    def put_back(self, people: Sequence[int]) -> None:
        """Put people back to their place in the order."""
        for person in people:
            self._queues.add(person, self._since[person], self._kinds[person])

    def rebook(self, people: Sequence[int], now: float) -> None:
        """Put people at the end of the list."""
        for person in people:
            self._since[person] = now
            self._queues.add(person, now, self._kinds[person])

    def end(self, people: Sequence[int], now: float) -> None:
        """End the requests of people who completed or gave up."""
        for person in people:
            self._ended[person] = now

    def end_each(self, people: Ints, moments: Floats) -> None:
        """End the request of each at a moment of their own."""
        self._ended_array[people] = moments

    def asked(self, people: Sequence[int] | Ints) -> list[float]:
        """When each made their latest request; before the start for those who waited already."""
        asked: list[float] = self._asked_array[people].tolist()
        return asked

    def requests(self) -> tuple[Ints, Floats, Floats]:
        """All requests: person, when made, when ended by completing or giving up (infinity: not)."""
        asked = np.flatnonzero(self._asked_array < NEVER)
        earlier = np.array(self._earlier, dtype=np.float64).reshape(-1, 3)
        return (
            np.concatenate([asked, earlier[:, 0].astype(np.int64)]),
            np.concatenate([self._asked_array[asked], earlier[:, 1]]),
            np.concatenate([self._ended_array[asked], earlier[:, 2]]),
        )


def _always_in_force(plan: Plan, course: int) -> tuple[float, ...] | None:
    """The shares of starters willing, by group, where they never change."""
    shares = {settings.courses[course].willing_starters_by_group for settings in plan.settings}
    return shares.pop() if len(shares) == 1 else None


def _pairs(moments: Floats, people: Ints) -> Iterable[tuple[float, int]]:
    return zip(moments[people].tolist(), people.tolist(), strict=True)


class _AskingTimes:
    """When people would ask for a course by time alone."""

    def __init__(self, plan: Plan, course: int, people: People, own: Qualification, luck: Luck) -> None:
        self._plan, self._course, self._people, self._own, self._luck = plan, course, people, own, luck
        self._settings: CourseSettings = plan.first.courses[course]
        self._stretches = [settings.courses[course] for settings in plan.settings]

    def drawn(self, willing_u: Floats) -> Floats:
        """A moment for each person: `OPENING` if they wait already, infinity if they never ask.

        `willing_u` is each person's draw that decides whether they are willing.
        """
        people, settings = self._people, self._settings
        u = self._luck.stream("asks", settings.name).uniforms(people.key)
        asking = np.where(people.existing, u * settings.ask_over, people.start)
        starters = ~people.existing
        asking[starters] += quantiles(
            self._plan, [[c.ask_after] for c in self._stretches], 0, asking[starters], u[starters]
        )
        willing = willing_u < self._shares(asking)
        asks = np.isin(people.group, settings.groups) & ~self._own.held_at_start & ~self._own.arrived & willing
        if settings.waiting_at_start:
            able = np.flatnonzero(asks & people.existing)
            lots = self._luck.stream("waits at start", settings.name).uniforms(people.key[able])
            asking[able[np.argsort(lots)[: settings.waiting_at_start]]] = OPENING
        return np.where(asks & (asking < np.minimum(people.leave, self._plan.timeline.days)), asking, NEVER)

    def _shares(self, moments: Floats) -> Floats:
        """The share willing, for each person, when they would ask.

        Where something is required starters may ask later than that: there it is the highest share at any time, and
        the request is looked at again when it is made.
        """
        # [stretch, kind, group]; existing staff are looked at as of the first day
        shares = np.array([[c.willing_existing_by_group, c.willing_starters_by_group] for c in self._stretches])
        group = self._people.group
        if self._settings.requires:
            starters = shares[:, 1].max(axis=0)[group]
        else:
            starters = shares[stretches(self._plan, moments), 1, group]
        in_force: Floats = np.where(self._people.existing, shares[0, 0, group], starters)
        return in_force
