"""Plans side by side: their differences, replication by replication, in the same futures.

A plan is what its tables say; the first of several is the baseline. Two replications of one number share their luck
and their draws, so the difference between them is the plans' own.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..measures import COSTS, DIFFERENCES, MEASURES, OVER_TIME, PROBABILITIES
from .cubes import Cubes, Floats, Scope, at_dates
from .statistics import counts, means, over_futures, wilson
from .targets import row_of, values_of

if TYPE_CHECKING:
    from ..scenario import Target

SAME, UNCLEAR, SMALL, BETTER, WORSE = "same", "unclear", "small", "better", "worse"
_ROUNDING = 1e-9  # what two shares made of the same counts may differ by


@dataclass(frozen=True)
class Yardstick:
    """What plans are compared by: a measure of a scope at a date; `better` is 1 where more is better, else -1."""

    name: str
    measure: str
    scope: Scope
    when: date
    better: int = 1
    since_start: bool = False  # flows: since the start, and not over the last year
    target: "Target | None" = None

    @property
    def unit(self) -> str:
        """The unit of its measure."""
        return MEASURES[self.measure].unit

    def keys(self) -> dict[str, object]:
        """What tables say of it."""
        scope = self.scope
        keys = {"name": self.name, "measure": self.measure, "course": scope.course, "group": scope.group}
        more = {"locality": scope.locality, "role": scope.role, "date": pd.Timestamp(self.when), "unit": self.unit}
        return keys | more


@dataclass(frozen=True)
class Outcomes:
    """What came of a plan by each yardstick (columns) in each replication (rows): in full futures, and by chance.

    `traces` are the coverage of each course at each date (rows) in each replication (columns).
    """

    full: pd.DataFrame
    chance: pd.DataFrame
    traces: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    @classmethod
    def of(cls, cubes: Cubes, yardsticks: Iterable[Yardstick], courses: Iterable[str] = ()) -> "Outcomes":
        """Those of a run's tables; missing where these say nothing of a yardstick."""
        found = {yardstick.name: _values(cubes, yardstick) for yardstick in yardsticks}
        full, chance = ({name: values[i] for name, values in found.items()} for i in (0, 1))
        runs = cubes.runs
        traces = {course: _trace(cubes, course) for course in courses}
        return cls(pd.DataFrame(full, index=runs.full), pd.DataFrame(chance, index=runs.chance), traces)

    def of_futures(self, full: "pd.Index[int]", chance: "pd.Index[int]") -> "Outcomes":
        """The same of some of the replications, in order."""
        return Outcomes(self.full.loc[full], self.chance.loc[chance], self.traces)


def yardsticks(
    targets: Sequence["Target"],
    *,
    courses: Iterable[str],
    roles: Iterable[str],
    public: Iterable[str],
    when: date,
    money: bool,
) -> tuple[Yardstick, ...]:
    """Every target, and then the headline measures at a date: coverage, active members, completions, the cost."""
    found = [_of_target(target) for target in targets]
    about = {(one.measure, one.scope, one.when) for one in found if one.target and not one.target.every}
    found += [
        yardstick
        for yardstick in _headline(courses, roles, public, when, money=money)
        if (yardstick.measure, yardstick.scope, yardstick.when) not in about
    ]
    return tuple(found)


def _of_target(target: "Target") -> Yardstick:
    scope = Scope(target.course or "", target.group or "", target.role or "", target.locality or "")
    better = 1 if target.at_least is not None else -1
    return Yardstick(target.name, target.measure, scope, target.by, better, target=target)


def _headline(
    courses: Iterable[str], roles: Iterable[str], public: Iterable[str], when: date, *, money: bool
) -> Iterator[Yardstick]:
    for course in courses:
        yield Yardstick(f"coverage of {course}", "coverage", Scope(course), when)
    for role in roles:
        yield Yardstick(f"active {role}", "active", Scope(role=role), when)
    for course in public:
        yield Yardstick(f"completed {course}", "completed", Scope(course), when, since_start=True)
    if money:
        yield Yardstick("cost", "cost", Scope(), when, better=-1, since_start=True)


def aligned(outcomes: Sequence[Outcomes]) -> list[Outcomes]:
    """The same of the replications that all of them have."""
    full, chance = outcomes[0].full.index, outcomes[0].chance.index
    for one in outcomes[1:]:
        full, chance = full.intersection(one.full.index), chance.intersection(one.chance.index)
    return [one.of_futures(full, chance) for one in outcomes]


def differences(
    plans: Mapping[str, Outcomes], yardsticks: Sequence[Yardstick], worthwhile: float = 0.01
) -> pd.DataFrame:
    """The table `differences`: each plan less the first, by each yardstick. The outcomes are `aligned`.

    `worthwhile` is a share, and of what is no share as much of the baseline's mean.
    """
    baseline, *others = plans
    rows = [
        {"plan": plan} | difference(plans[baseline], plans[plan], yardstick, worthwhile)
        for plan in others
        for yardstick in yardsticks
    ]
    return pd.DataFrame(rows, columns=list(DIFFERENCES.names()))


