"""What charts are drawn from: the tables of a run, and what its scenario calls things."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...analysis import Scope, date_of_tables
from ...errors import UserError
from ...scenario import Observation, Scenario, Target
from ...scenario.plan import Plan
from ...scenario.suggesting import unknown
from ...timeline import NEVER
from ...units import counted
from ..having import public_of, self_paced_of
from ..terminal import Futures
from ..words import Money, readable

Floats = NDArray[np.float64]
Dates = NDArray[np.datetime64]
_SCOPE = ("course", "group", "locality", "role")


@dataclass(frozen=True)
class Estimates:
    """The mean of something at each place (a date, a year, a name), its range, and its range by chance alone.

    `mean_low` to `mean_high` is the simulation error of the mean.
    """

    at: NDArray[np.generic]
    mean: Floats
    low: Floats
    high: Floats
    chance_low: Floats
    chance_high: Floats
    mean_low: Floats
    mean_high: Floats

    @classmethod
    def of(cls, rows: pd.DataFrame, key: str) -> "Estimates":
        """Those of a table's rows, in order of the column `key`."""
        columns = ("mean", "p10", "p90", "chance_p10", "chance_p90", "mean_low", "mean_high")
        return cls(rows[key].to_numpy(), *(rows[name].to_numpy(np.float64) for name in columns))

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to tell: no place, nobody anywhere, or never any."""
        return not np.nan_to_num(self.mean).any()

    def take(self, *places: int) -> "Estimates":
        """Those at some of the places, by number."""
        chosen = list(places)
        ranges = (self.mean, self.low, self.high, self.chance_low, self.chance_high, self.mean_low, self.mean_high)
        return Estimates(self.at[chosen], *(column[chosen] for column in ranges))

    def index(self, place: object) -> int:
        """Where a place lies among them."""
        found: int = np.flatnonzero(self.at == place)[0]
        return int(found)


@dataclass(frozen=True)
class Source:
    """A run, for charts. `standing` is the date at which things are said to stand: the month end of today, or the end.

    `courses` are those that a short answer is about; `due` the days in which starters should be trained, by course.
    """

    scenario: Scenario
    tables: Mapping[str, pd.DataFrame]
    standing: date
    courses: tuple[str, ...]
    due: Mapping[str, float]

    @cached_property
    def futures(self) -> Futures:
        """How many futures there are."""
        return Futures.of(self.tables["runs"])

    @property
    def has_range(self) -> bool:
        """Whether there are futures enough to speak of a range."""
        return self.futures.told > 1

    @property
    def tells_chance_apart(self) -> bool:
        """Whether the range by chance alone is another than the full one, and known."""
        return self.has_range and self.futures.chance_beside > 1

    def highest(self, told: Estimates) -> float:
        """The highest of what is drawn of estimates: means, and ranges where there are any."""
        drawn = [told.mean, *([told.high] if self.has_range else [])]
        drawn += [told.chance_high] if self.tells_chance_apart else []
        return float(np.nanmax(np.concatenate(drawn), initial=0.0))

    @property
    def opening(self) -> date:
        """The date of the tables' first row."""
        return self.scenario.start - timedelta(days=1)

    @property
    def horizon(self) -> date:
        """The date that a forecast is asked for: that of the next target, or the end."""
        return self.horizon_of(self.scenario.targets)

    def horizon_of(self, targets: Sequence[Target]) -> date:
        """The earliest date of these targets after today, or the last of those past, or the end if there are none."""
        today, dates = self.scenario.today, sorted(target.by for target in targets)
        if not dates:
            return self.scenario.end
        return next((by for by in dates if today is None or by > today), dates[-1])

    @cached_property
    def _summary(self) -> Mapping[tuple[str, ...], pd.DataFrame]:
        return _by_scope(self.tables["summary"])

    @cached_property
    def _yearly(self) -> Mapping[tuple[str, ...], pd.DataFrame]:
        return _by_scope(self.tables["yearly"])

    def over_time(self, measure: str, scope: Scope) -> Estimates:
        """A measure at each date of the table `summary`."""
        return _estimates(self._summary, self.tables["summary"], measure, scope, "date")

    def by_year(self, measure: str, scope: Scope) -> Estimates:
        """A measure by year, of the table `yearly`."""
        return _estimates(self._yearly, self.tables["yearly"], measure, scope, "year")

    def targets(self, measure: str, scope: Scope, every: str | None = None) -> tuple[Target, ...]:
        """The targets on a measure of just this scope, or of every group or locality in it, the earliest first."""
        found = [
            target
            for target in self.scenario.targets
            if (target.measure, target.every) == (measure, every) and scope_of(target) == scope
        ]
        return tuple(sorted(found, key=lambda target: target.by))

    def last_year(self, told: Estimates) -> int:
        """Which of the years of a table is the last that has ended by the horizon; the first if none has."""
        ended = np.flatnonzero(told.at.astype("datetime64[D]") <= np.datetime64(self.horizon))
        return int(ended[-1]) if len(ended) else 0

    def date_of_tables(self, when: date) -> date:
        """That date, if the tables have it; UserError with the nearest one if not."""
        return date_of_tables(when, self.tables["summary"]["date"])

    def course(self, name: str | None) -> str:
        """A course by name, or the one that a short answer is about; UserError if there is no such."""
        if name is None and not self.courses:
            raise UserError("the scenario has no course to draw")
        return self._known("course", name or self.courses[0], self.scenario.courses)

    def group(self, name: str | None, course: str | None = None) -> str:
        """A group by name (empty for None: all together), of those a course is for; UserError if there is no such."""
        if name is None:
            return ""
        whom = self.scenario.courses[course].for_ if course else None
        self._known("group", name, self.scenario.groups)
        if whom is not None and name not in whom:
            raise UserError(f"the course '{course}' is not for the group '{name}', but for {', '.join(whom)}")
        return name

    def locality(self, name: str | None) -> str:
        """A locality by name (empty for None: the whole area); UserError if there is no such."""
        return "" if name is None else self._known("locality", name, dict.fromkeys(self.scenario.localities))

    def scope(self, course: str | None, group: str | None, locality: str | None) -> Scope:
        """A course, and a group or locality if one is given; UserError if there is no such, or both are given."""
        if group is not None and locality is not None:
            raise UserError("give a group or a locality, not both: the tables tell one of them at a time")
        name = self.course(course)
        return Scope(course=name, group=self.group(group, name), locality=self.locality(locality))

    def one_of(self, name: str | None, valid: Collection[str], what: str) -> str:
        """A course by name, or the first of these; UserError if there is no such."""
        if name is None and not valid:
            raise UserError(f"the scenario has no {what}")
        return self.course(name or next(iter(valid)))

    def role(self, name: str | None) -> str:
        """A role by name, or the first; UserError if there is no such."""
        if name is None and not self.scenario.roles:
            raise UserError("the scenario has no role to draw")
        return self._known("role", name or next(iter(self.scenario.roles)), self.scenario.roles)

    @staticmethod
    def _known(what: str, name: str, valid: Mapping[str, object]) -> str:
        if name not in valid:
            raise UserError(unknown(what, name, valid))
        return name

    def label(self, kind: str, name: str) -> str:
        """What a group, course, role or locality is called: `kind` is groups, courses, roles or localities."""
        if kind == "localities":
            return readable(name)
        labelled: Mapping[str, object] = getattr(self.scenario, kind)
        return str(getattr(labelled[name], "label"))  # noqa: B009

    def part_label(self, scope: Scope) -> str:
        """What the group or locality of a scope is called; empty if it has none."""
        kind = "groups" if scope.group else "localities"
        return self.label(kind, scope.part) if scope.part else ""

    @cached_property
    def public(self) -> Mapping[str, str]:
        """The courses for the public, and what these people are called."""
        return public_of(self.scenario)

    @cached_property
    def self_paced(self) -> tuple[str, ...]:
        """The courses without deliveries."""
        return self_paced_of(self.scenario)

    @property
    def money(self) -> Money:
        """The unit of all prices."""
        return Money(self.scenario.currency)

    @cached_property
    def _plan(self) -> Plan:
        return self.scenario.plan()[0]

    @cached_property
    def pauses(self) -> Mapping[str, tuple[tuple[date, date], ...]]:
        """For each course, the stretches in which it is paused, as first and last days."""
        plan = self._plan
        ends = [*plan.breaks[1:], float(plan.timeline.days)]
        found: dict[str, list[tuple[date, date]]] = {name: [] for name in self.scenario.courses}
        for begin, end, settings in zip(plan.breaks, ends, plan.settings, strict=True):
            for course in settings.courses:
                if course.paused:
                    found[course.name].append((plan.timeline.date(begin), plan.timeline.date(end - 1)))
        return {name: tuple(stretches) for name, stretches in found.items()}

    def valid_forever(self, course: str) -> bool:
        """Whether what a course gives never expires."""
        told = [one.valid_for for settings in self._plan.settings for one in settings.courses if one.name == course]
        return min(told) == NEVER

    def footnote(self, *tables: str, error: str = "") -> str:
        """Where a chart comes from: the scenario, how many futures, their simulation error, the tables it is from."""
        futures = counted(self.futures.told, "future")
        if self.futures.chance_beside:
            futures += f", and {self.futures.chance_beside:,} by chance alone"
        where = ", ".join(f"tables/{name}.csv" for name in tables)
        return " · ".join(part for part in (self.scenario.name, futures, error, where) if part)


def scope_of(one: Target | Observation) -> Scope:
    """What a target, or a point counted in life, is about."""
    return Scope(**{key: getattr(one, key) or "" for key in _SCOPE})


def _by_scope(table: pd.DataFrame) -> Mapping[tuple[str, ...], pd.DataFrame]:
    return {tuple(map(str, key)): rows for key, rows in table.groupby(["measure", *_SCOPE], sort=False)}


def _estimates(
    indexed: Mapping[tuple[str, ...], pd.DataFrame], table: pd.DataFrame, measure: str, scope: Scope, key: str
) -> Estimates:
    return Estimates.of(indexed.get((measure, *(getattr(scope, name) for name in _SCOPE)), table.iloc[:0]), key)
