"""What the model is given: a scenario in plain numbers, with every range drawn and every unit converted.

Times are days from the start, hazards are per day, shares lie between 0 and 1. Groups, courses and roles are met by
their place in the plan's tuples; their names key the random draws. Where a `*_by_group` tuple is given, it has one
element for each group of the plan.

Settings that a change can alter come once for each stretch of time between changes: `Plan.settings[i]` is in force
from `Plan.breaks[i]` on. What shapes the model (which groups, courses, roles and schedules there are, whom a course
is for, its days, what it requires and makes) is the same in all of them.
"""

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from functools import lru_cache
from math import exp, expm1

from ..randomness.distributions import Distribution
from ..timeline import NEVER, YEAR, Calendar, Timeline


class Kind(IntEnum):
    """Why somebody asks for a course."""

    EXISTING = 0
    STARTER = 1
    RENEWAL = 2


@dataclass(frozen=True)
class GroupSettings:
    """A staff group."""

    name: str
    posts: int
    first_year: float  # hazard of leaving in the first year of a stay
    later: float  # and after it
    time_to_fill: Distribution
    arrive_with: tuple[float, ...]  # for each course: share of recruits who hold it on arrival
    hold_at_start: tuple[float, ...]  # for each course: share of the first day's staff who hold it
    gained: tuple[Distribution | None, ...]  # for each course: how long ago they gained it; None: see `Plan`
    release_per_delivery: int | None
    release_per_month: int | None
    localities: tuple[float, ...] = ()  # for each locality: share of the posts; they add up to 1

    def mean_stay(self, up_to: float = NEVER) -> float:
        """E[min(stay, up_to)] in days: the share still there, from 0 to `up_to` days, added up.

        Without a limit it is E[stay], infinity where nobody leaves after the first year.
        """
        first, later, within = self.first_year, self.later, min(up_to, YEAR)
        in_first_year = -expm1(-first * within) / first if first > 0 else within
        if up_to <= YEAR:
            return in_first_year
        after_it = -expm1(-later * (up_to - YEAR)) / later if later > 0 else up_to - YEAR
        return in_first_year + exp(-first * YEAR) * after_it


@dataclass(frozen=True, kw_only=True)
class _Schedule:
    """What all schedules have: for whom, and within which days their day ones fall (from `begin` up to `finish`)."""

    locality: int | None = None  # whose people its deliveries are for; None: for all
    begin: float = -NEVER
    finish: float = NEVER


@dataclass(frozen=True)
class PerYear(_Schedule):
    """Deliveries spread evenly over the open days of each calendar year."""

    name: str
    rate: float


@dataclass(frozen=True)
class OnDates(_Schedule):
    """Deliveries on given days, open or not."""

    name: str
    days: tuple[int, ...]


@dataclass(frozen=True)
class OnDemand(_Schedule):
    """Deliveries planned whenever so many people wait."""

    name: str
    when_waiting: int
    at_most: int | None  # day-ones in a calendar month


Schedule = PerYear | OnDates | OnDemand


@dataclass(frozen=True)
class Public:
    """People who are not staff, as they come to a course; they are counted and have no group."""

    arrivals: float  # a day
    waiting_at_start: int
    gives_up_after: float  # days of waiting; infinity: never
    withdraws: float
    first_day: float
    later_days: float
    rebooks: float


@dataclass(frozen=True)
class SelfPaced:
    """A course without deliveries, on which everybody goes at their own pace."""

    finishes_by_group: tuple[float, ...]  # all alike for the public
    takes: Distribution
    asks_again_by_group: tuple[float, ...]  # share of those who do not finish
    licences: int | None  # sign-ups in a year of `Plan.year_starts`; None: any number


@dataclass(frozen=True)
class FollowUp:
    """Sessions after the days of a delivery, with the members who taught it."""

    offsets: tuple[int, ...]  # days after day one
    required: int  # sessions that must be attended before the qualification is given; 0: they go beside it
    attends_by_group: tuple[float, ...]
    length: float  # of a member's day


@dataclass(frozen=True)
class Prices:
    """What a course costs, in hundredths of the currency."""

    per_delivery: int = 0
    per_place: int = 0
    per_pack: int = 0
    per_licence: int = 0
    per_session: int = 0
    bought_in: int = 0


