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
    cubes = Cubes(tables)
    at = np.datetime64(when, "D")

    def mean(measure: str, scope: Scope, *, since_start: bool = False) -> float | None:
        full, _ = cubes.values(MEASURES[measure], scope, at, since_start=since_start)
        return _mean(full)

    def course_stands(name: str) -> CourseStands:
        return CourseStands(
            name,
            coverage=mean("coverage", Scope(course=name)),
            trained_ever=mean("trained_ever", Scope(course=name)),
            trained_ever_in_post=mean("trained_ever_in_post", Scope(course=name)),
            on_time=mean("due_on_time", Scope(course=name)),
            weeks_waited=_median_wait(tables["waits"], cubes.runs, name, when),
            held_back=None if name in self_paced else held_back(limits, name, months),
            localities=_localities(cubes, name, at),
        )

    def people_stand(name: str) -> PeopleStand:
        scope, signs_up = Scope(course=name), name in self_paced
        return PeopleStand(
            name,
            signed_up=mean("signed_up", scope, since_start=True) if signs_up else None,
            signed_up_last_year=mean("signed_up", scope) if signs_up else None,
            completed=mean("completed", scope, since_start=True),
            completed_last_year=mean("completed", scope),
            waiting=mean("waiting", scope),
            held_back=None if signs_up else held_back(limits, name, months),
        )

    def role_stands(name: str) -> RoleStands:
        active, members, delivering = (
            mean(measure, Scope(role=name)) for measure in ("active", "members", "delivering")
        )
        return RoleStands(name, active, members, delivering)

    return Headlines(
        when,
        tuple(map(course_stands, courses)),
        tuple(map(role_stands, roles)),
        tuple(map(people_stand, dict.fromkeys([*public, *self_paced]))),
        None if tables[COSTS.name].empty else _cost(cubes, [*courses, *public], at),
    )


def _mean(values: Floats) -> float | None:
    average = float(means(values)[0])
    return None if np.isnan(average) else average


def _localities(cubes: Cubes, course: str, when: np.datetime64) -> tuple[LocalityStands, ...]:
    """The coverage of a course in each locality where anybody is in post, the least first."""
    measure = MEASURES["coverage"]
    scopes = [scope for cube in cubes.of(measure) for scope in cube.scopes if scope.locality and scope.course == course]
    found = {scope.locality: _mean(cubes.values(measure, scope, when)[0]) for scope in scopes}
    told = [LocalityStands(name, coverage) for name, coverage in found.items() if coverage is not None]
    return tuple(sorted(told, key=lambda one: one.coverage))


def _cost(cubes: Cubes, courses: Sequence[str], when: np.datetime64) -> CostStands:
    """What all courses have cost, and of each of these what it costs for each of what there is for it."""
    measure = MEASURES["cost"]
    scopes = cubes.of_table(measure.table).scopes

    def spent(*, since_start: bool) -> tuple[Floats, Floats]:
        each = [cubes.values(measure, scope, when, since_start=since_start) for scope in scopes]
        full, chance = (np.sum(values, axis=0) for values in zip(*each, strict=True))
        return full, chance

    full, chance = spent(since_start=True)
    units = {key: _mean(values) for key, (values, _) in unit_costs_at(cubes, when).items()}
    (p10, p90), (chance_p10, chance_p90) = (quantiles(values, 0.1, 0.9) for values in (full, chance))
    return CostStands(
        total=float(means(full)[0]),
        p10=float(p10),
        p90=float(p90),
        chance_p10=float(chance_p10),
        chance_p90=float(chance_p90),
        last_year=float(means(spent(since_start=False)[0])[0]),
        units=tuple(UnitCost(*key, cost) for key, cost in units.items() if key[0] in courses and cost is not None),
    )


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
