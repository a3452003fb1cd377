"""Members of roles: too few deliveries in them for the schedule, nobody who can become experienced, nobody in use.

The active members expected, A, and the inactive ones who may start again, I, follow

    A' = joins × (1 − never_start) + starts_again × I − (stops + λ) × A        I' = stops × A − (starts_again + λ) × I

where λ is the lowest turnover of the groups they can come from and joins are all that the courses that make them have
places for, as long as that many ask. Both are generous. Where nobody leaves or joins, A tends to
starts_again ÷ (stops + starts_again) of all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...timeline import NEVER, YEAR
from ...units import MONTH, counted, format_date, format_duration, format_number
from ..plan import CourseSettings, RoleSettings, Settings
from .ceilings import share_of_existing, share_of_starters
from .finding import Finding
from .look import Look, Window
from .supply import Floats, Supply, held_at_start, in_post, soonest, starters_a_year
from .wording import about


class Members:
    """The members of a role expected over time."""

    def __init__(self, look: Look, role: int) -> None:
        self.look, self.index = look, role
        self.first = look.plan.first.roles[role]
        self.taught = [look.supply(course) for course in look.plan.taught_by(role)]
        self._makers = [look.supply(i) for i, course in enumerate(look.plan.first.courses) if course.makes == role]

    @property
    def unlimited(self) -> bool:
        """Whether as many join as ask."""
        return any(maker.unlimited for maker in self._makers)

    @cached_property
    def active(self) -> Floats:
        """Active members at the end of each month of 30.4 days, the start first: midpoint steps of the equations."""
        months = int(np.ceil(self.look.timeline.days / MONTH))
        state = np.array([self.first.active_at_start, self.first.members_at_start - self.first.active_at_start], float)
        states = [state]
        for month in range(months):
            change = self._change(month)
            halfway = state + change(state) / 2
            state = state + change(halfway)
            states.append(state)
        return np.array(states)[:, 0]

    def joined(self, begin: float, finish: float) -> float:
        """People who join at most."""
        return self._joined_by(finish) - self._joined_by(begin)

    def _joined_by(self, day: float) -> float:
        """People who have joined at most: as many as there were places for, and as many as asked."""
        return sum(
            min(maker.between(maker.completions, 0, day), asking.by(day))
            for maker, asking in zip(self._makers, self._asking, strict=True)
        )

    @cached_property
    def _asking(self) -> list["_Asking"]:
        return [_Asking.of(self.look, maker) for maker in self._makers]

    def mean_active(self, window: Window) -> float:
        """Active members in a window, on average over its months."""
        middles = np.arange(window.begin, window.finish, MONTH) + MONTH / 2
        return float(np.interp(middles, np.arange(len(self.active)) * MONTH, self.active).mean())

    def needed(self, window: Window) -> tuple[float, float]:
        """Deliveries to be given in a window, and the members that takes, each counted once for a delivery."""
        deliveries = [supply.between(supply.firm, window.begin, window.finish) for supply in self.taught]
        each = [self.look.plan.at(window.begin).courses[supply.index].each for supply in self.taught]
        return sum(deliveries), sum(n * members for n, members in zip(deliveries, each, strict=True))

    def _change(self, month: int) -> "_Change":
        settings = self.look.plan.at(month * MONTH)
        role = settings.roles[self.index]
        joins = self.joined(month * MONTH, (month + 1) * MONTH) * (1 - role.never_start)
        return _Change(role.stops * MONTH, role.starts_again * MONTH, self._leaves(settings) * MONTH, joins)

    def _leaves(self, settings: Settings) -> float:
        named = {group for group, _ in self.first.from_groups}
        whom = {group for supply in self._makers for group in supply.first.groups}
        whom.update(self.look.plan.groups_of_role(self.index))
        groups = [settings.groups[group] for group in (named | whom)]
        return min((min(group.first_year, group.later) for group in groups), default=0.0)


@dataclass(frozen=True)
class _Asking:
    """Those who ask for a course and complete it in the end: staff of the start, and starters a day in each stretch."""

    existing: float
    starters: tuple[tuple[float, float, float], ...]  # from, until, people a day

    @classmethod
    def of(cls, look: Look, maker: Supply) -> "_Asking":
        """Those who ask for the course of a supply."""
        first, course, groups = look.plan.first, maker.index, maker.first.groups
        existing = sum(
            in_post(first.groups[g]) * (share_of_existing(first, course, g, NEVER) - held_at_start(first, course, g))
            for g in groups
        )
        starters = []
        for begin, finish, settings in look.stretches(0, look.timeline.days):
            shares = [share_of_starters(settings, course, g) - settings.groups[g].arrive_with[course] for g in groups]
            started = [starters_a_year(settings.groups[g]) for g in groups]
            starters.append((begin, finish, sum(n * s for n, s in zip(started, shares, strict=True)) / YEAR))
        return cls(existing, tuple(starters))

    def by(self, day: float) -> float:
        """How many have asked by a day."""
        since = (max(min(day, finish) - begin, 0.0) * a_day for begin, finish, a_day in self.starters)
        return self.existing + sum(since)


@dataclass(frozen=True)
class _Change:
    """What a month does to the active and the inactive members."""

    stops: float
    starts_again: float
    leaves: float
    joins: float

    def __call__(self, state: Floats) -> Floats:
        active, inactive = state
        again, stopping = self.starts_again * inactive, self.stops * active
        return np.array(
            [self.joins + again - stopping - self.leaves * active, stopping - again - self.leaves * inactive]
        )


def capacity_below_need(look: Look) -> Iterator[Finding]:
    """Roles whose active members cannot give the deliveries planned, in some year of the forecast."""
    for index, name in enumerate(look.roles):
        members = Members(look, index)
        if members.unlimited or not members.taught or members.first.members_at_start == 0:
            continue
        years = [_Year.of(look, members, window) for window in look.windows]
        short = [year for year in years if year.lacks_deliveries > 0.5]
        if short:
            yield _capacity_finding(
                look, name, members, max(short, key=lambda y: round(y.needed - y.capacity, 1)), short
            )


@dataclass(frozen=True)
class _Year:
    """A year of a role: what its members can give, and what is planned."""

    window: Window
    active: float
    mean: float  # deliveries a member gives in a year
    rested: float  # members who begin rested, so that each can give one more: those of the start
    deliveries: float
    needed: float  # members of all deliveries, added up
    years: float

    @classmethod
    def of(cls, look: Look, members: Members, window: Window) -> "_Year":
        deliveries, needed = members.needed(window)
        rested = float(members.active[0]) if window.begin == 0 else 0.0
        mean = look.plan.at(window.begin).roles[members.index].mean_capacity
        return cls(
            window, members.mean_active(window), mean, rested, deliveries, needed, (window.finish - window.begin) / YEAR
        )

    @property
    def capacity(self) -> float:
        """Members that deliveries can have in it, each counted once for a delivery."""
        return self.active * self.mean * self.years + self.rested

    @property
    def lacks_deliveries(self) -> float:
        """Deliveries planned for which there are no members."""
        return (self.needed - self.capacity) * self.deliveries / self.needed if self.needed else 0.0


def _capacity_finding(look: Look, name: str, members: Members, year: _Year, short: list[_Year]) -> Finding:
    first, last = look.date(year.window.begin), look.date(year.window.finish - 1)
    each = year.needed / year.deliveries
    wanted = int(np.ceil(year.needed / (year.mean * year.years) - 1e-9))
    joined = members.joined(look.forecast, year.window.finish)
    return look.finding(
        "capacity_below_need",
        ("roles", name, "deliveries"),
        f"too few active members for the deliveries planned in {len(short)} of {counted(len(look.windows), 'year')}",
        (
            f"{format_date(first)} to {format_date(last)}: {about(year.active)} active members × "
            f"{format_number(year.mean)} deliveries a year each"
            f"{f' + {about(year.rested)} who begin rested' if year.rested else ''} = {about(year.capacity)}",
            f"{about(year.deliveries)} deliveries × {format_number(round(each, 2))} members each = "
            f"{about(year.needed)}",
            f"of {members.first.active_at_start} active at the start, some stop or leave; "
            f"{about(joined)} can join from {format_date(look.date(look.forecast))} on",
        ),
        f"{counted(wanted, 'active member')}, {about(year.capacity / each)} deliveries a year, "
        "or more deliveries by each member",
    )


def nobody_becomes_experienced(look: Look) -> Iterator[Finding]:
    """Courses that ask for more experienced members than a role has and can ever have."""
    for index, name in enumerate(look.roles):
        role = look.plan.first.roles[index]
        for settings in dict.fromkeys(look.plan.settings):
            taught = [settings.courses[course] for course in look.plan.taught_by(index)]
            stuck = [course for course in taught if course.experienced > role.experienced_at_start]
            if stuck and not _can_grow(look, index, role, taught):
                yield _experience_finding(look, name, role, stuck[0])
                break


def _can_grow(look: Look, index: int, role: RoleSettings, taught: list[CourseSettings]) -> bool:
    """Whether any member can become experienced.

    Who is not yet experienced can be on a delivery that takes more members than it asks experienced ones of, and gains
    by it beside an experienced one. Without supervised deliveries those who join are experienced at once.
    """
    joined = any(course.makes == index for course in look.plan.first.courses)
    if role.supervised == 0 and joined:
        return True
    gives = [course for course in taught if course.experienced <= role.experienced_at_start]
    beside = role.supervised == 0 or role.experienced_at_start > 0
    return beside and any(course.each > course.experienced for course in gives)


def _experience_finding(look: Look, name: str, role: RoleSettings, course: CourseSettings) -> Finding:
    return look.finding(
        "nobody_becomes_experienced",
        ("roles", name, "at_start", "experienced"),
        f"no member can become experienced, so {course.name} is never given",
        f"each delivery asks for {counted(course.experienced, 'experienced member')}; there are "
        f"{role.experienced_at_start} at the start, and a member becomes one after "
        f"{counted(role.supervised, 'delivery')} beside an experienced one",
        f"roles.{name}.at_start.experienced: {course.experienced} or more, or "
        f"courses.{course.name}.taught_by.experienced: {role.experienced_at_start}",
    )


def nobody_stays_in_use(look: Look) -> Iterator[Finding]:
    """Roles whose deliveries lie further apart than their members stay unused."""
    for index, name in enumerate(look.roles):
        settings = look.plan.at(look.forecast)
        role = settings.roles[index]
        limit = role.stops_if_unused
        members = Members(look, index)
        if limit is None or members.unlimited or not members.taught:
            continue
        days = look.timeline.days - look.forecast
        held = sum(supply.between(supply.held, look.forecast, look.timeline.days) for supply in members.taught)
        busy = max(max(soonest(s.first), YEAR / role.mean_capacity) for s in members.taught)
        if held > 0 and days / held - busy > limit:
            yield look.finding(
                "nobody_stays_in_use",
                ("roles", name, "stops_if_unused"),
                "members stop between one delivery and the next for want of use",
                f"{about(held)} deliveries in {format_number(round(days / YEAR, 1))} years are "
                f"{about(days / held)} days apart; less {about(busy)} days booked or resting that is more than the "
                f"{format_duration(limit)} after which members stop",
                f"roles.{name}.stops_if_unused: {about(days / held)} days or more, or more deliveries",
            )