@dataclass(frozen=True)
class CourseSettings:
    """A course."""

    name: str
    groups: tuple[int, ...]  # whom it is for
    role: int | None  # who teaches it; None: an external body
    each: int
    experienced: int
    days: tuple[int, ...]  # offsets from day one; the first is 0
    places: int
    minimum: int
    schedules: tuple[Schedule, ...]
    closes: int  # whole days before day one
    overbook: float
    withdraws_by_group: tuple[float, ...]
    first_day_by_group: tuple[float, ...]
    later_days_by_group: tuple[float, ...]
    rebooks_by_group: tuple[float, ...]
    completes: int  # days that must be attended
    willing_existing_by_group: tuple[float, ...]
    willing_starters_by_group: tuple[float, ...]
    ask_over: float
    waiting_at_start: int
    ask_after: Distribution
    due: float | None
    rank: tuple[tuple[int, int, int], ...]  # for each group, its place in the order by `Kind`: 0 comes first
    reserve_by_group: tuple[int, ...]
    valid_for: float  # infinity: for ever
    renew_by: int | None
    renew_from: float
    requires: tuple[tuple[int, float], ...]  # course, held for at least so long
    makes: int | None
    trained_before: int | None
    paused: bool
    public: Public | None = None  # None: it is for staff
    self_paced: SelfPaced | None = None  # None: it is held on dates
    follow_up: FollowUp | None = None
    prices: Prices = Prices()

    @property
    def capacity(self) -> int:
        """How many people are booked at most: ⌊places × (1 + overbook)⌋."""
        return int(self.places * (1 + self.overbook) + 1e-9)

    @property
    def enough(self) -> int:
        """How many days make up a completion; to have come to the sessions required counts as all days once more."""
        return self.completes + (len(self.days) if self.follow_up and self.follow_up.required else 0)


@dataclass(frozen=True)
class RoleSettings:
    """A role: trainers, facilitators."""

    name: str
    members_at_start: int
    active_at_start: int
    experienced_at_start: int
    from_groups: tuple[tuple[int, float], ...]  # group and share of the members at the start; empty: by lot from all
    mean_capacity: float  # deliveries a year
    spread: float  # sd / mean of the members' own capacities
    keen: bool  # choose by lot weighted by own capacity; else fewest deliveries first
    never_start: float
    stops: float
    starts_again: float
    stops_if_unused: float | None
    supervised: int
    drops_out: float
    serves_own_locality: bool = False
    per_day_by_group: tuple[int, ...] = ()  # hundredths of the currency for a member's day; empty: nothing


@dataclass(frozen=True)
class BudgetSettings:
    """Money for a year of `Plan.year_starts`, and the courses it pays for."""

    name: str
    per_year: int  # hundredths of the currency
    courses: tuple[int, ...]


@dataclass(frozen=True)
class Settings:
    """All that is in force during one stretch of time."""

    groups: tuple[GroupSettings, ...]
    courses: tuple[CourseSettings, ...]
    roles: tuple[RoleSettings, ...]
    budgets: tuple[BudgetSettings, ...] = ()


@lru_cache(maxsize=16)
def _ended(timeline: Timeline, end: date) -> Timeline:
    """The same one for all replications: what is worked out about it is worked out once."""
    return Timeline(timeline.start, min(end, timeline.end))


@dataclass(frozen=True)
class Plan:
    """A scenario in numbers, for one replication.

    Where a group's `gained` is None, holders at the start gained their qualification evenly over the course's
    validity, or so long ago that they meet any requirement where it is valid for ever.
    """

    seed: int
    timeline: Timeline
    calendar: Calendar
    breaks: tuple[float, ...]  # breaks[0] is 0
    settings: tuple[Settings, ...]
    year_starts: int = 1  # month in which years of yearly tables, licences and budgets begin
    today: date | None = None
    localities: tuple[str, ...] = ()

    def until(self, end: date) -> "Plan":
        """The same, ended sooner: with the same luck, what is over by then is the same.

        A delivery counts on its first day, but is not known until its last.
        """
        return replace(self, timeline=_ended(self.timeline, end))

    def at(self, day: float) -> Settings:
        """The settings in force at a moment."""
        return self.settings[self.stretch(day)]

    def stretch(self, day: float) -> int:
        """Which of `settings` is in force at a moment; before the start, the first."""
        return max(bisect_right(self.breaks, day) - 1, 0)

    def year(self, day: int) -> int:
        """The calendar year in which the year of `year_starts` began that a day is in."""
        when = self.timeline.date(day)
        return when.year - (when.month < self.year_starts)

    @property
    def first(self) -> Settings:
        """The settings of the first day."""
        return self.settings[0]

    def taught_by(self, role: int) -> tuple[int, ...]:
        """The courses that a role teaches."""
        return tuple(i for i, course in enumerate(self.first.courses) if course.role == role)

    def taught_to_staff_by(self, role: int) -> tuple[int, ...]:
        """Those of them that are for staff, so that members can hold them."""
        return tuple(i for i in self.taught_by(role) if self.first.courses[i].public is None)

    def groups_of_role(self, role: int) -> tuple[int, ...]:
        """The groups from which members at the start come: those of the courses for staff that it teaches.

        Without such a course, those of the courses by which people become members; without one, all.
        """
        taught = [self.first.courses[course] for course in self.taught_to_staff_by(role)]
        making = [course for course in self.first.courses if course.makes == role]
        groups = {group for course in taught or making for group in course.groups}
        return tuple(sorted(groups)) or tuple(range(len(self.first.groups)))