def difference(before: Outcomes, after: Outcomes, yardstick: Yardstick, worthwhile: float) -> dict[str, object]:
    """A row of the table: one set of outcomes less another, by a yardstick."""
    name = yardstick.name
    first, second = (one.full[name].to_numpy(np.float64) for one in (before, after))
    changes = less(second, first)
    chance = less(after.chance[name].to_numpy(np.float64), before.chance[name].to_numpy(np.float64))
    told = ~np.isnan(changes)
    base = float(means(first[told])[0])
    enough = worthwhile * (1.0 if yardstick.unit == "share" else abs(base))
    estimates = {key: value.item() for key, value in over_futures(changes, chance).items()}
    ahead = int(np.count_nonzero(changes * yardstick.better > 0))
    low, high = wilson(ahead, np.count_nonzero(told))
    return (
        yardstick.keys()
        | {"baseline_mean": base, "plan_mean": float(means(second[told])[0])}
        | estimates
        | {"ahead": ahead, "level": int(np.count_nonzero(changes == 0))}
        | {"ahead_share": ahead / told.sum() if told.any() else np.nan, "ahead_low": float(low)}
        | {"ahead_high": float(high), "worthwhile": enough, "verdict": _verdict(changes, yardstick.better, enough)}
    )


def less(after: Floats, before: Floats) -> Floats:
    """What changes; what rounding alone would make of the same is 0."""
    changes = after - before
    with np.errstate(invalid="ignore"):
        changes[np.abs(changes) <= _ROUNDING * np.maximum(1.0, np.abs(before))] = 0.0
    return changes


def _verdict(changes: Floats, better: int, worthwhile: float) -> str:
    known = changes[~np.isnan(changes)]
    if not len(known):
        return ""
    if not known.any():
        return SAME
    mean, low, high = (float(value) for value in means(known))
    if np.isnan(low) or low <= 0 <= high:
        return UNCLEAR
    if abs(mean) < worthwhile:
        return SMALL
    return BETTER if mean * better > 0 else WORSE


def probabilities(plans: Mapping[str, Outcomes], yardsticks: Iterable[Yardstick]) -> pd.DataFrame:
    """The table `probabilities`: how likely each plan is to meet each target."""
    rows = [
        {"plan": plan}
        | row_of(yardstick.target, *(one[yardstick.name].to_numpy(np.float64) for one in (of.full, of.chance)))
        for yardstick in yardsticks
        if yardstick.target
        for plan, of in plans.items()
    ]
    return pd.DataFrame(rows, columns=list(PROBABILITIES.names()))


def over_time(plans: Mapping[str, Outcomes]) -> pd.DataFrame:
    """The table `over_time`: the coverage of each course with each plan, at the dates that all plans have."""
    blocks = []
    for course in next(iter(plans.values())).traces:
        dates = _common_dates([of.traces[course] for of in plans.values()])
        for plan, of in plans.items():
            trace = of.traces[course].loc[dates]
            full, chance = (trace[list(some.index)].to_numpy(np.float64) for some in (of.full, of.chance))
            estimates = over_futures(full, chance, least=0.0, most=1.0)
            blocks.append(pd.DataFrame({"plan": plan, "date": dates, "course": course} | estimates))
    columns = list(OVER_TIME.names())
    return pd.concat(blocks, ignore_index=True)[columns] if blocks else pd.DataFrame(columns=columns)


def _common_dates(traces: Sequence[pd.DataFrame]) -> "pd.Index[pd.Timestamp]":
    dates = traces[0].index
    for trace in traces[1:]:
        dates = dates.intersection(trace.index)
    return dates


def _trace(cubes: Cubes, course: str) -> pd.DataFrame:
    """The coverage of a course at each date in each replication; nothing where no table tells of it."""
    measure, scope = MEASURES["coverage"], Scope(course)
    cube = next((cube for cube in cubes.of(measure) if scope in cube.scopes), None)
    if cube is None:
        return pd.DataFrame(index=pd.DatetimeIndex([]))
    values = at_dates(cube, measure)[cube.scopes.index(scope)]
    return pd.DataFrame(values, index=pd.DatetimeIndex(cube.dates), columns=cube.replications)


def _values(cubes: Cubes, yardstick: Yardstick) -> tuple[Floats, Floats]:
    """The value of each replication, full and by chance alone; missing if the tables say nothing of it."""
    runs, at = cubes.runs, np.datetime64(yardstick.when, "D")
    nothing = np.full(len(runs.full), np.nan), np.full(len(runs.chance), np.nan)
    measure = MEASURES[yardstick.measure]
    if yardstick.measure == "cost" and not cubes.of(measure):  # nothing has a price
        return np.zeros(len(runs.full)), np.zeros(len(runs.chance))
    if not any(at in cube.dates.astype("datetime64[D]") for cube in cubes.of(measure)):
        return nothing
    if yardstick.target:
        return values_of(cubes, yardstick.target)
    if yardstick.measure != "cost":
        return cubes.values(measure, yardstick.scope, at, since_start=yardstick.since_start)
    scopes = cubes.of_table(COSTS.name).scopes
    each = [cubes.values(measure, scope, at, since_start=True) for scope in scopes]
    full, chance = (np.sum(values, axis=0) for values in zip(*each, strict=True))
    return full, chance


def told_of_all(plans: Mapping[str, Outcomes], yardsticks: Iterable[Yardstick]) -> tuple[Yardstick, ...]:
    """The yardsticks of which every plan has something to tell."""
    return tuple(
        yardstick
        for yardstick in yardsticks
        if all(counts(of.full[yardstick.name].to_numpy(np.float64)) for of in plans.values())
    )
