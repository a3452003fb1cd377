"""What courses cost, by year and by kind, and what was got for it."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..measures import COSTS, COSTS_YEARLY, COVERAGE, PUBLIC, UNIT_COSTS, Is, Table
from ..timeline import YEAR, year_ends
from .cubes import Cube, Cubes, Floats, Runs, Scope, Tables, in_years
from .statistics import over_futures

ALL = ""  # the course by which all of them together are told
_KINDS = COSTS.names(Is.FLOW)
_Told = dict[tuple[str, str], Floats]  # by course and what: [year, replication]


def costs_yearly(tables: Tables, year_starts: int, cubes: Cubes | None = None) -> pd.DataFrame:
    """The table `costs_yearly`: what each course costs in each year, of each kind; a year's total is their sum."""
    cubes = cubes or Cubes(tables)
    if tables[COSTS.name].empty:
        return pd.DataFrame(columns=list(COSTS_YEARLY.names()))
    cube = cubes.of_table(COSTS.name)
    ends = year_ends(cube.dates, year_starts)
    spent = {kind: in_years(cube.column(kind), ends) for kind in _KINDS}  # [course, year, replication]
    told = {(ALL, kind): values.sum(axis=0) for kind, values in spent.items()}
    told |= {(scope.course, kind): spent[kind][i] for i, scope in enumerate(cube.scopes) for kind in _KINDS}
    return _table(COSTS_YEARLY, told, cube, ends, cubes.runs)


def unit_costs(tables: Tables, year_starts: int, cubes: Cubes | None = None) -> pd.DataFrame:
    """The table `unit_costs`: what was spent from the start up to each year's end ÷ what there was for it.

    Of a course for staff that is completions, percentage points of coverage × the years they were held for, and the
    people in post who hold the qualification; of one for the public, completions; of all courses together, all
    completions of any of them. A future in which there was none of it has no cost for each.
    """
    cubes = cubes or Cubes(tables)
    if tables[COSTS.name].empty:
        return pd.DataFrame(columns=list(UNIT_COSTS.names()))
    cube = cubes.of_table(COSTS.name)
    ends = year_ends(cube.dates, year_starts)
    told = {key: values[ends] for key, values in _unit_costs(cubes).items()}
    return _table(UNIT_COSTS, told, cube, ends, cubes.runs)


def unit_costs_at(cubes: Cubes, when: np.datetime64) -> dict[tuple[str, str], tuple[Floats, Floats]]:
    """The same from the start up to a date of the tables, by course and what it is for: full futures, and by chance."""
    cube = cubes.of_table(COSTS.name)
    if when not in cube.dates:
        return {}
    at = int(np.flatnonzero(cube.dates == when)[0])
    return {key: cube.split(values[at], cubes.runs) for key, values in _unit_costs(cubes).items()}


def _unit_costs(cubes: Cubes) -> _Told:
    """Each cost for each, from the start up to each date, by course and what it is for: [date, replication]."""
    cube = cubes.of_table(COSTS.name)
    spent = cube.column("total").cumsum(axis=1)
    got = {(ALL, "completion"): sum((completed for _, completed in _completions(cubes)), np.zeros(spent.shape[1:]))}
    by_course = dict(_completions(cubes))
    for scope in cube.scopes:
        if scope.course in by_course:
            got[scope.course, "completion"] = by_course[scope.course]
        got |= {(scope.course, per): values for per, values in _held(cubes, scope)}
    total = {ALL: spent.sum(axis=0)} | {scope.course: spent[i] for i, scope in enumerate(cube.scopes)}
    with np.errstate(invalid="ignore", divide="ignore"):
        return {(course, per): np.where(of == 0, np.nan, total[course] / of) for (course, per), of in got.items()}


def _completions(cubes: Cubes) -> Iterable[tuple[str, Floats]]:
    """For each course, of staff or the public, how many have completed it since the start."""
    for name in (COVERAGE.name, PUBLIC.name):
        cube = cubes.of_table(name)
        completed = cube.column("completed")
        yield from (
            (scope.course, _beside(cubes, cube, completed[i].cumsum(axis=0)))
            for i, scope in enumerate(cube.scopes)
            if not scope.part
        )


def _held(cubes: Cubes, scope: Scope) -> Iterable[tuple[str, Floats]]:
    """What a course for staff has led to: points of coverage × the years they were held for, and people who hold it."""
    cube = cubes.of_table(COVERAGE.name)
    if scope not in cube.scopes:
        return
    holders, in_post = (cube.values(name, scope) for name in ("holders", "in_post"))
    points = 100 * np.divide(holders, in_post, out=np.zeros(holders.shape), where=in_post > 0)
    years = np.diff(cube.dates.astype("datetime64[D]").astype(np.int64)) / YEAR
    steps = (points[1:] + points[:-1]) / 2 * years[:, None]
    yield "point_year", _beside(cubes, cube, np.concatenate([np.zeros((1, steps.shape[1])), steps.cumsum(axis=0)]))
    yield "trained_in_post", _beside(cubes, cube, holders)


def _beside(cubes: Cubes, cube: Cube, values: Floats) -> Floats:
    """Values of a cube for the replications of the table `costs`, in their order."""
    wanted = cubes.of_table(COSTS.name).replications
    found: Floats = values[:, np.searchsorted(cube.replications, wanted)]
    return found


def _table(declared: Table, told: _Told, cube: Cube, ends: NDArray[np.int64], runs: Runs) -> pd.DataFrame:
    """A table with a row for each course, year and what of `told`: [year, replication] each."""
    _, course, what = declared.names()[:3]
    blocks = []
    for name in dict.fromkeys(name for name, _ in told):
        of = {kind: values for (other, kind), values in told.items() if other == name}
        full, chance = cube.split(np.stack(list(of.values()), axis=1), runs)  # [year, what, replication]
        keys = {
            "year": np.repeat(cube.dates[ends], len(of)),
            course: name,
            what: np.tile(np.array(list(of), object), len(ends)),
        }
        estimates = over_futures(full, chance, least=0.0)
        blocks.append(pd.DataFrame(keys | {column: estimate.ravel() for column, estimate in estimates.items()}))
    return pd.concat(blocks, ignore_index=True)[list(declared.names())]
