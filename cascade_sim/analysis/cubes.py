"""A measure's values by scope, date and replication, out of tables with a row for each."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..measures import COSTS, COVERAGE, COVERAGE_BY_LOCALITY, PUBLIC, Is, Measure
from ..timeline import year_up_to

Floats = NDArray[np.float64]
Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Scope:
    """What a value is about; empty means: not narrowed down to one."""

    course: str = ""
    group: str = ""
    role: str = ""
    locality: str = ""

    @property
    def part(self) -> str:
        """The group or the locality, if it is one: a value is of one at most."""
        return self.group or self.locality


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

    Scopes come course by course (or role by role): first over all groups, then in each. Of a table by locality there
    are none over all, which would be those over all groups again; one that tells no parts has those over all alone.
    """

    def __init__(self, frame: pd.DataFrame, place: str | None, part: str | None = "group") -> None:
        self._frame, self._in_all = frame, part == "group"
        names, places = _coded(frame, place)
        parts, of_part = _coded(frame, part)
        codes = places * len(parts) + of_part
        pairs = np.flatnonzero(np.bincount(codes))
        pair = np.searchsorted(pairs, codes)
        self.dates, date = _distinct(frame["date"].to_numpy())
        self.replications, replication = _distinct(frame["replication"].to_numpy())
        self._cells = (pair * len(self.dates) + date) * len(self.replications) + replication
        self._shape = (len(pairs), len(self.dates), len(self.replications))
        told = np.unique(pairs // max(1, len(parts)))
        self._members = [np.flatnonzero(pairs // len(parts) == code) for code in told]
        self.scopes = [
            Scope(**({place: names[code]} if place else {}), **({part: name} if part else {}))
            for code, members in zip(told, self._members, strict=True)
            for name in (*([""] if self._in_all else []), *(parts[pairs[i] % len(parts)] for i in members))
        ]

    def column(self, name: str) -> Floats:
        """The values of a column."""
        parts = np.full(self._shape, np.nan)
        parts.ravel()[self._cells] = self._frame[name].to_numpy()
        if not self._in_all:
            return parts
        stacked = [part for members in self._members for part in (parts[members].sum(0, keepdims=True), parts[members])]
        return np.concatenate(stacked) if stacked else parts

    def values(self, name: str, scope: Scope) -> Floats:
        """The values of a column for one scope, [date, replication]."""
        found: Floats = self.column(name)[self.scopes.index(scope)]
        return found

    def split(self, values: Floats, runs: Runs) -> tuple[Floats, Floats]:
        """Values of the full replications, and of those by chance alone."""
        return runs.split(values, self.replications)


_PLACES = {"roles": "role", "workforce": None}  # what the rows of a table are told by; of all others, the course
_PARTS = {COVERAGE_BY_LOCALITY.name: "locality", PUBLIC.name: None, COSTS.name: None}  # and in which parts: groups


class Cubes:
    """The cubes of a run's tables, each made once."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._made: dict[str, Cube] = {}
        self.runs = Runs.of(tables)

    def of_table(self, name: str) -> Cube:
        """The cube of a table."""
        if name not in self._made:
            self._made[name] = Cube(self._tables[name], _PLACES.get(name, "course"), _PARTS.get(name, "group"))
        return self._made[name]

    def of(self, measure: Measure) -> list[Cube]:
        """The cubes in which there is anything of a measure: by group, by locality, and of courses for the public."""
        tables = [measure.table]
        tables += [COVERAGE_BY_LOCALITY.name] if "locality" in measure.takes and measure.table == COVERAGE.name else []
        tables += [PUBLIC.name] if measure.of_public else []
        return [self.of_table(name) for name in tables if not self._tables[name].empty]

    def values(
        self, measure: Measure, scope: Scope, when: np.datetime64, *, since_start: bool = False
    ) -> tuple[Floats, Floats]:
        """A measure of one scope at a date (see `up_to`), in full futures and in those by chance alone.

        Missing where no table has a row for the scope: a course that is not for the group, a role nobody has.
        """
        cube = next((cube for cube in self.of(measure) if scope in cube.scopes), None)
        if cube is None:
            return np.full(len(self.runs.full), np.nan), np.full(len(self.runs.chance), np.nan)
        return cube.split(up_to(cube, measure, scope, when, since_start=since_start), self.runs)


def at_dates(cube: Cube, measure: Measure) -> Floats:
    """A measure at every date of its cube; flows since the date before."""
    return _ratio(cube.column(measure.of), cube.column(measure.over) if measure.over else None)


def by_year(cube: Cube, measure: Measure, ends: NDArray[np.int64]) -> Floats:
    """A measure by year: stocks at the year's last date, flows summed over it. `ends` are places among the dates."""

    def reduce(values: Floats) -> Floats:
        if measure.role is Is.STOCK:
            return values[:, ends]
        return in_years(values, ends)

    return _ratio(reduce(cube.column(measure.of)), reduce(cube.column(measure.over)) if measure.over else None)


def in_years(values: Floats, ends: NDArray[np.int64]) -> Floats:
    """What is told since the date before, [scope, date, …], added up into years that end at these places."""
    summed: Floats = np.add.reduceat(values, np.concatenate([[0], ends[:-1] + 1]), axis=1)
    return summed


def up_to(cube: Cube, measure: Measure, scope: Scope, when: np.datetime64, *, since_start: bool = False) -> Floats:
    """A measure of one of a cube's scopes at a date, in each replication.

    Flows are summed over the twelve months up to it, or from the start.
    """
    within = cube.dates == when
    if measure.role is Is.FLOW:
        within = cube.dates < when.astype("datetime64[D]") + 1
        within &= since_start | (cube.dates >= year_up_to(when))

    def reduce(name: str) -> Floats:
        summed: Floats = cube.values(name, scope)[within].sum(axis=0)
        return summed

    return _ratio(reduce(measure.of), reduce(measure.over) if measure.over else None)


def _coded(frame: pd.DataFrame, key: str | None) -> tuple[list[str], NDArray[np.int64]]:
    """The names that a key may have, and which of them each row has; without a key, a single one without a name."""
    if key is None:
        return [""], np.zeros(len(frame), np.int64)
    codes: NDArray[np.int64] = np.asarray(frame[key].cat.codes, np.int64)
    return list(frame[key].cat.categories), codes


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
