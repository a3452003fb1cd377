"""What a count taken in life would have been in each future.

A `Series` is a measure of one scope over the time of a run: of a state what held at the end of each date, of what
happens the total up to then. Between two dates it is a straight line, so that an uncertain date can be spread over the
days around it; deliveries and their places count on the very day they were planned for. All of it is plain arrays: of
one future as it was recorded, or of all futures of a run at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..measures import (
    CAUSES,
    COUNTS,
    COVERAGE,
    COVERAGE_BY_LOCALITY,
    DELIVERIES,
    LADDER,
    LIMITS,
    LIMITS_SUMMARY,
    OBSERVABLE,
    PUBLIC,
    TABLES,
    WORKFORCE,
    Is,
    Measure,
)
from .cubes import Scope

if TYPE_CHECKING:
    from ..scenario import Observation
    from .cubes import Tables

Array = NDArray[np.generic]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Parts = tuple[Floats, Floats | None]  # of a share: how many, and of how many
Columns = Mapping[str, Mapping[str, Array]]  # of each table, by name

SPREAD = 9  # dates over which one that is not known to the day is spread
_HUNDREDTHS = 0.01
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Futures:
    """The tables of one future or of several, as columns: what `series_of` reads.

    Keys are codes into `names` (`{"course": ("basic", …), "status": …}`), dates days since 1970 or of a type that can
    be cast to `datetime64[D]`, and money counts in `money` (0.01 for hundredths). A table of several futures has the
    column `replication`, with the numbers of `replications` in it; one of a single future need not.
    """

    columns: Columns
    names: Mapping[str, Sequence[str]]
    replications: Ints = field(default_factory=lambda: np.ones(1, np.int64))
    money: float = 1.0

    @classmethod
    def of_one(cls, columns: Columns, names: Mapping[str, Sequence[str]]) -> "Futures":
        """One replication as `recording.tabulate` tells it, with the names that `recording.categories` gives."""
        return cls(columns, names, money=_HUNDREDTHS)

    @classmethod
    def of_run(cls, tables: "Tables") -> "Futures":
        """All replications of a run that are done, in order of number, out of its tables."""
        runs = tables["runs"]
        done = np.sort(runs.loc[runs["status"] == "done", "replication"].to_numpy(np.int64))
        return cls(_Frames(tables), _names(tables), done)

    @cached_property
    def dates(self) -> NDArray[np.datetime64]:
        """The dates at whose end the state was noted; the first is the day before the start."""
        return _days(np.unique(self.columns[WORKFORCE.name]["date"]))

    def rows(self, table: str, column: str) -> Floats:
        """A column of numbers, money in whole units of the currency."""
        values = self.columns[table][column].astype(np.float64)
        return values * self.money if _is_money(table, column) else values

    def those(self, table: str, key: str, name: str) -> NDArray[np.bool_]:
        """Which rows of a table have that name as their key; none if nothing is called so."""
        columns = self.columns[table]
        codes = columns.get(key)
        if codes is None or name not in self.names.get(key, ()):
            return np.zeros(len(next(iter(columns.values()))), bool)
        found: NDArray[np.bool_] = codes == self.names[key].index(name)
        return found

    def of_each(self, table: str, kept: NDArray[np.bool_]) -> Ints:
        """For each row that is kept, the place of its future among `replications`."""
        numbers = self.columns[table].get("replication")
        if numbers is None:
            return np.zeros(np.count_nonzero(kept), np.int64)
        return np.searchsorted(self.replications, numbers[kept])


@dataclass(frozen=True)
class Series:
    """A measure of one scope over time, [future, date]: states at the ends of `dates`, or totals up to then.

    A share has two: it is `of` ÷ `over`. What has no row for the scope is NaN. Days are numbers since 1970, as `day`
    gives them: that of a date stands for its end, and half a day earlier for its noon.
    """

    dates: NDArray[np.datetime64]
    of: Floats
    over: Floats | None = None

    def at(self, days: ArrayLike) -> Floats:
        """What held at the end of each day (of what happens: the total up to then), [future, day].

        Between dates it lies on a straight line, before the first and after the last it is what held there. A share of
        nobody is NaN.
        """
        return _divided(*self.parts_at(days))

    def between(self, since: ArrayLike, until: ArrayLike) -> Floats:
        """What happened from the beginning of each day `since` to the end of each day `until`, [future, day]."""
        return _divided(*self.parts_between(since, until))

    def parts_at(self, days: ArrayLike) -> Parts:
        """What `at` divides: both numbers of a share, or the one there is."""
        return self._told(self.of, days), None if self.over is None else self._told(self.over, days)

    def parts_between(self, since: ArrayLike, until: ArrayLike) -> Parts:
        """What `between` divides."""
        before = np.asarray(since, np.float64) - 1
        of = self._told(self.of, until) - self._told(self.of, before)
        return of, None if self.over is None else self._told(self.over, until) - self._told(self.over, before)

    def _told(self, values: Floats, days: ArrayLike) -> Floats:
        known = self.dates.astype(np.int64)
        wanted = np.clip(np.atleast_1d(np.asarray(days, np.float64)), known[0], known[-1])
        after = np.clip(np.searchsorted(known, wanted), 1, max(len(known) - 1, 1))
        if len(known) == 1:
            return np.repeat(values, len(wanted), axis=1)
        before = after - 1
        way = (wanted - known[before]) / (known[after] - known[before])
        found: Floats = values[:, before] * (1 - way) + values[:, after] * way
        return found


def day(when: date) -> float:
    """The number of a date, for `Series`."""
    return float((when - _EPOCH).days)


def spread(precision: float, number: int = SPREAD) -> Floats:
    """By how many days a date may be off that is known to within `precision` days: so many values, alike in weight.

    They are the middles of equal parts; 0 alone where the date is known to the day.
    """
    if not precision:
        return np.zeros(1)
    middles: Floats = precision * (2 * np.arange(number) + 1 - number) / number
    return middles


def observed(futures: Futures, observation: "Observation", shifts: ArrayLike = 0.0) -> Floats:
    """What a count would have been in each future if its date were off by each of `shifts` days, [future, shift].

    A period keeps its length; what would lie outside the run is cut off there. NaN where there is nothing to tell: no
    row of its scope, a share of nobody.
    """
    return read_off(series_of(futures, OBSERVABLE[observation.measure], scope_of(observation)), observation, shifts)


def read_off(series: Series, observation: "Observation", shifts: ArrayLike = 0.0) -> Floats:
    """The same out of the series of its measure and scope."""
    return _divided(*parts_of(series, observation, shifts))


def parts_of(series: Series, observation: "Observation", shifts: ArrayLike = 0.0) -> Parts:
    """What `read_off` divides: both numbers of a share, or the one there is, [future, shift]."""
    until = day(observation.date) + np.atleast_1d(np.asarray(shifts, np.float64))
    if observation.since is None:
        return series.parts_at(until)
    return series.parts_between(until - (day(observation.date) - day(observation.since)), until)


def observed_values(tables: "Tables", observation: "Observation", shifts: ArrayLike = 0.0) -> Floats:
    """`observed` of every replication of a run that is done, in order of number."""
    return observed(Futures.of_run(tables), observation, shifts)


def scope_of(observation: "Observation") -> Scope:
    """What a count is of."""
    told = (observation.course, observation.group, observation.role, observation.locality)
    return Scope(*(name or "" for name in told))


def series_of(futures: Futures, measure: Measure, scope: Scope) -> Series:
    """A measure of one scope over the time of a run. `measure` is one of `OBSERVABLE`, counts included."""
    if measure.name in COUNTS:
        return _counted(futures, measure, scope)
    table = _table_of(futures, measure, scope)
    kept = _rows_of(futures, table, scope)
    dates, which = np.unique(futures.columns[table]["date"][kept], return_inverse=True)
    if not len(dates):
        return _unknown(futures, share=measure.over is not None)
    shape = (len(futures.replications), len(dates))
    cells = futures.of_each(table, kept) * shape[1] + which

    def added(column: str) -> Floats:
        values: Floats = _summed(cells, futures.rows(table, column)[kept], shape)
        return values.cumsum(axis=1) if measure.role is Is.FLOW else values

    return Series(_days(dates), added(measure.of), added(measure.over) if measure.over else None)


def _table_of(futures: Futures, measure: Measure, scope: Scope) -> str:
    """The name of the table that tells a measure of that scope."""
    if measure.table != COVERAGE.name:
        return measure.table
    if scope.locality:
        return COVERAGE_BY_LOCALITY.name
    if measure.of_public and futures.those(PUBLIC.name, "course", scope.course).any():
        return PUBLIC.name
    return COVERAGE.name


def _rows_of(futures: Futures, table: str, scope: Scope) -> NDArray[np.bool_]:
    """Which rows of a table are of a scope; what it does not narrow down is added up."""
    kept = np.ones(len(next(iter(futures.columns[table].values()))), bool)
    for key in ("course", "group", "role", "locality"):
        name = getattr(scope, key)
        if name:
            kept &= futures.those(table, key, name)
    return kept


def _unknown(futures: Futures, *, share: bool = False) -> Series:
    nothing = np.full((len(futures.replications), len(futures.dates)), np.nan)
    return Series(futures.dates, nothing, nothing if share else None)


def _counted(futures: Futures, measure: Measure, scope: Scope) -> Series:
    """The series of a count of deliveries, of places or of losses."""
    if scope.course not in futures.names.get("course", ()):
        return _unknown(futures)
    if measure.table == LIMITS_SUMMARY.name:
        return _lost(futures, measure.of, scope.course)
    kept = futures.those(DELIVERIES.name, "course", scope.course)
    amounts = (_places if measure.table == LADDER.name else _outcomes)(futures, measure.of)
    first, last = (int(when) for when in futures.dates[[0, -1]].astype(np.int64))
    planned = _days(futures.columns[DELIVERIES.name]["planned"]).astype(np.int64)
    kept &= (planned > first) & (planned <= last)
    shape = (len(futures.replications), last - first + 1)
    cells = futures.of_each(DELIVERIES.name, kept) * shape[1] + planned[kept] - first
    return Series(_days(np.arange(first, last + 1)), _summed(cells, amounts[kept], shape).cumsum(axis=1))


def _outcomes(futures: Futures, what: str) -> Floats:
    """For each delivery, 1 if that became of it: a status or a cause of cancellation."""
    key = "status" if what in ("run", "cancelled") else "cause"
    return futures.those(DELIVERIES.name, key, what).astype(np.float64)


def _places(futures: Futures, step: str) -> Floats:
    """For each delivery, its places that a step of the ladder counts."""
    table, offered = DELIVERIES.name, ("places", "overbooked")
    if step in offered:
        return futures.rows(table, step)
    if step in DELIVERIES.names():  # told of deliveries that ran
        return np.where(futures.those(table, "status", "run"), futures.rows(table, step), 0.0)
    held = sum((futures.rows(table, name) for name in offered), start=np.zeros(1))
    return np.where(futures.those(table, "cause", step), held, 0.0)


def _lost(futures: Futures, cause: str, course: str) -> Series:
    """Places lost to a cause, told by month."""
    assert cause in CAUSES
    kept = futures.those(LIMITS.name, "course", course)
    months, which = np.unique(futures.columns[LIMITS.name]["month"][kept], return_inverse=True)
    shape = (len(futures.replications), len(months) + 1)
    cells = futures.of_each(LIMITS.name, kept) * shape[1] + which + 1  # none were lost when the run began
    lost = _summed(cells, futures.rows(LIMITS.name, cause)[kept], shape)
    return Series(np.concatenate([futures.dates[:1], _days(months)]), lost.cumsum(axis=1))


def _summed(cells: Ints, amounts: Floats, shape: tuple[int, int]) -> Floats:
    """The sum of the amounts in each cell."""
    sums: Floats = np.bincount(cells, amounts, shape[0] * shape[1]).reshape(shape).astype(np.float64)
    return sums


class _Frames(Mapping[str, Mapping[str, Array]]):
    """The columns of DataFrames, each made an array when it is asked for, keys as codes."""

    def __init__(self, tables: "Tables") -> None:
        self._tables = tables

    def __getitem__(self, table: str) -> Mapping[str, Array]:
        return _Frame(self._tables[table])

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


class _Frame(Mapping[str, Array]):
    def __init__(self, frame: Any) -> None:
        self._frame = frame

    def __getitem__(self, column: str) -> Array:
        values = self._frame[column]
        coded = values.dtype == "category"
        array: Array = values.cat.codes.to_numpy() if coded else values.to_numpy()
        return array

    def __iter__(self) -> Iterator[str]:
        return iter(self._frame)

    def __len__(self) -> int:
        return len(self._frame.columns)


def _names(tables: "Tables") -> dict[str, tuple[str, ...]]:
    """What the codes stand for: the same in all tables of a run."""
    of = {"group": "workforce", "course": "coverage", "role": "roles", "locality": "coverage_by_locality"}
    of |= {"status": "deliveries", "cause": "deliveries"}
    return {key: tuple(tables[table][key].cat.categories) for key, table in of.items()}


def _is_money(table: str, column: str) -> bool:
    return any(declared.name == column and declared.type == "money" for declared in TABLES[table].columns)


def _days(dates: Array) -> NDArray[np.datetime64]:
    return dates.astype("datetime64[D]")


def _divided(of: Floats, over: Floats | None) -> Floats:
    """`of` ÷ `over`, NaN where there is nothing to divide by; without `over`, `of` itself."""
    if over is None:
        return of
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(over > 0, of / over, np.nan)
