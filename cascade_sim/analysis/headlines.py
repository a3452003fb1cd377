"""The few numbers that a person reads first: how things stand at a date, and what holds the cascade back."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from ..measures import COSTS, MEASURES
from .costs import unit_costs_at
from .cubes import Cubes, Floats, Runs, Scope, Tables
from .statistics import means, quantiles


@dataclass(frozen=True)
class Months:
    """The calendar months that end from `first` to `last`."""

    first: date
    last: date


@dataclass(frozen=True)
class HeldBack:
    """The most frequent limiter of a course from month to month, and the share of these months in which it was so."""

    cause: str
    share: float
    months: Months


@dataclass(frozen=True)
class LocalityStands:
    """A locality at a date: the coverage of a course there, a mean over futures."""

    locality: str
    coverage: float


@dataclass(frozen=True)
class CourseStands:
    """A course for staff at a date. Means over futures; None where there is nothing to tell."""

    course: str
    coverage: float | None
    trained_ever: float | None
    trained_ever_in_post: float | None
    on_time: float | None  # share of the starters due in the twelve months up to the date
    weeks_waited: float | None  # median, of those who completed in the latest year
    held_back: HeldBack | None
    localities: tuple[LocalityStands, ...] = ()  # the least covered first


@dataclass(frozen=True)
class PeopleStand:
    """Those who come to a course for the public, or to a self-paced one, at a date. Means over futures."""

    course: str
    signed_up: float | None  # since the start; None where the course is held on dates
    signed_up_last_year: float | None
    completed: float | None  # since the start
    completed_last_year: float | None
    waiting: float | None
    held_back: HeldBack | None = None


@dataclass(frozen=True)
class UnitCost:
    """What was spent on a course from the start ÷ what there was for it, as in the table `unit_costs`."""

    course: str
    per: str
    cost: float


@dataclass(frozen=True)
class CostStands:
    """What all courses have cost, from the start up to a date."""

    total: float
    p10: float
    p90: float
    chance_p10: float
    chance_p90: float
    last_year: float
    units: tuple[UnitCost, ...]


@dataclass(frozen=True)
class RoleStands:
    """A role at a date. Means over futures."""

    role: str
    active: float | None
    members: float | None
    delivering: float | None


@dataclass(frozen=True)
class Headlines:
    """How things stand at the end of a date."""

    date: date
    courses: tuple[CourseStands, ...]
    roles: tuple[RoleStands, ...]
    people: tuple[PeopleStand, ...] = ()
    cost: CostStands | None = None  # None where nothing has a price


def headlines(
    tables: Tables,
    limits: pd.DataFrame,
    *,
    courses: Sequence[str],
    roles: Sequence[str],
    when: date,
    months: Months,
    public: Sequence[str] = (),
    self_paced: Collection[str] = (),
) -> Headlines:
    """How these courses for staff, those for the `public` and roles stand at the end of `when`, a date of the tables.

    `limits` is the table `limits_summary`; what holds a course back is looked for in those `months`. Nothing of the
    kind is said of a course that is `self_paced`: it has no places to lose.
    """
    standing = _Standing(Cubes(tables), tables["waits"], limits, when, months, self_paced)
    return Headlines(
        when,
        tuple(map(standing.course, courses)),
        tuple(map(standing.role, roles)),
        tuple(map(standing.people, dict.fromkeys([*public, *self_paced]))),
        None if tables[COSTS.name].empty else standing.cost([*courses, *public]),
    )


@dataclass(frozen=True)
class _Standing:
    """How things stand at the end of a date, one after the other; the fields are what `headlines` was given."""

    cubes: Cubes
    waits: pd.DataFrame
    limits: pd.DataFrame
    when: date
    months: Months
    self_paced: Collection[str]

    @property
    def at(self) -> np.datetime64:
        return np.datetime64(self.when, "D")

    def mean(self, measure: str, scope: Scope, *, since_start: bool = False) -> float | None:
        """The mean over futures; None where there is nothing to tell."""
        full, _ = self.cubes.values(MEASURES[measure], scope, self.at, since_start=since_start)
        return _mean(full)

    def held_back(self, course: str) -> HeldBack | None:
        return None if course in self.self_paced else held_back(self.limits, course, self.months)

    def course(self, name: str) -> CourseStands:
        scope = Scope(course=name)
        return CourseStands(
            name,
            coverage=self.mean("coverage", scope),
            trained_ever=self.mean("trained_ever", scope),
            trained_ever_in_post=self.mean("trained_ever_in_post", scope),
            on_time=self.mean("due_on_time", scope),
            weeks_waited=_median_wait(self.waits, self.cubes.runs, name, self.when),
            held_back=self.held_back(name),
            localities=self.localities(name),
        )

    def localities(self, course: str) -> tuple[LocalityStands, ...]:
        """The coverage of a course in each locality where anybody is in post, the least first."""
        scopes = [scope for cube in self.cubes.of(MEASURES["coverage"]) for scope in cube.scopes]
        places = [scope for scope in scopes if scope.locality and scope.course == course]
        found = {scope.locality: self.mean("coverage", scope) for scope in places}
        told = [LocalityStands(name, coverage) for name, coverage in found.items() if coverage is not None]
        return tuple(sorted(told, key=lambda one: one.coverage))

    def people(self, name: str) -> PeopleStand:
        scope, signs_up = Scope(course=name), name in self.self_paced
        return PeopleStand(
            name,
            signed_up=self.mean("signed_up", scope, since_start=True) if signs_up else None,
            signed_up_last_year=self.mean("signed_up", scope) if signs_up else None,
            completed=self.mean("completed", scope, since_start=True),
            completed_last_year=self.mean("completed", scope),
            waiting=self.mean("waiting", scope),
            held_back=self.held_back(name),
        )

    def role(self, name: str) -> RoleStands:
        scope = Scope(role=name)
        active, members, delivering = (self.mean(one, scope) for one in ("active", "members", "delivering"))
        return RoleStands(name, active, members, delivering)

    def cost(self, courses: Collection[str]) -> CostStands:
        """What all courses have cost, and of each of these what it costs for each of what there is for it."""
        full, chance = self.spent(since_start=True)
        (p10, p90), (chance_p10, chance_p90) = (quantiles(values, 0.1, 0.9) for values in (full, chance))
        units = {key: _mean(values) for key, (values, _) in unit_costs_at(self.cubes, self.at).items()}
        return CostStands(
            total=float(means(full)[0]),
            p10=float(p10),
            p90=float(p90),
            chance_p10=float(chance_p10),
            chance_p90=float(chance_p90),
            last_year=float(means(self.spent(since_start=False)[0])[0]),
            units=tuple(UnitCost(*key, cost) for key, cost in units.items() if key[0] in courses and cost is not None),
        )

    def spent(self, *, since_start: bool) -> tuple[Floats, Floats]:
        """What all courses cost together, in each full replication and in each by chance alone."""
        measure = MEASURES["cost"]
        scopes = self.cubes.of_table(measure.table).scopes
        each = [self.cubes.values(measure, scope, self.at, since_start=since_start) for scope in scopes]
        full, chance = (np.sum(values, axis=0) for values in zip(*each, strict=True))
        return full, chance


def _mean(values: Floats) -> float | None:
    average = float(means(values)[0])
    return None if np.isnan(average) else average


def telling_months(start: date, end: date, today: date | None, deadlines: Iterable[date]) -> Months:
    """Where to look for what holds a cascade back: the last whole calendar year up to the next deadline.

    The next deadline is the earliest after `today`, or the end where there is none. If the run does not hold that
    year, it is the twelve months up to the deadline.
    """
    until = min((by for by in deadlines if today is None or by > today), default=end)
    following = until + timedelta(days=1)
    if date(following.year - 1, 1, 1) >= start:
        return Months(date(following.year - 1, 1, 1), date(following.year - 1, 12, 31))
    return Months(max(start, following - timedelta(days=365)), until)  # a month counts if its last day is within


def _median_wait(waits: pd.DataFrame, runs: Runs, course: str, when: date) -> float | None:
    """The median of the latest year that has ended, or of the first one if none has."""
    told = waits[(waits["course"] == course) & waits["replication"].isin(runs.full)]
    if told.empty:
        return None
    ended = told["year"] <= np.datetime64(when)
    year = told.loc[ended, "year"].max() if ended.any() else told["year"].min()
    people = told[told["year"] == year].groupby("weeks")["people"].sum().sort_index()
    return float(people.index[int(np.searchsorted(people.cumsum(), people.sum() / 2))])


def held_back(limits: pd.DataFrame, course: str, months: Months) -> HeldBack | None:
    """What held a course back most often in these months, by the table `limits_summary`; None if it tells none."""
    told = limits[
        (limits["course"] == course) & limits["month"].between(np.datetime64(months.first), np.datetime64(months.last))
    ]
    if told.empty:
        return None
    causes = told[told["cause"] != "nothing"].groupby("cause")[["limiter", "places"]].mean()
    cause, *_ = causes.sort_values(["limiter", "places"], ascending=False).index
    share = float(causes.loc[cause, "limiter"])
    return HeldBack(str(cause), share, months) if share else HeldBack("nothing", 1.0, months)
