"""A measure's values by scope, date and replication, out of tables with a row for each."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..measures import Is, Measure
from ..timeline import year_up_to

Floats = NDArray[np.float64]
Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Scope:
    """What a value is about; empty means: not narrowed down to one."""

    course: str = ""
    group: str = ""
    role: str = ""


@dataclass(frozen=True)
class Runs:
    """The replications to compute from: those that are done, by kind."""

    full: NDArray[np.int64]
    chance: NDArray[np.int64]

    @classmethod
    def of(cls, tables: Tables) -> "Runs":
        """Those of a run. Where no values were drawn, the replications by chance alone are the full ones as well."""
        runs = tables["runs"]
        done = runs[runs["status"] == "done"]
        full, chance = (done.loc[done["kind"] == kind, "replication"].to_numpy(np.int64) for kind in ("full", "chance"))
        return cls(full if (runs["kind"] == "full").any() else chance, chance)

    def split(self, values: Floats, replications: NDArray[np.generic]) -> tuple[Floats, Floats]:
        """Values of the full replications, and of those by chance alone; `replications` lie along the last axis."""
        full, chance = (values[..., np.isin(replications, which)] for which in (self.full, self.chance))
        return full, chance


class Cube:
    """A table's columns as arrays [scope, date, replication]; what a replication has no row for is NaN.

    Scopes come course by course (or role by role), first over all groups, then in each.
    """

    def __init__(self, frame: pd.DataFrame, place: str | None) -> None:
        self._frame = frame
        groups, group = list(frame["group"].cat.categories), frame["group"].cat.codes.to_numpy(np.int64)
        places = frame[place].cat.codes.to_numpy(np.int64) if place else np.zeros(len(frame), np.int64)
        names = list(frame[place].cat.categories) if place else [""]
        codes = places * len(groups) + group
        pairs = np.flatnonzero(np.bincount(codes))
        pair = np.searchsorted(pairs, codes)
        self.dates, date = _distinct(frame["date"].to_numpy())
        self.replications, replication = _distinct(frame["replication"].to_numpy())
        self._cells = (pair * len(self.dates) + date) * len(self.replications) + replication
        self._shape = (len(pairs), len(self.dates), len(self.replications))
        self._members = [np.flatnonzero(pairs // len(groups) == code) for code in range(len(names)) if len(pairs)]
        self.scopes = [
            Scope(group=name, **({place: names[code]} if place else {}))
            for code, members in enumerate(self._members)
            for name in ("", *(groups[pairs[i] % len(groups)] for i in members))
        ]

    def column(self, name: str) -> Floats:
        """The values of a column."""
        parts = np.full(self._shape, np.nan)
        parts.ravel()[self._cells] = self._frame[name].to_numpy()
        stacked = [part for members in self._members for part in (parts[members].sum(0, keepdims=True), parts[members])]
        return np.concatenate(stacked) if stacked else parts

    def split(self, values: Floats, runs: Runs) -> tuple[Floats, Floats]:
        """Values of the full replications, and of those by chance alone."""
        return runs.split(values, self.replications)


class Cubes:
    """The cubes of a run's tables, each made once."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._made: dict[str, Cube] = {}
        self.runs = Runs.of(tables)

    def of(self, measure: Measure) -> Cube:
        """The cube of the table that a measure is computed from."""
        if measure.table not in self._made:
            place = next((name for name in measure.takes if name in ("course", "role")), None)
            self._made[measure.table] = Cube(self._tables[measure.table], place)
        return self._made[measure.table]


def at_dates(cube: Cube, measure: Measure) -> Floats:
    """A measure at every date of its cube; flows since the date before."""
    return _ratio(cube.column(measure.of), cube.column(measure.over) if measure.over else None)


def by_year(cube: Cube, measure: Measure, ends: NDArray[np.int64]) -> Floats:
    """A measure by year: stocks at the year's last date, flows summed over it. `ends` are places among the dates."""

    def reduce(values: Floats) -> Floats:
        if measure.role is Is.STOCK:
            return values[:, ends]
        return np.add.reduceat(values, np.concatenate([[0], ends[:-1] + 1]), axis=1)

    return _ratio(reduce(cube.column(measure.of)), reduce(cube.column(measure.over)) if measure.over else None)


def up_to(cube: Cube, measure: Measure, scope: Scope, when: np.datetime64) -> Floats:
    """A measure of one scope at a date, in each replication; flows are summed over the twelve months up to it.

    Missing if the table has no row for the scope: a course that is not for the group, a role nobody has.
    """
    if scope not in cube.scopes:
        return np.full(len(cube.replications), np.nan)
    place = cube.scopes.index(scope)
    within = cube.dates == when
    if measure.role is Is.FLOW:
        within = (cube.dates >= year_up_to(when)) & (cube.dates < when.astype("datetime64[D]") + 1)

    def reduce(name: str) -> Floats:
        summed: Floats = cube.column(name)[place][within].sum(axis=0)
        return summed

    return _ratio(reduce(measure.of), reduce(measure.over) if measure.over else None)


def _distinct(values: NDArray[np.generic]) -> tuple[NDArray[np.generic], NDArray[np.int64]]:
    """The distinct values in order, and the place of each among them."""
    codes, distinct = pd.factorize(values, sort=True)
    return np.asarray(distinct), codes


def _ratio(of: Floats, over: Floats | None) -> Floats:
    """`of` ÷ `over`, missing where there is nothing to divide by; without `over`, `of` itself."""
    if over is None:
        return of
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(over == 0, np.nan, of / over)
