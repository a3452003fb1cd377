"""The few numbers that a person reads first: how things stand at a date, and what holds the cascade back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from ..measures import MEASURES
from .cubes import Cubes, Runs, Scope, Tables, up_to
from .statistics import means


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
class CourseStands:
    """A course at a date. Means over futures; None where there is nothing to tell."""

    course: str
    coverage: float | None
    trained_ever: float | None
    trained_ever_in_post: float | None
    on_time: float | None  # share of the starters due in the twelve months up to the date
    weeks_waited: float | None  # median, of those who completed in the latest year
    held_back: HeldBack | None


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


def headlines(
    tables: Tables, limits: pd.DataFrame, *, courses: Sequence[str], roles: Sequence[str], when: date, months: Months
) -> Headlines:
    """How these courses and roles stand at the end of `when`, a date of the tables.

    `limits` is the table `limits_summary`; what holds a course back is looked for in those `months`.
    """
    cubes = Cubes(tables)

    def mean(measure: str, scope: Scope) -> float | None:
        cube = cubes.of(MEASURES[measure])
        full, _ = cube.split(up_to(cube, MEASURES[measure], scope, np.datetime64(when, "D")), cubes.runs)
        average = float(means(full)[0])
        return None if np.isnan(average) else average

    def course_stands(name: str) -> CourseStands:
        return CourseStands(
            name,
            coverage=mean("coverage", Scope(course=name)),
            trained_ever=mean("trained_ever", Scope(course=name)),
            trained_ever_in_post=mean("trained_ever_in_post", Scope(course=name)),
            on_time=mean("due_on_time", Scope(course=name)),
            weeks_waited=_median_wait(tables["waits"], cubes.runs, name, when),
            held_back=held_back(limits, name, months),
        )

    def role_stands(name: str) -> RoleStands:
        active, members, delivering = (
            mean(measure, Scope(role=name)) for measure in ("active", "members", "delivering")
        )
        return RoleStands(name, active, members, delivering)

    return Headlines(when, tuple(map(course_stands, courses)), tuple(map(role_stands, roles)))


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
